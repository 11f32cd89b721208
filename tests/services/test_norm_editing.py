"""A form writes a norm file and reads it back: one truth, every fault at its field, every remark of the writer kept."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from charter import locale
from charter.columns import Verdict
from charter.days import day_number
from charter.locale import formats
from charter.norms import examples, files
from charter.norms.model import Basis, CalendarKind, Certainty, Norm, Rollover, Rulebook, Unit
from charter.services import locks
from charter.services.norm_editing import (
    Composed,
    NewVersion,
    Terms,
    exemplified,
    last_promised,
    moved,
    number_of,
    outcome,
    pattern,
    proposed,
    tried,
    typed,
)
from charter.services.norm_writing import switched
from charter.store.closings import Closing

MAIL, SINCE = "email.answer", date(2027, 1, 1)
BASIS = Basis("Raadsbesluit 2026-88", Certainty.SEEN, "2", {"nl": "drie dagen", "en": "three days"})
EVERY = [*files.library(), *files.optional()]


@pytest.fixture
def book() -> Rulebook:
    return files.rulebook([], examples.calendars())[0]


def three_days(norm: Norm, **changes: object) -> Terms:
    return replace(Terms.of(last_promised(norm)), **({"amount": "3"} | changes))


def both(norm: Norm, since: date = SINCE) -> list:
    """A met and a breached example that hold under three days."""
    met, breached = pattern(norm, Verdict.MET, since), pattern(norm, Verdict.BREACHED, since)
    received, answered = met.events
    met = replace(met, events=(received, replace(answered, at=f"{received.at[:8]}06T10:00:00")))
    return [replace(met, title={"nl": "Dag 2"}), replace(breached, title={"nl": "Dag 6"})]


def propose(book: Rulebook, terms: Terms, since: date = SINCE, basis: Basis = BASIS, added=None, closings=()):
    norm = book.norm(MAIL)
    added = both(norm) if added is None else added
    return proposed(files.shipped(MAIL), NewVersion(terms, since, basis), added, book, closings)


def fields(composed: Composed) -> set[str]:
    return {fault.field for fault in composed.faults}


@pytest.mark.parametrize("norm", EVERY, ids=lambda norm: norm.id)
def test_a_version_with_the_same_terms_says_the_same_from_its_day_on(norm: Norm, book: Rulebook) -> None:
    text = files.shipped(norm.id)
    last = norm.versions[-1]
    composed = proposed(text, NewVersion(Terms.of(last), SINCE, BASIS), (), book, ())
    assert fields(composed) == {"examples"}
    assert composed.norm.versions == (
        *norm.versions, replace(last, number=last.number + 1, valid_from=SINCE, basis=(BASIS,))
    )  # fmt: skip
    assert replace(composed.norm, versions=norm.versions) == norm
    before, after = text.splitlines(), composed.text.splitlines()
    assert [line for line in after if line in before or not line.strip()].count("") >= before.count("")
    assert all(line in after for line in before)


def test_a_version_with_examples_is_ready_to_be_kept(book: Rulebook) -> None:
    composed = propose(book, three_days(book.norm(MAIL)))
    assert composed.faults == ()
    assert str(composed.norm.versions[-1].limit) == "3 working days"
    assert [result.version for result in composed.results] == [1, 1, 1, 1, 1, 2, 2]
    assert all(result.ok for result in composed.results)
    assert tomllib.loads(composed.text)["version"][1]["basis"] == [
        {
            "source": "Raadsbesluit 2026-88",
            "certainty": "seen",
            "article": "2",
            "note": {"nl": "drie dagen", "en": "three days"},
        }
    ]


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_a_note_that_is_typed_in_one_language_stands_in_both(book: Rulebook, language: str) -> None:
    composed = propose(book, three_days(book.norm(MAIL)), basis=replace(BASIS, note={language: " punt 4 "}))
    assert composed.norm.versions[-1].basis[0].note == {"nl": "punt 4", "en": "punt 4"}


def test_a_note_that_is_not_given_is_not_written(book: Rulebook) -> None:
    composed = propose(book, three_days(book.norm(MAIL)), basis=replace(BASIS, note={"nl": " "}))
    assert composed.faults == ()
    assert "note" not in tomllib.loads(composed.text)["version"][1]["basis"][0]


def test_every_fault_comes_at_once_each_at_its_field(book: Rulebook) -> None:
    terms = replace(Terms.of(book.norm(MAIL).versions[0]), amount="vijf", target="120", short_abandon="-")
    added = [replace(one, title={"nl": " "}) for one in both(book.norm(MAIL))]
    composed = propose(book, terms, date(2011, 3, 1), Basis(" ", Certainty.SEEN), added)
    assert composed.norm is None
    assert fields(composed) == {
        "amount", "target", "short_abandon", "source", "valid_from", "example.0.title", "example.1.title"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "2.5"}, "amount"),
        ({"amount": "0", "unit": Unit.WEEKS}, "amount"),
        ({"unit": Unit.TIMES}, "amount"),
        ({"unit": Unit.OPENING_HOURS, "calendar": CalendarKind.NONE}, "calendar"),
        ({"rollover": Rollover.ATW}, "calendar"),
        ({"committee": True}, "committee"),
        ({"gate_opening_hours": True, "calendar": CalendarKind.STATUTORY}, "calendar"),
    ],
)
def test_what_the_file_cannot_say_is_told_at_the_field(changes: dict, field: str, book: Rulebook) -> None:
    norm = book.norm(MAIL)
    composed = tried(files.shipped(MAIL), three_days(norm, **changes), norm.versions[-1], date(2026, 7, 1))
    assert composed.norm is None
    assert fields(composed) == {field}
    assert all(fault.text.endswith(".") for fault in composed.faults)


def test_a_trial_holds_from_the_first_day_of_the_period_and_keeps_what_came_before(book: Rulebook) -> None:
    norm = book.norm(MAIL)
    later = propose(book, three_days(norm)).text
    composed = tried(later, three_days(norm, amount="1"), norm.versions[0], date(2026, 7, 1))
    assert [(v.number, v.valid_from, v.limit.amount) for v in composed.norm.versions] == [
        (1, date(2011, 3, 1), 5), (2, date(2026, 7, 1), 1)
    ]  # fmt: skip
    earlier = tried(later, three_days(norm), norm.versions[0], date(2010, 1, 1))
    assert [version.number for version in earlier.norm.versions] == [1]


def test_a_target_may_go_and_come(book: Rulebook) -> None:
    norm = book.norm(MAIL)
    without = propose(book, three_days(norm, target=""))
    assert without.norm.versions[-1].target is None
    locale.use("nl")
    assert propose(book, three_days(norm, target="97,5")).norm.versions[-1].target == 0.975


@pytest.mark.parametrize(("text", "found"), [("5", 5), ("2,5", 2.5), ("2.5", 2.5), ("1.000", None), ("", None)])
def test_a_number_is_never_read_in_two_ways(text: str, found: float | None) -> None:
    assert number_of(text) == found


def test_a_number_reads_back_as_it_is_shown() -> None:
    for language in locale.LANGUAGES:
        locale.use(language)
        assert [number_of(typed(value)) for value in (5, 0.5, 97.25, 1000)] == [5, 0.5, 97.25, 1000]


def test_an_example_that_comes_out_otherwise_keeps_the_version_away(book: Rulebook) -> None:
    norm = book.norm(MAIL)
    met, breached = both(norm)
    composed = propose(book, three_days(norm), added=[replace(met, verdict="breached"), breached])
    assert composed.norm is not None
    texts = [fault.text for fault in composed.faults]
    assert texts == [
        "Example “Dag 2”. Not right: expected Breached, outcome Met.",
        "Give an example that is met under the new version.",
    ]
    assert outcome(composed.results[0]) == "Right"


def test_examples_that_fall_under_an_older_version_do_not_count(book: Rulebook) -> None:
    norm = book.norm(MAIL)
    old = [replace(example, title={"nl": "oud"}) for example in norm.examples[:2]]
    assert len(propose(book, three_days(norm), added=old).faults) == 2


def test_a_version_never_begins_inside_a_closed_period(book: Rulebook) -> None:
    norm = book.norm(MAIL)
    first, last = date(2027, 1, 1), date(2027, 3, 31)
    locked = locks.lock(book, [MAIL], first, last)
    closing = Closing(
        "2027-Q1", day_number(first), day_number(last), 0, 0, "", "", "", "", {"locked": locked}, (0, ""), ""
    )
    inside = propose(book, three_days(norm), date(2027, 2, 1), closings=[closing])
    assert [(fault.field, fault.text) for fault in inside.faults] == [
        ("valid_from", f"The period 2027-Q1 is closed. Choose a day after {formats.day(last)}.")
    ]
    after = propose(book, three_days(norm), date(2027, 4, 1), closings=[closing])
    assert "valid_from" not in fields(after)


def test_an_example_moves_by_whole_weeks(book: Rulebook) -> None:
    promised = moved(book.norm(MAIL).examples[3], SINCE)
    assert promised.events[0].at == "2027-01-04T10:00:00"
    assert promised.events[1].detail.startswith("promised_on=2027-01-29;")
    assert promised.deadline == ""
    assert moved(book.norm(MAIL).examples[0], date(2020, 1, 1)).events[0].at == "2026-11-09T10:00:00"


def test_an_added_example_is_read_back_from_the_file(book: Rulebook) -> None:
    example = replace(book.norm(MAIL).examples[0], title={"nl": "Nog een"}, deadline="")
    composed = exemplified(files.shipped(MAIL), example, book)
    assert composed.faults == ()
    assert composed.norm.examples[-1] == replace(example, title={"nl": "Nog een", "en": "Nog een"})
    wrong = exemplified(files.shipped(MAIL), replace(example, verdict="breached"), book)
    assert fields(wrong) == {"examples"}


def test_a_switch_stands_above_the_tables(book: Rulebook) -> None:
    norm, faults = files.read("x.toml", switched(files.shipped(MAIL), enabled=False))
    assert faults == []
    assert norm == replace(book.norm(MAIL), enabled=False)


def test_a_file_with_faults_is_told_and_left_alone(book: Rulebook) -> None:
    norm = book.norm(MAIL)
    text = files.shipped(MAIL).replace("kind =", "kinds =")
    for composed in (
        tried(text.replace("[[", "["), three_days(norm), norm.versions[0], SINCE),
        proposed(text, NewVersion(three_days(norm), SINCE, BASIS), both(norm), book, ()),
    ):
        assert composed.norm is None
        assert composed.text.startswith(text[:20])
        assert fields(composed) == {""}
