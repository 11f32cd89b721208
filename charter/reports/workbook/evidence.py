"""The evidence: every contact under every norm of the period, one row each, and how formulas point at it.

Why: each figure of the workbook is counted from these rows, and each row names the line of the source it rests on. Made
in blocks of columns, so that a million rows are never in memory as rows. Refuses to name a small group (decision 0015):
what a team of two did is what a person did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from charter import moments
from charter.columns import Contacts, Instants, Ints, Rows, Verdict, Verdicts, distinct
from charter.contact import Channel, Precision
from charter.locale import N_, _, formats
from charter.norms import reasons
from charter.reports.small_groups import FEWEST
from charter.reports.workbook import times
from charter.reports.workbook.cells import Column, Row, Sheet, letter
from charter.reports.workbook.dossier import Dossier
from charter.reports.workbook.verdict_signs import signed
from charter.wording import channel_word

BLOCK = 8_192
"""Rows that are made at a time."""

SMALL = N_("(small group)")
"""Stands in the place of the name of a team or queue with few contacts in the period, or few people."""

_COLUMNS = {
    "source": (N_("Source"), 20),
    "contact": (N_("Contact"), 24),
    "channel": (N_("Channel"), 14),
    "team": (N_("Team"), 16),
    "queue": (N_("Queue or mailbox"), 20),
    "received": (N_("Received"), 19),
    "acknowledged": (N_("Acknowledged"), 19),
    "answered": (N_("Answered"), 19),
    "norm": (N_("Norm"), 20),
    "version": (N_("Version"), 9),
    "started": (N_("Clock started"), 19),
    "stopped": (N_("Clock stopped"), 19),
    "deadline": (N_("Due at the latest"), 19),
    "spent": (N_("Time counted"), 13),
    "number": (N_("Number counted"), 11),
    "code": (N_("Verdict (code)"), 14),
    "verdict": (N_("Verdict"), 18),
    "reason": (N_("Why"), 62),
    "provisional": (N_("Provisional"), 11),
    "hour": (N_("In the doubled hour"), 24),
    "file": (N_("File"), 26),
    "line": (N_("Line"), 9),
    "digest": (N_("Digest of the file"), 15),
}
"""Key, title and width of each column, in order."""

_TIMES = ("received", "acknowledged", "answered", "started", "stopped", "deadline")
_KEYS = tuple(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows `first` up to (not including) `last` of the evidence, and the sheet on which they stand."""

    sheet: str
    first: int
    last: int

    def column(self, key: str) -> str:
        """The cells of a column, for a formula: 'Evidence'!$P$2:$P$99. At least one row, so that it is a range."""
        at = letter(_KEYS.index(key))
        return f"'{self.sheet}'!${at}$2:${at}${max(self.last - self.first, 1) + 1}"

    def row(self, position: int) -> str:
        """Where a row of the evidence stands: Evidence!A17."""
        return f"{self.sheet}!A{position - self.first + 2}"


def parts(dossier: Dossier) -> list[Part]:
    """The sheets of evidence: one, or as many as Excel's row limit asks for."""
    size, step = len(dossier.chosen), dossier.rows_per_sheet
    name = _("Evidence")
    starts = range(0, max(size, 1), step)
    return [
        Part(name if number == 1 else f"{name} {number}", first, min(first + step, size))
        for number, first in enumerate(starts, 1)
    ]


def count(where: Sequence[Part], **conditions: str) -> str:
    """A formula (without `=`) that counts the rows for which every column equals a text or a cell."""
    return "+".join(f"COUNTIFS({_conditions(part, conditions)})" for part in where)


def total(where: Sequence[Part], key: str, **conditions: str) -> str:
    """A formula (without `=`) that adds up a column over the rows that meet the conditions."""
    return "+".join(f"SUMIFS({part.column(key)},{_conditions(part, conditions)})" for part in where)


def _conditions(part: Part, conditions: dict[str, str]) -> str:
    return ",".join(f"{part.column(key)},{value}" for key, value in conditions.items())


def sheets(dossier: Dossier) -> list[Sheet]:
    """The evidence, on as many sheets as it needs."""
    blocks = _Blocks(dossier)
    return [
        Sheet(
            name=part.sheet,
            columns=tuple(column(key, dossier) for key in _KEYS),
            make=partial(blocks.rows, part.first, part.last),
            size=part.last - part.first,
            table=part.sheet.replace(" ", "_"),
            frozen=2,
            identity=tuple(map(_KEYS.index, ("source", "contact", "norm"))),
        )
        for part in parts(dossier)
    ]


def _title(key: str, dossier: Dossier) -> str:
    title = _(_COLUMNS[key][0])
    return f"{title} ({dossier.zone.key})" if key in _TIMES else title


def rows_at(dossier: Dossier, positions: Sequence[int], keys: Sequence[str]) -> Iterator[Row]:
    """Some columns of the evidence at `positions`."""
    chosen = [_KEYS.index(key) for key in keys]
    for row in _Blocks(dossier).rows_of(dossier.chosen.take(np.array(positions, np.int64))):
        yield tuple(row[place] for place in chosen)


def column(key: str, dossier: Dossier) -> Column:
    """How a column of the evidence is headed."""
    return Column(_title(key, dossier), _COLUMNS[key][1], verdict=key == "verdict")


class _Blocks:
    """The columns of a dossier, turned into rows a block at a time."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        contacts, chosen = dossier.contacts, dossier.chosen
        names = contacts.names
        in_period = distinct(chosen.contact)
        self._received = contacts.first_of(moments.RECEIVED)
        self._acknowledged = contacts.earliest(moments.ACKNOWLEDGED)
        self._answered = contacts.earliest(moments.ANSWERED)
        self._teams = _shielded(names.teams, contacts.team[in_period], dossier.few_people)
        self._queues = _shielded(names.queues, contacts.queue[in_period], dossier.few_people)
        self._digests = [digest[:12] for digest in names.digests]
        self._norms = [norm.id for norm in dossier.rulebook.norms]
        self._dates = _by_day(contacts)

    def rows(self, first: int, last: int) -> Iterator[Row]:
        for start in range(first, last, BLOCK):
            yield from self.rows_of(self._dossier.chosen.take(np.arange(start, min(start + BLOCK, last))))

    def rows_of(self, verdicts: Verdicts) -> Iterator[Row]:
        found, zone = self._dossier.contacts, self._dossier.zone
        of = verdicts.contact
        names = found.names
        instants: dict[str, tuple[Instants, Ints | None]] = {
            "received": (self._received[0][of], self._received[1][of]),
            "acknowledged": (self._acknowledged[0][of], self._acknowledged[1][of]),
            "answered": (self._answered[0][of], self._answered[1][of]),
            "started": (verdicts.started_at, self._precision(of, verdicts.started_at)),
            "stopped": (verdicts.stopped_at, self._precision(of, verdicts.stopped_at)),
            "deadline": (verdicts.deadline, None),
        }
        words, said = _words(verdicts.verdict, signed), _words(verdicts.reason, reasons.text)
        columns: dict[str, Any] = {
            "source": _named(names.sources, found.source[of]),
            "contact": map(str, found.ids[of].tolist()),
            "channel": _words(found.channel[of], lambda channel: channel_word(Channel(channel))),
            "team": _named(self._teams, found.team[of]),
            "queue": _named(self._queues, found.queue[of]),
            "norm": _named(self._norms, verdicts.norm),
            "version": verdicts.version.tolist(),
            "spent": times.durations(verdicts.spent_us),
            "number": [None if value != value else value for value in verdicts.value.tolist()],  # NaN is not itself
            "code": _words(verdicts.verdict, lambda verdict: Verdict(verdict).word),
            "verdict": words,
            "reason": said,
            "provisional": [_("yes") if provisional else None for provisional in verdicts.provisional.tolist()],
            "hour": self._in_doubled_hour(instants),
            "file": _named(names.files, found.file[of]),
            "line": found.line[of].tolist(),
            "digest": _named(self._digests, found.file[of]),
        }
        columns |= {key: times.shown(at, zone, precision) for key, (at, precision) in instants.items()}
        return zip(*(columns[key] for key in _KEYS), strict=True)

    def _precision(self, contact: Rows, at: Instants) -> Ints:
        """DAY for what is known as a date only, else SECOND."""
        if not self._dates:
            return np.full(len(at), Precision.SECOND, np.int8)
        pairs = zip(contact.tolist(), at.tolist(), strict=True)
        return np.fromiter(
            (Precision.DAY if pair in self._dates else Precision.SECOND for pair in pairs), np.int8, len(at)
        )

    def _in_doubled_hour(self, instants: dict[str, tuple[Instants, Ints | None]]) -> list[str | None]:
        """Of the times in the hour that the clock shows twice: which of the two, by the offset from UTC."""
        said: list[str | None] = [None] * len(instants["started"][0])
        zone = self._dossier.zone
        for key, (at, _precision) in instants.items():
            for row in np.flatnonzero(times.doubled(at, zone)).tolist():
                offset = formats.local(int(at[row]), zone).strftime("%z")
                told = f"{_(_COLUMNS[key][0])} {offset[:3]}:{offset[3:]}"
                said[row] = f"{said[row]}, {told}" if said[row] else told
        return said


def _by_day(found: Contacts) -> set[tuple[int, int]]:
    """The moments (contact, instant) of which only the date is known."""
    dates: set[tuple[int, int]] = set()
    for each in found.moments.values():
        by_day = each.precision == Precision.DAY
        dates.update(zip(each.rows[by_day].tolist(), each.at[by_day].tolist(), strict=True))
    return dates


def _shielded(names: Sequence[str], of_contacts: Ints, few: Collection[str]) -> list[str]:
    """The names, without those of small groups and of what would give a small group away (decision 0015).

    Small are those with few contacts, and `few`, where few people work.
    """
    counts = np.bincount(of_contacts, minlength=len(names))
    is_small = (counts < FEWEST) | np.array([name in few for name in names], np.bool_)
    present = [place for place in np.lexsort((counts, ~is_small)).tolist() if names[place] and counts[place]]
    hidden = int(is_small[present].sum())
    if hidden:
        while hidden < len(present) and (hidden < 2 or counts[present[:hidden]].sum() < FEWEST):
            hidden += 1
    away = set(present[:hidden])
    return [_(SMALL) if place in away else name for place, name in enumerate(names)]


def _named(names: Sequence[str], positions: Ints) -> list[str | None]:
    return [names[position] or None for position in positions.tolist()]


def _words(codes: Ints, word: Callable[[int], str]) -> list[str]:
    known = {code: word(code) for code in np.unique(codes).tolist()}
    return [known[code] for code in codes.tolist()]
