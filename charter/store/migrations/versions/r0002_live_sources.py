"""Live sources: what was configured, how far each came, and what became of every time it was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "configured_source",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("every_s", sa.Integer, nullable=False),
        sa.Column("enabled", sa.Integer, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", BIG, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tried_at", BIG, nullable=True),
        sa.Column("succeeded_at", BIG, nullable=True),
        sa.Column("next_at", BIG, nullable=False),
        sa.Column("failing_since", BIG, nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "fetch",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("started_at", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=False),
        sa.Column("next_at", BIG, nullable=False),
        sa.Column("read", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("duplicates", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("out_of_scope", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("fetch_name", "fetch", ["name"])
