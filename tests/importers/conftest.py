"""What the tests of readers share: a context, a way to read bytes, and the arithmetic that must always hold."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from charter.contact import Event
from charter.importers.base import OutOfScope, ReadContext, Reader, Row
from charter.importers.table_times import Order
from charter.problem import Problem, Severity

NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000


def context(*, keep_agents: bool = False, dates: Order = "auto") -> ReadContext:
    return ReadContext(
        ZoneInfo("Europe/Amsterdam"),
        NOW,
        lambda text: f"p({text})" if text else "",
        keep_agents=keep_agents,
        dates=dates,
    )


@pytest.fixture
def read() -> Callable[..., list[Row]]:
    """All rows that a reader finds in bytes or text."""

    def rows(reader: Reader, data: bytes | str, **options: object) -> list[Row]:
        raw = data.encode() if isinstance(data, str) else data
        return list(reader.read(io.BytesIO(raw), context(**options)))

    return rows


@pytest.fixture
def counted() -> Callable[[list[Row]], list[Row]]:
    """The rows that count: one for every data row, whatever was wrong with it."""

    def those(rows: list[Row]) -> list[Row]:
        return [
            row
            for row in rows
            if isinstance(row, Event | OutOfScope) or (isinstance(row, Problem) and row.severity is Severity.REJECTED)
        ]

    return those
