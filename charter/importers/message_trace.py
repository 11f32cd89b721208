"""Reads what Exchange notes of every mail that passes: message tracking logs, message traces and trace reports.

Why: it is the source that needs no mailbox and holds no text, in both directions. One mail is many rows, one a step or
a recipient, and in a report they are not in order; so the file is read twice: once to learn which row tells most of
each mail (memory grows with mails, not with rows) and how dates are written, then to tell. Everything about a mail is
decided by `Mailroom`, as for all other mail.

Times are UTC, except in what Get-MessageTrackingLog exports. PowerShell writes them as its machine is used to, and a
spreadsheet as it likes: `resaved` decides by the whole file whether 9-11 is in September or November, or refuses.
No row says which mail it answers: such mail is marked `trace=yes`, and threads go by subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from charter.contact import Event
from charter.errors import UnreadableFile
from charter.importers import faults, resaved, table_times, text
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.importers.mail_own import who_we_are_is_unknown
from charter.importers.table_times import Order
from charter.instants import SECOND
from charter.locale import N_
from charter.problem import Problem

_UTC = ZoneInfo("UTC")
_NAMES = {
    "at": ("datetimeutc", "datetime", "origintimestamputc", "origintimestamp", "received", "timestamp"),
    "id": ("messageid",),
    "sender": ("senderaddress", "sender"),
    "to": ("recipientaddress", "recipients"),
    "told": ("recipientstatus",),
    "subject": ("messagesubject", "subject"),
    "event": ("eventid",),
    "source": ("source",),
    "status": ("status",),
    "returned": ("returnpath",),
}
"""What is used, and the columns that hold it: names without their case, hyphens, underscores and spaces."""
_LOCAL = "timestamp"
"""The one column that is local time: of Get-MessageTrackingLog."""
_REMARKS = 10
"""Lines before which the header of a log must come."""
_NEVER = 9
_RANKS = {"RECEIVE": 0, "DELIVER": 1, "SEND": 1}
"""How much a row of this event tells of a mail; rows of other events are steps on its way."""
_JOINED_BY_NOBODY = "System.String[]"
"""What PowerShell writes for a list that it was not told to join."""
_LOST = {"failed": "undelivered", "fail": "undelivered", "quarantined": "spam", "filteredasspam": "spam"}


class MessageTraceReader:
    """MSGTRK*.LOG of Exchange 2010 and later; exports of Get-MessageTrackingLog and Get-MessageTraceV2; reports."""

    id = "message_trace"
    title = N_("Exchange message tracking or message trace")
    how = N_("A tracking log (MSGTRK….LOG), or a table with sender, recipient, subject, message id and time of mails.")
    conversations = True
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the header names what a trace tells of a mail."""
        for cells in resaved.first_rows(head)[:_REMARKS]:
            remark = cells[0].startswith("#")
            if _Columns.of(_fields(cells) if remark else text.column_names(cells)):
                return True
            if not remark:
                return False
        return False

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row a row; of each mail the one that tells most is the event.

        Raises UnreadableFile for unsure dates, and where PowerShell left out who the recipients are.
        """
        room = Mailroom(context)
        if not room.knows_us:
            yield who_we_are_is_unknown()
        mails = _survey(stream, context.dates)
        for step in _steps(stream, context.dates):
            if not isinstance(step, _Step):
                yield step
            elif step.rank == _NEVER:
                yield OutOfScope(step.line, "redundancy_copy" if step.event.startswith("HA") else "delivery_step")
            else:
                yield _told(room, step, mails[step.key], context.zone if step.local else _UTC)


@dataclass(slots=True)
class _Mail:
    """What all rows together tell of one mail."""

    best: tuple[int, str, int] = (_NEVER, "", 0)
    """Rank, time and line of the row that tells most; the lowest wins."""
    reached: dict[str, None] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    """Recipients that it did not reach, and why not."""


class _Step(NamedTuple):
    """One row: something that happened to a mail."""

    line: int
    key: str
    written: str
    local: bool
    sender: str
    subject: str
    event: str
    rank: int
    reached: tuple[str, ...]
    lost: dict[str, str]
    bounces: bool


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each thing stands in a row."""

    places: dict[str, int]
    local: bool

    @classmethod
    def of(cls, header: Sequence[str]) -> _Columns | None:
        """The columns of a header; None when it is none of a trace."""
        names = [re.sub(r"[-_ ]", "", name).lower() for name in header]
        found = {
            thing: next((names.index(name) for name in known if name in names), -1) for thing, known in _NAMES.items()
        }
        places = {thing: place for thing, place in found.items() if place >= 0}
        traced = {"at", "id", "sender", "subject"} <= places.keys() and places.keys() & {"to", "told"}
        return cls(places, names[places["at"]] == _LOCAL) if traced else None

    def step(self, line: int, cells: Sequence[str]) -> _Step:
        """The row as a step."""

        def cell(thing: str) -> str:
            place = self.places.get(thing)
            return "" if place is None else cells[place].strip()

        event, sender = cell("event").upper(), cell("sender").strip("<>")
        if cell("to") == _JOINED_BY_NOBODY:
            raise UnreadableFile(
                N_(
                    "PowerShell wrote “System.String[]” in place of the recipients, so nobody knows to whom mails went."
                ),
                N_("Export it again, with @{n='Recipients';e={$_.Recipients -join ';'}} in Select-Object."),
            )
        is_report = "to" not in self.places
        status = cell("status").replace(" ", "").lower() or ("fail" if event == "FAIL" else "")
        told = _report(cell("told")) if is_report else {to: _LOST.get(status, "") for to in _addresses(cell("to"))}
        rank = 0 if "event" not in self.places else _RANKS.get(event, _NEVER)
        if rank == 0 and event and cell("source").upper() not in ("SMTP", "STOREDRIVER"):
            rank = _NEVER
        return _Step(
            line=line,
            key=cell("id").strip("<>") or f"line {line}",
            written=cell("at"),
            local=self.local,
            sender=sender,
            subject=" ".join(cell("subject").split()),
            event=event,
            rank=rank,
            reached=tuple(to for to, lost in told.items() if not lost),
            lost={to: lost for to, lost in told.items() if lost},
            bounces=cell("returned") == "<>",
        )


def _survey(stream: BinaryIO, dates: Order) -> dict[str, _Mail]:
    """Every mail of the file."""
    mails: dict[str, _Mail] = {}
    for step in _steps(stream, dates):
        if not isinstance(step, _Step):
            continue
        mail = mails.setdefault(step.key, _Mail())
        mail.lost.update(step.lost)
        if step.rank != _NEVER:
            mail.reached.update(dict.fromkeys(step.reached))
            mail.best = min(mail.best, (step.rank, step.written, step.line))
    return mails


def _steps(stream: BinaryIO, dates: Order) -> Iterator[_Step | Problem | OutOfScope]:
    """Every row below a header; raises UnreadableFile when there is no header of a trace."""
    columns: _Columns | None = None
    header: list[str] = []
    for number, cells in resaved.rows(stream, dates):
        if isinstance(cells, Problem):
            yield cells
        elif cells[0].startswith("#"):
            columns = _Columns.of(_fields(cells)) or columns
        elif columns is None:
            header = cells
            columns = _Columns.of(text.column_names(cells))
            if columns is None:
                raise UnreadableFile(
                    N_("The file has no header with the columns of a message trace."),
                    N_("Export it again with its column names: sender, recipient, subject, message id and time."),
                )
        elif cells == header:
            yield OutOfScope(number, "repeated_header")
        elif len(cells) <= max(columns.places.values()):
            yield _cut_off(number)
        else:
            yield columns.step(number, cells)


def _fields(cells: Sequence[str]) -> list[str]:
    """The names in the remark of a log that lists its columns."""
    return [cells[0].removeprefix("#Fields:").strip(), *cells[1:]]


def _cut_off(line: int) -> Problem:
    """Say that a row has fewer cells than its header."""
    return Problem(
        "row_cut_off",
        line,
        N_("The row has fewer cells than the header."),
        N_("Check whether the file was cut off; export it again. The other rows were read."),
    )


def _told(room: Mailroom, step: _Step, mail: _Mail, zone: ZoneInfo) -> Row:
    """What the row tells, if it is the one that tells most of its mail."""
    when = table_times.moment([step.written], "auto", zone)
    if when is None:
        return faults.no_time(step.line, step.written)
    if mail.best[2] != step.line:
        return OutOfScope(step.line, "delivery_step")
    reached = [to for to in mail.reached if to not in mail.lost]
    if not step.sender:
        return OutOfScope(step.line, "bounce")
    if mail.lost and not reached:
        return OutOfScope(step.line, next(iter(mail.lost.values())))
    header = [f"From: <{step.sender}>", f"To: {', '.join(f'<{to}>' for to in reached)}", f"Subject: {step.subject}"]
    if not step.key.startswith("line "):
        header.append(f"Message-ID: <{step.key}>")
    if step.bounces:
        header.append("Auto-Submitted: auto-generated")
    message = "\n".join(header).encode("utf-8", "replace") + b"\n\n"
    row = room.row(step.line, message, received_at=None if when.at is None else when.at // SECOND)
    if not isinstance(row, Event):
        return row
    known = when.precision if when.at is None else max(row.precision, when.precision)
    return row._replace(detail=f"{row.detail};trace=yes", precision=known)


def _addresses(cell: str) -> list[str]:
    return [address.strip(" <>") for address in re.split(r"[;,|\s]+", cell) if "@" in address]


def _report(cell: str) -> dict[str, str]:
    """Recipients of `a##Receive, Deliver;b##Receive, Fail`, each with the reason why it got nothing, or ""."""
    told = {}
    for part in cell.split(";"):
        address, _, status = part.partition("##")
        steps = status.lower()
        lost = "" if "deliver" in steps else "undelivered" if "fail" in steps else "spam" if "spam" in steps else ""
        if "@" in address:
            told[address.strip()] = lost
    return told
