"""The tables, once, for SQLite and PostgreSQL.

Why: facts are stored as integers so that a million contacts load into columns without parsing (design.md 4.7).
Refuses to hold verdicts: those are a function of columns. The shape that a database really has is made by the
migrations; a test keeps both equal.

An event is identified by its contact key and its fingerprint: keys are handed out in order of arrival, so the rows
of one import lie side by side, and looking for a duplicate touches only pages that are already in memory. `event`
has no foreign keys: rows are added by one writer in one transaction, and two look-ups for each of millions of rows
would double the time of an import.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit on both; strict tables of SQLite know only INTEGER."""

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("reader", Text, nullable=False),
    Column("conversations", Integer, nullable=False),
    Column("zone", Text, nullable=False, server_default=""),
    sqlite_strict=True,
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Integer, ForeignKey("source.id"), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BIG, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("manner", Text, nullable=False),
    Column("repeats", Integer, ForeignKey("run.id"), nullable=True),
    Column("read", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("out_of_scope", Integer, nullable=False),
    Column("contacts_new", Integer, nullable=False),
    Column("contacts_updated", Integer, nullable=False),
    Column("first_at", BIG, nullable=True),
    Column("last_at", BIG, nullable=True),
    Column("implied", Integer, nullable=False, server_default="0"),
    Column("purged", Integer, nullable=False, server_default="0"),
    Index("run_sha256", "sha256"),
    sqlite_strict=True,
)

problem = Table(
    "problem",
    metadata,
    Column("run_id", Integer, ForeignKey("run.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("line", BIG, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("severity", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

name = Table(
    "name",
    metadata,
    Column("dictionary", Integer, primary_key=True, autoincrement=False),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("dictionary", "value", name="name_value"),
    sqlite_strict=True,
)

contact_key = Table(
    "contact_key",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=False),
    Column("source_id", Integer, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("contact_id", BIG, nullable=False),
    UniqueConstraint("source_id", "external_id", name="contact_key_external"),
    Index(
        "contact_key_joined",
        "contact_id",
        sqlite_where=text("contact_id <> id"),
        postgresql_where=text("contact_id <> id"),
    ),
    sqlite_strict=True,
)

event = Table(
    "event",
    metadata,
    Column("key_id", BIG, primary_key=True, autoincrement=False),
    Column("fingerprint", BIG, primary_key=True, autoincrement=False),
    Column("run_id", Integer, nullable=False),
    Column("line", BIG, nullable=False),
    Column("position", BIG, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("at", BIG, nullable=True),
    Column("precision", Integer, nullable=False),
    Column("channel", Integer, nullable=False),
    Column("team_id", Integer, nullable=False),
    Column("queue_id", Integer, nullable=False),
    Column("category", Integer, nullable=False),
    Column("organisation_id", Integer, nullable=False),
    Column("direction", Integer, nullable=False),
    Column("performer", Integer, nullable=False),
    Column("agent_id", Integer, nullable=False),
    Column("wait_us", BIG, nullable=True),
    Column("talk_us", BIG, nullable=True),
    Column("customer", Text, nullable=True),
    Column("detail", Text, nullable=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

derived = Table(
    "derived",
    metadata,
    Column("chunk", Integer, primary_key=True, autoincrement=False),
    Column("rules", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_strict=True,
)

rulebook = Table(
    "rulebook",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("accepted_at", BIG, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("rulebook_digest", "digest"),
    sqlite_strict=True,
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    sqlite_strict=True,
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    sqlite_strict=True,
)

lease = Table(
    "lease",
    metadata,
    Column("source", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("expires_at", BIG, nullable=False),
    sqlite_strict=True,
)

configured_source = Table(
    "configured_source",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("every_s", Integer, nullable=False),
    Column("enabled", Integer, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", BIG, nullable=False),
    Column("state", Text, nullable=False),
    Column("tried_at", BIG, nullable=True),
    Column("succeeded_at", BIG, nullable=True),
    Column("next_at", BIG, nullable=False),
    Column("failing_since", BIG, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("params", Text, nullable=False),
    sqlite_strict=True,
)

fetch = Table(
    "fetch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("started_at", BIG, nullable=False),
    Column("ended_at", BIG, nullable=False),
    Column("next_at", BIG, nullable=False),
    Column("read", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("out_of_scope", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("params", Text, nullable=False),
    Index("fetch_name", "name"),
    sqlite_strict=True,
)

follow_up = Table(
    "follow_up",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=False),
    Column("key_id", BIG, nullable=False),
    Column("norm", Text, nullable=False),
    Column("act", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BIG, nullable=False),
    Column("undoes", BIG, ForeignKey("follow_up.id"), nullable=True),
    Index("follow_up_key", "key_id"),
    sqlite_strict=True,
)

closing = Table(
    "closing",
    metadata,
    Column("period", Text, primary_key=True),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("as_of", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("rulebook", Text, nullable=False),
    Column("contacts", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("verdicts", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    sqlite_strict=True,
)
