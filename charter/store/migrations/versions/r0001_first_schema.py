"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("conversations", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("manner", sa.Text, nullable=False),
        sa.Column("repeats", sa.Integer, sa.ForeignKey("run.id"), nullable=True),
        sa.Column("read", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("duplicates", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("out_of_scope", sa.Integer, nullable=False),
        sa.Column("contacts_new", sa.Integer, nullable=False),
        sa.Column("contacts_updated", sa.Integer, nullable=False),
        sa.Column("first_at", BIG, nullable=True),
        sa.Column("last_at", BIG, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("run_sha256", "run", ["sha256"])
    op.create_table(
        "problem",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("line", BIG, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "name",
        sa.Column("dictionary", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.UniqueConstraint("dictionary", "value", name="name_value"),
        sqlite_strict=True,
    )
    op.create_table(
        "contact_key",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.Column("contact_id", BIG, nullable=False),
        sa.UniqueConstraint("source_id", "external_id", name="contact_key_external"),
        sqlite_strict=True,
    )
    op.create_index(
        "contact_key_joined",
        "contact_key",
        ["contact_id"],
        sqlite_where=sa.text("contact_id <> id"),
        postgresql_where=sa.text("contact_id <> id"),
    )
    op.create_table(
        "event",
        sa.Column("key_id", BIG, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", BIG, primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("line", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("at", BIG, nullable=True),
        sa.Column("precision", sa.Integer, nullable=False),
        sa.Column("channel", sa.Integer, nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        sa.Column("queue_id", sa.Integer, nullable=False),
        sa.Column("category", sa.Integer, nullable=False),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("direction", sa.Integer, nullable=False),
        sa.Column("performer", sa.Integer, nullable=False),
        sa.Column("agent_id", sa.Integer, nullable=False),
        sa.Column("wait_us", BIG, nullable=True),
        sa.Column("talk_us", BIG, nullable=True),
        sa.Column("customer", sa.Text, nullable=True),
        sa.Column("detail", sa.Text, nullable=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "derived",
        sa.Column("chunk", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "rulebook",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("accepted_at", BIG, nullable=False),
        sa.Column("accepted_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("rulebook_digest", "rulebook", ["digest"])
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "lease",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("expires_at", BIG, nullable=False),
        sqlite_strict=True,
    )
