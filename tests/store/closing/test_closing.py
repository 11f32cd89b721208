"""Closing: what is frozen, what is refused, and that nobody changes it unseen."""

from __future__ import annotations

import json
from contextlib import suppress

import numpy as np
import pytest
from sqlalchemy import delete, update

from charter.columns import Act, Verdict
from charter.errors import Cancelled, Refused
from charter.norms.periods import Period
from charter.norms.score import score
from charter.services import by_hand, closing, frozen
from charter.store import closings, journal, witnesses
from charter.store.schema import closing as table
from charter.store.schema import journal as journal_table

MARCH = Period.parse("2026-03")


def test_a_closing_freezes_the_figures_that_the_board_shows(desk) -> None:
    kept = desk.close(remark="checked by the team leads")
    board = desk.board()
    shown = score(
        board.contacts, board.verdicts, board.rulebook, closing.period_of(kept),
        complete=board.completeness.holds_for(closing.period_of(kept)),
    )  # fmt: skip
    assert closing.scores(kept) == shown
    answered = next(row for row in shown if row.norm == "email.answer")
    assert (answered.met, answered.breached, answered.pending) == (1, 1, 1)
    assert (kept.period, kept.who, kept.remark, kept.as_of) == ("2026-03", "piet", "checked by the team leads",
                                                              desk.at("2026-04-02T08:00"))  # fmt: skip
    assert kept.rulebook == board.rulebook.digest


def test_the_frozen_verdicts_alone_give_the_frozen_figures_again(desk) -> None:
    kept = desk.close()
    with desk.store.read() as connection:
        content = closings.verdicts(connection, "2026-03")
    found = frozen.unpack(content)
    assert frozen.pack(found) == content
    again = score(desk.board().contacts, found.verdicts, closing.rulebook_of(desk.store, kept), complete=False)
    assert [row.met for row in again] == [row.met for row in closing.scores(kept)]
    assert [row.mean for row in again] == [row.mean for row in closing.scores(kept)]
    assert [row.target for row in again] == [row.target for row in closing.scores(kept)]


def test_no_id_of_a_contact_stands_in_a_closing(desk) -> None:
    desk.take("ids.csv", "<a.resident@example.org>,2026-03-05T09:00:00,message_received,email,,,,,\n")
    desk.close()
    with desk.store.read() as connection:
        content = closings.verdicts(connection, "2026-03")
        told = json.dumps([dict(entry.payload) for entry in journal.entries(connection) if entry.what == "closing"])
    assert b"resident" not in b"".join(part.tobytes() for part in _parts(content))
    assert "resident" not in told


def _parts(content: bytes) -> list[np.ndarray]:
    from charter.store import chunks

    return [
        np.frombuffer("\0".join(part.tolist()).encode(), np.uint8) if part.dtype == object else part
        for part in chunks.unpack(content).values()
    ]


def test_a_closing_stands_in_the_journal_with_its_digests(desk) -> None:
    kept = desk.close(remark="why")
    with desk.store.read() as connection:
        entry = journal.entries(connection)[-1]
        assert witnesses.verify(connection) == []
    assert (entry.what, entry.who, entry.why) == ("closing", "piet", "why")
    assert entry.payload["digest"] == kept.digest
    assert entry.payload["rulebook"] == kept.rulebook
    assert entry.payload["contacts"] == kept.contacts
    assert kept.head[0] == entry.seq - 1


def test_a_period_that_is_not_over_is_refused(desk) -> None:
    for now in ("2026-03-15T08:00", "2026-03-31T23:59"):
        with pytest.raises(Refused, match="not over"):
            desk.close(now=now)
    assert desk.close(now="2026-04-01T00:00").period == "2026-03"


def test_a_board_that_looks_ahead_of_now_closes_nothing(desk) -> None:
    ahead, now = desk.board("2026-05-01T08:00"), desk.at("2026-04-02T08:00")
    with pytest.raises(Refused, match="yet to come"):
        closing.close(desk.store, ahead, MARCH, "", desk.key, "piet", now)


def test_the_same_days_are_closed_once_however_they_are_spelled(desk) -> None:
    desk.close()
    for again in ("2026-03", "2026-03-01..2026-03-31"):
        with pytest.raises(Refused, match="closed already"):
            desk.close(Period.parse(again))


def test_a_period_around_inside_or_beside_a_closed_one_may_be_closed(desk) -> None:
    spellings = ["2025", "2026-Q1", "2026-W09", "2026-03", "2026-W10", "2026-03-05..2026-03-07"]
    for spelled in reversed(spellings):
        desk.close(Period.parse(spelled))
    with desk.store.read() as connection:
        assert [kept.period for kept in closings.every(connection)] == spellings
        assert witnesses.verify(connection) == []


def test_free_days_that_cut_through_a_closed_period_are_refused(desk) -> None:
    desk.close()
    with pytest.raises(Refused, match="cut through"):
        desk.close(Period.parse("2026-02-20..2026-03-10"))


def test_an_empty_period_can_be_closed(desk) -> None:
    kept = desk.close(Period.parse("2025-07"))
    assert kept.figures["contacts"] == 0
    assert desk.told(kept) == []


def test_the_checklist_names_what_is_not_in_order(desk) -> None:
    board = desk.board("2026-03-12T08:00")
    found = {check.code: check for check in closing.checks(desk.store, board, MARCH)}
    assert found["running"].red is False
    board = desk.board()
    found = {check.code: check for check in closing.checks(desk.store, board, MARCH)}
    running = int((board.verdicts.verdict[MARCH.covers(board.verdicts.day)] == Verdict.PENDING).sum())
    assert running > 0
    assert found["running"].red
    assert str(running) in found["running"].texts[0]
    assert not found["journal"].red
    with desk.store.write() as connection:
        connection.execute(update(journal_table).where(journal_table.c.seq == 1).values(who="nobody"))
    assert {check.code for check in closing.checks(desk.store, board, MARCH) if check.red} >= {
        "journal",
        "running",
    }


CHANGES: list[dict[str, object]] = [
    {"period": "2026-04"},
    {"first_day": 1},
    {"last_day": 99_999},
    {"as_of": 1},
    {"who": "somebody"},
    {"remark": "all fine"},
    {"rulebook": "0"},
    {"contacts": "0"},
    {"figures": "{}"},
    {"figures": "no json"},
    {"verdicts": b"\0"},
    {"digest": "0" * 64},
]


def test_a_closing_that_was_changed_past_the_program_is_found(desk) -> None:
    desk.close()
    for values in CHANGES:
        with suppress(Cancelled), desk.store.write() as connection:
            connection.execute(update(table).values(values))
            assert closings.changed(connection), values
            assert witnesses.verify(connection), values
            raise Cancelled  # the next change begins from what was closed
    with desk.store.read() as connection:
        assert witnesses.verify(connection) == []


def test_a_closing_that_was_taken_away_is_found(desk) -> None:
    desk.close()
    with desk.store.write() as connection:
        connection.execute(delete(table))
    with desk.store.read() as connection:
        faults = witnesses.verify(connection)
    assert [fault.message % fault.params for fault in faults] == [
        "The closing of 2026-03 was changed, or the journal tells otherwise."
    ]


def test_a_closing_that_fails_leaves_neither_row_nor_entry(desk, monkeypatch) -> None:
    board = desk.board()

    def fail(*_told: object) -> None:
        raise Cancelled

    monkeypatch.setattr(journal, "append", fail)
    with pytest.raises(Cancelled):
        closing.close(desk.store, board, MARCH, "", desk.key, "piet", board.as_of)
    with desk.store.read() as connection:
        assert closings.every(connection) == []


def test_every_verdict_comes_back_as_it_was_frozen(desk) -> None:
    kept = frozen.freeze(desk.board().contacts, desk.board().verdicts, desk.board().rulebook, desk.key.key)
    found = frozen.unpack(frozen.pack(kept))
    for name in ("contact", "norm", "version", "verdict", "reason", "day", "started_at", "deadline", "stopped_at",
                 "spent_us", "value", "provisional"):  # fmt: skip
        np.testing.assert_array_equal(getattr(found.verdicts, name), getattr(kept.verdicts, name))
        assert getattr(found.verdicts, name).dtype == getattr(kept.verdicts, name).dtype
    assert (found.norms, found.contacts.sources) == (kept.norms, kept.contacts.sources)


def test_breaches_without_a_cause_stay_red_until_each_has_one(desk) -> None:
    now = "2026-04-03T08:00"

    def without_cause() -> tuple[bool, str]:
        found = {check.code: check for check in closing.checks(desk.store, desk.board(now), MARCH)}
        return found["without_cause"].red, "".join(found["without_cause"].texts)

    def give_cause(contact: str, norm: str) -> None:
        by_hand.follow_up(
            desk.store, "jan", desk.at(now), [("event_log", contact)], norm, Act.CAUSE, "illness", "",
            norms=["email.answer"], causes=["illness"],
        )  # fmt: skip

    assert without_cause() == (True, "3 breaches have no cause yet.")
    give_cause("late", "email.answer")
    assert without_cause() == (True, "2 breaches have no cause yet.")
    give_cause("late", "")
    assert without_cause() == (True, "1 breach has no cause yet.")
    give_cause("open", "")
    assert without_cause() == (False, "")
