"""A closed period beside today: what came in later, what a person said, other norms, another calendar, a purge."""

from __future__ import annotations

from importlib.resources import files as resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from charter.columns import Act
from charter.contact import Kind
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.norms.periods import Period
from charter.services import by_hand, closing, deriving
from charter.services.causes import Cause, reason
from charter.services.deriving import Deriving
from charter.services.privacy import StoredKey
from charter.services.purging import Asked, purge
from charter.services.rulebooks import accept, judging
from charter.store import derived, keys, names, rulebooks
from charter.store.schema import event
from charter.store.versions import open_store

NORM = "email.answer"


def of_norm(told: list[tuple[str, ...]], *, times: bool = True) -> list[tuple[str, ...]]:
    """The differences under one norm; without `times` those that are more than another deadline."""
    return [row for row in told if row[1] == NORM and (times or row[2] != "times")]


def test_without_later_data_nothing_differs(desk) -> None:
    compared = desk.compare(desk.close())
    assert (compared.differs, compared.purged, len(compared.differences)) == (False, 0, 0)
    assert compared.now == compared.closed


def test_an_answer_that_was_imported_late_is_told_as_data(desk) -> None:
    kept = desk.close()
    desk.take("found.csv", "open,2026-04-01T10:00:00,reply_substantive,,,,,,\n", "2026-04-03T08:00")
    assert of_norm(desk.told(kept)) == [("open", NORM, "verdict", "3", "1", "data")]
    row = next(row for row in desk.compare(kept).now if row.norm == NORM)
    assert (row.met, row.pending) == (2, 0)
    row = next(row for row in desk.compare(kept).closed if row.norm == NORM)
    assert (row.met, row.pending) == (1, 1)


def test_an_answer_given_after_the_closing_is_told_as_time(desk) -> None:
    kept = desk.close()
    desk.take("later.csv", "open,2026-04-03T10:00:00,reply_substantive,,,,,,\n", "2026-04-04T08:00")
    assert of_norm(desk.told(kept, "2026-04-04T08:00")) == [("open", NORM, "verdict", "3", "1", "time")]


def test_a_term_that_ran_out_after_the_closing_is_told_as_time(desk) -> None:
    kept = desk.close()
    assert of_norm(desk.told(kept, "2026-05-04T08:00")) == [("open", NORM, "verdict", "3", "2", "time")]


def test_a_contact_that_was_missing_is_new(desk) -> None:
    kept = desk.close()
    desk.take("lost.csv", "lost,2026-03-04T09:00:00,message_received,email,,,,,\n", "2026-04-03T08:00")
    found = of_norm(desk.told(kept))
    assert found == [("lost", NORM, "new", "0", "2", "data")]


def test_the_same_verdict_on_other_times_is_told_too(desk) -> None:
    kept = desk.close()
    desk.take("earlier.csv", "late,2026-03-23T10:00:00,reply_substantive,,,,,,\n", "2026-04-03T08:00")
    assert of_norm(desk.told(kept)) == [("late", NORM, "times", "2", "2", "data")]


def test_an_excuse_and_its_undoing_are_told_as_the_work_of_a_person(desk) -> None:
    kept = desk.close()
    now = "2026-04-03T08:00"
    (entry,) = by_hand.follow_up(
        desk.store,
        "jan",
        desk.at(now),
        [("event_log", "late")],
        NORM,
        Act.EXCUSE,
        "",
        "heavy storm",
        norms=[NORM],
        causes=[],
    )
    assert of_norm(desk.told(kept, now)) == [("late", NORM, "verdict", "2", "5", "person")]
    again = desk.close(Period.parse("2026-Q1"), now)
    by_hand.undo(desk.store, Deriving.of(desk.profile), "jan", desk.at(now), entry, "there was no storm")
    assert of_norm(desk.told(kept, now)) == []
    assert of_norm(desk.told(again, now)) == [("late", NORM, "verdict", "5", "2", "person")]


def test_a_correction_is_told_as_the_work_of_a_person(desk) -> None:
    kept = desk.close()
    now = "2026-04-03T08:00"
    by_hand.correct(
        desk.store, Deriving.of(desk.profile), "jan", desk.at(now), ("event_log", "open"), Kind.NOT_OURS, "wrong town"
    )
    assert {row[5] for row in desk.told(kept, now) if row[0] == "open"} == {"person"}


def test_another_norm_version_is_told_as_norm(desk) -> None:
    kept = desk.close()
    text = library(NORM).replace('limit = "5 working days"', 'limit = "20 working days"')
    own, calendars = [(f"{NORM}.toml", text)], calendars_of(desk.profile)
    rulebook, faults = files.rulebook(own, calendars)
    assert not faults
    with desk.store.write() as connection:  # past the lock, as an older program could have done
        rulebooks.accept(connection, files.bundle(own, calendars), rulebook.digest, "jan", 0, "")
    desk.write_norm(f"{NORM}.toml", text)
    assert of_norm(desk.told(kept), times=False) == [("late", NORM, "verdict", "2", "1", "norm")]
    assert {row[5] for row in desk.told(kept)} == {"norm"}


def test_a_corrected_calendar_judges_again_and_is_told_as_calendar(make_desk, desk) -> None:
    kept = desk.close()
    days = [f"2026-03-{day:02}" for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23)]
    hours = {"default": "mon-fri 08:30-17:00"}
    corrected = make_desk(calendar=[{"valid_from": "2011-03-01", "hours": hours, "closed": days}])
    accept(corrected.store, corrected.profile, "jan", corrected.at("2026-04-03T08:00"), "a strike was forgotten")
    assert of_norm(corrected.told(kept), times=False) == [("late", NORM, "verdict", "2", "1", "calendar")]
    assert corrected.compare(kept).closed == closing.scores(kept)


def test_data_and_time_can_both_be_the_cause(desk) -> None:
    kept = desk.close()
    desk.take("lost.csv", "lost,2026-03-31T09:00:00,message_received,email,,,,,\n", "2026-04-03T08:00")
    assert of_norm(desk.told(kept, "2026-05-04T08:00"))[0] == ("lost", NORM, "new", "0", "2", "data,time")


def test_purged_contacts_are_no_difference_and_count_as_they_were_closed(desk) -> None:
    kept = desk.close()
    now = "2027-06-01T08:00"
    rulebook = judging(desk.store, desk.profile, "jan", desk.at(now)).rulebook
    gone = purge(desk.store, Asked(desk.profile, rulebook, desk.at(now)), "jan")
    assert gone.contacts > 0
    compared = desk.compare(kept, now)
    assert compared.purged > 0
    assert [row for row in desk.told(kept, now) if row[2] == "gone"] == []
    then, today = ({row.norm: row.met for row in rows} for rows in (compared.closed, compared.now))
    assert today[NORM] == then[NORM] == 1


def test_a_contact_that_vanished_without_a_purge_is_gone(desk) -> None:
    kept = desk.close()
    with desk.store.write() as connection:
        key = keys.find(connection, names.source_id(connection, "event_log"), "kept")
        connection.execute(delete(event).where(event.c.key_id == key))
        derived.clear(connection)
        deriving.renew(connection, Deriving.of(desk.profile), keys.every(connection))
    (found,) = of_norm(desk.told(kept))
    assert found[2:] == ("gone", "1", "0", "data")


def test_another_key_cannot_tell_contacts_apart_and_says_so(desk) -> None:
    kept = desk.close()
    desk.key = StoredKey(b"x" * 32, "8899aabbccddeeff", in_keyring=False)
    compared = desk.compare(kept)
    assert (compared.differences, compared.differs) == (None, False)


def library(norm: str) -> str:
    return (resources("charter.norms") / "library" / f"{norm}.toml").read_text("utf-8")


DAYS = st.integers(2, 30).map(lambda day: f"2026-03-{day:02}")
CONTACTS = st.dictionaries(
    st.sampled_from([f"c{number}" for number in range(8)]), st.tuples(DAYS, st.none() | DAYS), min_size=1
)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@settings(max_examples=10)
@given(first=CONTACTS, later=CONTACTS)
def test_later_data_makes_exactly_the_contacts_differ_whose_verdict_it_changes(
    make_desk, tmp_path_factory, first, later
) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'charter.db'}")
    desk = make_desk()
    desk.store = store
    desk.take("first.csv", rows(first))
    kept = desk.close(now="2026-06-01T08:00")
    assert desk.told(kept, "2026-06-01T08:00") == []
    before = pictures(desk)
    desk.take("later.csv", rows(later), "2026-06-02T08:00")
    after = pictures(desk)
    told = desk.told(kept, "2026-06-01T08:00")
    assert {row[:2] for row in told} == {key for key in before | after if before.get(key) != after.get(key)}
    assert {row[5] for row in told} <= {"data"}
    store.close()


def rows(contacts: dict[str, tuple[str, str | None]]) -> str:
    lines = []
    for contact, (received, answered) in contacts.items():
        lines.append(f"{contact},{received}T09:00:00,message_received,email,,,,,\n")
        if answered:
            lines.append(f"{contact},{answered}T15:00:00,reply_substantive,,,,,,\n")
    return "".join(lines)


def pictures(desk) -> dict[tuple[str, str], tuple]:
    """What every contact of March is under every norm, by the board alone."""
    board = desk.board("2026-06-01T08:00")
    verdicts = board.verdicts.take(np.flatnonzero(Period.parse("2026-03").covers(board.verdicts.day)))
    return {
        (str(board.contacts.ids[verdicts.contact[row]]), board.rulebook.norms[verdicts.norm[row]].id): (
            int(verdicts.verdict[row]), int(verdicts.reason[row]), int(verdicts.started_at[row]),
            *((int(verdicts.stopped_at[row]), int(verdicts.deadline[row])) if verdicts.verdict[row] in (1, 2) else ()),
        )
        for row in range(len(verdicts))
    }  # fmt: skip


def test_every_cause_has_words() -> None:
    words = [reason(cause) for cause in Cause]
    assert all(words)
    assert len(set(words)) == len(words)
