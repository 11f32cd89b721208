"""The table behind a picture: every number that is drawn, and what stands beside it.

Why: who cannot see a picture, or doubts it, reads the same numbers. Values stay unrounded with codes as column names
for scripts; `cells` writes them as people read them. Refuses to compute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from charter.locale import _, formats

Value = str | int | float | bool | date | None
NOTHING = "–"


class Kind(StrEnum):
    """How a column is written for people."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """0..1, shown as a percentage."""
    NUMBER = "number"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Column:
    """`code` is for scripts, in every language the same; `heading` for people, in the language of the picture."""

    code: str
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values in the order of `columns`; None where there is nothing or nothing may be shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def records(self) -> list[dict[str, Value]]:
        """The rows with their codes; dates as ISO text."""
        return [
            {
                column.code: value.isoformat() if isinstance(value, date) else value
                for column, value in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]

    @property
    def cells(self) -> list[list[str]]:
        """The rows as people read them, in the language spoken now."""
        return [[written(value, c.kind) for c, value in zip(self.columns, row, strict=True)] for row in self.rows]


def written(value: Value, kind: Kind) -> str:
    """One value as people read it."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, str):
        return value
    if kind is Kind.SHARE:
        return formats.percent(value)
    return formats.number(value, 0 if value == int(value) else 1)
