"""Columns to flat rows with the names and spellings that scripts rely on (design.md 5, contract.md 1).

Instants are ISO 8601 with the offset of the profile's zone; what is known only as a date stays a date. Refuses to
translate: codes and names of columns are English in every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from charter import moments
from charter.columns import NO_TIME, Contacts, Instants, Mask, Rows, Verdict, Verdicts, Visits
from charter.contact import Channel, Direction, Kind, Outcome, Precision
from charter.locale import formats
from charter.norms.model import Rulebook
from charter.norms.reasons import Reason
from charter.norms.score import ScoreRow

CONTACT_COLUMNS: tuple[str, ...] = (
    "contact", "source", "channel", "team", "queue", "direction", "received_at", "acknowledged_at", "interim_at",
    "promised_on", "answered_at", "ended_at", "abandoned", "transfers", "wait_s", "talk_s", "origin_file",
    "origin_line",
)  # fmt: skip
CONTACT_COLUMNS_SHOWN: tuple[str, ...] = (
    "contact", "channel", "team", "received_at", "acknowledged_at", "answered_at", "ended_at", "transfers", "wait_s",
)  # fmt: skip
"""What a person reads of a contact on a screen; scripts get all columns."""
VISIT_COLUMNS: tuple[str, ...] = (*CONTACT_COLUMNS, "visit", "outcome")
VISIT_COLUMNS_SHOWN: tuple[str, ...] = (
    "contact", "visit", "queue", "outcome", "received_at", "answered_at", "ended_at", "wait_s", "talk_s",
)  # fmt: skip
VERDICT_COLUMNS: tuple[str, ...] = ("contact", "norm", "version", "verdict", "deadline", "spent_s", "reason")
BREACH_COLUMNS: tuple[str, ...] = (
    *VERDICT_COLUMNS, "source", "channel", "team", "queue", "started_at", "stopped_at", "assigned", "cause", "note",
)  # fmt: skip
SCORE_COLUMNS: tuple[str, ...] = (
    "norm", "group", "met", "breached", "pending", "excluded", "excused", "undetermined", "share", "target",
    "target_met", "mean", "formula", "complete",
)  # fmt: skip

_MICROSECOND = 1_000_000


def written(at: int, precision: int, zone: ZoneInfo) -> str | None:
    """An instant as scripts read it; None where it is not known."""
    if at == NO_TIME:
        return None
    if precision == Precision.DAY:
        return formats.local(at, zone).date().isoformat()
    return formats.iso(at, zone)


def seconds(us: int) -> float | int | None:
    """Microseconds as seconds, whole where they are; None for -1."""
    if us < 0:
        return None
    return us // _MICROSECOND if us % _MICROSECOND == 0 else us / _MICROSECOND


def contacts(found: Contacts, rows: Rows, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """The contacts at `rows`, with their moments."""
    received = found.first_of(moments.RECEIVED)
    acknowledged = found.earliest(moments.ACKNOWLEDGED)
    interim = found.earliest((Kind.INTERIM_MESSAGE,))
    promised = found.earliest((Kind.PROMISED_DAY,))
    answered = found.earliest(moments.ANSWERED)
    ended = found.earliest((Kind.ENDED, Kind.ABANDONED, Kind.TRANSFERRED, Kind.LEFT_WITHOUT_SERVICE))
    left = np.isin(found.outcome, [Outcome.ABANDONED, Outcome.OTHER_EXIT, Outcome.VOICEMAIL])
    wait = _waited(found, answered[0], ended[0])
    names = found.names
    for row in rows.tolist():
        yield {
            "contact": str(found.ids[row]),
            "source": names.sources[found.source[row]],
            "channel": Channel(int(found.channel[row])).word,
            "team": names.teams[found.team[row]],
            "queue": names.queues[found.queue[row]],
            "direction": Direction(int(found.direction[row])).word,
            "received_at": written(int(received[0][row]), int(received[1][row]), zone),
            "acknowledged_at": written(int(acknowledged[0][row]), int(acknowledged[1][row]), zone),
            "interim_at": written(int(interim[0][row]), int(interim[1][row]), zone),
            "promised_on": written(int(promised[0][row]), int(promised[1][row]), zone),
            "answered_at": written(int(answered[0][row]), int(answered[1][row]), zone),
            "ended_at": written(int(ended[0][row]), int(ended[1][row]), zone),
            "abandoned": bool(left[row]),
            "transfers": int(found.transfers[row]),
            "wait_s": seconds(int(wait[row])),
            "talk_s": seconds(int(found.talk_us[row])),
            "origin_file": names.files[found.file[row]],
            "origin_line": int(found.line[row]),
        }


def received_days(found: Contacts, zone: ZoneInfo) -> npt.NDArray[np.int32]:
    """The local day of receipt of every contact, NO_DAY for the undated."""
    from charter.days import DayTable

    return DayTable.of_zone(zone.key).day_of(found.first_of(moments.RECEIVED)[0])


def _waited(found: Contacts, answered: Instants, ended: Instants) -> Instants:
    """How long a caller or visitor waited: as measured by the source, else between the stamps."""
    entered = found.earliest((Kind.QUEUE_ENTERED, Kind.WAIT_BEGAN, Kind.TICKET, Kind.WAIT_STARTED))[0]
    until = np.where(answered != NO_TIME, answered, ended)
    stamped: Mask = (entered != NO_TIME) & (until != NO_TIME) & (until >= entered)
    waited = np.where(stamped, until - np.where(stamped, entered, 0), -1)
    return np.where(found.wait_us >= 0, found.wait_us, waited)


def visits(found: Contacts, each: Visits, wanted: Mask, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """The queue visits of the contacts in `wanted`: the call's row with what belongs to this visit."""
    at_visit = np.flatnonzero(wanted[each.contact])
    calls = contacts(found, each.contact[at_visit], zone)
    for row, call in zip(at_visit.tolist(), calls, strict=True):
        outcome = Outcome(int(each.outcome[row]))
        yield call | {
            "queue": found.names.queues[each.queue[row]],
            "received_at": written(int(each.offered_at[row]), Precision.SECOND, zone),
            "answered_at": written(int(each.answered_at[row]), Precision.SECOND, zone),
            "ended_at": written(int(each.ended_at[row]), Precision.SECOND, zone),
            "abandoned": outcome in (Outcome.ABANDONED, Outcome.OTHER_EXIT, Outcome.VOICEMAIL),
            "wait_s": seconds(int(each.wait_us[row])),
            "talk_s": seconds(int(each.talk_us[row])),
            "visit": int(each.number[row]),
            "outcome": outcome.word,
        }


def verdicts(
    found: Contacts, judged: Verdicts, rulebook: Rulebook, rows: Rows, zone: ZoneInfo
) -> Iterator[dict[str, Any]]:
    """The verdicts at `rows`, with what a breach list needs besides."""
    names = found.names
    dates = _known_as_dates(found, judged.contact[rows])

    def moment(contact: int, at: int) -> str | None:
        return written(at, Precision.DAY if (contact, at) in dates else Precision.SECOND, zone)

    for row in rows.tolist():
        contact = int(judged.contact[row])
        yield {
            "contact": str(found.ids[contact]),
            "norm": rulebook.norms[judged.norm[row]].id,
            "version": int(judged.version[row]),
            "verdict": Verdict(int(judged.verdict[row])).word,
            "deadline": written(int(judged.deadline[row]), Precision.SECOND, zone),
            "spent_s": seconds(int(judged.spent_us[row])),
            "reason": Reason(int(judged.reason[row])).word,
            "source": names.sources[found.source[contact]],
            "channel": Channel(int(found.channel[contact])).word,
            "team": names.teams[found.team[contact]],
            "queue": names.queues[found.queue[contact]],
            "started_at": moment(contact, int(judged.started_at[row])),
            "stopped_at": moment(contact, int(judged.stopped_at[row])),
        }


def _known_as_dates(found: Contacts, wanted: Rows) -> set[tuple[int, int]]:
    """The moments (contact row, instant) of the contacts `wanted` of which only the date is known."""
    is_wanted = np.zeros(len(found), np.bool_)
    is_wanted[wanted] = True
    dates: set[tuple[int, int]] = set()
    for each in found.moments.values():
        by_day = (each.precision == Precision.DAY) & is_wanted[each.rows]
        dates.update(zip(each.rows[by_day].tolist(), each.at[by_day].tolist(), strict=True))
    return dates


def score(row: ScoreRow) -> dict[str, Any]:
    """One figure as a flat object."""
    return {name: getattr(row, name) for name in SCORE_COLUMNS}


def inclusive_days(days: npt.NDArray[np.int32], first: date | None, last: date | None) -> Mask:
    """Which days lie from `first` up to and including `last`; without bounds all, the undated too."""
    chosen = np.ones(len(days), np.bool_)
    epoch = date(1970, 1, 1)
    if first is not None:
        chosen &= days >= (first - epoch).days
    if last is not None:
        chosen &= (days <= (last - epoch).days) & (days > np.iinfo(np.int32).min)
    return chosen
