"""What a klantcontact of the Klantinteracties API tells, with the internal tasks that it led to (domain.md 3.3, 6.3).

Why: the register of contacts is where a callback is asked for and where the call back is written down. The clock of a
callback starts when the resident asked (plaatsgevondenOp), never when the task was assigned; it stops at a contact that
succeeded. Refuses to invent: a contact does not say when a phone was picked up, so a call is only known to have been; a
task that was closed without a contact is no call; success that is not filled in is no success.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from charter.contact import Channel, Direction, Event, Kind, Performer, Precision
from charter.importers.base import UNTIMED, Implied, OutOfScope, ReadContext, Row, fingerprint
from charter.importers.faults import no_contact, no_time
from charter.importers.json_records import Record, listed, value, word
from charter.instants import SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem
from charter.profile_faults import WrongValueError

EXPAND = "hadBetrokkenen,leiddeTotInterneTaken,gingOverOnderwerpobjecten"
_DAY = 86_400 * SECOND
_WORDS: Mapping[Channel, str] = {
    Channel.PHONE: "telefoon telefonisch bellen telefoongesprek phone tel",
    Channel.EMAIL: "e-mail email mail",
    Channel.LETTER: "brief post letter",
    Channel.COUNTER: "balie counter loket",
    Channel.FORM: "contactformulier webformulier formulier form e-formulier internetformulier",
    Channel.PORTAL: "portaal mijnomgeving mijn-omgeving portal internet website",
    Channel.SOCIAL: "social socialmedia whatsapp chat livechat facebook twitter x instagram webchat sms",
}
CHANNELS: Mapping[str, Channel] = {name: channel for channel, names in _WORDS.items() for name in names.split()}
"""How municipalities spell the free text `kanaal`, without blanks and in lower case."""
_WRITTEN = frozenset({Channel.EMAIL, Channel.LETTER, Channel.FORM, Channel.PORTAL, Channel.SOCIAL})


class Habits(NamedTuple):
    """How this municipality fills in the register."""

    channels: Mapping[str, Channel]
    callbacks: tuple[str, ...]
    """Words in `gevraagdeHandeling` that ask for a call."""
    written: bool
    """Whether written contacts count here, with the answers registered and linked to them."""
    handled_is_called: bool
    """Whether `afgehandeldOp` alone says that the resident was called."""


class Contact:
    """One klantcontact, expanded."""

    def __init__(self, record: Record, context: ReadContext, habits: Habits) -> None:
        self.record = record
        self.uuid = word(record, "uuid")
        self.kanaal = word(record, "kanaal")
        self.channel = habits.channels.get(folded(self.kanaal))
        self.written_at = word(record, "plaatsgevondenOp")
        self.when = parse(self.written_at, context.zone)
        parties = _expanded(record, "hadBetrokkenen")
        self.inbound = any(party.get("initiator") is True for party in parties)
        self.outbound = bool(parties) and not self.inbound
        self.party = next(filter(None, (word(party, "wasPartij", "uuid") for party in parties)), "")
        self.succeeded = record.get("indicatieContactGelukt")
        about = _expanded(record, "gingOverOnderwerpobjecten")
        self.follows = tuple(filter(None, dict.fromkeys(word(one, "wasKlantcontact", "uuid") for one in about)))
        self.tasks = _expanded(record, "leiddeTotInterneTaken")
        self._context = context
        self._habits = habits
        if self.when and self.when.at is not None and self.channel in _WRITTEN and self._is_midnight(self.when.at):
            self.when = Instant(self.when.at, Precision.DAY)

    def _is_midnight(self, at: int) -> bool:
        """Whether only the day is meant: e-mail and letters are registered with their date."""
        day = parse(self.written_at[:10], self._context.zone)
        return day is not None and day.at == at

    def rows(self, line: int, called: Callable[[Contact, int], Contact | None]) -> Iterator[Row]:
        """One row for the contact and one for each of its tasks.

        `called(contact, closed_at)` looks for the successful contact with the same party by which a closed task was
        done.
        """
        if not self.uuid:
            yield no_contact(line)
            return
        if self.when is None:
            yield no_time(line, self.written_at)
            return
        if self.channel is None:
            yield _unknown_channel(line, self.kanaal)
        else:
            yield from self._own(line, self.channel)
        for task in self.tasks:
            yield from self._task(line, task, called)

    def callbacks(self) -> list[Record]:
        """The tasks that ask for a call."""
        return [task for task in self.tasks if self._asks_for_a_call(task)]

    def _own(self, line: int, channel: Channel) -> Iterator[Row]:
        told = [event for event in (self.stop_of(earlier, line) for earlier in self.follows) if event]
        begins = not self.outbound and (channel is Channel.PHONE or (channel in _WRITTEN and self._habits.written))
        if begins and not (self.follows and channel in _WRITTEN):
            kind = {Channel.PHONE: Kind.CALL_STARTED, Channel.LETTER: Kind.LETTER_RECEIVED}
            told.insert(0, self._event(line, self.uuid, kind.get(channel, Kind.MESSAGE_RECEIVED), channel))
        if not told:
            yield OutOfScope(line, self._why_not(channel))
            return
        yield told[0]
        for event in told[1:]:
            yield Implied(event)

    def _why_not(self, channel: Channel) -> str:
        if channel in _WRITTEN and not self._habits.written:
            return "written_elsewhere"
        if self.follows:
            return "success_unknown"
        return "outbound" if self.outbound else "counter"

    def stop_of(self, earlier: str, line: int) -> Event | None:
        """What this contact means for an earlier one that it is about; None when it means nothing certain."""
        channel = self.channel
        if channel is Channel.PHONE:
            if self.succeeded is True:
                kind = Kind.INBOUND_CALL_RESOLVED if self.inbound else Kind.OUTBOUND_CALL_CONNECTED
            elif self.succeeded is False and not self.inbound:
                kind = Kind.ATTEMPT_FAILED
            else:
                return None
        elif channel in _WRITTEN and self._habits.written:
            if self.inbound:
                kind = Kind.REMINDER_RECEIVED
            elif self.succeeded is False:
                return None
            else:
                kind = Kind.REPLY_SUBSTANTIVE
        else:
            return None
        return self._event(line, earlier, kind, Channel.UNKNOWN)

    def _task(self, line: int, task: Record, called: Callable[[Contact, int], Contact | None]) -> Iterator[Row]:
        if not self._asks_for_a_call(task):
            yield OutOfScope(line, "other_task")
            return
        task_id = word(task, "uuid")
        yield self._event(line, self.uuid, Kind.CALLBACK_REQUESTED, Channel.PHONE, of=task_id)
        assigned = parse(word(task, "toegewezenOp"), self._context.zone)
        if assigned and assigned.at is not None:
            yield Implied(self._event(line, self.uuid, Kind.TASK_ASSIGNED, Channel.PHONE, of=task_id, when=assigned))
        if word(task, "status") != "verwerkt":
            return
        done = parse(word(task, "afgehandeldOp"), self._context.zone)
        closed = done or Instant(None, Precision.MISSING)
        yield Implied(self._event(line, self.uuid, Kind.TASK_CLOSED, Channel.PHONE, of=task_id, when=closed))
        if done is None or done.at is None:
            return
        if self._habits.handled_is_called:
            yield Implied(self._event(line, self.uuid, Kind.CALLBACK_CONNECTED, Channel.PHONE, of=task_id, when=done))
        elif contact := called(self, done.at):
            yield Implied(contact.done_for(self.uuid, line))

    def done_for(self, asked: str, line: int) -> Event:
        """The successful contact by which a closed task was done: a call, or what is linked along another road."""
        stop = self.stop_of(asked, line) if self.channel is Channel.PHONE else None
        return stop or self._event(line, asked, Kind.CALLBACK_CONNECTED, Channel.UNKNOWN)

    def calls_back(self, asked: Contact, closed_at: int) -> bool:
        """Whether this contact can be the one that a task of `asked` was closed with: a call, or any linked contact."""
        if self.when is None or self.when.at is None or asked.when is None or asked.when.at is None:
            return False
        is_linked = asked.uuid in self.follows and not (self.inbound and self.channel in _WRITTEN)
        fits = (self.channel is Channel.PHONE or is_linked) and self.succeeded is True and self.uuid != asked.uuid
        return fits and asked.when.at < self.when.at <= closed_at + _DAY

    def _asks_for_a_call(self, task: Record) -> bool:
        asked = word(task, "gevraagdeHandeling").lower()
        return any(words in asked for words in self._habits.callbacks)

    def _event(
        self, line: int, contact: str, kind: Kind, channel: Channel, *, of: str = "", when: Instant | None = None
    ) -> Event:
        at, precision = when or self.when or Instant(None, Precision.MISSING)
        actors = listed(self.record, "hadBetrokkenActoren")
        sorts = {word(actor, "soortActor") for actor in actors}
        people = [word(actor, "naam") for actor in actors if word(actor, "soortActor") == "medewerker"]
        automatic = "geautomatiseerde_actor" in sorts and "medewerker" not in sorts
        agent = people[0] if people and self._context.keep_agents else ""
        moment = self.written_at if at is None else at
        return Event(
            contact=contact,
            kind=kind,
            at=at,
            precision=precision,
            line=line,
            position=UNTIMED if at is None else at,
            fingerprint=fingerprint(f"{contact}\x1f{kind.word}\x1f{of or self.uuid}\x1f{moment}"),
            channel=channel,
            team=_team(actors),
            direction=Direction.IN if self.inbound and contact == self.uuid else Direction.UNKNOWN,
            performer=Performer.AUTO if automatic else Performer.PERSON,
            agent=self._context.pseudonym(agent) if agent else "",
            detail=(f"task={of}" if of else "") if contact == self.uuid else f"by={self.uuid}",
        )


def folded(kanaal: str) -> str:
    """A channel's name as it is compared: lower case, without blanks and underscores."""
    return "".join(kanaal.lower().replace("_", "").split())


def channel_names(given: tuple[str, ...]) -> tuple[str, ...]:
    """A municipality's own names, each as NAME:CHANNEL; raises WrongValueError."""
    for pair in given:
        name, _, channel = pair.rpartition(":")
        if not name or Channel.of(channel) in (None, Channel.UNKNOWN):
            raise WrongValueError(N_("a name and one of our channels, such as balie:counter"), N_("Correct the list."))
    return given


def as_channels(given: tuple[str, ...]) -> dict[str, Channel]:
    """What every name in `kanaal` means: the municipality's own ones before those that many use."""
    own = {folded(name): Channel.of(channel) for name, _, channel in (pair.rpartition(":") for pair in given)}
    return {**CHANNELS, **{name: channel for name, channel in own.items() if channel is not None}}


def _team(actors: Sequence[Record]) -> str:
    units = [word(actor, "naam") for actor in actors if word(actor, "soortActor") == "organisatorische_eenheid"]
    return units[0] if units else ""


def _expanded(record: Record, name: str) -> list[Record]:
    """The objects that `expand` put in place of references; none when the server did not expand them."""
    inlined = value(record, "_expand")
    return listed(inlined, name) if isinstance(inlined, Mapping) else []


def _unknown_channel(line: int, kanaal: str) -> Problem:
    return Problem(
        "unknown_channel",
        line,
        N_("The channel “%(channel)s” is not known."),
        N_("Say what it is: channels=NAME:CHANNEL, with one of phone, email, letter, counter, form, portal, social."),
        {"channel": kanaal[:80]},
    )
