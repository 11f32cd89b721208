"""Accountability: what people do with a breach, frozen periods, what was purged, and the zone asked once per source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add three columns and make two tables."""
    op.add_column("source", sa.Column("zone", sa.Text, nullable=False, server_default=""))
    op.add_column("run", sa.Column("implied", sa.Integer, nullable=False, server_default="0"))
    op.add_column("run", sa.Column("purged", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "follow_up",
        sa.Column("id", BIG, primary_key=True, autoincrement=False),
        sa.Column("key_id", BIG, nullable=False),
        sa.Column("norm", sa.Text, nullable=False),
        sa.Column("act", sa.Integer, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("undoes", BIG, sa.ForeignKey("follow_up.id"), nullable=True),
        sqlite_strict=True,
    )
    op.create_index("follow_up_key", "follow_up", ["key_id"])
    op.create_table(
        "closing",
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("first_day", sa.Integer, nullable=False),
        sa.Column("last_day", sa.Integer, nullable=False),
        sa.Column("as_of", BIG, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("rulebook", sa.Text, nullable=False),
        sa.Column("contacts", sa.Text, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("verdicts", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sqlite_strict=True,
    )
