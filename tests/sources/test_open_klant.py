"""The register of contacts, against a server that answers as the Klantinteracties API says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from charter.contact import Channel, Direction, Event, Kind, Performer, Precision
from charter.importers.base import Implied, OutOfScope, ReadContext, Row
from charter.problem import Problem
from charter.sources.base import Fetched, RetryLater, SourceError
from charter.sources.open_klant import OpenKlantSettings, OpenKlantSource

ROOT = "/klantinteracties/api/v1"


class Register:
    """Contacts and tasks as Open Klant keeps them: the newest first, in pages."""

    def __init__(self, site: Any, answer: Any, size: int = 2) -> None:
        self.site = site
        self.answer = answer
        self.size = size
        self.contacts: list[dict[str, Any]] = []
        self.newest_first = True
        site.answer = self._answer

    def contact(
        self,
        uuid: str,
        at: str,
        *,
        kanaal: str = "telefoon",
        initiator: bool = True,
        succeeded: bool | None = True,
        follows: str = "",
        party: str = "",
        **more: Any,
    ) -> dict[str, Any]:
        made = {
            "uuid": uuid,
            "url": f"{self.site.address}{ROOT}/klantcontacten/{uuid}",
            "kanaal": kanaal,
            "plaatsgevondenOp": at,
            "indicatieContactGelukt": succeeded,
            "hadBetrokkenActoren": [{"soortActor": "medewerker", "naam": "J. de Vries"}],
            "_expand": {
                "hadBetrokkenen": [{"initiator": initiator, "wasPartij": {"uuid": party} if party else None}],
                "leiddeTotInterneTaken": [],
                "gingOverOnderwerpobjecten": [{"wasKlantcontact": {"uuid": follows}}] if follows else [],
            },
        } | more
        self.contacts.append(made)
        return made

    def task(self, contact: dict[str, Any], uuid: str, **more: Any) -> dict[str, Any]:
        made = {
            "uuid": uuid,
            "gevraagdeHandeling": "Contact opnemen met betrokkene",
            "aanleidinggevendKlantcontact": {"uuid": contact["uuid"]},
            "status": "te_verwerken",
            "toegewezenOp": "2026-11-10T09:00:00+01:00",
            "afgehandeldOp": None,
        } | more
        contact["_expand"]["leiddeTotInterneTaken"].append(made)
        return made

    def _answer(self, path: str, query: dict[str, str]) -> Any:
        assert path.startswith(ROOT)
        name, _, uuid = path.removeprefix(f"{ROOT}/").partition("/")
        contacts = list(reversed(self.contacts)) if self.newest_first else self.contacts
        if uuid:
            found = [one for one in contacts if one["uuid"] == uuid]
            return self.answer(told=found[0]) if found else self.answer(404)
        rows = contacts
        if name == "internetaken":
            rows = [task for one in contacts for task in reversed(one["_expand"]["leiddeTotInterneTaken"])]
            rows = [task for task in rows if task["status"] == query.get("status", task["status"])]
        elif party := query.get("hadBetrokkene__wasPartij__uuid"):
            assert query["indicatieContactGelukt"] == "true"
            rows = [
                one for one in rows if (one["_expand"]["hadBetrokkenen"][0]["wasPartij"] or {}).get("uuid") == party
            ]
        number = int(query["page"])
        begin = (number - 1) * self.size
        if number > 1 and begin >= len(rows):
            return self.answer(404)
        more = f"http://intern:8000{path}?page={number + 1}" if begin + self.size < len(rows) else None
        results = rows[begin : begin + self.size]
        return self.answer(told={"count": len(rows), "next": more, "previous": None, "results": results})


@pytest.fixture
def register(site: Any, answer: Any) -> Register:
    return Register(site, answer)


@pytest.fixture
def source(site: Any) -> Callable[..., OpenKlantSource]:
    def make(**more: Any) -> OpenKlantSource:
        told = {"address": site.address, "certificates": site.authority} | more
        return OpenKlantSource(OpenKlantSettings.model_validate(told), lambda: "geheim")

    return make


def _fetch(source: OpenKlantSource, context: ReadContext, state: str = "") -> tuple[list[Row], str]:
    rows: list[Row] = []
    for fetched in source.fetch(state, context, lambda: False):
        rows.extend(fetched.rows)
        state = fetched.state
    return rows, state


def _events(rows: list[Row]) -> list[Event]:
    return [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]


def _told(rows: list[Row]) -> set[tuple[str, str, str]]:
    """Contact, event, and local time of every event."""
    return {(event.contact, event.kind.word, _local(event.at)) for event in _events(rows)}


def _local(at: int | None) -> str:
    assert at is not None
    return f"{datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo('Europe/Amsterdam')):%m-%d %H:%M}"


def test_the_clock_of_a_callback_starts_when_the_resident_asked(
    register: Register, source: Any, context: ReadContext
) -> None:
    asked = register.contact("vraag", "2026-11-09T10:00:00+01:00")
    register.task(asked, "taak", toegewezenOp="2026-11-11T09:00:00+01:00")
    rows, _ = _fetch(source(), context)
    assert _told(rows) == {
        ("vraag", "call_started", "11-09 10:00"),
        ("vraag", "callback_requested", "11-09 10:00"),
        ("vraag", "task_assigned", "11-11 09:00"),
    }
    assert {event.channel for event in _events(rows)} == {Channel.PHONE}


def test_a_contact_that_is_about_an_earlier_one_is_the_call_back_or_an_attempt(
    register: Register, source: Any, context: ReadContext
) -> None:
    register.task(register.contact("vraag", "2026-11-09T10:00:00+01:00"), "taak")
    register.contact("poging", "2026-11-10T10:00:00+01:00", initiator=False, succeeded=False, follows="vraag")
    register.contact("onbekend", "2026-11-10T11:00:00+01:00", initiator=False, succeeded=None, follows="vraag")
    register.contact("gelukt", "2026-11-11T10:00:00+01:00", initiator=False, follows="vraag")
    register.contact("zelf", "2026-11-11T12:00:00+01:00", follows="vraag")
    rows, _ = _fetch(source(), context)
    assert {told for told in _told(rows) if told[2] > "11-10 09:30"} == {
        ("vraag", "attempt_failed", "11-10 10:00"),
        ("vraag", "outbound_call_connected", "11-11 10:00"),
        ("vraag", "inbound_call_resolved", "11-11 12:00"),
        ("zelf", "call_started", "11-11 12:00"),
    }
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["success_unknown"]


def test_a_closed_task_counts_with_a_later_call_to_the_same_party_only(
    register: Register, source: Any, context: ReadContext
) -> None:
    done = {"status": "verwerkt", "afgehandeldOp": "2026-11-11T12:00:00+01:00"}
    register.contact("eerder", "2026-11-08T10:00:00+01:00", initiator=False, party="p")
    register.task(register.contact("vraag", "2026-11-09T10:00:00+01:00", party="p"), "taak", **done)
    register.contact("gebeld", "2026-11-11T10:00:00+01:00", initiator=False, party="p")
    register.contact("later", "2026-11-18T10:00:00+01:00", initiator=False, party="p")
    register.task(register.contact("zonder", "2026-11-09T10:00:00+01:00", party="q"), "taak 2", **done)
    rows, _ = _fetch(source(), context)
    stops = {told for told in _told(rows) if told[1] == "outbound_call_connected"}
    assert stops == {("vraag", "outbound_call_connected", "11-11 10:00")}
    assert {told for told in _told(rows) if told[1] == "task_closed"} == {
        ("vraag", "task_closed", "11-11 12:00"),
        ("zonder", "task_closed", "11-11 12:00"),
    }


def test_a_task_that_is_closed_nobody_knows_when_is_told_so(
    register: Register, source: Any, context: ReadContext
) -> None:
    register.task(register.contact("vraag", "2026-11-09T10:00:00+01:00"), "taak", status="verwerkt")
    events = _events(_fetch(source(), context)[0])
    assert [(e.at, e.precision) for e in events if e.kind is Kind.TASK_CLOSED] == [(None, Precision.MISSING)]


@pytest.mark.parametrize(
    ("more", "stops"),
    [
        ({"follows": "vraag"}, [("vraag", "11-10 10:00")]),
        ({"follows": "vraag", "kanaal": "balie", "initiator": True}, [("vraag", "11-10 10:00")]),
        ({"follows": "vraag", "initiator": True}, []),  # the resident wrote once more
        ({"follows": "vraag", "succeeded": None}, []),
        ({}, []),  # a letter about something else
    ],
)
def test_a_closed_task_is_also_done_by_a_linked_contact_along_another_road(
    register: Register, source: Any, context: ReadContext, more: dict[str, Any], stops: list[tuple[str, str]]
) -> None:
    done = {"status": "verwerkt", "afgehandeldOp": "2026-11-11T12:00:00+01:00"}
    register.task(register.contact("vraag", "2026-11-09T10:00:00+01:00", party="p"), "taak", **done)
    register.contact(
        "brief", "2026-11-10T10:00:00+01:00", **({"kanaal": "e-mail", "initiator": False, "party": "p"} | more)
    )
    rows, _ = _fetch(source(), context)
    assert [(e.contact, _local(e.at)) for e in _events(rows) if e.kind is Kind.CALLBACK_CONNECTED] == stops


def test_where_calls_are_not_registered_the_handled_task_can_count(
    register: Register, source: Any, context: ReadContext
) -> None:
    asked = register.contact("vraag", "2026-11-09T10:00:00+01:00")
    register.task(asked, "taak", status="verwerkt", afgehandeldOp="2026-11-11T12:00:00+01:00")
    assert "callback_connected" not in {told[1] for told in _told(_fetch(source(), context)[0])}
    rows, _ = _fetch(source(handled_is_called=True), context)
    assert ("vraag", "callback_connected", "11-11 12:00") in _told(rows)


def test_other_tasks_are_no_callbacks(register: Register, source: Any, context: ReadContext) -> None:
    register.task(register.contact("vraag", "2026-11-09T10:00:00+01:00"), "taak", gevraagdeHandeling="Dossier lezen")
    rows, _ = _fetch(source(), context)
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["other_task"]


def test_what_is_new_and_what_changed_is_found_and_nothing_else(
    register: Register, source: Any, context: ReadContext
) -> None:
    for number in range(5):
        register.contact(f"c{number}", f"2026-11-0{number + 1}T10:00:00+01:00")
    task = register.task(register.contacts[0], "oud", status="te_verwerken")
    rows, state = _fetch(source(handled_is_called=True), context)
    known = {event.fingerprint for event in _events(rows)}
    assert len({event.contact for event in _events(rows)}) == 5
    again, same = _fetch(source(handled_is_called=True), context, state)
    assert (again, same) == ([], state)

    task.update(status="verwerkt", afgehandeldOp="2026-11-05T10:00:00+01:00")
    closed = {"status": "verwerkt", "afgehandeldOp": "2026-11-06T10:00:00+01:00"}
    register.task(register.contacts[1], "kort", **closed)
    register.contact("nieuw", "2026-11-08T10:00:00+01:00")
    rows, state = _fetch(source(handled_is_called=True), context, state)
    fresh = {(e.contact, e.kind.word) for e in _events(rows) if e.fingerprint not in known}
    assert fresh == {
        ("nieuw", "call_started"),
        ("c0", "task_closed"),
        ("c0", "callback_connected"),
        ("c1", "task_closed"),
        ("c1", "callback_requested"),
        ("c1", "task_assigned"),
        ("c1", "callback_connected"),
    }
    assert _fetch(source(handled_is_called=True), context, state) == ([], state)


def test_a_call_that_is_written_down_after_its_task_was_closed_is_still_found(
    register: Register, source: Any, context: ReadContext
) -> None:
    asked = register.contact("vraag", "2026-11-19T10:00:00+01:00", party="p")
    register.task(asked, "taak", status="verwerkt", afgehandeldOp="2026-11-20T12:00:00+01:00")
    _, state = _fetch(source(), context)
    register.contact("gebeld", "2026-11-20T11:30:00+01:00", initiator=False, party="p")
    rows, _ = _fetch(source(), context, state)
    assert ("vraag", "outbound_call_connected", "11-20 11:30") in _told(rows)


@pytest.mark.parametrize("failing", range(1, 9))
def test_whatever_question_fails_the_next_run_loses_nothing(
    register: Register, source: Any, context: ReadContext, answer: Any, failing: int
) -> None:
    for number in range(7):
        asked = register.contact(f"c{number}", f"2026-11-0{number + 1}T10:00:00+01:00")
        register.task(asked, f"t{number}")
    whole = {event.fingerprint for event in _events(_fetch(source(), context)[0])}
    register.site.faults = {len(register.site.asked) + failing: answer(500, {})}
    batches: list[Fetched] = []
    with pytest.raises(SourceError):
        batches.extend(source().fetch("", context, lambda: False))
    rows = [row for fetched in batches for row in fetched.rows]
    state = batches[-1].state if batches else ""
    register.contact("erbij", "2026-11-09T10:00:00+01:00")
    more, state = _fetch(source(), context, state)
    last, _ = _fetch(source(), context, state)
    found = {event.fingerprint for event in _events([*rows, *more, *last])}
    assert found > whole
    assert len(found) == len(whole) + 1


def test_contacts_that_are_taken_away_while_reading_hide_no_others(
    register: Register, source: Any, context: ReadContext
) -> None:
    for number in range(6):
        register.contact(f"c{number}", f"2026-11-0{number + 1}T10:00:00+01:00")
    batches = source().fetch("", context, lambda: False)
    rows = list(next(batches).rows)
    del register.contacts[5]
    for fetched in batches:
        rows.extend(fetched.rows)
    assert {event.contact for event in _events(rows)} == {f"c{number}" for number in range(6)}


def test_a_register_that_gives_the_oldest_first_is_read_whole(
    register: Register, source: Any, context: ReadContext
) -> None:
    register.newest_first = False
    for number in range(5):
        register.contact(f"c{number}", f"2026-11-0{number + 1}T10:00:00+01:00")
    _, state = _fetch(source(), context)
    register.contact("nieuw", "2026-11-08T10:00:00+01:00")
    rows, _ = _fetch(source(), context, state)
    assert "nieuw" in {event.contact for event in _events(rows)}


def test_written_contacts_count_only_where_their_answers_are_registered(
    register: Register, source: Any, context: ReadContext
) -> None:
    register.contact("mail", "2026-11-09T00:00:00+01:00", kanaal="E-mail")
    register.contact("antwoord", "2026-11-12T15:00:00+01:00", kanaal="e-mail", initiator=False, follows="mail")
    bot = [{"soortActor": "geautomatiseerde_actor", "naam": "robot"}]
    register.contact(
        "bevestiging",
        "2026-11-09T09:00:00+01:00",
        kanaal="e-mail",
        initiator=False,
        follows="mail",
        hadBetrokkenActoren=bot,
    )
    rows, _ = _fetch(source(), context)
    assert {row.reason for row in rows if isinstance(row, OutOfScope)} == {"written_elsewhere"}
    rows, _ = _fetch(source(written=True), context)
    told = {event.kind: event for event in _events(rows) if event.performer is Performer.PERSON}
    assert told[Kind.MESSAGE_RECEIVED].precision is Precision.DAY
    assert told[Kind.MESSAGE_RECEIVED].direction is Direction.IN
    assert told[Kind.REPLY_SUBSTANTIVE].contact == "mail"
    assert [event.kind for event in _events(rows) if event.performer is Performer.AUTO] == [Kind.REPLY_SUBSTANTIVE]


def test_a_channel_that_nobody_explained_is_rejected_and_can_be_explained(
    register: Register, source: Any, context: ReadContext
) -> None:
    register.contact("c", "2026-11-09T10:00:00+01:00", kanaal="Mitel Lijn 3")
    rows, _ = _fetch(source(), context)
    assert [(row.code, row.params["channel"]) for row in rows if isinstance(row, Problem)] == [
        ("unknown_channel", "Mitel Lijn 3")
    ]
    assert _told(_fetch(source(channels="Mitel Lijn 3:phone"), context)[0]) == {("c", "call_started", "11-09 10:00")}


def test_rows_that_cannot_be_right_are_rejected_one_by_one(
    register: Register, source: Any, context: ReadContext
) -> None:
    register.contact("", "2026-11-09T10:00:00+01:00")
    register.contact("b", "gisteren")
    register.contact("c", "2026-11-09T10:00:00+01:00")
    rows, _ = _fetch(source(), context)
    assert sorted(row.code for row in rows if isinstance(row, Problem)) == ["no_contact", "no_time"]
    assert [event.contact for event in _events(rows)] == ["c"]


def _said(source: OpenKlantSource) -> str:
    with pytest.raises(SourceError) as failed:
        source.check()
    assert failed.value.remedy
    assert "geheim" not in str(failed.value)
    return str(failed.value)


def test_every_failure_is_said_in_words(
    register: Register, source: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(given: Any) -> str:
        register.site.faults = {len(register.site.asked) + 1: given}
        return _said(source())

    assert "does not let us in (401)" in fault(answer(401, {}))
    assert "answered with an error (500)" in fault(answer(500, {}))
    assert "does not have what was asked for" in fault(answer(404, {}))
    assert "does not remember how far we were" in fault(answer(410, {}))
    assert "not what its specification says" in fault(answer(200, b"<html>onderhoud</html>"))
    assert "not what its specification says" in fault(answer(200, {"results": 3}))
    assert "broke off" in fault(answer(200, {"count": 1, "results": [{"uuid": "x" * 1000}]}, cut=True))
    assert "error (302)" in fault(answer(302, {}, {"Location": "https://elders.nl/"}))
    assert "cannot be trusted" in _said(source(certificates=""))
    assert "mismatch" in _said(source(address=register.site.address.replace("localhost", "127.0.0.1")))
    monkeypatch.setattr("charter.sources.web._TIMEOUT", (5, 0.1))
    assert "did not answer in time" in fault(answer(never=True))


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Sat, 21 Nov 2026 12:10:00 GMT", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"}, 600),
        ({}, 60),
    ],
)
def test_a_server_that_asks_for_patience_gets_it(
    register: Register, source: Any, answer: Any, fields: dict[str, str], seconds: float
) -> None:
    register.site.faults = {1: answer(429, {}, fields)}
    with pytest.raises(RetryLater) as later:
        source().check()
    assert later.value.seconds == seconds


def test_the_token_is_sent_and_stands_in_no_state(register: Register, source: Any, context: ReadContext) -> None:
    register.contact("c", "2026-11-09T10:00:00+01:00")
    made = source()
    _, state = _fetch(made, context)
    assert {fields["Authorization"] for _, _, fields in register.site.asked} == {"Token geheim"}
    assert "geheim" not in state + made.address
    assert json.loads(state)["contacts"] == ["c"]


@pytest.mark.parametrize("more", [{"address": "http://klant.voorbeeld.nl"}, {"channels": "balie:loket"}, {"x": "1"}])
def test_settings_that_cannot_work_are_refused(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        OpenKlantSettings.model_validate({"address": "https://klant.voorbeeld.nl"} | more)
