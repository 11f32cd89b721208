"""Mailboxes in Microsoft 365, against a server that answers in the shapes of Microsoft Graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from charter.contact import Event, Kind
from charter.importers.base import Implied, OutOfScope, ReadContext, Row
from charter.sources.base import Fetched, RetryLater, SourceError
from charter.sources.graph import GraphSettings, GraphSource

INFO, JAN = "info@gemeente.nl", "jan@gemeente.nl"


def _person(address: str) -> dict[str, Any]:
    return {"emailAddress": {"name": "Iemand", "address": address}}


def _message(number: int | str, sender: str = "bewoner@elders.nl", to: str = INFO, **more: Any) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.message",
        "id": f"AAMk{number}",
        "internetMessageId": f"<{number}@elders.nl>",
        "receivedDateTime": "2026-11-09T09:00:00Z",
        "sentDateTime": "2026-11-09T08:59:58Z",
        "subject": f"Vraag {number}",
        "isDraft": False,
        "from": _person(sender),
        "sender": _person(sender),
        "toRecipients": [_person(to)],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
    } | more


class Exchange:
    """Folders whose changes can be followed: each change has a number, and a token tells up to which one was read."""

    def __init__(self, site: Any, answer: Any, size: int = 2) -> None:
        self.site, self.answer, self.size = site, answer, size
        self.folders: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.forgotten = False
        self.now: dict[str, dict[str, Any]] = {}
        """Messages as they stand after a change, by their id."""
        site.answer = self._answer

    def put(self, mailbox: str, folder: str, *changes: dict[str, Any]) -> None:
        self.folders.setdefault((mailbox, folder), []).extend(changes)

    def _answer(self, path: str, query: dict[str, str]) -> Any:
        _, version, _, mailbox, *below = path.split("/")
        assert version == "v1.0"
        if below[0] == "messages":
            assert "internetMessageHeaders" in query["$select"].split(",")
            return self.answer(told=self.now[below[1]]) if below[1] in self.now else self.answer(404, {})
        _, folder, *rest = below
        if rest != ["messages", "delta"]:
            return self.answer(told={"id": folder})
        changes = self.folders.get((mailbox, folder), [])
        token = query.get("$deltatoken", query.get("$skiptoken"))
        if token is None:
            assert "internetMessageHeaders" in query["$select"].split(",")
            assert "body" not in query["$select"].split(",")
        elif self.forgotten:
            self.forgotten = False
            return self.answer(410, {"error": {"code": "syncStateNotFound"}})
        begin = int(token or 0)
        end = min(begin + self.size, len(changes))
        kind = ("next", "skip") if end < len(changes) else ("delta", "delta")
        link = f"{self.site.address}{path}?${kind[1]}token={end}"
        return self.answer(told={"value": changes[begin:end], f"@odata.{kind[0]}Link": link})


@pytest.fixture
def exchange(site: Any, answer: Any) -> Exchange:
    return Exchange(site, answer)


@pytest.fixture
def source(site: Any) -> Callable[..., GraphSource]:
    def make(token: Callable[[], str] = lambda: "token", **more: Any) -> GraphSource:
        told = {"tenant": "t", "client": "c", "mailboxes": INFO, "certificates": site.authority}
        told |= {"address": f"{site.address}/v1.0"}
        return GraphSource(GraphSettings.model_validate(told | more), lambda: "geheim", token)

    return make


def _fetch(source: GraphSource, context: ReadContext, state: str = "") -> tuple[list[Row], str]:
    rows: list[Row] = []
    for fetched in source.fetch(state, context, lambda: False):
        rows.extend(fetched.rows)
        state = fetched.state
    return rows, state


def _ids(rows: list[Row]) -> list[str]:
    return [row.contact.partition("@")[0] for row in rows if isinstance(row, Event)]


def test_questions_and_answers_are_told_from_properties(exchange: Exchange, source: Any, context: ReadContext) -> None:
    exchange.put(INFO, "inbox", _message("vraag"))
    answered = [{"id": "String 0x1042", "value": "<vraag@elders.nl>"}]
    exchange.put(
        INFO, "sentitems", _message("antwoord", INFO, "bewoner@elders.nl", singleValueExtendedProperties=answered)
    )
    question, reply = _fetch(source(), context)[0]
    assert isinstance(question, Event)
    assert isinstance(reply, Event)
    assert (question.kind, question.at) == (Kind.MESSAGE_RECEIVED, 1_794_214_800_000_000)
    assert question.queue == INFO
    assert (reply.kind, "refs=vraag@elders.nl" in reply.detail) == (Kind.REPLY_SUBSTANTIVE, True)


@pytest.mark.parametrize(
    ("verb", "at", "answered"),
    [
        ("102", "2026-11-10T09:00:00Z", [1_794_301_200_000_000]),
        ("103", "", [None]),
        ("104", "2026-11-10T09:00:00Z", []),  # passed on: still open
    ],
)
def test_an_answer_that_exchange_remembers_is_told_with_its_time(
    exchange: Exchange, source: Any, context: ReadContext, verb: str, at: str, answered: list[int | None]
) -> None:
    kept = [{"id": "Integer 0x1081", "value": verb}, {"id": "SystemTime 0x1082", "value": at}]
    exchange.put(INFO, "inbox", _message("vraag", singleValueExtendedProperties=kept))
    rows, _ = _fetch(source(), context)
    assert [row.event.at for row in rows if isinstance(row, Implied)] == answered
    assert _ids(rows) == ["vraag"]


def test_the_header_that_came_over_the_line_decides_what_a_message_is(
    exchange: Exchange, source: Any, context: ReadContext
) -> None:
    bulk = [{"name": "List-Unsubscribe", "value": "<mailto:x@y.nl>"}, {"name": "From", "value": "x@y.nl"}]
    exchange.put(INFO, "inbox", _message(1, internetMessageHeaders=bulk))
    exchange.put(INFO, "inbox", _message(2, **{"@odata.type": "#microsoft.graph.eventMessageRequest"}))
    exchange.put(INFO, "inbox", _message(3, isDraft=True))
    rows, _ = _fetch(source(), context)
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["bulk", "calendar", "draft"]


def test_a_later_round_brings_what_is_new_and_counts_changes_and_removals_apart(
    exchange: Exchange, source: Any, context: ReadContext
) -> None:
    exchange.put(INFO, "inbox", *(_message(number) for number in range(5)))
    rows, state = _fetch(source(), context)
    assert _ids(rows) == ["0", "1", "2", "3", "4"]
    assert _fetch(source(), context, state) == ([], state)
    exchange.put(INFO, "inbox", {"id": "AAMk1", "@removed": {"reason": "deleted"}}, {"id": "AAMk2", "isRead": "true"})
    exchange.put(INFO, "inbox", _message("nieuw"))
    rows, _ = _fetch(source(), context, state)
    assert [row.reason if isinstance(row, OutOfScope) else _ids([row]) for row in rows] == [
        "removed",
        "changed",
        ["nieuw"],
    ]


def test_an_answer_from_another_mailbox_is_told_also_when_the_question_was_read_before_it(
    exchange: Exchange, source: Any, context: ReadContext
) -> None:
    exchange.put(INFO, "inbox", _message("vraag"), _message("andere"))
    _, state = _fetch(source(), context)
    kept = [
        {"id": "Integer 0x1081", "value": "102"},
        {"id": "SystemTime 0x1082", "value": "2026-11-10T09:00:00Z"},
    ]
    exchange.now = {
        "AAMkvraag": _message("vraag", singleValueExtendedProperties=kept),
        "AAMkandere": _message("andere"),
    }
    changed = [{"id": f"AAMk{name}", "isRead": True} for name in ("vraag", "andere", "weg")]
    exchange.put(INFO, "inbox", *changed)
    rows, _ = _fetch(source(), context, state)
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["changed"] * 3
    answers = [row.event for row in rows if isinstance(row, Implied)]
    assert [(told.contact, told.at) for told in answers] == [("vraag@elders.nl", 1_794_301_200_000_000)]
    assert len(rows) == len(changed) + len(answers)


@pytest.mark.parametrize("failing", range(1, 6))
@pytest.mark.parametrize("status", [500, 429])
def test_whatever_question_fails_the_next_run_goes_on(
    exchange: Exchange, source: Any, context: ReadContext, answer: Any, failing: int, status: int
) -> None:
    exchange.put(INFO, "inbox", *(_message(number) for number in range(5)))
    exchange.put(INFO, "sentitems", *(_message(f"s{number}", INFO, "x@elders.nl") for number in range(3)))
    exchange.site.faults = {failing: answer(status, {}, {"Retry-After": "30"})}
    batches: list[Fetched] = []
    with pytest.raises(RetryLater if status == 429 else SourceError):
        batches.extend(source().fetch("", context, lambda: False))
    rest, _ = _fetch(source(), context, batches[-1].state if batches else "")
    found = _ids([row for batch in batches for row in batch.rows] + rest)
    assert found == ["0", "1", "2", "3", "4", "s0", "s1", "s2"]


def test_a_link_that_microsoft_forgot_means_reading_again_and_nothing_twice(
    exchange: Exchange, source: Any, context: ReadContext
) -> None:
    exchange.put(INFO, "inbox", *(_message(number) for number in range(3)))
    first, state = _fetch(source(), context)
    exchange.put(INFO, "inbox", _message("nieuw"))
    exchange.forgotten = True
    again, _ = _fetch(source(), context, state)
    known = {row.fingerprint for row in first if isinstance(row, Event)}
    assert [row.contact for row in again if isinstance(row, Event) and row.fingerprint not in known] == [
        "nieuw@elders.nl"
    ]


def test_a_folder_that_is_gone_altogether_ends_the_run_in_words(
    exchange: Exchange, source: Any, context: ReadContext, answer: Any
) -> None:
    exchange.site.faults = {1: answer(410, {})}
    with pytest.raises(SourceError, match="does not remember how far we were"):
        _fetch(source(), context)


def test_every_question_carries_a_fresh_token_and_asks_for_ids_that_stay(
    exchange: Exchange, source: Any, context: ReadContext
) -> None:
    exchange.put(INFO, "inbox", *(_message(number) for number in range(3)))
    numbers = count(1)
    _, state = _fetch(source(token=lambda: f"t{next(numbers)}"), context)
    sent = [fields for _, _, fields in exchange.site.asked]
    assert [fields["Authorization"] for fields in sent] == ["Bearer t1", "Bearer t2", "Bearer t3"]
    assert {fields["Prefer"] for fields in sent} == {'odata.maxpagesize=200, IdType="ImmutableId"'}
    assert "Bearer" not in state


def test_of_agents_only_sent_items_are_read(exchange: Exchange, source: Any, context: ReadContext) -> None:
    exchange.put(JAN, "inbox", _message("prive"))
    exchange.put(JAN, "sentitems", _message("antwoord", JAN, "bewoner@elders.nl"))
    assert _ids(_fetch(source(agents=JAN), context)[0]) == ["antwoord"]


def test_first_words_are_asked_for_only_when_the_municipality_says_so(
    exchange: Exchange, source: Any, context: ReadContext
) -> None:
    preview = {"bodyPreview": "Uw vraag is in behandeling. U ontvangt uiterlijk 20 november 2026 antwoord."}
    exchange.put(INFO, "sentitems", _message(1, INFO, "bewoner@elders.nl", **preview))
    rows, _ = _fetch(source(texts="yes"), context)
    assert [(row.kind, "promised_on=2026-11-20" in row.detail) for row in rows if isinstance(row, Event)] == [
        (Kind.INTERIM_MESSAGE, True)
    ]
    assert ["bodyPreview" in query["$select"] for _, query, _ in exchange.site.asked] == [True, True]
    _fetch(source(), context)
    assert "bodyPreview" not in exchange.site.asked[-1][1]["$select"]


@pytest.mark.parametrize(
    ("status", "said"), [(404, "does not know the folder inbox"), (403, f"read the mailbox {INFO} \\(403\\)")]
)
def test_a_mailbox_that_cannot_be_read_does_not_keep_the_others_away(
    exchange: Exchange, source: Any, context: ReadContext, answer: Any, status: int, said: str
) -> None:
    exchange.put(INFO, "sentitems", _message(1, INFO, "bewoner@elders.nl"))
    exchange.site.faults = {1: answer(status, {})}
    batches: list[Fetched] = []
    with pytest.raises(SourceError, match=said):
        batches.extend(source().fetch("", context, lambda: False))
    assert _ids([row for batch in batches for row in batch.rows]) == ["1"]


def test_a_link_to_another_server_is_not_followed(
    exchange: Exchange, source: Any, context: ReadContext, answer: Any
) -> None:
    exchange.site.faults = {1: answer(told={"value": [], "@odata.nextLink": "https://elders.nl/v1.0/x"})}
    with pytest.raises(SourceError, match="not what its specification says"):
        _fetch(source(), context)
    assert len(exchange.site.asked) == 1


def test_a_check_asks_for_each_folder(exchange: Exchange, source: Any) -> None:
    made = source(agents=JAN)
    made.check()
    assert [path for path, _, _ in exchange.site.asked] == [
        f"/v1.0/users/{INFO}/mailFolders/inbox",
        f"/v1.0/users/{INFO}/mailFolders/sentitems",
        f"/v1.0/users/{JAN}/mailFolders/sentitems",
    ]
    assert made.address.endswith(f"/v1.0/{INFO},{JAN}")


def test_without_an_application_there_is_no_source() -> None:
    with pytest.raises(ValidationError):
        GraphSettings.model_validate({"mailboxes": INFO})


def test_the_published_shapes_are_read(
    shared: Path, exchange: Exchange, source: Any, context: ReadContext, answer: Any
) -> None:
    samples = shared / "samples" / "mail" / "graph"
    whole = json.loads((samples / "message-get.json").read_text(encoding="utf-8"))
    later = json.loads((samples / "message-delta-round2.json").read_text(encoding="utf-8"))
    link = f"{exchange.site.address}/v1.0/x?$deltatoken=1"
    exchange.site.faults = {1: answer(told={"value": [whole, *later["value"]], "@odata.deltaLink": link})}
    rows, _ = _fetch(source(), context)
    assert [row.reason if isinstance(row, OutOfScope) else row.at for row in rows if not hasattr(row, "code")] == [
        1_536_462_908_000_000,
        "removed",
        "changed",
    ]
