"""How complete the data is: up to when every source tells, which fail since when, and which rows were lost.

A figure over an incomplete period says so (design.md 2). Refuses to guess what a silent source would have said: only of
a mailbox or an interface that was asked is it known that it had nothing more; a folder can be silent for other reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from charter.locale import _, formats, ngettext
from charter.norms.periods import Period
from charter.norms.ruler import WorkCalendar
from charter.sources import registry
from charter.store.imports import Coverage
from charter.store.sources import Configured

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
    failing: tuple[Configured, ...] = ()
    """The configured sources that fail; of what happened after their last success nothing is known."""
    purged: tuple[tuple[str, int], ...] = ()
    """The sources of which older contacts were purged, and the instant before which those ended."""
    live: bool = False
    """Whether there are sources that can be asked for news."""

    @classmethod
    def at(
        cls,
        sources: Sequence[Coverage],
        as_of: int,
        work: WorkCalendar,
        configured: Sequence[Configured] = (),
        purged: Mapping[str, int] | None = None,
    ) -> Completeness:
        """The completeness of `sources` at `as_of`, knowing how those that are `configured` stand.

        `purged` says per source up to which instant (UTC microseconds) contacts were purged.
        """
        failing = tuple(one for one in configured if one.failing_since is not None and one.failing_since <= as_of)
        asked = _asked(configured)
        told = tuple(
            replace(source, last_at=max(source.last_at, asked.get(source.source, source.last_at)))
            if source.last_at is not None
            else source
            for source in sources
        )
        last = [source.last_at for source in told if source.last_at is not None]
        last += [one.succeeded_at for one in failing if one.succeeded_at is not None]
        today = int(work.days.day_of(np.array([as_of]))[0])
        expected = int(work.add_working_days(np.array([today], np.int32), -1)[0])
        gone = tuple(sorted((purged or {}).items()))
        return cls(told, min(min(last), as_of) if last else None, expected, work, failing, gone, bool(configured))

    def holds_for(self, period: Period | None = None) -> bool:
        """Whether every source reaches the end of `period` (or the working day before as-of), and nothing was lost.

        What was purged counts as lost for a period alone: of all that there is, it is not a part.
        """
        lost = any(source.rejected or source.uncounted for source in self.sources)
        whole = not lost and not self._purged_in(period)
        return bool(self.sources) and whole and not self._behind(period) and not self._failing_in(period)

    @property
    def newest(self) -> int | None:
        """The instant (UTC microseconds) up to which the source that was heard last tells; None without any data."""
        return max((one.last_at for one in self.sources if one.last_at is not None), default=self.until)

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
        lost += [
            ngettext(
                "%(source)s: %(n)s row was read and not counted.",
                "%(source)s: %(n)s rows were read and not counted.",
                source.uncounted,
            )
            % {"source": source.source, "n": formats.number(source.uncounted)}
            for source in self.sources
            if source.uncounted
        ]
        gone = [
            _("%(source)s: contacts that ended before %(day)s have been purged.")
            % {"source": source, "day": formats.day(formats.date_of(day))}
            for source, day in self._purged_in(period)
        ]
        return (*self._said_of(self._failing_in(period)), *behind, *lost, *gone)

    @property
    def failing_remarks(self) -> tuple[str, ...]:
        """Since when each source fails, one sentence a source."""
        return self._said_of(self.failing)

    def _failing_in(self, period: Period | None) -> Sequence[Configured]:
        """The failing sources of which a part of `period` is not known."""
        if period is None:
            return self.failing
        last = (period.last - _EPOCH).days
        return [one for one in self.failing if one.succeeded_at is None or self._day_of(one.succeeded_at) <= last]

    def _purged_in(self, period: Period | None) -> list[tuple[str, int]]:
        """The sources of which contacts of `period` may be gone, and the day before which those ended."""
        first = (period.first - _EPOCH).days if period is not None else np.iinfo(np.int32).max
        days = [(source, self._day_of(at)) for source, at in self.purged]
        return [(source, day) for source, day in days if first < day]

    def _said_of(self, failing: Sequence[Configured]) -> tuple[str, ...]:
        zone = ZoneInfo(self.work.calendars.zone)

        def moment(at: int | None) -> str:
            return "" if at is None else formats.instant(at // 60_000_000 * 60_000_000, zone)

        return tuple(
            (
                _("%(source)s has failed since %(since)s and never told anything. The figures are not complete.")
                if one.succeeded_at is None
                else _("%(source)s has failed since %(since)s. The figures after %(until)s are not complete.")
            )
            % {"source": one.name, "since": moment(one.failing_since), "until": moment(one.succeeded_at)}
            for one in failing
        )

    def _behind(self, period: Period | None) -> list[tuple[Coverage, int]]:
        """The sources that stop before they should, with the last day that they tell of."""
        wanted = self.expected if period is None else min(self.expected, (period.last - _EPOCH).days)
        return [
            (source, day)
            for source in self.sources
            if source.last_at is not None and (day := self._day_of(source.last_at)) < wanted
        ]

    def _day_of(self, at: int) -> int:
        return int(self.work.days.day_of(np.array([at]))[0])


def _asked(configured: Sequence[Configured]) -> dict[str, int]:
    """Up to when each source is known to have told everything, because it was asked and succeeded."""
    telling = {kind.id for kind in registry.KINDS if kind.silence_tells}
    known: dict[str, int] = {}
    for one in configured:
        if one.kind in telling and one.succeeded_at is not None:
            target = str(one.settings.get("source") or one.name)
            known[target] = min(one.succeeded_at, known.get(target, one.succeeded_at))
    return known
