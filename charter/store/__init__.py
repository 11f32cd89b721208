"""The database: one schema for SQLite and PostgreSQL, and the only room that speaks SQL."""
