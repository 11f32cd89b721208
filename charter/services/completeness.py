"""How complete the data is: up to when every source tells, and which rows were lost.

A figure over an incomplete period says so (design.md 2). Refuses to guess what a silent source would have said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from charter.locale import _, formats, ngettext
from charter.norms.periods import Period
from charter.norms.ruler import WorkCalendar
from charter.store.imports import Coverage

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Completeness:
    """`until` (UTC microseconds) is the instant up to which every source tells; None when there is no data.

    `expected` is the last day that every source should tell of: the working day before as-of.
    """

    sources: tuple[Coverage, ...]
    until: int | None
    expected: int
    work: WorkCalendar

    @classmethod
    def at(cls, sources: Sequence[Coverage], as_of: int, work: WorkCalendar) -> Completeness:
        """The completeness of `sources` at `as_of`."""
        last = [source.last_at for source in sources if source.last_at is not None]
        today = int(work.days.day_of(np.array([as_of]))[0])
        expected = int(work.add_working_days(np.array([today], np.int32), -1)[0])
        return cls(tuple(sources), min(min(last), as_of) if last else None, expected, work)

    def holds_for(self, period: Period | None = None) -> bool:
        """Whether every source reaches the end of `period` (or the working day before as-of) and lost no row."""
        return bool(self.sources) and not self._behind(period) and not any(s.rejected for s in self.sources)

    @property
    def complete(self) -> bool:
        """Whether the data is complete up to the working day before as-of."""
        return self.holds_for()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is missing, one sentence a source, in the language spoken now."""
        return self.remarks_for(None)

    def remarks_for(self, period: Period | None) -> tuple[str, ...]:
        """The same for one period."""
        behind = [
            _("%(source)s tells nothing after %(day)s.")
            % {"source": source.source, "day": formats.day(formats.date_of(day))}
            for source, day in self._behind(period)
        ]
        lost = [
            ngettext("%(source)s: %(n)s row was rejected.", "%(source)s: %(n)s rows were rejected.", source.rejected)
            % {"source": source.source, "n": formats.number(source.rejected)}
            for source in self.sources
            if source.rejected
        ]
        return (*behind, *lost)

    def _behind(self, period: Period | None) -> list[tuple[Coverage, int]]:
        """The sources that stop before they should, with the last day that they tell of."""
        wanted = self.expected if period is None else min(self.expected, (period.last - _EPOCH).days)
        return [
            (source, day)
            for source in self.sources
            if source.last_at is not None
            and (day := int(self.work.days.day_of(np.array([source.last_at]))[0])) < wanted
        ]
