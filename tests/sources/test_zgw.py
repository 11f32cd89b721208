"""Cases and contacts from registers of the ZGW standard, against a server that answers as its specification says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jwt
import pytest
from pydantic import ValidationError

from charter.columns import Events
from charter.contact import Event, Kind, Precision
from charter.importers.base import Implied, OutOfScope, ReadContext, Row
from charter.locale.formats import local
from charter.moments import derive
from charter.problem import Problem, Severity
from charter.sources.base import Fetched, RetryLater, Source, SourceError
from charter.sources.contactmomenten import ContactmomentenSettings, ContactmomentenSource
from charter.sources.zaken import ZakenSettings, ZakenSource

TYPE = "https://zaken.voorbeeld.nl/catalogi/api/v1/zaaktypen/7ebd"
SECRET = "een geheim van genoeg tekens voor HS256"
DAY_US = 86_400_000_000


class Register:
    """A list in pages, with the filters that its specification has."""

    def __init__(self, site: Any, answer: Any) -> None:
        self.site, self.answer = site, answer
        self.rows: list[dict[str, Any]] = []
        site.answer = self._answer

    def _answer(self, path: str, query: dict[str, str]) -> Any:
        rows = [row for row in reversed(self.rows) if all(self._fits(row, *one) for one in query.items())]
        number = int(query["page"])
        begin = 2 * (number - 1)
        if number > 1 and begin >= len(rows):
            return self.answer(404)
        more = f"{self.site.address}{path}?page={number + 1}" if begin + 2 < len(rows) else None
        return self.answer(
            told={"count": len(rows), "next": more, "previous": None, "results": rows[begin : begin + 2]}
        )

    @staticmethod
    def _fits(row: dict[str, Any], name: str, asked: str) -> bool:
        if name == "page":
            return True
        field, _, how = name.partition("__")
        found = row.get(field)
        if how == "isnull":
            return (found is None) == (asked == "true")
        return found is not None and (found > asked if how == "gt" else found >= asked)


@pytest.fixture
def register(site: Any, answer: Any) -> Register:
    return Register(site, answer)


@pytest.fixture
def cases(register: Register) -> Callable[..., ZakenSource]:
    def make(**more: Any) -> ZakenSource:
        told = {"address": f"{register.site.address}/zaken/api/v1", "client": "charter", "types": "7ebd:permit"}
        settings = ZakenSettings.model_validate(told | {"certificates": register.site.authority} | more)
        return ZakenSource(settings, lambda: SECRET)

    return make


@pytest.fixture
def contacts(register: Register) -> Callable[..., ContactmomentenSource]:
    def make(**more: Any) -> ContactmomentenSource:
        told = {"address": f"{register.site.address}/api/v1", "client": "charter"}
        settings = ContactmomentenSettings.model_validate(told | {"certificates": register.site.authority} | more)
        return ContactmomentenSource(settings, lambda: SECRET)

    return make


def _case(number: int | str, **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://zaken.voorbeeld.nl/zaken/api/v1/zaken/u{number}",
        "identificatie": f"ZAAK-{number}",
        "bronorganisatie": "002220647",
        "zaaktype": TYPE,
        "registratiedatum": "2026-11-03",
        "startdatum": "2026-11-02",
        "einddatumGepland": "2026-12-01",
        "uiterlijkeEinddatumAfdoening": "2026-12-28",
        "einddatum": None,
        "verlenging": None,
        "opschorting": {"indicatie": False, "reden": ""},
    } | more


def _moment(number: int | str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://kcc.voorbeeld.nl/api/v1/contactmomenten/m{number}",
        "registratiedatum": at,
        "kanaal": "telefoon",
        "initiatiefnemer": "klant",
        "medewerkerIdentificatie": {"identificatie": "jdv"},
    } | more


def _fetch(source: Source, context: ReadContext, state: str = "") -> tuple[list[Row], str]:
    rows: list[Row] = []
    for fetched in source.fetch(state, context, lambda: False):
        rows.extend(fetched.rows)
        state = fetched.state
    return rows, state


def _events(rows: list[Row]) -> list[Event]:
    return [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]


def _told(rows: list[Row]) -> set[tuple[str, str, str]]:
    zone = ZoneInfo("Europe/Amsterdam")
    days = {
        event: "" if event.at is None else f"{datetime.fromtimestamp(event.at / 1e6, UTC).astimezone(zone):%m-%d}"
        for event in _events(rows)
    }
    return {(event.contact, event.kind.word, day) for event, day in days.items()}


def _tomorrow(context: ReadContext, days: int = 1) -> ReadContext:
    return ReadContext(context.zone, context.now + days * DAY_US, context.pseudonym)


def test_a_case_begins_on_the_earlier_of_its_first_days_and_ends_with_its_decision(
    register: Register, cases: Any, context: ReadContext
) -> None:
    register.rows = [_case(1, einddatum="2026-11-20"), _case(2, zaaktype=TYPE.replace("7ebd", "ander"))]
    rows, _ = _fetch(cases(), context)
    assert _told(rows) == {
        ("ZAAK-1", "application_received", "11-02"),
        ("ZAAK-1", "end_planned", "12-01"),
        ("ZAAK-1", "end_latest", "12-28"),
        ("ZAAK-1", "decision_sent", "11-20"),
    }
    assert {event.precision for event in _events(rows)} == {Precision.DAY}
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["other_type"]


def test_a_last_day_that_is_moved_is_known_from_the_run_that_saw_it(
    register: Register, cases: Any, context: ReadContext
) -> None:
    register.rows = [_case(1, einddatumGepland=None)]
    first, state = _fetch(cases(), context)
    again, state = _fetch(cases(), _tomorrow(context), state)
    assert _told(again) == _told(first)
    register.rows[0]["uiterlijkeEinddatumAfdoening"] = "2027-02-08"
    rows, _ = _fetch(cases(), _tomorrow(context, 2), state)
    told = [event for event in _events([*first, *again, *rows]) if event.kind is Kind.END_LATEST]
    facts = Events.gather(list({event.fingerprint: event for event in told + _events(first)}.values()), source="z")
    seen = {}
    for day in (1, 3):
        contacts = derive(facts, context.zone, as_of=_tomorrow(context, day).now).contacts
        seen[day] = local(int(contacts.at(Kind.END_LATEST)[0]), context.zone).date().isoformat()
    assert seen == {1: "2026-12-28", 3: "2027-02-08"}


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("complaint", {"complaint_received", "outcome_sent"}),
        ("objection", {"objection_received", "decision_sent"}),
        ("woo", {"request_received", "decision_sent"}),
        ("application", {"application_received", "decision_sent"}),
    ],
)
def test_the_named_category_chooses_the_events(
    register: Register, cases: Any, context: ReadContext, category: str, kinds: set[str]
) -> None:
    register.rows = [_case(1, einddatum="2026-11-20")]
    rows, _ = _fetch(cases(types=f"{TYPE}:{category}"), context)
    assert {event.kind.word for event in _events(rows)} == kinds | {"end_planned", "end_latest"}
    assert {event.category.word for event in _events(rows)} == {category}


def test_what_changes_in_a_case_is_seen_on_the_day_of_the_run(
    register: Register, cases: Any, context: ReadContext
) -> None:
    register.rows = [_case(number) for number in range(5)]
    first, state = _fetch(cases(), context)
    register.rows[0]["opschorting"] = {"indicatie": True, "reden": "aanvulling gevraagd"}
    register.rows[1]["verlenging"] = {"reden": "advies", "duur": "P6W"}
    register.rows[2]["einddatum"] = "2026-11-22"
    rows, state = _fetch(cases(), _tomorrow(context), state)
    assert _told(rows) - _told(first) == {
        ("ZAAK-0", "suspended", "11-22"),
        ("ZAAK-1", "extended", "11-22"),
        ("ZAAK-2", "decision_sent", "11-22"),
    }
    known = {event.fingerprint for event in _events([*first, *rows])}
    register.rows[0]["opschorting"] = {"indicatie": False, "reden": ""}
    rows, _ = _fetch(cases(), _tomorrow(context, 9), state)
    fresh = [event for event in _events(rows) if event.fingerprint not in known]
    assert [(event.contact, event.kind.word) for event in fresh] == [("ZAAK-0", "resumed")]


def test_a_suspension_from_before_the_first_run_is_told_not_dated(
    register: Register, cases: Any, context: ReadContext
) -> None:
    register.rows = [
        _case(1, opschorting={"indicatie": True, "reden": "x"}),
        _case(2, verlenging={"reden": "y", "duur": "P1M"}),
    ]
    rows, _ = _fetch(cases(), context)
    assert ("ZAAK-1", "suspended", "") in _told(rows)
    problems = [row for row in rows if isinstance(row, Problem)]
    assert {(row.code, row.severity) for row in problems} == {
        ("suspended_since_unknown", Severity.WARNING),
        ("no_whole_weeks", Severity.WARNING),
    }


def test_old_cases_are_left_alone(register: Register, cases: Any, context: ReadContext) -> None:
    register.rows = [_case(1, registratiedatum="2018-01-01"), _case(2)]
    assert {event.contact for event in _events(_fetch(cases(), context)[0])} == {"ZAAK-2"}


def test_cases_that_cannot_be_right_are_rejected_one_by_one(
    register: Register, cases: Any, context: ReadContext
) -> None:
    register.rows = [_case(1, startdatum="31-31"), _case(2, identificatie="", url="", uuid=""), _case(3)]
    rows, _ = _fetch(cases(), context)
    assert sorted(row.code for row in rows if isinstance(row, Problem)) == ["no_contact", "no_time"]
    assert {event.contact for event in _events(rows)} == {"ZAAK-3"}


@pytest.mark.parametrize("failing", range(1, 5))
def test_whatever_question_for_cases_fails_the_next_run_loses_nothing(
    register: Register, cases: Any, context: ReadContext, answer: Any, failing: int
) -> None:
    register.rows = [_case(number) for number in range(7)]
    register.site.faults = {failing: answer(500, {})}
    batches: list[Fetched] = []
    with pytest.raises(SourceError):
        batches.extend(cases().fetch("", context, lambda: False))
    register.rows.append(_case("erbij", registratiedatum="2026-11-21"))
    more, state = _fetch(cases(), context, batches[-1].state if batches else "")
    last, _ = _fetch(cases(), context, state)
    found = _events([row for batch in batches for row in batch.rows] + more + last)
    assert {event.contact for event in found} == {*(f"ZAAK-{number}" for number in range(7)), "ZAAK-erbij"}
    assert len({event.fingerprint for event in found if event.kind is Kind.APPLICATION_RECEIVED}) == 8


def test_each_question_is_signed_with_the_secret(register: Register, cases: Any, context: ReadContext) -> None:
    register.rows = [_case(1)]
    made = cases()
    _, state = _fetch(made, context)
    fields = register.site.asked[0][2]
    claims = jwt.decode(fields["Authorization"].removeprefix("Bearer "), SECRET, algorithms=["HS256"])
    assert (claims["iss"], claims["client_id"], fields["Accept-Crs"]) == ("charter", "charter", "EPSG:4326")
    assert SECRET not in state + made.address


def test_a_contactmoment_is_read_as_a_klantcontact(register: Register, contacts: Any, context: ReadContext) -> None:
    earlier = "https://kcc.voorbeeld.nl/api/v1/contactmomenten/m2"
    register.rows = [
        _moment(1, "2026-11-09T09:00:00Z"),
        _moment(2, "2026-11-09T09:00:00Z", kanaal="e-mail"),
        _moment(3, "2026-11-10T09:00:00Z", kanaal="e-mail", initiatiefnemer="gemeente", vorigContactmoment=earlier),
        _moment(4, "2026-11-10T09:00:00Z", initiatiefnemer="gemeente"),
        _moment(5, "2026-11-10T09:00:00Z", initiatiefnemer=""),
    ]
    rows, _ = _fetch(contacts(written="yes"), context)
    assert _told(rows) == {
        ("m1", "call_started", "11-09"),
        ("m2", "message_received", "11-09"),
        ("m2", "reply_substantive", "11-10"),
        ("m5", "call_started", "11-10"),
    }
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["outbound"]


@pytest.mark.parametrize("failing", range(1, 5))
def test_whatever_question_for_contacts_fails_the_next_run_loses_nothing(
    register: Register, contacts: Any, context: ReadContext, answer: Any, failing: int
) -> None:
    register.rows = [_moment(number, f"2026-11-0{number + 1}T09:00:00Z") for number in range(7)]
    register.site.faults = {failing: answer(429, {}, {"Retry-After": "5"})}
    batches: list[Fetched] = []
    with pytest.raises(RetryLater):
        batches.extend(contacts().fetch("", context, lambda: False))
    register.rows.append(_moment("erbij", "2026-11-07T12:00:00+01:00"))
    more, state = _fetch(contacts(), context, batches[-1].state if batches else "")
    last, _ = _fetch(contacts(), context, state)
    found = _events([row for batch in batches for row in batch.rows] + more + last)
    assert {event.contact for event in found} == {*(f"m{number}" for number in range(7)), "merbij"}
    assert len({event.fingerprint for event in found}) == 8


def test_a_check_says_what_is_wrong(register: Register, cases: Any, contacts: Any, answer: Any) -> None:
    cases().check()
    contacts().check()
    register.site.faults = {3: answer(403, {}), 4: answer(401, {})}
    for source in (cases(), contacts()):
        with pytest.raises(SourceError, match="does not let us in"):
            source.check()


@pytest.mark.parametrize("types", ["", "7ebd", "7ebd:none", ":permit"])
def test_kinds_of_case_must_be_named(types: str) -> None:
    with pytest.raises(ValidationError):
        ZakenSettings.model_validate({"address": "https://z.nl", "client": "c", "types": types})
