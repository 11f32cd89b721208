"""Every contact under every norm that applies to it gets exactly one of six verdicts, with one reason.

`judge` is a pure function of columns: no database, no clock, no language; judging any split of the contacts
equals judging the whole (contract.md 8). It loops over norms and their versions, never over contacts. Missing data is
undetermined, never met. Exactly the limit is within; nothing is rounded before it is compared (design.md decision 1).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Contacts, Mask, Verdict, Verdicts
from charter.contact import Category, Channel, Direction, Kind, Precision
from charter.norms.clocks import OPENINGS, Clock, fits, versions
from charter.norms.model import (
    CalendarKind,
    Norm,
    NormKind,
    Rulebook,
)
from charter.norms.reasons import Reason
from charter.norms.ruler import WorkCalendar
from charter.norms.rulings import decide, exemption, plain, set_apart
from charter.norms.terms import find_term

_ACKNOWLEDGEMENTS = frozenset({Kind.AUTO_ACK, Kind.ACK_SENT})
_OTHER_BEGINNINGS = (
    Kind.COMPLAINT_RECEIVED,
    Kind.OBJECTION_RECEIVED,
    Kind.OBJECTION_TERM_ENDED,
    Kind.APPLICATION_RECEIVED,
    Kind.REQUEST_RECEIVED,
    Kind.REPORT_RECEIVED,
    Kind.CALLBACK_REQUESTED,
    Kind.RATED,
)
"""What begins a contact under another norm than its channel's answer norm."""


def judge(contacts: Contacts, rulebook: Rulebook, as_of: int) -> Verdicts:
    """The verdicts of `contacts` under every norm of `rulebook`, as known at `as_of` (UTC microseconds).

    One row per contact and norm that applies, norms in the order of the rulebook, contacts ascending.
    """
    work = WorkCalendar.of(rulebook.calendars)
    handed = handovers(contacts, rulebook, as_of, work)
    parts = [
        _judge_norm(position, norm, contacts, rulebook, as_of, work, handed)
        for position, norm in enumerate(rulebook.norms)
    ]
    return Verdicts.concat(parts) if parts else _nothing()


def handovers(contacts: Contacts, rulebook: Rulebook, as_of: int, work: WorkCalendar) -> Mapping[str, Mask]:
    """Which contacts each norm hands over, or takes over, because they are handled as a letter within the term.

    Keys are norm ids; the same mask stands under the norm that hands over and the norm that takes over.
    """
    said = contacts.at(Kind.ACK_TREATED_AS_LETTER)
    found: dict[str, Mask] = {}
    for norm in rulebook.norms:
        if not any(version.hands_over_to for version in norm.versions):
            continue
        for version, clock in versions(norm, contacts, work, np.zeros(len(contacts), np.bool_)):
            rows = clock.rows
            if version.hands_over_to and (said[rows] != NO_TIME).any():
                term = find_term(
                    version, contacts, rows, clock.start, clock.start_precision, np.full(len(rows), as_of), work
                )
                within = (said[rows] != NO_TIME) & (term.deadline != NO_TIME) & (said[rows] <= term.deadline)
                for side in (norm.id, version.hands_over_to):
                    found.setdefault(side, np.zeros(len(contacts), np.bool_))[rows[within]] = True
    return found


def _judge_norm(
    position: int,
    norm: Norm,
    contacts: Contacts,
    rulebook: Rulebook,
    as_of: int,
    work: WorkCalendar,
    handed: Mapping[str, Mask],
) -> Verdicts:
    """All verdicts under one norm."""
    over = handed.get(norm.id, np.zeros(len(contacts), np.bool_))
    hands = any(version.hands_over_to for version in norm.versions)
    taken = np.zeros(len(contacts), np.bool_) if hands else over
    excused = np.zeros(len(contacts), np.bool_)
    excused[contacts.excuses.rows[contacts.excuses.covers(norm.id)]] = True
    parts = []
    for version, clock in versions(norm, contacts, work, taken):
        ruling = decide(norm, version, contacts, clock, as_of, work).excused(excused[clock.rows])
        exempt = exemption(version, contacts, clock, rulebook, as_of, work, over[clock.rows] & hands)
        parts.append(ruling.exempted(exempt).verdicts(position, version, clock))
    parts.extend(_without_opening(position, norm, contacts))
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else _nothing()
    verdicts = Verdicts.concat(parts)
    return verdicts.take(np.argsort(verdicts.contact, kind="stable"))


def _without_opening(position: int, norm: Norm, contacts: Contacts) -> list[Verdicts]:
    """A written contact without its opening event is undetermined under its channel's answer norm (contract.md 3)."""
    version = norm.versions[-1]
    answers = norm.kind is NormKind.TIME and set(version.start) & OPENINGS and not set(version.stop) & _ACKNOWLEDGEMENTS
    if not answers or version.ended or version.calendar is CalendarKind.STATUTORY:
        return []
    lost = fits(version, contacts) & (contacts.direction == Direction.IN) & (contacts.channel != Channel.PHONE)
    lost &= contacts.category != Category.AVAILABILITY
    for kind in (*version.start, *OPENINGS, *_OTHER_BEGINNINGS):
        lost &= ~contacts.has(kind)
    rows = np.flatnonzero(lost)
    n = len(rows)
    ruling = plain(np.full(n, Verdict.UNDETERMINED), np.full(n, Reason.START_MISSING), np.full(n, np.nan))
    missing = np.full(n, NO_TIME, np.int64)
    how = np.full(n, Precision.MISSING, np.int8)
    clock = Clock(
        rows, missing, how, np.full(n, NO_DAY, np.int32), missing, how, np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    )
    return [ruling.exempted(set_apart(contacts)[rows]).verdicts(position, version, clock)]


def _nothing() -> Verdicts:
    none = np.empty(0, np.int64)
    return Verdicts(
        none, none.astype(np.int16), none.astype(np.int16), none.astype(np.int8), none.astype(np.int8),
        none.astype(np.int32), none, none, none, none, none.astype(np.float64), none.astype(np.bool_),
    )  # fmt: skip
