"""Single messages become conversations, and each conversation one contact or more (mail-formats.md 2 and 5).

Why: a verdict needs to know which mail opened a matter and which one answered it; a mail alone does not say.
Refuses to join by subject alone ("Vraag" of two residents is two questions), to decide what an answer is worth, and
to touch a clock: a reply that seems older than its question stays so.

A thread is found by, in this order: Message-ID with References and In-Reply-To (mail that is not there included, so two
answers to an absent mail are one thread); Outlook's or Gmail's own conversation; for a reply without any id the same
subject within `subject_days` with the same counterparty; what a trace tells of holds no ids at all, so there the same
goes for 60 days, between the same resident and the same mailbox; for an automatic acknowledgement without ids a
message of the same person in the quarter of an hour before it.

Within a thread, in order of time:
  - the first message of a resident opens a contact, an own first message opens one of direction OUT;
  - a resident's later message is FOLLOW_UP_RECEIVED; after an answer the contact is flagged for review, and more than
    `follow_up_days` after the last message it opens a new contact, linked by `in_thread_of` in its detail;
  - own mail that reaches neither a resident of the thread nor an own list is MAIL_TO_THIRD_PARTY, and whoever it was
    sent to becomes no resident by replying;
  - a bounce moves directly behind the message it returns, when that left at most a day before and went to the
    resident; any other bounce withdraws nothing and becomes MAIL_TO_THIRD_PARTY;
  - own mail that refers to a later known message opens nothing: a clock was wrong, the question comes first;
  - a message that another source of ours holds as well is one message: the earliest copy stays, but no trace of it
    where another source holds the message itself;
  - a contact that rests on a subject alone is flagged so;
  - that a mail program remembers an answer (`elsewhere=yes`) counts only where no own mail of the thread is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import unquote

import numpy as np

from charter.columns import Events, Flag, Ints, Rows
from charter.contact import Direction, Kind

_PAIR = re.compile(r"([^=;]+)=([^;]*)")
_DAY = 86_400_000_000
_ACKNOWLEDGED_WITHIN = 900_000_000
_BOUNCED_WITHIN = _DAY
_TRACED_WITHIN = 60 * _DAY
_ANY_MAILBOX = -1

_ANSWERS = frozenset(
    {
        Kind.REPLY_SUBSTANTIVE,
        Kind.REPLY_HUMAN,
        Kind.OUTBOUND_CALL_CONNECTED,
        Kind.OUTCOME_SENT,
        Kind.DECISION_SENT,
        Kind.ANSWERED_ELSEWHERE,
    }
)
_ADDRESSED = frozenset({Kind.REPLY_SUBSTANTIVE, Kind.INTERIM_MESSAGE, Kind.AUTO_ACK, Kind.ACK_TREATED_AS_LETTER})
"""Own mail that counts only when it reaches the resident, and that may open a contact."""


@dataclass(frozen=True, slots=True)
class Threaded:
    """Events whose contact is a conversation: the contact key of its opener, so `ids[key]` is the opener's Message-ID.

    The keys are those of the events given; those of messages that opened nothing have no events any more. `flags`
    holds `charter.columns.Flag` bits per contact key (int32).
    """

    events: Events
    flags: Ints
    contact_of: Rows
    """For every contact key the key of the opener whose contact its message belongs to; itself for a copy."""


def join(
    events: Events, follow_up_days: int = 30, follow_ups_as_contacts: bool = False, subject_days: int = 30
) -> Threaded:
    """The events of conversation sources with every message on its conversation's contact.

    `follow_ups_as_contacts` makes a resident's message after the answer a contact of its own. Events that are no
    mail (a correction by a person) follow the message whose id they carry.
    """
    told = _Told.of(events)
    walk = _Walk(told, follow_up_days * _DAY, follow_ups_as_contacts)
    threads, by_subject = _threads(told, subject_days * _DAY)
    for rows in threads:
        walk.thread(rows)
    walk.mark(by_subject)
    return _result(events, walk)


class _Mail(NamedTuple):
    """The thread keys that the reader left in a message's detail."""

    party: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()
    subject: str = ""
    reply: bool = False
    listed: bool = False
    of: str = ""
    traced: bool = False


_UNTOLD = _Mail()


@dataclass(frozen=True, slots=True)
class _Told:
    """The columns that threads need, as lists per row: a graph is walked message by message."""

    order: list[int]
    ids: list[str]
    sources: list[int]
    kinds: list[int]
    positions: list[int]
    mailboxes: list[int]
    mails: list[_Mail | None]
    """The thread keys of a message; None for what is no mail."""
    remembered: set[int]
    """The rows in which a mail program remembers that a message was answered."""

    @classmethod
    def of(cls, events: Events) -> _Told:
        mails: list[_Mail | None] = [None] * len(events)
        remembered = set()
        for row, detail in zip(events.detail_rows.tolist(), events.details, strict=True):
            if "party=" in detail:
                mails[row] = _mail(detail)
            elif detail == "elsewhere=yes":
                remembered.add(row)
        return cls(
            np.lexsort((events.line, events.file, events.position)).tolist(),
            [str(name) for name in events.ids[events.contact]],
            events.source_of[events.contact].tolist(),
            events.kind.tolist(),
            events.position.tolist(),
            events.queue.tolist(),
            mails,
            remembered,
        )


def _mail(detail: str) -> _Mail | None:
    told: dict[str, str] = dict(_PAIR.findall(detail))
    if "party" not in told:
        return None
    return _Mail(
        _values(told["party"]),
        _values(told.get("refs", "")),
        _values(told.get("index", "")),
        told.get("subject", ""),
        told.get("re") == "yes",
        told.get("list") == "yes",
        unquote(told["of"]) if "of" in told else "",
        told.get("trace") == "yes",
    )


def _values(joined: str) -> tuple[str, ...]:
    values = joined.split()
    return tuple([unquote(value) for value in values] if "%" in joined else values)


class _Forest:
    """Union-find over names, whether or not a message bears them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._parents: list[int] = []

    def node(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._parents))
        if number == len(self._parents):
            self._parents.append(number)
        return number

    def root(self, node: int) -> int:
        parents = self._parents
        while parents[node] != node:
            parents[node] = node = parents[parents[node]]
        return node

    def join(self, one: int, other: int) -> None:
        self._parents[self.root(other)] = self.root(one)


def _threads(told: _Told, subject_span: int) -> tuple[Iterable[list[int]], list[int]]:
    """The rows of each thread, in order of time; and the rows that stand in theirs by their subject alone."""
    forest = _Forest()
    nodes = [forest.node(name) for name in told.ids]
    for node, mail in zip(nodes, told.mails, strict=True):
        if mail is not None:
            for name in mail.refs:
                forest.join(node, forest.node(name))
            if mail.of:
                forest.join(node, forest.node(mail.of))
            for name in mail.conversations:
                forest.join(node, forest.node(f"conversation {name}"))
    by_subject = _join_without_ids(forest, nodes, told, subject_span)
    threads: dict[int, list[int]] = {}
    for row in told.order:
        threads.setdefault(forest.root(nodes[row]), []).append(row)
    return threads.values(), by_subject


def _join_without_ids(forest: _Forest, nodes: list[int], told: _Told, subject_span: int) -> list[int]:
    """Join what no id joins; gives the rows that were joined by their subject."""
    about: dict[tuple[str, str, int], tuple[int, int]] = {}
    wrote: dict[str, tuple[int, int]] = {}
    by_subject = []
    joined_by_id = {
        node
        for node, mail in zip(nodes, told.mails, strict=True)
        if mail is not None and (mail.refs or mail.conversations)
    }
    for row in told.order:
        mail = told.mails[row]
        if mail is None:
            continue
        place, mailbox = (told.positions[row], nodes[row]), told.mailboxes[row]
        if not mail.refs and told.kinds[row] == Kind.AUTO_ACK:
            latest = max((wrote[p] for p in mail.party if p in wrote), default=None)
            if latest is not None and place[0] - latest[0] <= _ACKNOWLEDGED_WITHIN:
                forest.join(latest[1], place[1])
        elif mail.reply and nodes[row] not in joined_by_id:
            boxes = (mailbox, 0) if mail.traced and mailbox else (_ANY_MAILBOX,)
            keys = [(mail.subject, party, box) for party in mail.party for box in boxes]
            latest = max((about[key] for key in keys if key in about), default=None)
            if latest is not None and place[0] - latest[0] <= (_TRACED_WITHIN if mail.traced else subject_span):
                forest.join(latest[1], place[1])
                by_subject.append(row)
        for party in mail.party:
            if mail.subject:
                about[mail.subject, party, mailbox] = about[mail.subject, party, _ANY_MAILBOX] = place
            if told.kinds[row] == Kind.MESSAGE_RECEIVED:
                wrote[party] = place
    return by_subject


class _Walk:
    """Walks each thread in order of time and writes down, per row, its contact, kind and place."""

    def __init__(self, told: _Told, follow_up_span: int, follow_ups_as_contacts: bool) -> None:
        self._ids, self._sources, self._mails = told.ids, told.sources, told.mails
        self._remembered = told.remembered
        self._span, self._as_contacts = follow_up_span, follow_ups_as_contacts
        self.kinds, self.positions = told.kinds, told.positions
        self.openers: list[int] = [-1] * len(told.ids)
        """Per row the row that opened its contact; -1 for a copy."""
        self.directions: dict[int, Direction] = {}
        """By opening row; absent where no mail opened the contact."""
        self.flags: dict[int, int] = {}
        self.older: dict[int, int] = {}
        """The opener of a later contact to the opener of the one it continues."""

    def thread(self, rows: list[int]) -> None:
        """Divide one thread, its rows in order of time, into contacts."""
        rows = self._originals(rows)
        known = {self._ids[row]: row for row in rows if self._mails[row] is not None}
        withdrawn = self._withdraw(rows, known)
        rows.sort(key=lambda row: self._place(row, known))
        own_mail = any(self.kinds[row] in _ADDRESSED and self._mails[row] is not None for row in rows)
        rows = [row for row in rows if not (own_mail and row in self._remembered)]
        residents: set[str] = set()
        strangers: set[str] = set()
        opener, last, answered, early = -1, 0, False, []
        for row in rows:
            kind, mail = self.kinds[row], self._mails[row]
            if mail is None:
                opened = self.openers[known[self._ids[row]]] if self._ids[row] in known else opener
                answered = answered or (kind in _ANSWERS and opened == opener)
                self.openers[row] = opened
            elif kind == Kind.MESSAGE_RECEIVED:
                over = opener >= 0 and (answered or self.directions[opener] != Direction.IN)
                if opener < 0 or (over and (self._as_contacts or self.positions[row] - last > self._span)):
                    if opener >= 0:
                        self.older[row] = opener
                    opener, answered = self._open(row, Direction.IN, known), False
                else:
                    self.kinds[row] = Kind.FOLLOW_UP_RECEIVED
                    if over:
                        self._flag(opener, Flag.FOLLOW_UP)
                residents.update(set(mail.party) - strangers)
                last = self.positions[row]
            elif kind in _ADDRESSED:
                if opener < 0 and not any(name in known for name in mail.refs):
                    opener = self._open(row, Direction.OUT, known)
                    residents.update(mail.party)
                elif residents and not mail.listed and residents.isdisjoint(mail.party):
                    self.kinds[row] = Kind.MAIL_TO_THIRD_PARTY
                    strangers.update(mail.party)
                elif kind == Kind.REPLY_SUBSTANTIVE and row not in withdrawn:
                    answered = True
                last = self.positions[row]
            if mail is not None:
                self.openers[row] = opener
            if self.openers[row] < 0:
                early.append(row)
        self._attach(early, rows, known)

    def mark(self, by_subject: Iterable[int]) -> None:
        """Flag the contacts of messages that were joined by their subject."""
        for row in by_subject:
            if self.openers[row] not in (-1, row):
                self._flag(self.openers[row], Flag.BY_SUBJECT)

    def _originals(self, rows: list[int]) -> list[int]:
        """The rows without the copies that other sources hold of the same message; a trace gives way to a message."""
        held: dict[str, int] = {}
        for row in sorted(rows, key=lambda row: (self._mails[row] or _UNTOLD).traced):
            if self._mails[row] is not None:
                held.setdefault(self._ids[row], self._sources[row])
        return [row for row in rows if self._mails[row] is None or held[self._ids[row]] == self._sources[row]]

    def _party(self, row: int) -> tuple[str, ...]:
        return (self._mails[row] or _UNTOLD).party

    def _withdraw(self, rows: list[int], known: dict[str, int]) -> set[int]:
        """Put each bounce directly behind the mail it returns, and make harmless what returns no answer.

        Gives the rows of own mail that did not arrive.
        """
        withdrawn: set[int] = set()
        bounces = [row for row in rows if self.kinds[row] == Kind.DELIVERY_FAILED and self._mails[row] is not None]
        if not bounces:
            return withdrawn
        residents = {p for row in rows if self.kinds[row] == Kind.MESSAGE_RECEIVED for p in self._party(row)}
        for row in bounces:
            mail = self._mails[row] or _UNTOLD
            returned = known.get(mail.of, -1)
            sent = self._mails[returned] if returned >= 0 and self.kinds[returned] in _ADDRESSED else None
            if sent is not None and 0 <= self.positions[row] - self.positions[returned] <= _BOUNCED_WITHIN:
                reached = set(sent.party)
                failed = reached.intersection(mail.party)
                if not sent.listed and (not failed or (reached & residents or reached) <= failed):
                    withdrawn.add(returned)
                    self.positions[row] = self.positions[returned] + 1
                    continue
            self.kinds[row] = Kind.MAIL_TO_THIRD_PARTY
        return withdrawn

    def _place(self, row: int, known: dict[str, int]) -> tuple[bool, int]:
        """Order of time; a message of unknown time that refers to another one comes last, else first."""
        position = self.positions[row]
        return not position and any(name in known for name in (self._mails[row] or _UNTOLD).refs), position

    def _attach(self, early: list[int], rows: list[int], known: dict[str, int]) -> None:
        """Put what came before any opener on the first contact; without one, the first message stands for it."""
        if not early:
            return
        opener = next((self.openers[row] for row in rows if self.openers[row] >= 0), -1)
        if opener < 0:
            opener = early[0]
            mails = [row for row in early if self._mails[row] is not None]
            if mails:
                internal = all(self.kinds[row] == Kind.FORWARDED_INTERNAL for row in mails)
                opener = self._open(mails[0], Direction.INTERNAL if internal else Direction.OUT, known)
        for row in early:
            self.openers[row] = opener

    def _open(self, row: int, direction: Direction, known: dict[str, int]) -> int:
        self.directions[row] = direction
        refs = (self._mails[row] or _UNTOLD).refs
        if row not in self.older and any(name not in known for name in refs):
            self._flag(row, Flag.TRUNCATED)
        return row

    def _flag(self, opener: int, flag: Flag) -> None:
        self.flags[opener] = self.flags.get(opener, 0) | 1 << flag


def _result(events: Events, walk: _Walk) -> Threaded:
    opener = np.asarray(walk.openers, np.int64)
    flags = np.zeros(len(events.ids), np.int32)
    for row, bits in walk.flags.items():
        flags[events.contact[row]] |= bits
    direction = events.direction.copy()
    for row, began in walk.directions.items():
        direction[row] = began
    details = list(events.details)
    for row, older in walk.older.items():
        link = str(events.ids[events.contact[older]]).replace("%", "%25").replace(";", "%3B")
        details[int(np.searchsorted(events.detail_rows, row))] += f";in_thread_of={link}"
    joined = replace(
        events,
        contact=events.contact[opener],
        kind=np.asarray(walk.kinds, events.kind.dtype),
        position=np.asarray(walk.positions, np.int64),
        direction=direction[opener],
        details=tuple(details),
    )
    contact_of = np.arange(len(events.ids), dtype=np.int64)
    held = opener >= 0
    contact_of[events.contact[held]] = events.contact[opener[held]]
    return Threaded(joined.take(np.flatnonzero(held)), flags, contact_of)
