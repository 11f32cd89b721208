"""The first run without a window: what is kept, what profile it gives, and the one count of the first result."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.contact import Channel
from charter.errors import Refused
from charter.hours import AfterHours
from charter.norms import files
from charter.profile_faults import FaultyProfileError
from charter.services import first_run
from charter.services.closing_days import Hall
from charter.services.first_result import first_result
from charter.services.first_run import Draft
from charter.services.profiles import DRAFT_NAME, make_profile, needs_first_run
from charter.settings import load_profile

TODAY = date(2026, 11, 22)
NOW = 1_795_300_000_000_000
ANSWERED = Draft(organisation="Gemeente Voorbeeld", good_friday_closed=True)
LOG = """\
1794820200|1.1|kcc|NONE|ENTERQUEUE||0655501001|1
1794820212|1.1|kcc|SIP/11|CONNECT|12|1.2|3
1794820302|1.1|kcc|SIP/11|COMPLETECALLER|12|90|1
1794820500|2.3|kcc|NONE|ENTERQUEUE||0655501002|1
1794820540|2.3|kcc|SIP/12|CONNECT|40|2.4|3
1794820600|2.3|kcc|SIP/12|COMPLETEAGENT|40|60|1
"""


def values(folder: Path) -> dict:
    return tomllib.loads((folder / "charter.toml").read_text("utf-8"))


def on(folder: Path) -> set[str]:
    services = Services(folder, FixedClock(NOW), "tester")
    try:
        return {norm.id for norm in services.rulebook.norms}
    finally:
        services.close()


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
weeks = st.lists(st.lists(st.tuples(texts, texts), max_size=2).map(tuple), min_size=7, max_size=7).map(tuple)


@given(
    st.builds(
        Draft,
        step=st.integers(0, 3),
        organisation=texts,
        domains=texts,
        teams=st.dictionaries(texts, texts, max_size=3),
        months=texts,
        hours=weeks,
        counter=weeks,
        good_friday_closed=st.none() | st.booleans(),
        ascension_closed=st.booleans(),
        early=st.booleans(),
        after_hours=st.sampled_from(AfterHours),
        bridges=st.frozensets(st.dates(), max_size=3),
        off=st.frozensets(texts, max_size=3),
        on=st.frozensets(texts, max_size=3),
    )
)
def test_whatever_was_typed_comes_back_as_it_was(tmp_path_factory, draft):
    folder = tmp_path_factory.mktemp("town")
    first_run.save(folder, draft)
    assert first_run.load(folder) == draft


@pytest.mark.parametrize("text", ["", "step = ", 'step = "two"', "step = 99", "\x00"])
def test_a_draft_that_cannot_be_read_begins_anew_and_no_step_lies_past_the_last(tmp_path, text):
    (tmp_path / DRAFT_NAME).write_text(text, "utf-8")
    found = first_run.load(tmp_path)
    assert found.but(step=0) == Draft()
    assert 0 <= found.step < first_run.STEPS


def test_a_folder_without_a_profile_needs_the_first_run_until_it_is_done(tmp_path):
    assert needs_first_run(tmp_path)
    first_run.save(tmp_path, ANSWERED)
    first_run.found(tmp_path, ANSWERED, TODAY)
    assert needs_first_run(tmp_path)
    first_run.finish(tmp_path)
    assert not needs_first_run(tmp_path)


def test_a_profile_made_on_the_command_line_is_never_asked_about(tmp_path):
    first_run.save(tmp_path, ANSWERED)
    make_profile(tmp_path, "Elders")
    assert not needs_first_run(tmp_path)
    assert values(tmp_path)["organisation"] == "Elders"


def test_without_an_answer_about_good_friday_there_is_no_profile(tmp_path):
    with pytest.raises(Refused, match="Good Friday"):
        first_run.found(tmp_path, ANSWERED.but(good_friday_closed=None), TODAY)
    assert not (tmp_path / "charter.toml").exists()


def test_answers_that_make_no_profile_are_told_per_key_and_nothing_is_written(tmp_path):
    wrong = ANSWERED.but(domains="info@voorbeeld", months="many")
    told = first_run.composed(wrong, TODAY, tmp_path)
    assert "voorbeeld.nl" in told.said_at(("mail", "own_domains"))
    assert told.said_at(("privacy", "retention"))
    with pytest.raises(FaultyProfileError):
        first_run.found(tmp_path, wrong, TODAY)
    assert not (tmp_path / "charter.toml").exists()


def test_the_answers_stand_in_the_profile(tmp_path):
    week = tuple([(("09:00", "16:30"),)] * 5 + [()] * 2)
    draft = ANSWERED.but(
        domains="voorbeeld.nl, @elders.nl",
        teams={"info@voorbeeld.nl": "KCC"},
        months="24",
        counter=week,
        after_hours=AfterHours.NEXT_WORKING_DAY,
        bridges=frozenset({date(2027, 4, 26)}),
    )
    first_run.found(tmp_path, draft, TODAY)
    profile = load_profile(tmp_path)
    period = profile.calendar[0]
    assert profile.mail.own_domains == ("voorbeeld.nl", "elders.nl")
    assert profile.teams == {"info@voorbeeld.nl": "KCC"}
    assert profile.privacy.kept_for("mbox") == (24, "months")
    assert not profile.privacy.staff_names
    assert str(period.hours.counter) == "mon 09:00-16:30, tue 09:00-16:30, wed 09:00-16:30, thu 09:00-16:30, " \
        "fri 09:00-16:30"  # fmt: skip
    assert period.closed == {date(2027, 4, 26), date(2027, 5, 7)}
    assert {f"{d}-{m}" for m, d in period.early_close} == {"24-12", "31-12"}
    assert (period.good_friday, period.after_hours) == ("closed", AfterHours.NEXT_WORKING_DAY)


def test_answering_no_everywhere_gives_the_profile_of_the_command_line_and_decides_its_years(tmp_path):
    draft = Draft(organisation="Elders", good_friday_closed=False, ascension_closed=False, early=False)
    first_run.found(tmp_path / "asked", draft, TODAY)
    make_profile(tmp_path / "init", "Elders")
    asked, init = values(tmp_path / "asked"), values(tmp_path / "init")
    assert (asked.pop("closed_days"), init.pop("closed_days")) == ({"decided": [2026, 2027]}, {"decided": []})
    assert asked == init


def test_norms_are_switched_off_and_chosen_and_back_again_while_the_first_run_lasts(tmp_path):
    library = {norm.id for norm in files.library()}
    off, more = "phone.fcr", "phone.transfer_once"
    first_run.found(tmp_path, ANSWERED.but(off=frozenset({off}), on=frozenset({more})), TODAY)
    assert on(tmp_path) == library - {off} | {more}
    first_run.found(tmp_path, ANSWERED, TODAY)
    assert on(tmp_path) == library


def test_what_was_written_by_hand_and_not_asked_stays(tmp_path):
    first_run.found(tmp_path, ANSWERED, TODAY)
    file = tmp_path / "charter.toml"
    file.write_text(file.read_text("utf-8").replace("cc_counts = false", "cc_counts = true"), "utf-8")
    first_run.found(tmp_path, ANSWERED.but(organisation="Nieuw"), TODAY)
    assert (values(tmp_path)["mail"]["cc_counts"], values(tmp_path)["organisation"]) == (True, "Nieuw")


def test_fourteen_months_of_days_are_shown_with_what_was_answered():
    shown = {one.day: one.hall for one in first_run.days(Draft(), TODAY)}
    assert (min(shown), max(shown)) == (date(2026, 12, 24), date(2027, 12, 31))
    assert shown[date(2027, 3, 26)] is Hall.ASKED
    assert shown[date(2027, 4, 26)] is Hall.OPEN
    assert shown[date(2027, 5, 7)] is Hall.CLOSED
    assert shown[date(2026, 12, 24)] is Hall.EARLY
    answered = Draft(good_friday_closed=False, ascension_closed=False, early=False, bridges={date(2027, 4, 26)})
    shown = {one.day: one.hall for one in first_run.days(answered, TODAY)}
    assert shown[date(2027, 3, 26)] is Hall.OPEN
    assert shown[date(2027, 4, 26)] is Hall.CLOSED
    assert shown[date(2027, 5, 7)] is Hall.OPEN
    assert date(2026, 12, 24) not in shown


def test_each_contact_is_counted_once_as_the_worst_of_its_promises(tmp_path):
    first_run.found(tmp_path, ANSWERED, TODAY)
    log = tmp_path / "queue_log"
    log.write_text(LOG, "utf-8")
    services = Services(tmp_path, FixedClock(NOW), "tester")
    try:
        services.import_paths([log])
        board = services.board()
        result = first_result(board)
    finally:
        services.close()
    verdicts = board.verdicts
    of_contact = [{Verdict(int(v)) for v in verdicts.verdict[verdicts.contact == row]} for row in range(2)]
    assert len(verdicts) > len(of_contact), "several promises are about one call"
    assert {Verdict.BREACHED, Verdict.MET} in of_contact
    assert sum(Verdict.BREACHED in found for found in of_contact) == 1
    assert (result.contacts, result.channel) == (2, Channel.PHONE)
    assert {k: n for k, n in result.counts.items() if n} == {Verdict.BREACHED: 1, Verdict.MET: 1}
