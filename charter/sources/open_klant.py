"""Contacts and callbacks from a register with the Klantinteracties API, such as Open Klant (domain.md 3.3).

Why: callbacks are asked for, tried and made there. The API gives the newest first and cannot be asked what changed, so
a run reads until it meets contacts that an earlier run began with; then it looks which tasks are new and which are open
no more, and reads the contacts of those again. Refuses to trust an order that no specification promises: when the total
grew by more than what was new, everything is read. Refuses to trust page numbers: rows move while they are read, so a
run that goes on steps back a page, and rows that come twice are known by their fingerprints.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator

from charter.importers.base import ReadContext, Row
from charter.importers.json_records import Record, word
from charter.instants import SECOND
from charter.locale import N_
from charter.sources.base import Fetched, SourceKind, SourceSettings, Words
from charter.sources.klantcontact import EXPAND, Contact, Habits, as_channels, channel_names
from charter.sources.web import PAGE, Asking, HttpsAddress, MissingError, Web

_PATH = "/klantinteracties/api/v1"
_CONTACTS, _TASKS = "/klantcontacten", "/internetaken"
_HEADS = 50
"""Of the newest rows of a run: any of them marks where the next one has read enough."""
_BATCH = 100
_LATE_REGISTRATION = 7 * 86_400 * SECOND
"""A call may be written down a while after its task was closed."""


class OpenKlantSettings(SourceSettings):
    """Where the register is, and how it is filled in."""

    address: HttpsAddress
    channels: Annotated[Words, AfterValidator(channel_names)] = ()
    """What the municipality's own names in `kanaal` mean: NAME:CHANNEL."""
    callbacks: Words = ("contact opnemen", "terugbel", "bellen")
    """Words in `gevraagdeHandeling` that ask for a call."""
    written: bool = False
    """Whether e-mail, letters and forms count from here, and not from the mailbox."""
    handled_is_called: bool = False
    """Whether a handled task counts as called back, without a contact that says so."""
    certificates: str = ""


class _Round(NamedTuple):
    """The reading of the newest contacts that is under way."""

    page: int
    heads: list[str]


class _State:
    """How far we are. `contacts` and `tasks`: what the last whole run began with; `open`: task -> its contact."""

    def __init__(self, text: str) -> None:
        told: dict[str, Any] = json.loads(text) if text else {}
        self.contacts: list[str] = told.get("contacts", [])
        self.tasks: list[str] | None = told.get("tasks")
        self.open: dict[str, str] = told.get("open", {})
        self.total: int = told.get("total", 0)
        self.round = _Round(*told["round"]) if told.get("round") else None

    def text(self) -> str:
        """What to remember."""
        return json.dumps(
            {
                "contacts": self.contacts,
                "total": self.total,
                "tasks": self.tasks,
                "open": self.open,
                "round": self.round,
            }
        )


class OpenKlantSource:
    """One register."""

    kind = "open_klant"
    conversations = False

    def __init__(self, settings: OpenKlantSettings, secret: Callable[[], str]) -> None:
        base = settings.address if "/api/" in settings.address else settings.address + _PATH
        self.address = base[:200]
        self._web = Web(base, lambda: {"Authorization": f"Token {secret()}"}, settings.certificates)
        self._habits = Habits(
            channels=as_channels(settings.channels),
            callbacks=tuple(words.lower() for words in settings.callbacks),
            written=settings.written,
            handled_is_called=settings.handled_is_called,
        )

    def check(self) -> None:
        """Ask for one contact and one task."""
        with self._web.connected() as asking:
            asking.page(_CONTACTS, {"pageSize": 1}, 1)
            asking.page(_TASKS, {"pageSize": 1}, 1)

    def fetch(self, state: str, context: ReadContext, cancelled: Callable[[], bool]) -> Iterator[Fetched]:
        """The contacts that are new, then those whose tasks changed."""
        with self._web.connected() as asking:
            run = _Run(asking, _State(state), context, self._habits)
            for batch in run.batches():
                yield batch
                if cancelled():
                    return


class _Run:
    """One run: what it knows, and what it has already read."""

    def __init__(self, asking: Asking, state: _State, context: ReadContext, habits: Habits) -> None:
        self.asking = asking
        self.state = state
        self.context = context
        self.habits = habits
        self.read: set[str] = set()
        self.uncertain: dict[str, str] = {}
        self.line = 0

    def batches(self) -> Iterator[Fetched]:
        """Every batch; a run that had nothing new ends with what is open now."""
        yield from self._newest()
        yield from self._changed()

    def _newest(self) -> Iterator[Fetched]:
        state = self.state
        enough = set(state.contacts)
        page = max(1, state.round.page - 1) if state.round else 1
        heads = state.round.heads if state.round else []
        new, met = 0, False
        for number, told in self.asking.pages(_CONTACTS, {"expand": EXPAND, "pageSize": PAGE}, page):
            uuids = [word(one, "uuid") for one in told.results]
            heads = heads or uuids[:_HEADS]
            older = next((place for place, uuid in enumerate(uuids) if uuid in enough), len(uuids))
            new += 0 if met else older
            met = met or older < len(uuids)
            is_enough = met and new >= told.total - state.total
            is_whole = is_enough or not told.more
            rows = [row for one in told.results[: older if is_enough else None] for row in self._rows(one)]
            before = state.text()
            if is_whole:
                state.contacts, state.total, state.round = heads, told.total, None
            else:
                state.round = _Round(number + 1, heads)
            if rows or state.text() != before:
                yield Fetched(rows, state.text())
            if is_whole:
                return

    def _changed(self) -> Iterator[Fetched]:
        """Read the contacts again whose tasks are new, or are open no more."""
        state = self.state
        known = set(state.tasks or ())
        newest, fresh = self._new_tasks(known)
        now_open = {
            word(task, "uuid"): word(task, "aanleidinggevendKlantcontact", "uuid")
            for _, told in self.asking.pages(_TASKS, {"status": "te_verwerken", "pageSize": PAGE})
            for task in told.results
        }
        changed = {contact for task, contact in state.open.items() if task not in now_open}
        if state.tasks is not None:
            changed |= set(fresh.values())
            changed |= {contact for task, contact in now_open.items() if task not in state.open}
        waiting = iter(sorted(changed - self.read - {""}))
        while batch := list(islice(waiting, _BATCH)):
            yield Fetched([row for uuid in batch for row in self._again(uuid)], state.text())
        before = state.text()
        state.tasks, state.open = newest or state.tasks or [], now_open | self.uncertain
        if state.text() != before:
            yield Fetched([], state.text())

    def _new_tasks(self, known: set[str]) -> tuple[list[str], dict[str, str]]:
        """The newest tasks, and those that were made since the last run, whatever became of them."""
        newest: list[str] = []
        fresh: dict[str, str] = {}
        for _, told in self.asking.pages(_TASKS, {"pageSize": PAGE}):
            uuids = [word(task, "uuid") for task in told.results]
            newest = newest or uuids[:_HEADS]
            fresh |= {
                word(task, "uuid"): word(task, "aanleidinggevendKlantcontact", "uuid")
                for task in told.results
                if word(task, "uuid") not in known
            }
            if self.state.tasks is None or not known.isdisjoint(uuids):
                break
        return newest, fresh

    def _again(self, uuid: str) -> list[Row]:
        try:
            return self._rows(self.asking.get(f"{_CONTACTS}/{uuid}", {"expand": EXPAND}))
        except MissingError:
            return []

    def _rows(self, record: Record) -> list[Row]:
        self.line += 1
        contact = Contact(record, self.context, self.habits)
        self.read.add(contact.uuid)
        return list(contact.rows(self.line, self._called))

    def _called(self, asked: Contact, closed_at: int) -> Contact | None:
        """The first successful call with the same party between the question and the closing of its task."""
        calls = []
        if asked.party:
            params: dict[str, str | int] = {
                "hadBetrokkene__wasPartij__uuid": asked.party,
                "indicatieContactGelukt": "true",
                "expand": EXPAND,
                "pageSize": PAGE,
            }
            for _, told in self.asking.pages(_CONTACTS, params):
                others = (Contact(one, self.context, self.habits) for one in told.results)
                calls += [other for other in others if other.calls_back(asked, closed_at)]
        if not calls and closed_at > self.context.now - _LATE_REGISTRATION:
            self.uncertain |= {word(task, "uuid"): asked.uuid for task in asked.callbacks()}
            self.state.open |= self.uncertain
        return min(calls, key=lambda call: call.when.at if call.when and call.when.at else 0, default=None)


KIND = SourceKind(
    id="open_klant",
    title=N_("Register of contacts (Klantinteracties API, Open Klant)"),
    how=N_("address=https://SERVER; written=yes when e-mail and letters are registered there with their answers."),
    settings=OpenKlantSettings,
    make=OpenKlantSource,
    asks=N_("API key (token)"),
)
