"""An export is whole or not there, and never without its line in the journal."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import Cancelled, CharterError
from charter.instants import parse
from charter.norms.periods import Period
from charter.services import exporting
from charter.services.profiles import make_profile

LOG = """contact,at,event,channel,team,queue,category,actor,detail
A1,2026-03-02T09:00:00,message_received,email,KCC,info@voorbeeld.example,,,
A1,2026-03-03T09:00:00,reply_substantive,,,,,person,
A2,2026-03-02T10:00:00,message_received,email,KCC,info@voorbeeld.example,,,
A2,2026-03-25T10:00:00,reply_substantive,,,,,person,
A3,2026-03-02T25:00:00,message_received,email,KCC,info@voorbeeld.example,,,
"""
MARCH = Period.parse("2026-03")


@pytest.fixture
def at():
    """UTC microseconds of a local time."""

    def read(text: str) -> int:
        from zoneinfo import ZoneInfo

        found = parse(text, ZoneInfo("Europe/Amsterdam"))
        assert found is not None
        assert found.at is not None
        return found.at

    return read


@pytest.fixture
def services(tmp_path: Path, at):
    """A profile in which a log of March was imported on 1 April."""
    make_profile(tmp_path / "profile", "Gemeente Voorbeeld")
    made = Services(tmp_path / "profile", FixedClock(at("2026-04-01T08:00:00")), "jansen")
    log = tmp_path / "log.csv"
    log.write_text(LOG, encoding="utf-8")
    (outcome,) = made.import_paths([log])
    assert outcome.error is None
    yield made
    made.close()


def _exports(services: Services) -> list:
    return [entry for entry in services.journal() if entry.what == exporting.ENTRY]


def _left(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()} - {"profile", "log.csv"}


def test_the_journal_knows_what_left_the_house(services, tmp_path, at) -> None:
    made = services.export(services.board(), MARCH, tmp_path / "out.xlsx")
    (entry,) = _exports(services)
    assert entry.seq == made.entry
    assert entry.who == "jansen"
    told = entry.payload
    assert (told["period"], told["as_of"], told["file"]) == ("2026-03", at("2026-04-01T08:00:00"), "out.xlsx")
    assert told["sha256"] == hashlib.sha256((tmp_path / "out.xlsx").read_bytes()).hexdigest() == made.sha256
    assert (told["content"], told["rulebook"]) == (made.content, services.rulebook.digest)
    assert [name for name, _digest in told["sheets"]][:3] == ["Guide", "Summary", "Evidence"]
    assert not services.verify_journal()
    assert _left(tmp_path) == {"out.xlsx"}


def test_the_same_data_and_as_of_give_the_same_cells_at_another_time(services, tmp_path, at) -> None:
    as_of = at("2026-03-31T08:00:00")
    once = services.export(services.board(as_of), MARCH, tmp_path / "one.xlsx")
    services.clock.at = at("2026-04-02T08:00:00")
    again = services.export(services.board(as_of), MARCH, tmp_path / "two.xlsx")
    assert once.content == again.content
    assert once.sha256 != again.sha256


def test_every_line_of_the_reconciliation_agrees_with_the_real_database(services, tmp_path, at) -> None:
    (tmp_path / "again.csv").write_text(LOG, encoding="utf-8")
    services.import_paths([tmp_path / "again.csv"])
    for as_of in (None, at("2026-03-02T09:30:00")):
        dossier = exporting.gather(
            services.store, services.profile, services.board(as_of), MARCH, who="jansen", now=services.clock.now()
        )
        from charter.reports.workbook import reconciliation

        lines = [row for row in reconciliation.sheet(dossier).rows() if row[5].value]
        assert lines == []


def test_people_are_named_from_the_day_of_the_consent_on(services) -> None:
    for day, named in ((date(2026, 4, 2), False), (date(2026, 4, 1), True)):
        privacy = services.profile.privacy.model_copy(update={"staff_names": True, "works_council_date": day})
        profile = services.profile.model_copy(update={"privacy": privacy})
        dossier = exporting.gather(
            services.store, profile, services.board(), MARCH, who="jansen", now=services.clock.now()
        )
        assert dossier.staff_names is named


def test_what_was_rejected_stands_in_the_workbook_with_its_line(services, tmp_path) -> None:
    services.export(services.board(), MARCH, tmp_path / "out.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("Rejected rows").to_python()
    assert [row[2] for row in rows[1:]] == [6]


def test_a_stopped_export_leaves_nothing_and_is_not_journalled(services, tmp_path) -> None:
    with pytest.raises(Cancelled):
        services.export(services.board(), MARCH, tmp_path / "out.xlsx", cancelled=lambda: True)
    assert _left(tmp_path) == set()
    assert _exports(services) == []


def test_an_older_workbook_stands_until_the_new_one_is_whole(services, tmp_path, monkeypatch) -> None:
    (tmp_path / "out.xlsx").write_text("older")

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("charter.reports.workbook.write.ExcelWriter.save", full)
    with pytest.raises(CharterError) as told:
        services.export(services.board(), MARCH, tmp_path / "out.xlsx")
    assert str(told.value) == (
        "The workbook cannot be written: the disk is full. Nothing was kept. Check the disk and try again."
    )
    assert (tmp_path / "out.xlsx").read_text() == "older"
    assert _left(tmp_path) == {"out.xlsx"}
    assert _exports(services) == []


def test_a_file_that_is_open_in_excel_gives_one_clear_sentence(services, tmp_path, monkeypatch) -> None:
    (tmp_path / "out.xlsx").write_text("older")

    def locked(*_args, **_more):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(CharterError, match=r"Perhaps it is still open in Excel\. Close it and try again"):
        services.export(services.board(), MARCH, tmp_path / "out.xlsx")
    assert _left(tmp_path) == {"out.xlsx"}
    assert _exports(services) == []


def test_a_folder_that_is_not_there_or_may_not_be_written_is_named(services, tmp_path, monkeypatch) -> None:
    with pytest.raises(CharterError, match=r"The folder .*nowhere does not exist\. Make it first\."):
        services.export(services.board(), MARCH, tmp_path / "nowhere" / "out.xlsx")
    with pytest.raises(CharterError, match=r"is a folder\. Name a file"):
        services.export(services.board(), MARCH, tmp_path)

    def refused(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(CharterError, match=r"you may not make files\. Choose another folder\."):
        services.export(services.board(), MARCH, tmp_path / "out.xlsx")


def test_a_seed_of_ones_own_is_told_in_workbook_and_journal(services, tmp_path) -> None:
    made = services.export(services.board(), MARCH, tmp_path / "out.xlsx", seed=7)
    assert made.seed == 7
    assert _exports(services)[0].payload["seed"] == 7


def test_a_sample_of_another_size_is_told_in_the_journal_and_drawn_again_when_checked(services, tmp_path) -> None:
    services.export(services.board(), MARCH, tmp_path / "out.xlsx", sample=149)
    assert _exports(services)[0].payload["sample"] == 149
    assert services.verify(tmp_path / "out.xlsx").agrees


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_killed_export_leaves_no_workbook(services, tmp_path) -> None:
    import signal
    import subprocess
    import sys

    program = (
        "import os, signal, sys\n"
        "from charter.reports.workbook import write\n"
        "write.ExcelWriter.save = lambda self: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from charter.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ["export", "--period", "2026-03", str(tmp_path / "out.xlsx"), "--profile", str(tmp_path / "profile")]
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (tmp_path / "out.xlsx").exists()
    assert _exports(services) == []
