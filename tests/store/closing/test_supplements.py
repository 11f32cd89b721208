"""How many supplements a closed period has: one for each later import, entry by a person or change of the rules."""

from __future__ import annotations

import pytest

from charter.columns import Act
from charter.contact import Kind
from charter.errors import Cancelled
from charter.norms.periods import Period
from charter.services import by_hand, closing, supplements
from charter.services.deriving import Deriving

LATER = "2026-04-03T08:00"


def count(desk, kept, now: str = LATER) -> int:
    return supplements.count(desk.store, desk.board(now), desk.compare(kept, now))


def test_a_period_that_is_as_it_was_closed_has_none(desk) -> None:
    kept = desk.close()
    desk.take("april.csv", "new,2026-04-01T09:00:00,message_received,email,,,,,\n", LATER)
    assert count(desk, kept) == 0


def test_every_import_that_reached_the_period_is_one(desk) -> None:
    kept = desk.close()
    desk.take("lost.csv", "lost,2026-03-04T09:00:00,message_received,email,,,,,\n", LATER)
    assert count(desk, kept) == 1
    desk.take("april.csv", "new,2026-04-01T09:00:00,message_received,email,,,,,\n", LATER)
    assert count(desk, kept) == 1
    desk.take("more.csv", "lost2,2026-03-05T09:00:00,message_received,email,,,,,\n", LATER)
    assert count(desk, kept) == 2


def test_a_correction_and_an_excuse_are_one_each_and_a_note_is_none(desk) -> None:
    kept = desk.close()
    at, place = desk.at(LATER), ("event_log", "late")
    known = {"norms": ["email.answer"], "causes": ()}
    by_hand.follow_up(desk.store, "jan", at, [place], "", Act.NOTE, "gebeld", "", **known)
    assert count(desk, kept) == 0
    by_hand.follow_up(desk.store, "jan", at, [place], "", Act.EXCUSE, "", "De mailserver lag stil.", **known)
    assert count(desk, kept) == 1
    how = Deriving.of(desk.profile)
    by_hand.correct(desk.store, how, "jan", at, ("event_log", "kept"), Kind.NOT_OURS, "Hoort bij een ander.")
    assert count(desk, kept) == 2


def test_a_term_that_ran_out_since_is_one(desk) -> None:
    assert count(desk, desk.close(), "2026-05-04T08:00") == 1


def test_a_closing_that_is_stopped_wrote_nothing(desk) -> None:
    told: list[float] = []
    now = "2026-04-02T08:00"
    with pytest.raises(Cancelled):
        closing.close(
            desk.store, desk.board(now), Period.parse("2026-03"), "", desk.key, "piet", desk.at(now),
            progress=told.append, cancelled=lambda: len(told) == 2,
        )  # fmt: skip
    assert told == sorted(told)
    assert closing.every(desk.store) == []
