"""What the team leads of Gemeente Voorbeeld did with their breaches: causes, teams, some excuses, a few corrections.

Why: a Pareto of causes and a follow-up need people who wrote something down. Everything is said through the ordinary
services, of verdicts that the ordinary rules gave. Refuses to invent a contact; one seed says the same every time.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from charter.columns import NO_TIME, Act, Rows, Verdict
from charter.contact import Channel, Kind, Precision
from charter.instants import Instant
from charter.services.board import Board

FollowUp = Callable[[list[str], Act, str, str, str], object]
"""Says something of contacts (SOURCE/ID) under one norm: contacts, act, value, reason, norm."""
Correct = Callable[[str, Kind, str, Instant | None], object]
"""Puts one contact right: contact, kind, reason, instant."""

CAUSES = {
    "Te weinig mensen": 9,
    "Drukker dan verwacht": 7,
    "Bij het verkeerde team": 5,
    "Wachten op een ander team": 4,
    "Over het hoofd gezien": 3,
    "Verlof of ziekte": 2,
    "Ingewikkelde vraag": 2,
    "Fout in de registratie": 1,
}
"""How often each cause is given, in parts."""
EXCUSES = (
    "De telefooncentrale lag die ochtend stil. De storing is gemeld bij de leverancier.",
    "De inwoner vroeg ons om later te bellen dan beloofd.",
    "Het stadhuis was ontruimd. Niemand kon bij zijn werkplek.",
)
ANSWERED = "Het antwoord is aan de balie gegeven. De medewerker heeft het op papier genoteerd."
NOT_OURS = "Deze vraag was voor de omgevingsdienst en is daarheen doorgestuurd."
MOST, MOST_EXCUSES, MOST_CORRECTIONS = 80, 6, 4
_HALF_PAST_TEN = 10 * 3_600_000_000 + 1_800_000_000


def say(board: Board, seed: int, follow_up: FollowUp, correct: Correct) -> None:
    """Follow up a few dozen breaches of `board`, and put a few contacts right."""
    luck = Random(f"{seed}:follow_up")  # noqa: S311 - a town to play with, no secret
    breached = np.flatnonzero(board.verdicts.verdict == Verdict.BREACHED)
    chosen = sorted(luck.sample(breached.tolist(), min(MOST, len(breached))))
    causes = luck.choices(list(CAUSES), list(CAUSES.values()), k=len(chosen))
    for norm in dict.fromkeys(board.verdicts.norm[chosen].tolist()):
        mine = [(row, cause) for row, cause in zip(chosen, causes, strict=True) if board.verdicts.norm[row] == norm]
        for cause in CAUSES:
            if named := [_name(board, row) for row, given in mine if given == cause]:
                follow_up(named, Act.CAUSE, cause, "", board.rulebook.norms[norm].id)
    for row in breached[board.verdicts.stopped_at[breached] == NO_TIME][: MOST // 4].tolist():
        follow_up([_name(board, row)], Act.ASSIGN, _team(board, row), "", _norm(board, row))
    for number, row in enumerate(luck.sample(chosen, min(MOST_EXCUSES, len(chosen) // 10))):
        follow_up([_name(board, row)], Act.EXCUSE, "", EXCUSES[number % len(EXCUSES)], _norm(board, row))
    _put_right(board, luck, breached, correct)


def _put_right(board: Board, luck: Random, breached: Rows, correct: Correct) -> None:
    """Late e-mails: some had been answered at the desk in time, one was for somebody else."""
    channel = board.contacts.channel[board.verdicts.contact[breached]]
    mails = breached[(channel == Channel.EMAIL) & (board.verdicts.deadline[breached] != NO_TIME)].tolist()
    contacts = dict.fromkeys(_name(board, row) for row in mails)
    row_of = {_name(board, row): row for row in mails}
    for number, contact in enumerate(luck.sample(list(contacts), min(MOST_CORRECTIONS, len(contacts) // 5))):
        at = _next_morning(board, int(board.verdicts.started_at[row_of[contact]]))
        if number and at < board.as_of:
            correct(contact, Kind.ANSWERED_ELSEWHERE, ANSWERED, Instant(at, Precision.MINUTE))
        else:
            correct(contact, Kind.NOT_OURS, NOT_OURS, None)


def _next_morning(board: Board, at: int) -> int:
    """Half past ten on the working day after an instant."""
    days = board.work.days
    after = board.work.next_working_day(days.day_of(np.array([at])) + 1)
    return int(days.end(after - 1)[0]) + _HALF_PAST_TEN


def _name(board: Board, row: int) -> str:
    contact = int(board.verdicts.contact[row])
    return f"{board.contacts.names.sources[board.contacts.source[contact]]}/{board.contacts.ids[contact]}"


def _team(board: Board, row: int) -> str:
    return board.contacts.names.teams[board.contacts.team[board.verdicts.contact[row]]] or "Klantcontactcentrum"


def _norm(board: Board, row: int) -> str:
    return board.rulebook.norms[int(board.verdicts.norm[row])].id
