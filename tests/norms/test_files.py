"""Norm files: the shipped ones are sound, a wrong one is told whole, and what is stored comes back equal."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections import Counter
from datetime import date
from importlib.resources import files as resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter import locale
from charter.contact import Category, Channel, Kind
from charter.errors import ProfileError
from charter.faults import LONGEST_SHOWN, shown
from charter.norms import calendar_json, examples, files
from charter.norms.calendar import Calendars
from charter.norms.model import Certainty, Limit, Norm, NormKind, Rollover, Unit
from charter.norms.shape import LARGEST_AMOUNT, limit_of

MALFORMED = Path(__file__).parent / "malformed"
MISTAKES: dict[str, list[tuple[int, str, str]]] = {
    "atw_in_service_calendar": [(9, "version[1].calendar", "calendar_of_rollover")],
    "basis_empty": [(17, "version[1].basis", "empty_list")],
    "basis_missing": [(9, "version[1].basis", "missing")],
    "basis_note_in_one_language": [(17, "version[1].basis[1].note.en", "missing")],
    "basis_note_in_a_third_language": [(17, "version[1].basis[1].note.fr", "unknown_key")],
    "basis_note_is_a_number": [(17, "version[1].basis[1].note", "not_text")],
    "basis_without_source": [(17, "version[1].basis[1].source", "missing")],
    "broken_by_in_time_norm": [(15, "version[1].broken_by", "broken_by_of_kind")],
    "calendar_unknown": [(17, "version[1].calendar", "unknown_word")],
    "category_unknown": [(13, "version[1].categories[2]", "unknown_word")],
    "certainty_unknown": [(17, "version[1].basis[1].certainty", "unknown_word")],
    "channel_unknown": [(12, "version[1].channels[1]", "unknown_word")],
    "committee_limit_in_another_unit": [(17, "version[1].committee_limit", "limit_of_committee")],
    "committee_without_limit": [(17, "version[1].committee", "committee")],
    "counted_is_text": [(5, "counted", "not_table")],
    "count_in_days": [(15, "version[1].limit", "limit_of_kind")],
    "denominator_unknown": [(17, "version[1].denominator", "unknown_word")],
    "dutch_text_missing": [(5, "promise.nl", "missing")],
    "effort_rule_unknown": [(17, "version[1].effort_rule", "unknown_word")],
    "empty_file": [
        (1, "id", "missing"),
        (1, "kind", "missing"),
        (1, "title", "missing"),
        (1, "promise", "missing"),
        (1, "version", "missing"),
    ],
    "ended_is_first": [(12, "version[1].ended", "ended_first")],
    "ended_with_a_limit": [(23, "version[2].limit", "unknown_key")],
    "english_text_missing": [(5, "promise.en", "missing")],
    "event_unknown": [(13, "version[1].start[1]", "unknown_word")],
    "example_actor_unknown": [(24, "example[1].events[2].actor", "unknown_word")],
    "example_deadline_unreadable": [(27, "example[1].deadline", "bad_instant")],
    "example_detail_unreadable": [(24, "example[1].events[2].detail", "bad_detail")],
    "example_event_is_derived": [(24, "example[1].events[2].event", "unknown_word")],
    "example_event_unknown": [(24, "example[1].events[2].event", "unknown_word")],
    "example_time_impossible": [(24, "example[1].events[2].at", "bad_instant")],
    "example_time_unreadable": [(24, "example[1].events[2].at", "bad_instant")],
    "example_verdict_unknown": [(26, "example[1].verdict", "unknown_word")],
    "example_without_events": [(22, "example[1].events", "empty_list")],
    "example_without_title": [(19, "example[1].title", "missing")],
    "example_without_verdict": [(19, "example[1].verdict", "missing")],
    "extension_negative": [(17, "version[1].extension_weeks", "range")],
    "extension_of_hours": [(16, "version[1].extension_weeks", "limit_of_extension")],
    "extension_too_long": [(17, "version[1].extension_weeks", "range")],
    "gate_without_service_calendar": [(16, "version[1].calendar", "calendar_of_gate")],
    "hands_over_to_itself": [(17, "version[1].hands_over_to", "itself")],
    "hands_over_to_unknown_norm": [(17, "version[1].hands_over_to", "unknown_norm")],
    "headline_place_unknown": [(5, "headline.nl", "bad_headline"), (5, "headline.en", "bad_headline")],
    "headline_without_figure": [(5, "headline.nl", "bad_headline"), (5, "headline.en", "bad_headline")],
    "id_missing": [(1, "id", "missing")],
    "id_with_spaces": [(1, "id", "bad_id")],
    "key_in_dutch": [(1, "kind", "missing"), (2, "soort", "unknown_key")],
    "key_unknown": [(16, "version[1].targte", "unknown_key")],
    "key_unknown_in_table": [(8, "promise.de", "unknown_key")],
    "kind_unknown": [(2, "kind", "unknown_word")],
    "limit_half_a_day": [(15, "version[1].limit", "bad_limit")],
    "limit_is_number": [(15, "version[1].limit", "not_text")],
    "limit_negative": [(15, "version[1].limit", "bad_limit")],
    "limit_of_another_kind": [(15, "version[1].limit", "limit_of_kind")],
    "limit_too_large": [(15, "version[1].limit", "bad_limit")],
    "limit_zero_seconds": [(15, "version[1].limit", "bad_limit")],
    "mark_above_ten": [(15, "version[1].limit", "bad_limit")],
    "no_version": [(1, "version", "missing")],
    "number_is_text": [(10, "version[1].number", "not_whole")],
    "number_is_zero": [(10, "version[1].number", "range")],
    "number_too_large": [(10, "version[1].number", "range")],
    "number_twice": [(20, "version[2].number", "number_twice")],
    "numbers_out_of_order": [(20, "version[2].number", "number_order")],
    "opening_hours_in_statutory_calendar": [(16, "version[1].calendar", "calendar_of_limit")],
    "rollover_unknown": [(17, "version[1].rollover", "unknown_word")],
    "rollover_without_calendar": [(16, "version[1].calendar", "calendar_of_rollover")],
    "same_key_twice": [(17, "", "duplicate_key")],
    "scope_unknown": [(17, "version[1].scope", "unknown_word")],
    "share_with_limit": [(16, "version[1].limit", "limit_of_kind")],
    "share_without_broken_by": [(9, "version[1].broken_by", "broken_by_missing")],
    "short_abandon_negative": [(17, "version[1].short_abandon_s", "range")],
    "short_title_too_long": [(5, "short_title.nl", "too_long")],
    "start_is_empty": [(13, "version[1].start", "empty_list")],
    "start_is_text": [(13, "version[1].start", "not_list")],
    "statutory_is_text": [(3, "statutory", "not_bool")],
    "stop_is_start": [(14, "version[1].stop", "start_is_stop")],
    "stop_missing": [(9, "version[1].stop", "stop_missing")],
    "switch_is_text": [(2, "enabled", "not_bool")],
    "switch_of_unknown_norm": [(1, "id", "unknown_norm")],
    "syntax_impossible_date": [(11, "", "impossible_date")],
    "syntax_percentage": [(16, "", "toml")],
    "syntax_value_without_quotes": [(2, "", "toml")],
    "target_in_percent": [(16, "version[1].target", "target")],
    "target_is_text": [(16, "version[1].target", "not_number")],
    "target_not_a_number": [(16, "version[1].target", "target")],
    "text_empty": [(6, "promise.nl", "empty")],
    "title_is_one_text": [(3, "title", "not_table")],
    "unit_unknown": [(15, "version[1].limit", "bad_limit")],
    "valid_from_is_text": [(11, "version[1].valid_from", "not_date")],
    "valid_from_missing": [(9, "version[1].valid_from", "missing")],
    "valid_until_leaves_a_gap": [(12, "version[1].valid_until", "gap")],
    "version_is_one_table": [(9, "version", "single_table")],
    "version_list_empty": [(5, "version", "empty_list")],
    "versions_on_the_same_day": [(21, "version[2].valid_from", "date_twice")],
    "versions_out_of_order": [(21, "version[2].valid_from", "date_order")],
    "working_days_without_calendar": [(17, "version[1].calendar", "calendar_of_limit")],
}
"""For each file in `malformed` every fault that it must give: line, key and code."""

READY = files.library() + files.optional()
SOUND = """
id = "letter.copy"
kind = "time"
title = { nl = "Kopie", en = "Copy" }
promise = { nl = "U krijgt een kopie.", en = "You get a copy." }
[[version]]
number = 1
valid_from = 2011-03-01
channels = ["letter"]
start = ["letter_received"]
stop = ["reply_substantive"]
limit = "3 working days"
basis = [{ source = "Raad", certainty = "decision" }]
"""


@pytest.fixture
def calendars() -> Calendars:
    return examples.calendars()


# the shipped norms


def test_the_library_holds_the_25_default_norms_in_their_own_order() -> None:
    assert [norm.id for norm in files.library()] == list(files.ORDER)
    assert len(files.ORDER) == 25


@pytest.mark.parametrize("folder", ["library", "optional"])
def test_each_ready_norm_stands_in_a_file_of_its_own_name_without_faults(folder: str) -> None:
    for file in (resources("charter.norms") / folder).iterdir():
        norm, faults = files.read(file.name, file.read_text(encoding="utf-8"))
        assert (norm and norm.id, faults) == (file.name.removesuffix(".toml"), [])


@pytest.mark.parametrize("norm", READY, ids=lambda norm: norm.id)
def test_each_ready_norm_says_its_promise_in_short_sentences_in_both_languages(norm: Norm) -> None:
    for language in locale.LANGUAGES:
        assert norm.title[language]
        assert 0 < len(norm.short_title[language]) <= 18
        sentences = norm.promise[language].replace("?", ".").rstrip(".").split(". ")
        assert all(len(sentence.split()) <= 16 for sentence in sentences), norm.promise[language]
    assert norm.promise["nl"] != norm.promise["en"]


@pytest.mark.parametrize("norm", READY, ids=lambda norm: norm.id)
def test_each_ready_norm_has_an_example_that_is_met_and_one_that_is_breached(norm: Norm) -> None:
    assert {"met", "breached"} <= {example.verdict for example in norm.examples}


def test_every_worked_example_of_the_ready_norms_comes_out_as_it_says(calendars: Calendars) -> None:
    chosen = [(f"{norm.id}.toml", f'id = "{norm.id}"\nenabled = true') for norm in files.optional()]
    book, faults = files.rulebook(chosen, calendars)
    results = examples.run_all(book)
    assert faults == []
    assert len(results) == sum(len(norm.examples) for norm in READY) >= 64
    assert [result for result in results if not result.ok] == []


@pytest.mark.parametrize("norm", READY, ids=lambda norm: norm.id)
def test_each_ready_norm_names_where_it_comes_from_and_how_sure_that_is(norm: Norm) -> None:
    for version in norm.versions:
        assert version.basis
        for basis in version.basis:
            if basis.certainty is Certainty.UNVERIFIED:
                assert basis.note, "what was not read must say so"


@pytest.mark.parametrize("norm", READY, ids=lambda norm: norm.id)
def test_every_note_of_a_ready_norm_is_in_dutch_and_in_english(norm: Norm) -> None:
    written = [
        basis["note"]
        for version in tomllib.loads(files.shipped(norm.id))["version"]
        for basis in version["basis"]
        if "note" in basis
    ]
    assert [basis.note for version in norm.versions for basis in version.basis if basis.note] == written
    for note in written:
        assert set(note) == {"nl", "en"}
        assert note["nl"] != note["en"] or not re.search("[a-z]", note["nl"])


def test_a_note_without_a_language_stands_for_both() -> None:
    plain = SOUND.replace('certainty = "decision"', 'certainty = "decision", note = " Punt 4. "')
    norm, faults = files.read("x.toml", plain)
    assert faults == []
    assert norm is not None
    assert norm.versions[0].basis[0].note == {"nl": "Punt 4.", "en": "Punt 4."}


def test_default_norms_are_in_force_from_2011_and_the_formal_acknowledgement_from_2026() -> None:
    first = {norm.id: norm.versions[0].valid_from for norm in files.library()}
    assert first.pop("formal.ack") == date(2026, 1, 1)
    assert set(first.values()) == {date(2011, 3, 1)}


def test_statutory_norms_follow_the_law_and_the_others_do_not() -> None:
    statutory = {norm.id for norm in READY if norm.statutory}
    assert statutory == {"complaint.decide", "objection.decide", "application.decide", "permit.decide", "woo.decide"}
    for norm in READY:
        for version in norm.versions:
            assert (version.rollover is Rollover.ATW) == norm.statutory
            assert norm.statutory or version.rollover is Rollover.NONE


@pytest.mark.parametrize(
    ("norm_id", "limit", "target"),
    [
        ("phone.answer", "25 seconds", 0.80),
        ("phone.abandon", "none", 0.95),
        ("phone.transfers", "2 times", 0.95),
        ("phone.fcr", "none", 0.80),
        ("phone.callback", "2 working days", 0.90),
        ("counter.walk_in", "15 minutes", 0.90),
        ("counter.appointment", "5 minutes", 0.90),
        ("counter.availability", "5 working days", 0.90),
        ("letter.ack", "5 working days", 1.0),
        ("letter.answer", "6 weeks", 1.0),
        ("email.ack", "1 working day", 1.0),
        ("email.answer", "5 working days", 0.90),
        ("email.promise", "promised day", 1.0),
        ("form.answer", "5 working days", 0.90),
        ("formal.ack", "1 working day", 1.0),
        ("social.first_response", "4 opening hours", 0.90),
        ("public_space.resolve", "10 working days", 0.80),
        ("public_space.urgent", "24 hours", 1.0),
        ("complaint.ack", "5 working days", 1.0),
        ("complaint.decide", "6 weeks", 1.0),
        ("objection.decide", "6 weeks", 1.0),
        ("application.decide", "8 weeks", 1.0),
        ("permit.decide", "8 weeks", 1.0),
        ("woo.decide", "4 weeks", 1.0),
        ("satisfaction.mark", "mark 7.5", None),
    ],
)
def test_a_default_norm_has_the_limit_and_the_target_of_the_table(
    norm_id: str, limit: str, target: float | None
) -> None:
    version = {norm.id: norm for norm in files.library()}[norm_id].versions[-1]
    assert (str(version.limit), version.target) == (limit, target)


def test_a_matter_with_its_own_decision_norm_is_under_no_answer_norm() -> None:
    covers = {norm.id: set(norm.versions[-1].categories) for norm in files.library()}
    for answer in ("email.answer", "form.answer", "letter.answer"):
        assert not covers[answer] & {Category.PERMIT, Category.APPLICATION, Category.WOO, Category.AVAILABILITY}
    assert covers["permit.decide"] == {Category.PERMIT}
    assert covers["woo.decide"] == {Category.WOO}
    assert not covers["application.decide"] & {Category.PERMIT, Category.WOO, Category.TRAVEL_DOCUMENT}


# what is wrong is told whole


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_a_mistake_is_told_with_its_line_its_key_and_what_to_do(name: str, tmp_path: Path) -> None:
    shutil.copy(MALFORMED / f"{name}.toml", tmp_path)
    norms, faults = files.read_folder(tmp_path)
    assert [(fault.line, fault.key, fault.code) for fault in faults] == MISTAKES[name]
    for fault in faults:
        assert fault.file == f"{name}.toml"
        assert fault.found
        assert fault.allowed
        assert fault.remedy.endswith((".", "?"))
        assert f"line {fault.line}" in str(fault)
        assert "%(" not in str(fault)
    assert norms == [] or faults[0].code == "unknown_norm"


def test_every_malformed_file_is_expected_and_every_expectation_has_its_file() -> None:
    assert {file.stem for file in MALFORMED.glob("*.toml")} == set(MISTAKES)


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    for file in MALFORMED.glob("*.toml"):
        shutil.copy(file, tmp_path)
    _, faults = files.read_folder(tmp_path)
    told = Counter(fault.file for fault in faults if fault.code != "duplicate_id")
    assert told == {f"{name}.toml": len(expected) for name, expected in MISTAKES.items()}


def test_one_file_can_have_many_faults_and_none_hides_another() -> None:
    text = SOUND.replace('"time"', '"tijd"').replace("number = 1", "number = 0").replace('["letter"]', '["brief"]')
    text = text.replace('"3 working days"', '"3 werkdagen"').replace('"decision"', '"raad"').replace("U krijgt", " ")
    text += 'target = 90\nsoort = "x"\n'
    found = {fault.key: fault.code for fault in files.read("x.toml", text)[1]}
    assert found == {
        "kind": "unknown_word",
        "version[1].number": "range",
        "version[1].channels[1]": "unknown_word",
        "version[1].limit": "bad_limit",
        "version[1].basis[1].certainty": "unknown_word",
        "version[1].target": "target",
        "version[1].soort": "unknown_key",
    }


def test_the_same_id_in_two_files_is_a_fault_that_names_both(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "b.toml").write_text(SOUND, encoding="utf-8")
    norms, [fault] = files.read_folder(tmp_path)
    assert (fault.file, fault.key, fault.code) == ("b.toml", "id", "duplicate_id")
    assert "a.toml" in str(fault)
    assert len(norms) == 1


def test_a_file_that_is_not_utf8_is_told_with_the_line_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b'id = "a.b"\ntitle = "\xe9"\n')
    (tmp_path / "b.toml").write_text(SOUND, encoding="utf-8")
    norms, [fault] = files.read_folder(tmp_path)
    assert (fault.file, fault.line, fault.code) == ("a.toml", 2, "encoding")
    assert [norm.id for norm in norms] == ["letter.copy"]


def test_a_folder_that_is_named_like_a_norm_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    assert [fault.code for fault in files.read_folder(tmp_path)[1]] == ["unreadable"]


def test_a_folder_that_is_not_there_has_no_norms_and_no_faults(tmp_path: Path) -> None:
    assert files.read_folder(tmp_path / "norms") == ([], [])


def test_one_file_is_checked_against_the_ready_norms_as_a_folder_is() -> None:
    _, [fault] = files.read_folder(MALFORMED / "hands_over_to_unknown_norm.toml")
    assert (fault.file, fault.code) == ("hands_over_to_unknown_norm.toml", "unknown_norm")


def test_notepad_may_save_the_file_with_a_mark_and_windows_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert files.read_folder(tmp_path) == ([files.read("a.toml", SOUND)[0]], [])


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 3000, "a = " + "9" * 5000, "\x00", "[[version]]\n" * 300, "version = [1]"]
)
def test_hostile_text_gives_faults_and_never_an_exception(text: str) -> None:
    norm, faults = files.read("x.toml", text)
    assert norm is None
    assert faults


@given(st.text(max_size=200))
def test_any_text_at_all_gives_a_norm_a_switch_or_faults(text: str) -> None:
    norm, faults = files.read("x.toml", text)
    assert norm is None
    assert faults


@given(st.integers(0, len(SOUND) - 1), st.characters())
def test_one_wrong_character_in_a_sound_file_never_raises(place: int, character: str) -> None:
    norm, faults = files.read("x.toml", SOUND[:place] + character + SOUND[place + 1 :])
    assert (norm is None) == bool(faults)


def test_a_fault_is_told_in_the_language_spoken_when_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    [fault] = files.read("x.toml", SOUND.replace("number = 1\n", ""))[1]
    monkeypatch.setattr("charter.faults._", lambda text: "niets" if text == "nothing" else text)
    assert "found: niets;" in str(fault)


@given(st.text(max_size=300))
def test_a_found_value_is_shown_on_one_line_and_never_long(value: str) -> None:
    assert len(shown(value)) <= LONGEST_SHOWN
    assert len(shown(value).splitlines()) <= 1


# limits


@given(
    st.integers(1, LARGEST_AMOUNT),
    st.sampled_from([unit for unit in Unit if unit not in (Unit.PROMISED_DAY, Unit.MARK, Unit.NONE)]),
)
def test_a_limit_reads_back_from_how_it_is_spelled(amount: int, unit: Unit) -> None:
    assert limit_of(str(Limit(amount, unit))) == Limit(amount, unit)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("0 working days", Limit(0, Unit.WORKING_DAYS)),
        ("1 month", Limit(1, Unit.MONTHS)),
        ("1.5 opening hours", Limit(1.5, Unit.OPENING_HOURS)),
        ("promised day", Limit(0, Unit.PROMISED_DAY)),
        ("mark 7.5", Limit(7.5, Unit.MARK)),
        ("none", Limit(0, Unit.NONE)),
        ("5  working days", None),
        ("five working days", None),
        ("1 mark", None),
        ("١ day", None),
        ("", None),
    ],
)
def test_a_limit_is_read_or_refused(text: str, limit: Limit | None) -> None:
    assert limit_of(text) == limit


# versions


def test_a_version_that_ended_keeps_what_it_no_longer_promises() -> None:
    norm, faults = files.read("x.toml", SOUND + "[[version]]\nnumber = 2\nvalid_from = 2026-01-01\nended = true\n")
    assert faults == []
    assert norm is not None
    old, new = norm.versions
    assert (new.number, new.valid_from, new.ended) == (2, date(2026, 1, 1), True)
    assert (new.limit, new.channels, old.ended) == (old.limit, (Channel.LETTER,), False)


def test_a_share_norm_says_what_keeps_and_what_breaks_it() -> None:
    text = SOUND.replace('"time"', '"share"').replace('"3 working days"', '"none"')
    norm, _ = files.read("x.toml", text.replace("stop =", 'broken_by = ["reopened"]\nstop ='))
    assert norm is not None
    assert (norm.kind, norm.versions[0].broken_by) == (NormKind.SHARE, (Kind.REOPENED,))


# the profile's own files


def test_an_own_file_replaces_the_library_norm_in_its_place(calendars: Calendars) -> None:
    own = SOUND.replace("letter.copy", "email.answer")
    book, faults = files.rulebook([("mine.toml", own)], calendars)
    assert faults == []
    assert [norm.id for norm in book.norms] == list(files.ORDER)
    assert str(book.norm("email.answer").versions[0].limit) == "3 working days"


def test_an_own_norm_comes_after_the_library_and_the_chosen_optional_norms(calendars: Calendars) -> None:
    written = [("a.toml", SOUND), ("b.toml", 'id = "question.answer"\nenabled = true')]
    book, _ = files.rulebook(written, calendars)
    assert [norm.id for norm in book.norms][25:] == ["question.answer", "letter.copy"]


@pytest.mark.parametrize("text", ['id = "email.answer"\nenabled = false', None])
def test_a_norm_is_switched_off_by_a_short_or_a_whole_file(text: str | None, calendars: Calendars) -> None:
    text = text or SOUND.replace("letter.copy", "email.answer").replace("kind =", "enabled = false\nkind =")
    book, faults = files.rulebook([("off.toml", text)], calendars)
    assert faults == []
    assert len(book.norms) == 24
    with pytest.raises(KeyError):
        book.norm("email.answer")


def test_an_optional_norm_is_off_until_it_is_chosen(calendars: Calendars) -> None:
    ready = {norm.id for norm in files.optional()}
    assert len(ready) == 7
    assert not ready & {norm.id for norm in files.rulebook([], calendars)[0].norms}


def test_a_file_with_faults_takes_no_part_and_is_told(calendars: Calendars) -> None:
    book, faults = files.rulebook([("bad.toml", SOUND + "x = 1\n")], calendars)
    assert [fault.code for fault in faults] == ["unknown_key"]
    assert len(book.norms) == 25


# what is stored


def test_a_bundle_gives_the_same_rulebook_back(calendars: Calendars) -> None:
    written = [("a.toml", SOUND), ("b.toml", 'id = "email.ack"\nenabled = false')]
    book, _ = files.rulebook(written, calendars, ["Info@Voorbeeld.nl "])
    assert book.central_mailboxes == ("info@voorbeeld.nl",)
    assert files.from_bundle(files.bundle(written, calendars, ["info@voorbeeld.nl"])) == book


def test_the_digest_changes_with_a_norm_a_calendar_or_a_mailbox_and_with_nothing_else(
    calendars: Calendars,
) -> None:
    sunday = calendar_json.to_json(calendars) | {"equated": ["2026-11-08"]}
    digests = [
        files.rulebook([], calendars)[0].digest,
        files.rulebook([("a.toml", SOUND)], calendars)[0].digest,
        files.rulebook([], calendar_json.from_json(sunday))[0].digest,
        files.rulebook([], calendars, ["info@voorbeeld.nl"])[0].digest,
    ]
    assert len(set(digests)) == 4
    assert files.rulebook([("a.toml", SOUND.replace("\n", "\r\n"))], calendars)[0].digest == digests[1]
    assert all(len(digest) == 64 for digest in digests)


def test_a_copy_that_nobody_changed_changes_no_digest(calendars: Calendars) -> None:
    copy = files.shipped("email.answer")
    assert files.rulebook([("own.toml", copy)], calendars)[0].digest == files.rulebook([], calendars)[0].digest
    changed = copy.replace('limit = "5 working days"', 'limit = "4 working days"')
    assert files.rulebook([("own.toml", changed)], calendars)[0].digest != files.rulebook([], calendars)[0].digest


def test_a_stored_rulebook_does_not_follow_the_library(calendars: Calendars, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = files.bundle([], calendars)
    monkeypatch.setattr(files, "_ready", lambda folder: pytest.fail(f"read {folder}"))
    assert len(files.from_bundle(stored).norms) == 25


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"norms": [], "calendars": [], "central_mailboxes": []}'])
def test_a_text_that_is_no_bundle_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ProfileError) as refused:
        files.from_bundle(text)
    assert refused.value.remedy


def test_a_stored_norm_that_this_version_cannot_read_is_refused(calendars: Calendars) -> None:
    values = json.loads(files.bundle([], calendars))
    values["norms"][0]["text"] += "\nfuture = 1\n"
    with pytest.raises(ProfileError, match=r"library/phone.answer.toml"):
        files.from_bundle(json.dumps(values))
