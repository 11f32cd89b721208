"""The wizard over the real services: it asks what it cannot know, hides what is private, and makes a mapping file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.importers import mapped_table
from charter.services.profiles import make_profile
from charter.ui import messages
from charter.ui.window.main_window import MainWindow
from charter.ui.wizard.mapping_wizard import MappingWizard

NOW = 1_794_902_400_000_000
CALLS = "Nr;Datum;Tijd;Wachtrij;Naam beller;BSN;Wachttijd;Uitkomst\n" + "".join(
    f"{n};{10 + n % 5}-11-2026;10:{10 + n};Burgerzaken;Jan;111222333;{20 + n};{word}\n"
    for n, word in enumerate(["Afgehandeld", "Verlaten", "Naar de balie"] * 4)
)
REPORTS = (
    "Zaaknummer;Datum binnen;Datum afgehandeld;Afdeling;BSN\n"
    "M1;02-10-2026;09-10-2026;Wegen;111222333\nM2;03-10-2026;;Groen;111222333\n"
)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Services]:
    locale.use("nl")
    make_profile(tmp_path / "profile", "Gemeente Voorbeeld")
    made = Services(tmp_path / "profile", FixedClock(NOW), "test")
    yield made
    made.close()


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "kcc_lijst.csv"
    path.write_text(CALLS, "utf-8")
    return path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "meldingen.csv"
    path.write_text(REPORTS, "utf-8")
    return path


@pytest.fixture
def opened(real: Services, tasks: Any, settings: Any, qtbot: Any) -> Any:
    def make(path: Path, mapping: str = "") -> MappingWizard:
        wizard = MappingWizard(real, tasks, settings, path, mapping, None)
        qtbot.addWidget(wizard)
        wizard.show()
        return wizard

    return make


def to_columns(wizard: MappingWizard) -> None:
    wizard.go_on()
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.columns


def test_the_file_is_shown_as_it_is_written_and_private_cells_are_masked(opened: Any, calls: Path) -> None:
    step = opened(calls).file
    assert "UTF-8" in step.facts.text()
    assert (step.delimiter.value(), step.header.value()) == (";", 1)
    row = [step.model.cell(0, place).text for place in range(8)]
    assert row == ["0", "10-11-2026", "10:10", "Burgerzaken", "xxx", "999999999", "20", "Afgehandeld"]


def test_another_delimiter_looks_at_the_file_again_and_no_table_is_named(opened: Any, calls: Path) -> None:
    wizard = opened(calls)
    wizard.file.delimiter.choose("|")
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.file
    assert "geen tabel" in wizard.fault.text()
    wizard.file.delimiter.choose(";")
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.kind


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["Uitleg"])
    second = book.create_sheet("Meldingen")
    for row in (
        ["Zaaknummer", "Datum binnen", "Afdeling"],
        ["M1", "13-10-2026", "Wegen"],
        ["M2", "14-10-2026", "Groen"],
    ):
        second.append(row)
    path = tmp_path / "meldingen.xlsx"
    book.save(path)
    return path


def test_another_sheet_is_chosen_remembered_and_recognised_next_month(
    opened: Any, real: Services, workbook: Path, qtbot: Any
) -> None:
    wizard = opened(workbook)
    step = wizard.file
    assert step.sheet.value() == "Sheet"
    wizard.go_on()
    assert wizard.stack.currentWidget() is step
    assert "ander blad" in wizard.fault.text()
    step.sheet.choose("Meldingen")
    assert [step.model.cell(0, place).text for place in range(3)] == ["M1", "13-10-2026", "Wegen"]
    wizard.go_on()
    wizard.kind.group.button(7).click()
    wizard.go_on()
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.check
    with qtbot.waitSignal(wizard.read_wanted) as asked:
        wizard.go_on()
    assert 'sheet = "Meldingen"' in (real.profile.folder / "mappings" / "meldingen.toml").read_text()
    (outcome,) = real.import_paths(asked.args[0])
    assert (outcome.format, outcome.used, outcome.error) == ("meldingen", 2, None)
    again = opened(workbook, "meldingen")
    assert again.file.sheet.value() == "Meldingen"


def test_letters_that_were_found_wrongly_are_said_otherwise(opened: Any, tmp_path: Path) -> None:
    path = tmp_path / "oud.csv"
    path.write_bytes("Nr;Begin;Wachtrij\n1;13-11-2026 10:05;Coördinatie\n".encode("cp850"))
    wizard = opened(path)
    step = wizard.file
    assert step.encoding.value() == "windows-1252"
    step.encoding.choose("cp850")
    assert step.model.cell(0, 2).text == "Coördinatie"
    assert wizard.draft.values["encoding"] == "cp850"
    step.delimiter.choose("|")
    step.delimiter.choose(";")
    assert wizard.draft.values["encoding"] == "cp850"
    assert not step.sheet.isVisibleTo(step)


def test_private_columns_stay_out_unless_somebody_says_otherwise(opened: Any, calls: Path) -> None:
    wizard = opened(calls)
    assert wizard.columns.meanings["BSN"].value() == ""
    assert wizard.columns.meanings["Naam beller"].currentText() == "Niet inlezen"
    assert "111222333" not in wizard.draft.toml
    assert wizard.columns._how["BSN"][1].text() == "Privé: blijft buiten"


def test_next_stays_on_the_step_names_the_first_fault_and_goes_there(opened: Any, calls: Path) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.columns
    assert wizard.fault.text().startswith("Wachttijd: Zeg of dit seconden")
    assert wizard.focusWidget() is wizard.columns.units["Wachttijd"]
    wizard.columns.units["Wachttijd"].choose("s")
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.check


def test_the_step_the_fault_and_what_the_preview_gives_are_told(opened: Any, calls: Path, announced: list[str]) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    assert announced[-1] == wizard.columns.title
    wizard.go_on()
    assert announced[-1] == wizard.fault.text()
    wizard.columns.units["Wachttijd"].choose("s")
    wizard.columns.panel.work_out()
    assert announced[-1] == wizard.columns.panel.sum.text()


def test_a_required_column_that_is_missing_is_named(opened: Any, calls: Path) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    wizard.columns.units["Wachttijd"].choose("s")
    wizard.columns.meanings["Uitkomst"].choose("")
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.columns
    assert "of een mens opnam" in wizard.fault.text()


def test_the_order_of_dates_is_asked_and_never_guessed(opened: Any, reports: Path) -> None:
    wizard = opened(reports)
    wizard.go_on()
    wizard.kind.group.button(7).click()
    wizard.go_on()
    assert wizard.columns.order.value() is None
    wizard.go_on()
    assert wizard.focusWidget() is wizard.columns.order
    assert "twee manieren" in wizard.fault.text()
    wizard.columns.order.choose("day_first")
    wizard.columns.panel.work_out()
    panel = wizard.columns.panel
    assert panel.sum.text().startswith("2 regels gelezen = 2 gebruikt + 0 dubbel + 0 afgekeurd + 0 valt erbuiten")
    assert [panel.model.cell(row, 2).text for row in range(2)] == ["09-10-2026 (alleen dag)", "–"]
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.check


def test_the_preview_is_worked_out_after_a_rest_and_equals_the_import(
    opened: Any, real: Services, calls: Path, qtbot: Any
) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    wizard.columns.units["Wachttijd"].choose("s")
    panel = wizard.columns.panel
    assert panel.preview is None
    qtbot.waitUntil(lambda: panel.preview is not None)
    found = panel.preview
    assert (found.read, found.rejected, found.answered, found.abandoned) == (12, 4, 4, 4)
    panel.more.click()
    assert "Naar de balie" in panel.problems.text()
    wizard.go_on()
    wizard.go_on()
    (outcome,) = real.import_paths([calls])
    assert (outcome.format, outcome.read, outcome.rejected) == ("kcc_lijst", found.read, found.rejected)
    assert outcome.contacts_new == found.contacts


def test_a_word_of_the_table_gets_a_meaning_and_its_rows_are_used(opened: Any, calls: Path) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    wizard.columns.units["Wachttijd"].choose("s")
    assert wizard.draft.unknown_words == ("Naar de balie",)
    wizard.columns._mean_word("Naar de balie", "other")
    wizard.columns.panel.work_out()
    assert wizard.columns.panel.preview.rejected == 0


def test_the_zone_is_asked_and_the_mapping_is_the_file_that_the_command_line_reads(
    opened: Any, real: Services, calls: Path, qtbot: Any
) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    wizard.columns.units["Wachttijd"].choose("s")
    wizard.go_on()
    assert wizard.check.chosen_zone.key == "Europe/Amsterdam"
    wizard.check.zone.choose("UTC")
    wizard.check.name.setText("Lijst KCC")
    with qtbot.waitSignal(wizard.read_wanted) as asked:
        wizard.go_on()
    paths, zone, mapping = asked.args
    assert (paths, zone.key, mapping) == ([calls], "UTC", None)
    kept = mapped_table.load(real.profile.folder / "mappings" / "lijst_kcc.toml").mapping
    assert (kept.title, kept.units.wait, kept.row) == ("Lijst KCC", "s", "call")


def test_a_folder_can_be_watched_from_here(opened: Any, real: Services, calls: Path) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    wizard.columns.units["Wachttijd"].choose("s")
    wizard.go_on()
    wizard.check.watch.setChecked(True)
    wizard.go_on()
    ((one, _last),) = real.sources()
    assert (one.kind, one.settings["path"], one.settings["source"]) == ("folder", str(calls.parent), "kcc_lijst")


def test_a_mapping_that_changes_reads_its_older_files_again(
    opened: Any, real: Services, calls: Path, tmp_path: Path, qtbot: Any
) -> None:
    older = tmp_path / "kcc_oktober.csv"
    older.write_text(CALLS.replace("-11-2026", "-10-2026"), "utf-8")
    first = opened(calls)
    to_columns(first)
    first.columns.units["Wachttijd"].choose("s")
    first.go_on()
    first.go_on()
    real.import_paths([calls, older])
    again = opened(calls, "kcc_lijst")
    to_columns(again)
    again.columns._mean_word("Naar de balie", "other")
    again.go_on()
    assert again.check.found == (calls, older)
    with qtbot.waitSignal(again.read_wanted) as asked:
        again.go_on()
    assert asked.args[0] == [calls, older]
    outcomes = real.import_paths(asked.args[0])
    assert [(one.read, one.rejected) for one in outcomes] == [(12, 0), (12, 0)]


def test_what_is_no_table_is_said_and_nothing_can_be_kept(opened: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x00\x01\x02" * 90)
    wizard = opened(path)
    assert "is geen tabel" in wizard.fault.text()
    wizard.go_on()
    assert wizard.stack.currentWidget() is wizard.file


def test_every_field_has_a_name_and_the_keyboard_goes_back(opened: Any, calls: Path, qtbot: Any, qapp: Any) -> None:
    wizard = opened(calls)
    to_columns(wizard)
    for choice in (*wizard.columns.meanings.values(), *wizard.columns.units.values(), wizard.columns.order):
        assert choice.accessibleName()
    wizard._step_back()
    assert wizard.stack.currentWidget() is wizard.kind
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_no_word_is_cut_off_on_the_smallest_screen(
    opened: Any, reports: Path, calls: Path, qapp: Any, misfits: Any, language: str
) -> None:
    locale.use(language)
    for path in (calls, reports):
        wizard = opened(path)
        wizard.resize(1140, 660)
        for number in range(4):
            wizard.go_to(number)
            for _ in range(4):
                qapp.processEvents()
            assert misfits(wizard) == []


def test_an_unknown_table_offers_the_wizard_and_a_known_one_says_what_it_was_recognised_as(
    real: Services, tasks: Any, settings: Any, qtbot: Any, calls: Path
) -> None:
    window = MainWindow(real, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.intake.import_paths([calls])
    (told,) = window.strips.messages
    assert told.action[0] == "Koppelen..."
    told.action[1]()
    (wizard,) = window.findChildren(MappingWizard)
    to_columns(wizard)
    wizard.columns.units["Wachttijd"].choose("s")
    wizard.go_on()
    wizard.go_on()
    topics = [message.topic for message in window.strips.messages]
    assert f"{messages.IMPORT} {calls}" not in topics
    known = next(one for one in window.strips.messages if one.topic == f"{messages.IMPORT} known")
    assert (known.text, known.action[0]) == ("Herkend als Kcc lijst.", "Koppeling aanpassen...")
    assert [one.standing.value for one in real.overview()] == ["lost_rows"]
