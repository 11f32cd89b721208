"""A contact as the resident lived it: when it began for them, and when they were really helped.

Why beside the clocks of norms: a norm's clock starts after the menu, stops at an interim message and sleeps at night;
the resident's runs from the first ring or message to the answer itself. Who was promised a call back is helped by that
call. Refuses a moment that is not known: then the contact has no time here, and whoever counts says how many those are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import NO_TIME, Contacts, Flag, Instants, Mask
from charter.contact import Channel, Direction, Kind, Precision
from charter.days import DAY_US, DayTable
from charter.moments import ANSWERED, RECEIVED

CAME = (*(kind for kind in RECEIVED if kind not in (Kind.RATED, Kind.WAIT_BEGAN)), Kind.IVR_STARTED, Kind.CHECK_IN)
"""What begins a contact for the resident. A mark given afterwards is no contact."""
SPOKEN = frozenset({Kind.ANSWERED, Kind.CALLED})
"""Somebody spoke with the resident, which helps only when nobody had to call back."""
PROMISED_BACK = (Kind.CALLBACK_REQUESTED, Kind.TASK_ASSIGNED)


@dataclass(frozen=True, slots=True)
class Journeys:
    """One row a contact; instants are NO_TIME where the moment is not there or not known.

    `came` is when the resident came to us, `answered` when somebody first answered, `helped` when the matter itself was
    answered, which is later when somebody had to call back. `helped_at_all` holds also where the time is not
    known. `elapsed_us` is from `came` to `helped`; -1 where it is not known or would be negative. Where one
    of the two is known by its date alone, both count as days.
    """

    inbound: Mask
    """The resident began it. Not marks, nor what we began, nor what a person said is not ours or part of another."""
    came: Instants
    answered: Instants
    helped: Instants
    helped_at_all: Mask
    elapsed_us: Instants


def journeys(contacts: Contacts, days: DayTable) -> Journeys:
    """Every contact as the resident lived it; on social media any answer of a person helps."""
    came, by_day, _there = _first(contacts, CAME)
    began, began_by_day, _ = _first(contacts, (Kind.WAIT_BEGAN,))
    nothing_else = ~_has(contacts, CAME)
    came, by_day = np.where(nothing_else, began, came), np.where(nothing_else, began_by_day, by_day)
    said, said_by_day, _ = _first(contacts, (Kind.WRONG_START,))
    corrected = said != NO_TIME
    came, by_day = np.where(corrected, said, came), np.where(corrected, said_by_day, by_day)
    answered, answered_by_day, answered_there = _first(contacts, ANSWERED)
    in_writing = _first(contacts, (*ANSWERED, Kind.REPLY_HUMAN))
    social = contacts.channel == Channel.SOCIAL
    answered = np.where(social, in_writing[0], answered)
    answered_by_day = np.where(social, in_writing[1], answered_by_day)
    answered_there = np.where(social, in_writing[2], answered_there)
    later = _first(contacts, tuple(kind for kind in ANSWERED if kind not in SPOKEN))
    back = _has(contacts, PROMISED_BACK)
    helped = np.where(back, later[0], answered)
    helped_by_day = np.where(back, later[1], answered_by_day)
    return Journeys(
        inbound=_inbound(contacts),
        came=came,
        answered=answered,
        helped=helped,
        helped_at_all=np.where(back, later[2], answered_there),
        elapsed_us=_elapsed(came, helped, by_day | helped_by_day, days),
    )


def _inbound(contacts: Contacts) -> Mask:
    theirs = (contacts.direction == Direction.IN) & (_has(contacts, CAME) | _has(contacts, (Kind.WAIT_BEGAN,)))
    return theirs & ~contacts.flagged(Flag.NOT_OURS) & ~contacts.flagged(Flag.PART_OF_ANOTHER)


def _elapsed(came: Instants, helped: Instants, in_days: Mask, days: DayTable) -> Instants:
    known = (came != NO_TIME) & (helped != NO_TIME)
    a, b = np.where(known, came, 0), np.where(known, helped, 0)
    whole = (days.day_of(b).astype(np.int64) - days.day_of(a)) * DAY_US
    elapsed = np.where(in_days, whole, b - a)
    return np.where(known & (elapsed >= 0), elapsed, -1)


def _has(contacts: Contacts, kinds: tuple[Kind, ...]) -> Mask:
    found = np.zeros(len(contacts), np.bool_)
    for kind in kinds:
        found[contacts.moment(kind).rows] = True
    return found


def _first(contacts: Contacts, kinds: tuple[Kind, ...]) -> tuple[Instants, Mask, Mask]:
    """The earliest of `kinds`, whether only its date is known, and whether there is one at all.

    NO_TIME also where a further moment of unknown time could have been the earliest.
    """
    at, precision = contacts.earliest(kinds)
    unsure = np.zeros(len(contacts), np.bool_)
    for kind in kinds:
        moments = contacts.moment(kind)
        unsure[moments.rows[moments.untimed | (moments.at == NO_TIME)]] = True
    return np.where(unsure, NO_TIME, at), precision == Precision.DAY, _has(contacts, kinds)
