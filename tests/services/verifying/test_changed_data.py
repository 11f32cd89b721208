"""Data that changed since is other news than a file that somebody changed, and a purge is no difference at all."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
from sqlalchemy import text

from charter.app import Services
from charter.columns import Act
from charter.errors import Cancelled
from charter.norms import files
from charter.norms.periods import Period
from charter.reports.workbook.compare import Kind
from charter.services import verified_text
from charter.services.verifying import State

MARCH = Period.parse("2026-03")
HEADER = "at,contact,event,channel,team,queue,category,actor,detail\n"
LATE = HEADER + "2026-03-30T12:00:00,A3,reply_substantive,,,,,person,\n"
LATER = HEADER + "2026-04-02T10:00:00,B1,message_received,email,KCC,info@voorbeeld.example,,,\n"


@pytest.fixture
def out(own, tmp_path):
    """The workbook of March of a town of one's own."""
    path = tmp_path / "out.xlsx"
    own.export(own.board(), MARCH, path)
    own.clock.at += 3_600_000_000
    return path


@pytest.fixture
def read(own, tmp_path):
    """Import one more log."""

    def log(content: str) -> None:
        path = tmp_path / "more.csv"
        path.write_text(content, encoding="utf-8")
        (outcome,) = own.import_paths([path])
        assert outcome.error is None

    return log


def _states(result) -> dict[str, State]:
    return {sheet.name: sheet.state for sheet in result.sheets if sheet.state is not State.AGREES}


def _told(result) -> str:
    return " ".join((verified_text.conclusion(result), *verified_text.remarks(result)))


def test_what_was_just_written_agrees_in_every_sheet(own, out) -> None:
    result = own.verify(out)
    assert result.agrees
    assert result.same_bytes
    assert (result.rows, len(result.sheets), result.since) == (108, 11, [])
    assert _told(result) == "Nothing has changed: the workbook says what the database and the journal tell."


def test_a_later_import_that_tells_of_later_contacts_changes_nothing(own, out, read) -> None:
    read(LATER)
    result = own.verify(out)
    assert _states(result) == {}
    assert result.agrees


def test_late_data_is_told_as_changed_data_and_not_as_an_edit(own, out, read) -> None:
    read(LATE)
    result = own.verify(out)
    assert not result.agrees
    assert set(_states(result).values()) == {State.CHANGED}
    assert {"Summary", "Evidence", "Sample"} <= set(_states(result))
    assert "were not changed by anybody" in _told(result)
    assert "Imported more.csv" in _told(result)


LATE_CONTACT = HEADER + "2026-03-20T12:00:00,A9,message_received,email,KCC,info@voorbeeld.example,,,\n"


def test_of_a_late_contact_the_cause_is_told_first_and_its_shifts_are_counted(own, out, read) -> None:
    read(LATE_CONTACT)
    result = own.verify(out)
    cause, *followed, shifted = verified_text.lines(result, 20)
    assert cause == "Rows that came into the evidence since: 2 (event_log A9)."
    assert not any("COUNTIFS" in line for line in followed)
    assert "Summary F17: it says 2, and would say 3 now." in followed
    assert len(followed) < 25
    moved = sum(sheet.kinds[Kind.FORMULA] for sheet in result.sheets)
    assert moved > 100
    assert shifted == f"{moved} formulas and rows have moved because of it."


def test_when_asked_every_difference_is_named(own, out, read) -> None:
    read(LATE_CONTACT)
    result = own.verify(out)
    every = list(verified_text.lines(result, None))
    assert len(every) == result.number
    assert any("the formula is =COUNTIFS" in line for line in every)
    assert "Evidence: there would be one row more now, on row 104 (event_log A9 email.ack)." in every


def test_what_changed_of_a_contact_is_told_with_its_name(own, out, read) -> None:
    read(LATE)
    cause, *_followed = verified_text.lines(own.verify(out), 20)
    assert cause.startswith("Cells of the evidence that say otherwise now: ")
    assert cause.endswith(" (event_log A3).")


def test_an_edit_beside_late_data_is_told_apart_by_sheet(own, out, read, tmp_path) -> None:
    read(LATE)
    book = openpyxl.load_workbook(out)
    book["Evidence"]["P4"] = "met"
    book["Norms"]["F2"] = "within 45 seconds"
    book["Sample"]["P4"] = "yes"
    book.save(tmp_path / "edited.xlsx")
    states = _states(own.verify(tmp_path / "edited.xlsx"))
    assert (states["Evidence"], states["Norms"]) == (State.UNCLEAR, State.EDITED)
    assert (states["Summary"], states["Sample"]) == (State.CHANGED, State.CHANGED)


def test_an_excuse_that_was_taken_back_is_told_with_its_entry(own, out) -> None:
    own.follow_up(["c3-4"], Act.EXCUSE, "", "ontruiming van de hal", "phone.answer")
    assert own.verify(out).agrees, "it was not known at as-of"
    (excuse, *_later) = own.by_hand()
    own.undo(excuse.id, "vergissing")
    assert _states(own.verify(out)).keys() <= {"Exceptions"}


def test_changed_norms_are_told_and_the_norms_of_then_judge_again(own, out) -> None:
    own.profile.norms_folder.mkdir(exist_ok=True)
    stricter = files.shipped("phone.answer").replace("25", "20")
    (own.profile.norms_folder / "phone.answer.toml").write_text(stricter, encoding="utf-8")
    changed = Services(own.profile.folder, own.clock, "jansen")
    result = changed.verify(out)
    changed.close()
    assert result.agrees
    assert not result.same_rulebook
    assert "The norms have changed since." in _told(result)


def test_a_team_that_turned_out_to_be_small_is_not_named_any_more_and_an_older_workbook_agrees(
    own, out, tmp_path
) -> None:
    settings = own.profile.folder / "charter.toml"
    settings.write_text(settings.read_text("utf-8").replace("[team_sizes]", "[team_sizes]\nKCC = 2"), "utf-8")
    changed = Services(own.profile.folder, own.clock, "jansen")
    assert changed.verify(out).agrees
    changed.export(changed.board(), MARCH, tmp_path / "later.xlsx")
    assert changed.verify(tmp_path / "later.xlsx").agrees
    changed.close()
    named = [
        {row[3].value for row in openpyxl.load_workbook(path)["Evidence"]} for path in (out, tmp_path / "later.xlsx")
    ]
    assert ["KCC" in names for names in named] == [True, False]


def test_a_purge_in_between_is_said_and_is_no_difference(own, out, tmp_path) -> None:
    settings = own.profile.folder / "charter.toml"
    assert settings.exists()
    own.clock.at += 20 * 366 * 86_400_000_000
    assert own.purge(for_good=True).contacts
    result = own.verify(out)
    assert result.agrees
    assert _states(result)["Evidence"] is State.PURGED
    assert f"{result.purged} contacts were purged since" in _told(result)
    book = openpyxl.load_workbook(out)
    book["Evidence"]["P4"] = "met"
    book["Sample"]["P4"] = "yes"
    book.save(tmp_path / "edited.xlsx")
    edited = own.verify(tmp_path / "edited.xlsx")
    assert not edited.agrees
    assert (_states(edited)["Evidence"], _states(edited)["Sample"]) == (State.UNCLEAR, State.PURGED)


def test_a_workbook_that_the_journal_does_not_know_is_not_proved(own, town, exported) -> None:
    own.clock.at += 60_000_000
    result = own.verify(exported)
    assert result.entry is None
    assert not result.agrees
    assert "The journal knows no export of this workbook." in _told(result)
    assert "Was it made with another profile? Then check it with that profile." in _told(result)


def test_a_changed_journal_is_told(own, out) -> None:
    with own.store.write() as connection:
        connection.execute(text("UPDATE journal SET who = 'nobody' WHERE seq = 2"))
    result = own.verify(out)
    assert not result.journal_intact
    assert not result.agrees
    assert "The journal itself was changed." in _told(result)


def test_a_changed_digest_in_the_journal_is_told_at_its_sheet(own, out, tmp_path) -> None:
    book = openpyxl.load_workbook(out)
    book.save(tmp_path / "again.xlsx")
    with own.store.write() as connection:
        payload = connection.scalar(text("SELECT payload FROM journal WHERE what = 'export'"))
        (entry,) = [one for one in own.journal() if one.what == "export"]
        changed = payload.replace(dict(entry.payload["sheets"])["Evidence"], "0" * 64)
        connection.execute(text("UPDATE journal SET payload = :payload WHERE what = 'export'"), {"payload": changed})
    result = own.verify(tmp_path / "again.xlsx")
    assert _states(result) == {"Evidence": State.UNCLEAR}
    (difference,) = next(sheet for sheet in result.sheets if sheet.name == "Evidence").differences
    assert difference.kind is Kind.DIGEST


def test_verifying_can_be_stopped_and_tells_how_far_it_is(own, out) -> None:
    shares: list[float] = []
    own.verify(out, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        own.verify(out, cancelled=lambda: True)


def test_the_language_of_the_workbook_is_spoken_only_while_it_is_made_again(own, tmp_path) -> None:
    from charter import locale

    locale.use("nl")
    own.export(own.board(), MARCH, tmp_path / "nl.xlsx")
    locale.use("en")
    assert own.verify(tmp_path / "nl.xlsx").agrees
    assert locale.language() == "en"


def test_libreoffice_saves_it_anew_and_it_still_agrees(own, out, tmp_path) -> None:
    import subprocess

    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed here, so no other program can save the workbook anew")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [program, "--headless", home, "--convert-to", "xlsx", "--outdir", str(tmp_path / "again"), str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    result = own.verify(tmp_path / "again" / "out.xlsx")
    assert [one for sheet in result.sheets for one in sheet.differences] == []
    assert result.agrees
    assert not result.same_bytes
    with_late = tmp_path / "late.csv"
    with_late.write_text(LATE, encoding="utf-8")
    own.import_paths([with_late])
    assert set(_states(own.verify(tmp_path / "again" / "out.xlsx")).values()) == {State.CHANGED}
