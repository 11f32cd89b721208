"""Accountability, on the real services: close, hand over, have it checked, and read who did what."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.contact import Kind
from charter.norms.periods import Period
from charter.services.account_periods import Length, State, accounts
from charter.services.demo import write_demo
from charter.ui.accounting.long_work import time_left
from charter.ui.accounting.screen import AccountingScreen
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.screens.places import ACCOUNTING, NORMS, TODAY
from charter.ui.sight import Sight
from charter.ui.window.main_window import MainWindow

AS_OF = round(datetime(2026, 11, 17, 8, 42, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    demo = write_demo(tmp_path_factory.mktemp("town"), until=date(2026, 11, 17), contacts=600, seed=7)
    services = Services(demo.profile_folder, FixedClock(AS_OF), "jan")
    services.import_paths(demo.logs)
    services.close()
    return demo.profile_folder


@pytest.fixture
def services(town: Path, tmp_path: Path) -> Iterator[Services]:
    made = Services(Path(shutil.copytree(town, tmp_path / "profile")), FixedClock(AS_OF), "jan")
    yield made
    made.close()


@pytest.fixture(scope="module")
def seen(town: Path) -> Sight:
    """What the town looks like before anything is closed or corrected; a sight never changes."""
    services = Services(town, FixedClock(AS_OF), "jan")
    made = Sight.of(services.board())
    services.close()
    return made


@pytest.fixture
def screen(qtbot, services, tasks, settings, seen) -> AccountingScreen:
    made = AccountingScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1072, 868)
    made.show()
    made.show_sight(seen)
    made.refresh_wanted.connect(lambda: made.show_sight(seen))
    return made


def choose(screen: AccountingScreen, period: str) -> None:
    labels = [account.period.label for account in screen._told.accounts]
    screen.periods.table.choose(labels.index(period))


def said(screen: AccountingScreen) -> list:
    heard: list = []
    screen.said.connect(heard.append)
    return heard


def words(screen: AccountingScreen) -> str:
    return "\n".join(part.text() for part in screen.card.findChildren(QLabel))


def test_the_periods_tell_what_they_stand_at_and_the_newest_that_is_over_is_chosen(screen) -> None:
    states = {account.period.label: account.state for account in screen._told.accounts}
    assert states["2026-11"] is State.RUNNING
    assert states["2026-10"] is State.READY
    assert screen.account().period.label == "2026-10"
    assert "Breaches without a cause" in words(screen)


@pytest.mark.parametrize(
    ("length", "newest"), [(Length.QUARTER, "2026-Q4"), (Length.THIRD, "2026-T3"), (Length.YEAR, "2026")]
)
def test_periods_of_another_length_are_as_scripts_spell_them(screen, length, newest) -> None:
    screen.periods.choice.choose(length)
    assert screen._told.accounts[0].period.label == newest


def test_closing_without_a_remark_while_a_check_is_red_closes_nothing_and_says_why(screen, services, qtbot) -> None:
    qtbot.mouseClick(screen.card.close_button, Qt.MouseButton.LeftButton)
    assert services.closings() == []
    assert screen.card.fault.isVisible()
    assert "Write a remark" in screen.card.fault.text()
    assert screen.card.remark.hasFocus() or screen.focusWidget() is screen.card.remark


@pytest.mark.parametrize(("answer", "closed"), [("Close the period", 1), ("Do not close", 0)])
def test_a_confirmed_closing_freezes_the_period_and_a_refused_one_calls_nothing(
    screen, services, qtbot, monkeypatch, answer, closed
) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: next(b for b in box.buttons() if b.text() == answer))
    screen.card.remark.setPlainText("De storing van 12 oktober is nog niet uitgezocht.")
    qtbot.mouseClick(screen.card.close_button, Qt.MouseButton.LeftButton)
    assert len(services.closings()) == closed
    if closed:
        choose(screen, "2026-10")
        assert screen.account().state is State.CLOSED
        assert "Nothing has changed since" in words(screen)
        assert "De storing van 12 oktober is nog niet uitgezocht." in words(screen)
        assert not screen.card.close_button.isVisible()
        assert "2026-10" in screen._told.journal.said[0]


def test_nothing_is_closed_before_the_checks_are_there(screen, services, qtbot) -> None:
    screen.card.show_account(screen.account(), 1)
    screen.card.remark.setPlainText("Al gezien.")
    qtbot.mouseClick(screen.card.close_button, Qt.MouseButton.LeftButton)
    assert "still looking" in screen.card.fault.text()
    assert services.closings() == []


def test_a_remark_that_somebody_types_survives_fresh_data_and_not_another_period(screen, seen) -> None:
    screen.card.remark.setPlainText("Al half getypt")
    screen.show_sight(seen)
    assert screen.card.remark.toPlainText() == "Al half getypt"
    choose(screen, "2026-09")
    assert screen.card.remark.toPlainText() == ""


def test_a_closed_period_keeps_its_place_without_its_contacts_and_a_week_stands_among_the_months(
    screen, services, no_board
) -> None:
    board = screen._sight.board
    for label in ("2026-10", "2026-W40", "2026-Q3"):
        services.close_period(board, Period.parse(label), "x")
    closings = services.closings()
    assert [one.period.label for one in accounts(no_board, closings, Length.MONTH)] == ["2026-10", "2026-W40"]
    assert [one.period.label for one in accounts(no_board, closings, Length.QUARTER)] == ["2026-Q3"]


def test_later_words_of_a_person_show_as_a_supplement_by_contact(screen, services) -> None:
    services.close_period(screen._sight.board, screen.account().period, "x")
    board = screen._sight.board
    covered = screen.account().period.covers(board.verdicts.day)
    late = next(
        row for row in range(len(board.verdicts)) if board.verdicts.verdict[row] == Verdict.BREACHED and covered[row]
    )
    contact = int(board.verdicts.contact[late])
    name = f"{board.contacts.names.sources[int(board.contacts.source[contact])]}/{board.contacts.ids[contact]}"
    services.clock.at += 3_600_000_000
    services.correct(name, Kind.NOT_OURS, "Hoorde bij de buurgemeente.")
    screen.show_sight(Sight.of(services.board()))
    assert "There is a supplement: 1" in words(screen)
    row = [account.period.label for account in screen._told.accounts].index("2026-10")
    assert screen.periods.model.cell(row, 1).text == "Closed, supplement 1"
    screen.card.compare.click()
    contacts = screen.differences.contacts
    place = next(n for n in range(contacts.table.row_total) if contacts.table.cell(n, 0).text == name)
    assert contacts.table.cell(place, 2).text == "Breached"
    assert "by a person" in contacts.table.cell(place, 4).text
    opened: list[tuple[int, int]] = []
    screen.contact_wanted.connect(lambda contact, norm: opened.append((contact, norm)))
    contacts.opened.emit(place)
    assert [str(screen._sight.board.contacts.ids[row]) for row, _norm in opened] == [name.split("/", 1)[1]]
    wanted: list[RegisterFilter] = []
    screen.register_wanted.connect(wanted.append)
    screen.differences.norms.opened.emit(0)
    assert wanted[0].period == screen.account().period
    assert wanted[0].norm is not None


def test_look_opens_the_register_on_exactly_those_verdicts(screen, qtbot) -> None:
    wanted: list[RegisterFilter] = []
    screen.register_wanted.connect(wanted.append)
    look = next(
        b for b in screen.card.findChildren(QPushButton) if b.accessibleName() == "Look: Breaches without a cause"
    )
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    assert wanted == [
        RegisterFilter(period=screen.account().period, verdicts=frozenset({Verdict.BREACHED}), cause=False)
    ]


def test_a_workbook_is_made_checked_and_one_changed_cell_is_named(screen, services, tmp_path) -> None:
    heard, board, period = said(screen), screen._sight.board, screen.account().period
    file = tmp_path / "oktober.xlsx"
    screen.papers.make_workbook(board, period, file)
    assert heard[-1].gravity == "done"
    assert "oktober.xlsx" in screen._told.journal.said[0]
    assert screen.take_drop([file])
    assert (heard[-1].gravity, "Nothing has changed" in heard[-1].text) == ("done", True)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[2]
    sheet.cell(row=8, column=2).value = "anders"
    book.save(file)
    screen.papers.check_workbook(file)
    assert heard[-1].gravity == "attention"
    assert "B8" in heard[-1].detail


def test_a_workbook_made_just_after_data_came_adds_up(screen, services, tmp_path) -> None:
    heard, board, late = said(screen), screen._sight.board, tmp_path / "late.csv"
    columns = "contact,at,event,channel,team,queue,category,actor,detail"
    late.write_text(f"{columns}\nlate,2026-10-06T12:00:00+02:00,message_received,email,KCC,info,,customer,\n", "utf-8")
    (outcome,) = services.import_paths([late])
    assert outcome.contacts_new == 1
    screen.papers.make_workbook(board, Period.parse("2026-10"), tmp_path / "oktober.xlsx")
    screen.papers.check_workbook(tmp_path / "oktober.xlsx")
    assert (heard[-1].gravity, "Nothing has changed" in heard[-1].text) == ("done", True)


def test_what_is_no_workbook_of_ours_is_told(screen, tmp_path) -> None:
    heard = said(screen)
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK")
    assert screen.take_drop([file])
    assert not screen.take_drop([tmp_path / "queue_log"])
    assert [message.gravity for message in heard] == ["error"]
    assert "no workbook of Charter" in heard[0].text


def test_the_periodic_report_is_made_beside_the_window(screen, services, tmp_path) -> None:
    heard = said(screen)

    def report(board, period, file: Path, *, progress, cancelled) -> None:
        assert (board, period.label) == (screen._sight.board, "2026-10")
        progress(0.5)
        file.write_bytes(b"%PDF-1.7")

    services.report = report  # how a report comes about is told by its own tests
    screen.papers.make_report(screen._sight.board, screen.account().period, tmp_path / "oktober.pdf")
    assert heard[-1].gravity == "done"
    assert (tmp_path / "oktober.pdf").read_bytes().startswith(b"%PDF")


def test_the_journal_is_told_in_sentences_found_by_words_and_has_no_way_to_remove(screen, qtbot) -> None:
    assert screen.journal.model.rowCount() == len(screen._told.journal.entries)
    screen.journal.search.setText("queue_log imported")
    qtbot.waitUntil(lambda: 0 < screen.journal.model.rowCount() < len(screen._told.journal.entries))
    screen.journal.search.setText("zzz nothing")
    qtbot.waitUntil(lambda: screen.journal.model.rowCount() == 0)
    assert "Nothing found" in screen.journal.empty.accessibleName()
    screen.escape()
    qtbot.waitUntil(lambda: screen.journal.model.rowCount() == len(screen._told.journal.entries))
    assert "The chain is whole" in screen.journal.chain.text()


def test_a_journal_that_somebody_changed_is_told(screen, services) -> None:
    from sqlalchemy import text

    with services.store.write() as connection:
        connection.execute(text("UPDATE journal SET why = 'x' WHERE seq = 1"))
    screen.show_sight(screen._sight)
    assert "Entry 1 of the journal was changed." in screen.journal.chain.text()


def test_the_models_keep_the_rules(screen, qtmodeltester) -> None:
    qtmodeltester.check(screen.periods.model)
    qtmodeltester.check(screen.journal.model)


def test_without_contacts_the_screen_leads_to_a_first_file(
    qtbot, tmp_path, tasks, settings, no_board, services
) -> None:
    made = AccountingScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.show_sight(Sight.of(no_board))
    assert made.periods.empty.accessibleName().startswith("No contacts yet")
    assert not made.card.isVisible()


def test_the_journal_is_filtered_by_kind_and_goes_to_excel_as_it_is_shown(screen, services, tmp_path) -> None:
    services.close_period(screen._sight.board, screen.account().period, "klaar")
    screen.show_sight(screen._sight)
    screen.journal.kind.choose("Closings")
    assert screen.journal.model.rowCount() == 1
    assert screen.journal.filters() == ("Kind: Closings",)
    screen.export.write("Journal", screen.journal.filters(), screen.journal.table, tmp_path / "journal.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "journal.xlsx").active.values)
    assert sum(any("2026-10" in str(cell) for cell in row) for row in rows) == 1
    screen.journal.kind.choose("Privacy")
    assert screen.journal.model.rowCount() == 0
    screen.journal.clear_button.click()
    assert screen.journal.model.rowCount() == len(screen._told.journal.entries)


def test_nobody_is_named_unless_staff_may_be_named(screen, services) -> None:
    who = [column.id for column in screen.journal.model.columns].index("who")
    assert {screen.journal.model.cell(row, who).text for row in range(len(screen._told.journal.entries))} == {"you"}
    services.who = "piet"
    screen.show_sight(screen._sight)
    assert screen.journal.model.cell(0, who).text == "colleague 1"


def test_the_sample_has_the_size_and_seed_that_were_asked_for(screen, services, tmp_path, monkeypatch) -> None:
    own = screen.card.seed.text()
    assert own.isdigit()
    monkeypatch.setattr(
        "charter.ui.accounting.papers.QFileDialog.getSaveFileName", lambda *_args: (str(tmp_path / "monster"), "")
    )
    screen.card.workbook.click()
    screen.card.sample.choose(149)
    assert "less than 2 %" in words(screen)
    screen.card.seed.setText("4711")
    screen.card.workbook.click()
    made = [entry.payload for entry in services.journal() if entry.what == "export"]
    assert [(one["seed"], one["sample"]) for one in made] == [(int(own), 59), (4711, 149)]
    choose(screen, "2026-09")
    assert screen.card.seed.text() not in ("4711", own)


def test_when_everything_is_closed_there_is_nothing_to_close(screen, services) -> None:
    assert "nothing to close" not in screen.periods.note.text()
    for account in screen._told.accounts:
        if account.state in (State.READY, State.INCOMPLETE):
            services.close_period(screen._sight.board, account.period, "x")
    screen.show_sight(screen._sight)
    assert screen.periods.note.text().startswith("There is nothing to close now")


def test_a_workbook_that_is_open_in_excel_can_be_tried_again(screen, services, tmp_path, monkeypatch) -> None:
    heard, file = said(screen), tmp_path / "oktober.xlsx"
    keep = Path.replace
    monkeypatch.setattr(Path, "replace", lambda *_args: (_ for _ in ()).throw(PermissionError(13, "in use")))
    file.write_bytes(b"")
    screen.papers.make_workbook(screen._sight.board, screen.account().period, file)
    assert "open in Excel. Close it and try again" in heard[-1].text
    monkeypatch.setattr(Path, "replace", keep)
    heard[-1].action[1]()
    assert heard[-1].gravity == "done"


def test_long_work_tells_how_far_it_is_and_stopping_keeps_nothing(
    qtbot, services, held, settings, seen, tmp_path
) -> None:
    made = AccountingScreen(services, held, settings)
    qtbot.addWidget(made)
    made.show()
    made.show_sight(seen)
    held.let_go()
    held.let_go()
    heard = said(made)
    board, period = made._sight.board, Period.parse("2026-10")
    made.papers.close_period(board, period, "x")
    made.work._slow.timeout.emit()
    assert made.strip.isVisibleTo(made)
    made.papers.make_workbook(board, period, tmp_path / "oktober.xlsx")
    assert "still busy: Closing October 2026" in heard[-1].text
    services.clock.at += 10_000_000
    made.work._tell(0.25)
    assert made.strip._text.text() == "Closing October 2026: 25.0\u202f%. About 30 s to go."
    made.strip._stop.click()
    held.let_go()
    assert heard[-1].text == "Stopped. Nothing was kept or changed."
    assert services.closings() == []
    assert not made.strip.isVisibleTo(made)


def test_the_time_to_go_is_told_from_five_seconds_on_and_rounded_up() -> None:
    second = 1_000_000
    assert time_left(4 * second, 0.1) is None
    assert time_left(9 * second, 0.0) is None
    assert time_left(6 * second, 0.5) == 10 * second
    assert time_left(60 * second, 0.25) == 180 * second
    assert time_left(61 * second, 0.25) == 240 * second


@pytest.mark.parametrize(("code", "place"), [("sources", "sources"), ("examples", "norms")])
def test_what_is_put_right_elsewhere_leads_there(screen, qtbot, code, place) -> None:
    with qtbot.waitSignal(screen.place_wanted) as told:
        screen.card.look_wanted.emit(code)
    assert told.args == [place]


def test_the_workbook_tells_the_figures_of_the_screen(screen, services, tmp_path) -> None:
    from charter.norms.score import score

    board, account = screen._sight.board, screen.account()
    screen.papers.make_workbook(board, account.period, tmp_path / "oktober.xlsx")
    lines = list(openpyxl.load_workbook(tmp_path / "oktober.xlsx")["Evidence"].values)
    top = next(place for place, line in enumerate(lines) if "Contact" in line)
    source, contact = lines[top].index("Source"), lines[top].index("Contact")
    assert len({(line[source], line[contact]) for line in lines[top + 1 :]}) == account.contacts > 0
    rows = score(board.contacts, board.verdicts, board.rulebook, account.period)
    assert len(lines) - top - 1 == sum(row.counted + row.pending + row.excluded + row.excused for row in rows)
    assert account.kept == sum(bool(row.target_met) for row in rows)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_cut_off_on_the_smallest_window(screen, qapp, misfits, services, tasks, settings, qtbot, language):
    from charter import locale

    locale.use(language)
    made = AccountingScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1072, 692)
    made.show()
    made.show_sight(screen._sight)
    for _ in range(5):
        qapp.processEvents()
    assert misfits(made) == []


def test_the_veil_over_the_window_says_that_this_screen_checks_a_workbook(services, tasks, settings, qtbot, seen):
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.show_sight(seen)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("oktober.xlsx")])
    where = (QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for place, words in ((TODAY, "reads log files"), (ACCOUNTING, "checks a workbook here")):
        window.go_to(place)
        window.dragEnterEvent(QDragEnterEvent(*where))
        assert words in window.veil.words.text()
        window.dragLeaveEvent(QDragLeaveEvent())


def test_the_lines_of_the_checklist_lead_to_the_other_screens(services, tasks, settings, qtbot, seen) -> None:
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.show_sight(seen)
    window.go_to(ACCOUNTING)
    window.shown.card.look_wanted.emit("examples")
    assert window.shown is window.screen_of(NORMS)
