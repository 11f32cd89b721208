"""Reads the call detail records of Cisco Unified Communications Manager (phone-formats.md 5).

Why: calls to hunt pilots leave no other trace. A record is one leg, with the moment of dialling and of connecting; legs
of one call share its global id. Columns go by their names, else by their fixed places, for the header and the row of
types are lost when files are joined. Refuses to take the voicemail port for a person, and to take recordings of a call
and records of its sound for calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import BinaryIO, NamedTuple

from charter.contact import Direction, Event, Kind, Precision
from charter.errors import UnreadableFile
from charter.importers import resaved
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, as_rows
from charter.importers.faults import no_contact, no_time
from charter.importers.text import column_names
from charter.instants import EARLIEST, LATEST, SECOND, Instant
from charter.locale import N_
from charter.problem import Problem, Severity

_PLACES = {
    "cdrrecordtype": 0,
    "globalcallid_callmanagerid": 1,
    "globalcallid_callid": 2,
    "datetimeorigination": 4,
    "callingpartynumber": 8,
    "originalcalledpartynumber": 29,
    "finalcalledpartynumber": 30,
    "finalcalledpartyunicodeloginuserid": 31,
    "datetimeconnect": 47,
    "datetimedisconnect": 48,
    "pkid": 50,
    "origdevicename": 56,
    "destdevicename": 57,
    "origcalledpartyredirectonbehalfof": 60,
    "lastredirectredirectonbehalfof": 61,
    "origcalledpartyredirectreason": 62,
    "lastredirectredirectreason": 63,
    "globalcallid_clusterid": 65,
    "joinonbehalfof": 66,
    "outgoingprotocolid": 96,
    "huntpilotdn": 102,
}
"""Where the columns stand when no header says so: the first 103 have been the same in every release since 10."""
_NEEDED = {"globalcallid_callmanagerid", "globalcallid_callid", "datetimeorigination", "datetimeconnect", "pkid"}
_FEWEST, _WIDEST = 67, max(_PLACES.values()) + 2
"""Cells of the shortest record ever written (joinOnBehalfOf is the last that is read of it), and of what is read."""

_TYPE = re.compile(r"INTEGER|UNIQUEIDENTIFIER|VARCHAR\([0-9]+\)")
_PKID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_EPOCH = re.compile(r"[0-9]{9,10}")
_OUR_PHONE = re.compile(r"(SEP|ATA|AN|VGC)[0-9A-F]{10}|(CSF|TCT|BOT|TAB)[0-9A-Z]", re.IGNORECASE)
"""Names of telephones (with a hardware address) and of Jabber on a computer, telephone or tablet."""
_VOICEMAIL = "ciscoum"
_TRANSFER, _RECORDING, _RECORDED = "10", "27", "354"
"""Values of the columns OnBehalfOf (the first two) and RedirectReason."""


class CiscoCucmReader:
    """Call detail records (CDR) of Cisco Unified Communications Manager; its CMR files are known and skipped."""

    id = "cisco_cucm"
    title = N_("Cisco Unified CM call detail records (CDR)")
    how = N_("The columns of a CDR or CMR file, by header, by the row of types, or by the shape of the first record.")
    conversations = False
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the first row is a header, a row of types or a record of a CDR or CMR file."""
        return any(_sort_of(cells) for cells in resaved.first_rows(head)[:1])

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every record; a warning when calls that nobody answered were not logged at all."""
        source = resaved.rows(stream, context.dates)
        first = [*islice(source, 1)]
        sort = _sort_of(first[0][1]) if first and not isinstance(first[0][1], Problem) else ""
        if not sort:
            raise UnreadableFile(
                N_("The file has neither the header nor the records of a CDR file of Cisco Unified CM."),
                N_("Take the files whose names begin with cdr_ as the exchange wrote them."),
            )
        if sort == "cmr":
            yield _only_sound()
        yield from _File(context).read(chain(first, source))


def _sort_of(cells: Sequence[str]) -> str:
    """Return `cdr` or `cmr` when the cells can only be the first row of such a file, else nothing."""
    cells = [cell.strip('" ') for cell in cells]
    names = set(column_names(cells))
    if "cdrrecordtype" in names:
        return "cdr" if names >= _NEEDED else "cmr" if "numberpacketssent" in names else ""
    if len(cells) >= _FEWEST and ((_is_types(cells) and cells[50] == "UNIQUEIDENTIFIER") or _is_record(cells)):
        return "cdr"
    if 15 <= len(cells) < _FEWEST:
        a_record = cells[0] == "2" and bool(_EPOCH.fullmatch(cells[6])) and bool(_PKID.fullmatch(cells[14]))
        return "cmr" if a_record or (_is_types(cells) and cells[14] == "UNIQUEIDENTIFIER") else ""
    return ""


def _is_types(cells: list[str]) -> bool:
    return len(cells) > 2 and all(_TYPE.fullmatch(cell) for cell in cells)


def _is_record(cells: list[str]) -> bool:
    numbers = all(cells[place].isdecimal() for place in (0, 1, 2, 47, 48))
    return numbers and bool(_EPOCH.fullmatch(cells[4])) and bool(_PKID.fullmatch(cells[50]))


class _Leg(NamedTuple):
    """What is read of one record, in the order of `_PLACES`: one leg of a call."""

    record_type: str
    manager: str
    call: str
    dialled: str
    caller: str
    called: str
    reached: str
    user: str
    connected: str
    ended: str
    pkid: str
    from_device: str
    to_device: str
    behalf: str
    last_behalf: str
    reason: str
    last_reason: str
    cluster: str
    joined: str
    protocol: str
    pilot: str

    def row(self, number: int, queue: str, direction: Direction, customer: str) -> CallRow:
        """What the events of this leg share; the legs of one call share its global id."""
        contact = "-".join(filter(None, (self.cluster, self.manager, self.call)))
        return CallRow(number, f"{contact}\x1f{self.pkid or self.dialled}", contact, queue, direction, customer)


class _Times(NamedTuple):
    """When a leg was dialled, connected and ended, in UTC microseconds; None for never."""

    began: int
    connect: int | None
    end: int | None


class _File:
    """One file being read: where its columns stand, and whether it has calls that nobody answered."""

    def __init__(self, context: ReadContext) -> None:
        self.context = context
        self.pick, self.width = itemgetter(*_PLACES.values()), _WIDEST
        self.calls = self.unanswered = 0

    def read(self, source: resaved.Rows) -> Iterator[Row]:
        begun = False
        for number, cells in source:
            if isinstance(cells, Problem):
                yield cells
            elif cells[0].strip('" ').lower() == "cdrrecordtype":
                names = column_names(cells)
                self.pick = itemgetter(*(names.index(name) if name in names else -1 for name in _PLACES))
                self.width = len(names) + 1
                if begun:
                    yield OutOfScope(number, "header")
                continue
            elif _is_types(cells):
                if begun:
                    yield OutOfScope(number, "column_types")
                continue
            else:
                yield from self._record(number, cells)
            begun = True
        if self.calls and not self.unanswered:
            yield _no_unanswered_calls()

    def _record(self, number: int, cells: list[str]) -> Iterable[Row]:
        """What one record says: why it tells of no call, or the events of its leg."""
        if cells[0] != "1":
            reason = "sound_quality" if cells[0] == "2" else "record_type"
            return [OutOfScope(number, reason) if cells[0].isdecimal() else _no_record(number)]
        if len(cells) < _FEWEST:
            return [_no_record(number)]
        cells += [""] * max(1, self.width - len(cells))
        leg = _Leg._make(map(str.strip, self.pick(cells)))
        if not leg.manager or not leg.call:
            return [no_contact(number)]
        times = _times(leg)
        if isinstance(times, str):
            return [no_time(number, times)]
        self.calls += 1
        self.unanswered += times.connect is None
        if _RECORDING in (leg.behalf, leg.last_behalf, leg.joined) or _RECORDED in (leg.reason, leg.last_reason):
            return [OutOfScope(number, "recording")]
        by_us = _OUR_PHONE.match(leg.from_device) is not None
        if by_us and not leg.pilot and _leaves(leg.to_device, leg.protocol):
            return as_rows(self._gone_out(number, leg, times))
        if not (leg.called or leg.reached) or (by_us and _put_down(leg, times)):
            return [OutOfScope(number, "nobody_called")]
        return self._come_in(number, leg, times, by_us=by_us)

    def _gone_out(self, number: int, leg: _Leg, times: _Times) -> Iterator[Event]:
        """A call of ours that left the cluster."""
        customer = self.context.pseudonym(leg.reached or leg.called)
        row = leg.row(number, "", Direction.OUT, customer)
        kind = Kind.OUTBOUND_CALL_CONNECTED if times.connect else Kind.ATTEMPT_FAILED
        yield row.tell(kind, _at(times.connect or times.began))
        if times.connect and times.end:
            yield row.tell(Kind.ENDED, _at(times.end))

    def _come_in(self, number: int, leg: _Leg, times: _Times, *, by_us: bool) -> Iterator[Row]:
        """A call to one of us; the leg that a transfer began also ends the one before it."""
        customer = "" if by_us or not leg.caller else self.context.pseudonym(leg.caller)
        row = leg.row(number, leg.called or leg.reached, Direction.INTERNAL if by_us else Direction.IN, customer)
        if leg.joined == _TRANSFER:
            yield Implied(row.tell(Kind.TRANSFERRED, _at(times.began), queue=""))
        yield row.tell(Kind.QUEUE_ENTERED, _at(times.began))
        yield from map(Implied, self._helped(row, leg, times))

    def _helped(self, row: CallRow, leg: _Leg, times: _Times) -> Iterator[Event]:
        """Whether a person helped the caller: the voicemail port is none (phone-formats.md 5)."""
        began, connect, end = times
        if connect is None:
            if end is not None:
                yield row.tell(Kind.ABANDONED, _at(end), wait_us=_between(began, end))
            return
        wait = _between(began, connect)
        if leg.to_device.lower().startswith(_VOICEMAIL):
            yield row.tell(Kind.ABANDONED, _at(connect), wait_us=wait, detail="exit=voicemail")
            return
        person = leg.to_device if leg.user in ("", "unspecified") else leg.user
        agent = self.context.pseudonym(person) if self.context.keep_agents and person else ""
        talk = None if end is None else _between(connect, end)
        yield row.tell(Kind.ANSWERED, _at(connect), wait_us=wait, talk_us=talk, agent=agent)
        if end is not None:
            yield row.tell(Kind.ENDED, _at(end))


def _times(leg: _Leg) -> _Times | str:
    """The times of a leg in UTC microseconds, or the one that is no time; only connecting and ending may be missing."""
    began, connect, end = _microseconds(leg.dialled), _microseconds(leg.connected), _microseconds(leg.ended)
    if began is None:
        return leg.dialled
    for written, at in ((leg.connected, connect), (leg.ended, end)):
        if at is None and written not in ("", "0"):
            return written
    return _Times(began, connect, end)


def _put_down(leg: _Leg, times: _Times) -> bool:
    """Whether a telephone of ours was put down before anything rang."""
    return not leg.pilot and not leg.to_device and times.connect is None


def _leaves(device: str, protocol: str) -> bool:
    """Whether a call to `device` goes out over a trunk or gateway of the cluster."""
    ours = _OUR_PHONE.match(device) is not None or device.lower().startswith(_VOICEMAIL)
    return bool(device) and not ours and ("@" in device or protocol not in ("", "0"))


def _microseconds(seconds: str) -> int | None:
    """Read UTC seconds since 1970; None for what is no believable time, and 0 stands for never."""
    at = int(seconds) * SECOND if _EPOCH.fullmatch(seconds) else 0
    return at if EARLIEST <= at < LATEST else None


def _at(microseconds: int) -> Instant:
    return Instant(microseconds, Precision.SECOND)


def _between(start: int, end: int) -> int | None:
    """Microseconds from start to end; None when that is negative, for then one of the two is wrong."""
    return end - start if end >= start else None


def _no_record(line: int) -> Problem:
    return Problem(
        "not_a_row",
        line,
        N_("The line is no record of a CDR file: it has too few cells, or its first cell is no number."),
        N_("The line was cut off or is not of this file. The other lines were read."),
    )


def _only_sound() -> Problem:
    return Problem(
        "no_calls_in_file",
        0,
        N_("This is a CMR file: it tells of the quality of the sound, not of calls. It was skipped."),
        N_("Import the files whose names begin with cdr_. CMR files may stay in the folder."),
        severity=Severity.WARNING,
    )


def _no_unanswered_calls() -> Problem:
    return Problem(
        "unanswered_calls_missing",
        0,
        N_("No call in this file went unanswered. The exchange probably does not log such calls."),
        N_("Have “CDR Log Calls with Zero Duration Flag” switched on. Until then callers who gave up are missing."),
        severity=Severity.WARNING,
    )
