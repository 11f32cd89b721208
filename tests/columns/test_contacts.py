"""Taking and joining contacts and visits, as the store does when it replaces some of many."""

from dataclasses import fields

import numpy as np
import pytest

from charter.columns import Attempts, Contacts, Excuses, Fact, Moments, Names, Numbers, Visits
from charter.contact import Kind

NAMES = Names()


def contacts(count: int, first: int) -> Contacts:
    """`count` contacts, numbered from `first` in every column; every second one has a moment."""
    some = np.arange(0, count, 2)
    sparse = ("names", "ids", "moments", "numbers", "attempts", "suspensions", "excuses")
    dense = {f.name: np.arange(first, first + count) for f in fields(Contacts) if f.name not in sparse}
    return Contacts(
        names=NAMES,
        ids=np.array([str(number) for number in range(first, first + count)], object),
        **dense,
        moments={Kind.ANSWERED: Moments(some, some + first, np.ones(len(some), np.int8), np.zeros(len(some), bool))},
        numbers={Fact.MARK: Numbers(some, (some + first).astype(float))},
        attempts=Attempts(np.repeat(some, 2), np.repeat(some + first, 2)),
        excuses=Excuses(some, said(some), some + first, said(some), said(some)),
    )


def said(about: np.ndarray) -> np.ndarray:
    return np.array([f"about {number}" for number in about.tolist()], object)


def visits(rows: list[int]) -> Visits:
    return Visits(np.array(rows), *(np.arange(len(rows)) for _ in range(8)))


def test_joined_contacts_keep_what_is_theirs():
    joined = Contacts.concat([contacts(3, 0), contacts(4, 3)])
    assert joined.ids.tolist() == [str(number) for number in range(7)]
    assert joined.line.tolist() == list(range(7))
    answered = joined.moment(Kind.ANSWERED)
    assert answered.rows.tolist() == answered.at.tolist() == [0, 2, 3, 5]
    assert joined.numbers[Fact.MARK].values.tolist() == [0, 2, 3, 5]
    assert joined.excuses.rows.tolist() == joined.excuses.at.tolist() == [0, 2, 3, 5]
    assert joined.excuses.why.dtype == object
    assert joined.attempts.rows.tolist() == joined.attempts.at.tolist() == [0, 0, 2, 2, 3, 3, 5, 5]


def test_joining_is_the_opposite_of_taking():
    whole = contacts(7, 0)
    joined = Contacts.concat([whole.take(np.arange(3)), whole.take(np.arange(3, 7))])
    assert joined.ids.tolist() == whole.ids.tolist()
    assert joined.moment(Kind.ANSWERED).rows.tolist() == whole.moment(Kind.ANSWERED).rows.tolist()


def test_nothing_joins_with_everything():
    joined = Contacts.concat([Contacts.none(NAMES), contacts(3, 0), Contacts.none(NAMES)])
    assert joined.ids.tolist() == ["0", "1", "2"]
    assert len(Contacts.none(NAMES)) == len(Visits.none()) == 0


@pytest.mark.parametrize(("rows", "kept"), [([2, 0], [2, 0, 1]), ([1], []), ([], [])])
def test_visits_follow_their_contacts(rows, kept):
    old_to_new = np.full(3, -1)
    old_to_new[rows] = np.arange(len(rows))
    taken = visits([0, 0, 2]).take(old_to_new)
    assert taken.queue.tolist() == kept
    assert taken.contact.tolist() == sorted(old_to_new[[0, 0, 2]][old_to_new[[0, 0, 2]] >= 0].tolist())


def test_joined_visits_point_to_the_joined_contacts():
    joined = Visits.concat([visits([0, 2]), visits([0, 1])], [3, 2])
    assert joined.contact.tolist() == [0, 2, 3, 4]
