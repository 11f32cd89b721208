"""What people said stands beside the verdicts as columns, found without a walk through contacts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from charter.columns import NO_TIME, Act, ByHand, Contacts, Names, Verdict, Verdicts
from charter.norms.reasons import Reason
from charter.services import said
from charter.services.said import Following


def entry(contact, act, value, norm="", source="post", undone=False):
    return ByHand("f1", 1, "anna", source, contact, norm, act.word, value, "", undone)


@pytest.fixture
def board():
    """Contacts b, a and (of another source) a; each under two norms."""
    names = Names(("", "post", "other"))
    contacts = Contacts.none(names)
    ids = np.array(["b", "a", "a"], object)
    zeros = np.zeros(3, np.int64)
    dense = dict.fromkeys(
        (
            *("channel", "category", "direction", "team", "queue", "organisation", "outcome", "transfers"),
            *("visits", "wait_us", "talk_us", "file", "line", "flags"),
        ),
        zeros,
    )
    contacts = replace(contacts, ids=ids, source=np.array([1, 1, 2]), **dense)
    six = np.zeros(6, np.int64)
    verdicts = Verdicts(
        np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1]), six, np.full(6, Verdict.BREACHED), six, six, six,
        six, six + NO_TIME, six, six * np.nan, six == 1,
    )  # fmt: skip

    class Norm:
        def __init__(self, norm_id):
            self.id = norm_id

    class Book:
        norms = (Norm("email.answer"), Norm("email.quality"))

    class Board:
        pass

    made = Board()
    made.contacts, made.verdicts, made.rulebook = contacts, verdicts, Book()
    return made


ORDER = np.array([1, 2, 0])


def hear(board, *entries):
    return said.hear(Following.none(6), board, ORDER, entries)


def test_what_is_said_of_a_contact_holds_for_every_norm_and_of_no_other_source(board):
    found = hear(board, entry("a", Act.ASSIGN, "KCC"), entry("a", Act.NOTE, "called", source="other"))
    assert [found.teams[place] for place in found.assigned] == ["", "", "KCC", "KCC", "", ""]
    assert found.noted.tolist() == [False] * 4 + [True] * 2


def test_what_is_said_of_one_norm_goes_before_what_is_said_of_all(board):
    found = hear(board, entry("b", Act.CAUSE, "Storing", "email.quality"), entry("b", Act.CAUSE, "Drukte"))
    assert [found.causes[place] for place in found.cause[:2]] == ["Drukte", "Storing"]


def test_the_latest_holds_and_what_was_undone_does_not(board):
    found = hear(
        board, entry("b", Act.ASSIGN, "KCC"), entry("b", Act.ASSIGN, "Post"), entry("b", Act.ASSIGN, "X", undone=True)
    )
    assert [found.teams[place] for place in found.assigned[:2]] == ["Post", "Post"]


def test_hearing_more_keeps_what_was_heard(board):
    found = said.hear(hear(board, entry("b", Act.ASSIGN, "KCC")), board, ORDER, [entry("b", Act.CAUSE, "Storing")])
    assert found.teams[found.assigned[0]] == "KCC"
    assert found.causes[found.cause[0]] == "Storing"


def test_a_contact_that_is_gone_is_passed_over(board):
    assert not hear(board, entry("zzz", Act.ASSIGN, "KCC")).assigned.any()


def test_the_cause_of_an_excuse_shows_where_no_other_was_given(board):
    found = hear(
        board, entry("b", Act.EXCUSE, "Storing"), entry("a", Act.CAUSE, "Drukte"), entry("a", Act.EXCUSE, "Storing")
    )
    assert [found.causes[place] for place in found.cause[:4]] == ["Storing", "Storing", "Drukte", "Drukte"]


def test_an_excuse_takes_the_breach_away_and_never_what_was_met(board):
    verdicts = replace(board.verdicts, verdict=np.array([Verdict.BREACHED, Verdict.MET, 3, 4, 5, 6]))
    found = said.excuse(verdicts, np.arange(6))
    assert found.verdict.tolist() == [Verdict.EXCUSED, Verdict.MET, Verdict.EXCUSED, 4, 5, 6]
    assert found.reason[0] == Reason.EXCUSED
