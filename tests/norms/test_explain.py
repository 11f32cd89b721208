"""One verdict in words: every step rests on what the judge found, in its fixed order, in both languages."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from charter import locale
from charter.columns import Flag
from charter.errors import NotFound
from charter.norms.explain import explain

Build = Callable[..., Any]

ORDER = ["norm", "start", "deferred", "handed_over", "agreed", "promised", "clock", "opening_hours", "days", "nominal",
         "suspended", "suspended_unknown", "extended_unknown", "extended", "rolled", "not_rolled", "end", "register",
         "count", "mark", "stop", "now", "spent", "by_subject", "verdict"]  # fmt: skip
EXAMPLES = Path(__file__).parents[1] / "worked_examples"


def read(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def log_of(contact: str) -> str:
    """The rows of a worked example as this folder's tests write them."""
    lines = []
    for row in read("events.csv"):
        if row["contact"] == contact:
            columns = " ".join(f"{key}={row[key]}" for key in ("channel", "queue", "category", "actor") if row.get(key))
            lines.append(f"{row['at'] or '-'} {row['event']} {columns} | {row['detail']}")
    return "\n".join(dict.fromkeys(lines))


def steps(town: Any, log: str, norm: str, as_of: str = "2027-06-01T12:00:00") -> dict[str, str]:
    return {step.code: step.text for step in town.ruled(log, norm, as_of).explanation.steps}


@pytest.mark.parametrize("spoken", ["nl", "en"])
@pytest.mark.parametrize("example", read("expected.csv"), ids=lambda e: e["contact"])
def test_every_worked_example_is_explained_step_by_step(town: Build, example: dict[str, str], spoken: str) -> None:
    locale.use(spoken)
    own = town()
    log = log_of(example["contact"])
    as_of = example["as_of"] or "2027-06-01T12:00:00"
    for norm in own.norms(log, as_of):
        said = own.ruled(log, norm, as_of).explanation
        codes = [step.code for step in said.steps]
        assert codes == sorted(codes, key=ORDER.index)
        assert codes[0] == "norm"
        assert codes[-1] == "verdict"
        texts = [step.text for step in said.steps]
        assert len(set(texts)) == len(texts)
        assert not [text for text in texts if "%(" in text or "  " in text or re.search(r"\(\)|: \.|, ,", text)]
        assert said.reason_text
        assert [entry.at for entry in said.timeline if entry.at] == sorted(e.at for e in said.timeline if e.at)


def test_each_day_is_counted_by_number_or_skipped_with_its_reason(town: Build) -> None:
    log = "2026-05-11T10:00:00 message_received channel=email"
    said = steps(town(), log, "email.answer")["days"]
    assert said == (
        "Counted: Tue 12-05 (1), Wed 13-05 (2), Mon 18-05 (3), Tue 19-05 (4), Wed 20-05 (5). Skipped: "
        "Thu 14-05 (Ascension Day), Fri 15-05 (Closing day of the municipality), Sat 16-05, Sun 17-05."
    )


def test_a_roll_over_names_every_day_that_it_skips(town: Build) -> None:
    log = "2026-04-03 complaint_received channel=letter category=complaint"
    said = steps(town(), log, "complaint.decide")["rolled"]
    assert "18 May 2026" in said
    assert [day in said for day in ("Fri 15-05 (Equated day", "Sat 16-05", "Sun 17-05")] == [True] * 3


def test_a_closed_last_day_that_is_not_moved_says_so(town: Build) -> None:
    said = steps(town(), "2026-03-16T09:00:00 letter_received channel=letter", "letter.answer")
    assert "King's Day" in said["not_rolled"]


def test_counted_time_stands_beside_the_time_as_the_resident_lived_it(town: Build) -> None:
    log = "2026-11-12T15:30:00 message_received channel=social\n2026-11-13T10:45:00 reply_human"
    ruled = town().ruled(log, "social.first_response")
    assert (ruled.explanation.counted_us, ruled.explanation.elapsed_us) == (13_500_000_000, 69_300_000_000)
    said = steps(town(), log, "social.first_response")["spent"]
    assert "3 h 45 min" in said
    assert "19 h 15 min" in said


def test_opening_hours_are_added_up_day_by_day(town: Build) -> None:
    log = "2026-11-13T16:50:00 message_received channel=social"
    said = steps(town(), log, "social.first_response")["opening_hours"]
    assert [part in said for part in ("10 min on Fri 13-11", "3 h 50 min on Mon 16-11", "= 4 h")] == [True] * 3


def test_a_receipt_after_hours_says_why_it_moved(town: Build) -> None:
    own = town(calendar='after_hours = "next_working_day"')
    late = steps(own, "2026-11-10T18:30:00 message_received channel=email", "email.answer")["deferred"]
    closed = steps(own, "2026-11-14T11:00:00 message_received channel=email", "email.answer")["deferred"]
    assert "outside opening hours" in late
    assert "11 November" in late
    assert "16 November" in closed


def test_an_extension_that_came_too_late_is_said_to_have_no_effect(town: Build) -> None:
    log = "2026-11-09T09:00:00 request_received channel=email category=woo\n2026-12-08 extended | weeks=2"
    assert "no effect" in steps(town(), log, "woo.decide")["extended"]


def test_a_provisional_end_and_a_statutory_indication_are_named(town: Build) -> None:
    said = steps(town(), "2029-01-08 request_received channel=email category=woo", "woo.decide", "2029-01-09T12:00:00")
    assert "Provisional" in said["end"]
    assert "indication" in said["norm"]


def test_a_decision_before_the_term_to_object_has_ended_took_no_time_that_could_be_told(town: Build) -> None:
    log = """
        2026-02-20 decision_published channel=letter category=objection
        2026-03-10 objection_received
        2026-03-25T10:00:00 decision_sent
    """
    said = steps(town(), log, "objection.decide")
    assert "25 March 2026" in said["stop"]
    assert "spent" not in said


def test_an_example_that_is_not_counted_names_no_term(town: Build) -> None:
    said = steps(town(), "2026-11-09T08:00:00 queue_entered channel=phone", "phone.answer")
    assert list(said) == ["norm", "start", "verdict"]


def test_an_unknown_start_says_what_is_wrong_with_it(town: Build) -> None:
    twice = steps(town(), "2026-10-25T02:30:00 message_received channel=email", "email.answer")
    never = steps(town(), "2026-03-29T02:30:00 message_received channel=email", "email.answer")
    assert "occurs twice" in twice["start"]
    assert "skipped" in never["start"]


def test_a_norm_that_does_not_apply_is_not_explained(town: Build) -> None:
    own = town()
    with pytest.raises(NotFound):
        explain(own.contacts("2026-11-09 message_received channel=email"), own.rulebook, 0, "woo.decide")


def test_the_timeline_marks_where_the_clock_starts_and_stops(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-17T10:00:00 reply_substantive"
    entries = town().ruled(log, "email.answer").explanation.timeline
    assert [(entry.role, entry.late) for entry in entries] == [("start", False), ("deadline", True), ("stop", False)]
    running = town().ruled(log, "email.answer", "2026-11-12T10:00:00").explanation.timeline
    assert [entry.role for entry in running] == ["start", "now", "deadline"]


def test_the_strip_shows_every_day_of_a_short_term_and_both_ends_of_a_long_one(town: Build) -> None:
    short = town().ruled("2026-11-12T10:00:00 callback_requested channel=phone", "phone.callback").explanation.strip
    assert [(d.day.day, d.role) for d in short] == [
        (12, "start"), (13, "counted"), (14, "skipped"), (15, "skipped"), (16, "deadline")
    ]  # fmt: skip
    long = town().ruled("2026-03-04 letter_received channel=letter", "letter.answer").explanation.strip
    assert [d.role for d in long] == ["start", "counted", "counted", "more", *["counted"] * 3, "deadline"]


CASE = "2026-03-03 application_received channel=portal category=application\n"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("", None),
        ("2026-04-20 end_planned\n2026-04-28 end_latest", "The register names Tuesday 28 April 2026 as the last day."),
        ("2026-05-12 end_latest", "That is another day than Charter counts."),
    ],
)
def test_the_last_day_of_the_register_stands_beside_our_own_and_judges_nothing(
    town: Build, ends: str, said: str | None
) -> None:
    log = f"{CASE}{ends}\n2026-05-04 decision_sent"
    ruled = town().ruled(log, "application.decide")
    assert (ruled.verdict, ruled.deadline) == ("breached", "2026-04-28T23:59:59")
    text = {step.code: step.text for step in ruled.explanation.steps}.get("register")
    assert (text is None) == (said is None)
    assert said is None or said in (text or "")
    assert "another day" not in (text or "") or "05-12" in ends


def test_the_days_of_the_register_stand_in_the_timeline_too(town: Build) -> None:
    log = f"{CASE}2026-04-20 end_planned\n2026-04-28 end_latest"
    told = [entry.text for entry in town().ruled(log, "application.decide", "2026-03-20T12:00:00").explanation.timeline]
    assert {"Planned end, as the register says", "Last day to decide, as the register says"} <= set(told)


def test_a_conversation_that_only_a_subject_holds_together_asks_to_be_looked_at(town: Build) -> None:
    own = town()
    found = own.contacts("2026-11-09T10:00:00 message_received channel=email")
    guessed = replace(found, flags=found.flags | (1 << Flag.BY_SUBJECT))
    said = [explain(c, own.rulebook, 1_795_000_000_000_000, "email.answer").steps for c in (found, guessed)]
    assert [[step.code for step in steps].count("by_subject") for steps in said] == [0, 1]
    assert [step.code for step in said[1]][-2:] == ["by_subject", "verdict"]
