"""Cases from a register with the ZGW Zaken API 1.5, such as Open Zaak (domain.md 3.3).

Why: applications, objections and complaints run as cases, and the register knows when each began and ended. All its
terms are dates. A suspension has no dates at all, and an extension none of its own: these count from the day on which a
run first saw them, and where the first run already finds one, the case says so and the day stays unknown. Refuses to
guess what a kind of case is: only the kinds that the municipality names are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from charter.clock import MICROSECONDS
from charter.contact import Category, Event, Kind, Performer, Precision
from charter.importers.base import UNTIMED, Implied, OutOfScope, ReadContext, Row, fingerprint
from charter.importers.faults import no_contact, no_time
from charter.importers.json_records import Record, value, word
from charter.instants import Instant, parse
from charter.locale import N_
from charter.problem import Problem, Severity
from charter.profile_faults import WrongValueError
from charter.sources.base import Fetched, SourceKind, Words
from charter.sources.zgw import ZgwSettings, last_part, web

_PATH = "/zaken"
_OVERLAP = timedelta(days=31)
"""Dates are filled in afterwards; a run looks back so far."""
_STARTS = {
    Category.OBJECTION: Kind.OBJECTION_RECEIVED,
    Category.COMPLAINT: Kind.COMPLAINT_RECEIVED,
    Category.WOO: Kind.REQUEST_RECEIVED,
}
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T0[HMS])?")


def _types(given: tuple[str, ...]) -> tuple[str, ...]:
    for pair in given:
        name, _, category = pair.rpartition(":")
        if not name or Category.of(category) in (None, Category.NONE):
            raise WrongValueError(
                N_("the id of a zaaktype and one of our categories, such as ID:permit"), N_("Correct the list.")
            )
    return given


class ZakenSettings(ZgwSettings):
    """Which kinds of case are read, and as what."""

    types: Annotated[Words, AfterValidator(_types), Field(min_length=1)]
    """ID:CATEGORY, the id being the end of the zaaktype's address."""
    since: date = date(2020, 1, 1)
    """The first run reads cases that were registered after this day."""


class ZakenSource:
    """One register of cases."""

    kind = "zaken"
    conversations = False

    def __init__(self, settings: ZakenSettings, secret: Callable[[], str]) -> None:
        self.address = settings.address[:200]
        self._web = web(settings, secret)
        self._since = settings.since
        pairs = (pair.rpartition(":") for pair in settings.types)
        self._types = {last_part(name): Category.of(category) or Category.NONE for name, _, category in pairs}

    def check(self) -> None:
        """Ask for the first page."""
        with self._web.connected() as asking:
            asking.page(_PATH, {"registratiedatum__gt": self._since.isoformat()}, 1)

    def fetch(self, state: str, context: ReadContext, cancelled: Callable[[], bool]) -> Iterator[Fetched]:
        """Cases that are new, then those that closed, then (once a day) those that are open and may have changed.

        The state: `done`, the day of the last whole run; `step` and `page`, where a run that stopped goes on;
        `suspended`, the cases that were suspended when they were last seen.
        """
        told: dict[str, Any] = json.loads(state) if state else {"done": "", "step": 0, "page": 1, "suspended": []}
        today = datetime.fromtimestamp(context.now / MICROSECONDS, UTC).astimezone(context.zone).date()
        cases = _Cases(context, self._types, set(told["suspended"]), today, is_first=not told["done"])
        steps = self._steps(told["done"], today)
        with self._web.connected() as asking:
            for step in range(min(told["step"], len(steps) - 1), len(steps)):
                start = max(1, told["page"] - 1) if step == told["step"] else 1
                for number, page in asking.pages(_PATH, steps[step], start):
                    rows = [row for record in page.results for row in cases.rows(record)]
                    told |= {"step": step, "page": number + 1, "suspended": sorted(cases.suspended)}
                    if not page.more:
                        told |= {"step": step + 1, "page": 1}
                    if told["step"] == len(steps):
                        told |= {"done": today.isoformat(), "step": 0}
                    if (text := json.dumps(told)) != state:
                        state = text
                        yield Fetched(rows, text)
                    if cancelled():
                        return

    def _steps(self, done: str, today: date) -> list[dict[str, str | int]]:
        """What is asked in turn."""
        if not done:
            return [{"registratiedatum__gt": self._since.isoformat()}]
        back = (date.fromisoformat(done) - _OVERLAP).isoformat()
        steps: list[dict[str, str | int]] = [{"registratiedatum__gt": back}, {"einddatum__gt": back}]
        return steps if done == today.isoformat() else [*steps, {"einddatum__isnull": "true"}]


class _Cases:
    """What is known of cases while a run reads them."""

    def __init__(
        self, context: ReadContext, types: dict[str, Category], suspended: set[str], today: date, *, is_first: bool
    ) -> None:
        self.context = context
        self.types = types
        self.suspended = suspended
        self.is_first = is_first
        self.today = today
        self.seen_on = Instant(None, Precision.MISSING) if is_first else self._day(today.isoformat())
        self.line = 0

    def rows(self, record: Record) -> Iterator[Row]:
        """One row for the case; what follows from it is implied."""
        self.line += 1
        case = word(record, "identificatie") or word(record, "uuid") or last_part(word(record, "url"))
        if not case:
            yield no_contact(self.line)
            return
        category = self.types.get(last_part(word(record, "zaaktype")))
        if category is None:
            yield OutOfScope(self.line, "other_type")
            return
        for name in ("startdatum", "registratiedatum", "einddatum"):
            if parse(word(record, name), self.context.zone) is None:
                yield no_time(self.line, word(record, name))
                return
        ended = self._day(word(record, "einddatum"))
        days = [self._day(word(record, name)) for name in ("startdatum", "registratiedatum")]
        began = min(days, key=lambda day: UNTIMED if day.at is None else day.at)
        organisation = word(record, "bronorganisatie")
        kind = _STARTS.get(category, Kind.APPLICATION_RECEIVED)
        yield self._event(case, kind, began, category, organisation)
        yield from self._ends(record, case, category, began)
        if ended.at is not None:
            stop = Kind.OUTCOME_SENT if category is Category.COMPLAINT else Kind.DECISION_SENT
            yield Implied(self._event(case, stop, ended, category))
        extended = word(record, "verlenging", "duur")
        weeks = _weeks(extended)
        if extended and not weeks:
            yield _no_extension(self.line, case, extended)
        elif weeks:
            yield Implied(self._event(case, Kind.EXTENDED, self.seen_on, category, detail=f"weeks={weeks}", once=True))
        yield from self._suspension(record, case, category)

    def _ends(self, record: Record, case: str, category: Category, began: Instant) -> Iterator[Row]:
        """The days on which the register plans to end the case; a changed day is known from the day of this run."""
        told = began if self.is_first else self.seen_on
        for kind, name in ((Kind.END_PLANNED, "einddatumGepland"), (Kind.END_LATEST, "uiterlijkeEinddatumAfdoening")):
            day = self._day(word(record, name))
            if day.at is not None:
                detail = "" if self.is_first else f"known_at={self.today.isoformat()}"
                event = self._event(case, kind, day, category, detail=detail)
                yield Implied(event._replace(position=UNTIMED if told.at is None else told.at))

    def _suspension(self, record: Record, case: str, category: Category) -> Iterator[Row]:
        is_suspended = value(record, "opschorting", "indicatie") is True
        if is_suspended and case not in self.suspended:
            self.suspended.add(case)
            yield Implied(self._event(case, Kind.SUSPENDED, self.seen_on, category))
            if self.is_first:
                yield _suspended_since_unknown(self.line, case)
        elif not is_suspended and case in self.suspended:
            self.suspended.discard(case)
            yield Implied(self._event(case, Kind.RESUMED, self.seen_on, category))

    def _day(self, written: str) -> Instant:
        return parse(written, self.context.zone) or Instant(None, Precision.MISSING)

    def _event(
        self,
        case: str,
        kind: Kind,
        when: Instant,
        category: Category,
        organisation: str = "",
        detail: str = "",
        *,
        once: bool = False,
    ) -> Event:
        """`once`: the day on which it was seen is not part of what it is."""
        said = detail if kind is Kind.EXTENDED else ""
        return Event(
            contact=case,
            kind=kind,
            at=when.at,
            precision=when.precision,
            line=self.line,
            position=UNTIMED if when.at is None else when.at,
            fingerprint=fingerprint(f"{case}\x1f{organisation}\x1f{kind.word}\x1f{'' if once else when.at}\x1f{said}"),
            category=category,
            organisation=organisation,
            performer=Performer.PERSON,
            detail=detail,
        )


def _weeks(duration: str) -> int:
    """Whole weeks of an ISO 8601 duration; 0 when it is none, or is not of whole weeks."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return 0
    days = int(found[1] or 0) * 7 + int(found[2] or 0)
    return days // 7 if days % 7 == 0 else 0


def _suspended_since_unknown(line: int, case: str) -> Problem:
    return Problem(
        "suspended_since_unknown",
        line,
        N_("Case %(case)s is suspended, and the register does not say since when."),
        N_("Look up the day in the case, and add it as a correction. Until then its end is not known."),
        {"case": case[:80]},
        Severity.WARNING,
    )


def _no_extension(line: int, case: str, duration: str) -> Problem:
    return Problem(
        "no_whole_weeks",
        line,
        N_("Case %(case)s was extended by “%(duration)s”, which is not a number of weeks. It was not read."),
        N_("Look at the extension in the case, and add it as a correction."),
        {"case": case[:80], "duration": duration[:80]},
        Severity.WARNING,
    )


KIND = SourceKind(
    id="zaken",
    title=N_("Register of cases (ZGW Zaken API 1.5)"),
    how=N_("address=https://SERVER/zaken/api/v1 client=ID types=ZAAKTYPE:CATEGORY with a comma between two."),
    settings=ZakenSettings,
    make=ZakenSource,
    asks=N_("Client secret"),
)
