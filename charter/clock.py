"""The only module that asks what time it is. Everywhere else time is an argument.

Why: any past morning can be looked at again, and a test needs no patch. Refuses local time: it gives UTC microseconds.
"""

from __future__ import annotations

import time
from typing import Protocol

MICROSECONDS = 1_000_000


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> int:
        """UTC microseconds since 1970."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """UTC microseconds since 1970."""
        return time.time_ns() // 1000  # noqa: TID251 - the one place that asks


class FixedClock:
    """A clock that stands still, for `--as-of` and for tests."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        """The instant it was given."""
        return self.at
