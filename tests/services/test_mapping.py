"""Making an unknown table known: what is shown, what is kept, and that it is the file that `--mapping` reads."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import CharterError, Refused, UnreadableFile
from charter.importers import mapped_table
from charter.importers.mapping_draft import Draft
from charter.services.mapping import Desk, slug
from charter.services.profiles import make_profile
from charter.services.source_overview import Standing, adds_up, times

NOW = 1_794_902_400_000_000
TABLE = (
    "Nr;Datum;Tijd;Wachtrij;Naam beller;BSN;Wachttijd;Uitkomst\n"
    "1;13-11-2026;10:05;Burgerzaken;Jan;111222333;25;Afgehandeld\n"
    "2;14-11-2026;10:06;Balie;Piet;123456782;30;Naar de balie\n"
    "3;14-11-2026;10:07;Balie;Piet;123456782;31;Verlaten\n"
)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    folder = tmp_path / "profile"
    make_profile(folder, "Gemeente Voorbeeld")
    made = Services(folder, FixedClock(NOW), "test")
    yield made
    made.close()


@pytest.fixture
def desk(services: Services) -> Desk:
    return services.mapping_desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kcc_lijst_2026-11.csv"
    path.write_text(TABLE, "utf-8")
    return path


def drafted(desk: Desk, file: Path) -> Draft:
    return replace(desk.draft(desk.look(file)), units={"Wachttijd": "s"})


def test_the_first_rows_are_shown_and_private_columns_are_masked(desk: Desk, file: Path) -> None:
    table = desk.look(file)
    assert table.rows[0] == ("1", "13-11-2026", "10:05", "Burgerzaken", "xxx", "999999999", "25", "Afgehandeld")
    assert len(table.rows) == 3


def test_what_is_no_table_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "a.txt").write_text("One line of words\n")
    for name in ("a.bin", "a.txt"):
        with pytest.raises(UnreadableFile, match="is no table"):
            desk.look(tmp_path / name)


def test_of_an_archive_with_one_table_that_table_is_looked_at(desk: Desk, file: Path, tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(file, file.name)
    looked = desk.look(archive)
    assert (looked.path, looked.rows) == (archive / file.name, desk.look(file).rows)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.write(file, "second.csv")
    with pytest.raises(UnreadableFile, match="more than one file"):
        desk.look(archive)


def test_a_workbook_tells_its_sheets(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Export"
    for line in TABLE.splitlines():
        sheet.append(line.split(";"))
    book.create_sheet("Uitleg")
    book.save(tmp_path / "a.xlsx")
    table = desk.look(tmp_path / "a.xlsx")
    assert table.sheets == ("Export", "Uitleg")
    assert table.proposal.encoding == "workbook"


def test_the_name_of_a_file_gives_a_title_and_an_id_that_nobody_has(desk: Desk, file: Path) -> None:
    draft = drafted(desk, file)
    assert (draft.title, draft.id) == ("Kcc lijst", "kcc_lijst")
    desk.save(draft)
    assert desk.named(draft, "KCC-lijst").id == "kcc_lijst_2"


@pytest.mark.parametrize(("title", "word"), [("Balie Noord", "balie_noord"), ("2026", "table_2026"), ("é", "table_e")])
def test_an_id_holds_only_what_a_mapping_allows(title: str, word: str) -> None:
    assert slug(title) == word


def test_what_is_saved_is_known_by_its_header_and_imports_what_the_preview_counted(
    services: Services, desk: Desk, file: Path
) -> None:
    draft = drafted(desk, file)
    shown = desk.preview(file, draft)
    path = desk.save(draft)
    assert mapped_table.load(path).mapping == draft.mapping
    (outcome,) = services.import_paths([file])
    assert outcome.format == "kcc_lijst"
    counted = (outcome.read, outcome.used, outcome.duplicates, outcome.rejected, outcome.out_of_scope)
    assert counted == (shown.read, shown.used, shown.duplicates, shown.rejected, shown.out_of_scope)
    assert outcome.contacts_new == shown.contacts
    assert (shown.read, shown.rejected) == (3, 1)


def test_a_name_is_taken_once(desk: Desk, file: Path) -> None:
    draft = drafted(desk, file)
    desk.save(draft)
    with pytest.raises(Refused):
        desk.save(draft)
    assert desk.save(draft, again=True).name == "kcc_lijst.toml"


def test_a_mapping_with_questions_is_not_kept(services: Services, desk: Desk, file: Path) -> None:
    draft = replace(drafted(desk, file), meanings={})
    with pytest.raises(CharterError):
        desk.save(draft)
    assert not (services.profile.folder / mapped_table.FOLDER).exists()


def test_the_zone_is_asked_once(services: Services, desk: Desk, file: Path) -> None:
    draft = drafted(desk, file)
    assert desk.asks_zone(file, draft)
    desk.save(draft)
    services.import_paths([file], zone=services.profile.zone)
    assert not desk.asks_zone(file, draft)


def test_a_changed_mapping_reads_its_files_again_and_the_sum_stays_right(
    services: Services, desk: Desk, file: Path, tmp_path: Path
) -> None:
    draft = drafted(desk, file)
    desk.save(draft)
    services.import_paths([file])
    (before,) = services.overview()
    assert (before.standing, before.counts.rejected) == (Standing.LOST_ROWS, 1)
    (trouble,) = [one for one in services.troubles(before) if one.rejected]
    assert (trouble.file, trouble.problem.line) == (file.name, 3)
    again = replace(desk.draft_again(desk.look(file), draft.id), outcomes={"Naar de balie": "other"})
    desk.save(again, again=True)
    assert desk.read_with(draft.id) == (file.name,)
    found = desk.found_again(draft.id, [tmp_path])
    assert found == [file]
    services.import_paths(found)
    (after,) = services.overview()
    assert (after.standing, after.counts.read, after.counts.used, after.counts.rejected) == (Standing.FILES, 3, 3, 0)
    assert adds_up(after.counts)
    assert not after.wrong
    assert [time.counts.rejected for time in times(after)] == [0, 1]
    assert services.troubles(after) == []


def test_a_file_that_changed_is_not_read_again(services: Services, desk: Desk, file: Path, tmp_path: Path) -> None:
    draft = drafted(desk, file)
    desk.save(draft)
    services.import_paths([file])
    file.write_text(TABLE + "4;14-11-2026;10:08;Balie;Piet;123456782;31;Verlaten\n")
    assert desk.found_again(draft.id, [tmp_path]) == []
