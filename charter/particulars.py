"""What only few contacts have and what stands in details: promises, agreed days, suspensions, extensions, marks.

One contact at a time, for the few that have any; the many never come here. Refuses to know a limit: a promise is
capped and renewed here (contract.md 4), kept or broken elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Events, Fact, Ints
from charter.contact import Kind
from charter.instants import parse

PROMISE_LIMIT_DAYS = 42
"""A promised day further away than six weeks after receipt counts as six weeks (contract.md 4)."""


LOWEST_MARK, HIGHEST_MARK = 1, 10

_RESUMING = (Kind.COMPLETED, Kind.RESUMED)
_OPEN = int(np.iinfo(np.int32).max)
_YES = ("yes", "ja", "true")


def local_day(at: int, zone: ZoneInfo) -> int:
    """The local day of an instant, as days since 1970-01-01."""
    return (datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone).date() - date(1970, 1, 1)).days


def midnight(day: int, zone: ZoneInfo) -> int:
    """The instant at which a local day begins."""
    moment = datetime.combine(date(1970, 1, 1) + timedelta(days=day), datetime.min.time(), zone)
    return int(moment.timestamp()) * 1_000_000


@dataclass(frozen=True, slots=True)
class Particulars:
    """The events of one contact whose details matter, in order. Few contacts have any."""

    events: Events
    kind: Ints
    zone: ZoneInfo
    rows: list[int]
    detail_of: Mapping[int, Mapping[str, str]]

    def has(self, kind: Kind) -> bool:
        """Whether one of the events is of `kind`."""
        return any(self.kind[row] == kind for row in self.rows)

    def _of(self, *kinds: Kind) -> list[tuple[int, Mapping[str, str]]]:
        return [(row, self.detail_of.get(row, {})) for row in self.rows if self.kind[row] in kinds]

    def numbers(self, found: dict[Fact, dict[int, float]], contact: int) -> None:
        """Write the contact's mark, committee and extension into `found`."""
        for row in self.rows:
            detail = self.detail_of.get(row, {})
            if "committee" in detail:
                found[Fact.COMMITTEE][contact] = float(detail["committee"].lower() in _YES)
            if self.kind[row] == Kind.RATED:
                mark = _number(detail.get("mark", ""))
                if mark is not None and LOWEST_MARK <= mark <= HIGHEST_MARK:
                    found[Fact.MARK].setdefault(contact, mark)
            if self.kind[row] == Kind.EXTENDED:
                found[Fact.EXTENSION_WEEKS].setdefault(contact, max(_number(detail.get("weeks", "")) or 0, 0))

    def suspensions(self) -> list[tuple[int, int]]:
        """Awb 4:15: the day of each request, and of its completion or of `until`, whichever is first.

        NO_DAY while it is open. What overlaps or touches is one suspension. NO_DAY as the first day when it is not
        known how long the term stood still: no request before the first completion has a day, or an open one was
        completed on a day that is not known.
        """
        turns = self._of(Kind.COMPLETION_REQUESTED, Kind.SUSPENDED, Kind.COMPLETED, Kind.RESUMED)
        days = [(int(self.kind[row]), int(self.events.at[row]), detail) for row, detail in turns]
        undated = {kind in _RESUMING for kind, at, _detail in days if at == NO_TIME}
        known = [(kind, local_day(at, self.zone), detail) for kind, at, detail in days if at != NO_TIME]
        found: list[tuple[int, int]] = []
        for place, (kind, since, detail) in enumerate(known):
            if kind in _RESUMING:
                continue
            ends = [day for later, day, _detail in known[place + 1 :] if later in _RESUMING]
            named = parse(detail.get("until", ""), self.zone)
            if named is not None and named.at is not None:
                ends.append(max(local_day(named.at, self.zone), since))
            until = min(ends, default=_OPEN)
            if found and since <= found[-1][1]:
                since, until = found[-1][0], max(found.pop()[1], until)
            found.append((since, until))
        if False in undated and (not known or known[0][0] in _RESUMING):
            found.insert(0, (NO_DAY, known[0][1] if known else _OPEN))
        if True in undated and found and found[-1][1] == _OPEN:
            found[-1] = (NO_DAY, _OPEN)
        return [(since, NO_DAY if until == _OPEN else until) for since, until in found]

    def promise(self, answered_at: int, received_at: int) -> tuple[int, int, int, bool] | None:
        """The first valid interim message before the answer: instant, precision, midnight of the day promised.

        And whether there is a valid one of unknown time. One new date is allowed, given before the first has passed;
        never beyond six weeks after receipt. A day that had passed when it was named is no new date.
        """
        latest = np.iinfo(np.int32).max
        if received_at != np.iinfo(np.int64).max:
            latest = local_day(received_at, self.zone) + PROMISE_LIMIT_DAYS
        valid: list[tuple[int, int, int]] = []
        for row, detail in self._of(Kind.INTERIM_MESSAGE):
            at, named = int(self.events.at[row]), parse(detail.get("promised_on", ""), self.zone)
            told = all(detail.get(part, "").lower() in _YES for part in ("reason", "handler"))
            if not told or named is None or named.at is None:
                continue
            day = local_day(named.at, self.zone)
            if at == NO_TIME or (at < answered_at and local_day(at, self.zone) <= day):
                valid.append((at, int(self.events.precision[row]), min(day, latest)))
        if not valid:
            return None
        at, precision, promised = valid[0]
        renewals = [(on, day) for on, _precision, day in valid[1:] if on != NO_TIME]
        if renewals and local_day(renewals[0][0], self.zone) <= promised:
            promised = renewals[0][1]
        return at, precision, midnight(promised, self.zone), any(on == NO_TIME for on, *_rest in valid)

    def agreed_day(self) -> tuple[int, int, int] | None:
        """The day agreed with the resident, its precision, and when that was logged (NO_TIME: with the request).

        A later agreement replaces an earlier one that had not passed yet.
        """
        agreements: list[tuple[int, int, int]] = []
        for row, detail in self._of(Kind.AGREED_DATE):
            at = int(self.events.at[row])
            if at != NO_TIME:
                logged = parse(detail.get("known_at", ""), self.zone)
                known = NO_TIME if logged is None or logged.at is None else logged.at
                agreements.append((known, at, int(self.events.precision[row])))
        if not agreements:
            return None
        agreements.sort(key=lambda agreement: agreement[0])
        known, at, precision = agreements[0]
        for later_known, later_at, later_precision in agreements[1:]:
            if later_known == NO_TIME or local_day(later_known, self.zone) <= local_day(at, self.zone):
                at, precision = later_at, later_precision
        return at, precision, known


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
