"""Sources: each sum stands there and is checked, what fails says why, and every button asks for exactly its work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMessageBox

from charter import locale
from charter.errors import Refused
from charter.problem import Problem, Severity
from charter.services.source_overview import Standing, Supply, Trouble
from charter.services.undoing import Undoing
from charter.sources.base import SourceError
from charter.store.imports import Counts, Coverage, Run
from charter.store.sources import Configured, Failure, Fetch
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.screens.places import PLACES, SOURCES
from charter.ui.sources.add_source import AddSource
from charter.ui.sources.queue_dialog import QueueDialog
from charter.ui.sources.screen import SourcesScreen
from charter.ui.sources.secret_dialog import SecretDialog
from charter.ui.window.main_window import SMALLEST, USUAL, MainWindow

HOUR = 3_600_000_000
NOW = 1_794_899_520_000_000


def run(number: int, source: str, file: str, counts: Counts) -> Run:
    return Run(number, source, "demo", NOW - number * HOUR, file, f"{number:02d}" * 32, "event_log", None, counts)


def supply(name: str, standing: Standing, counts: Counts, configured: Configured | None = None) -> Supply:
    runs = (run(len(name), name, f"{name}.csv", counts),)
    return Supply(name, standing, counts, runs, frozenset(one.id for one in runs), configured)


def mailbox(name: str, **changes: Any) -> Configured:
    made = Configured(name, "imap", {"server": "s", "mailboxes": ["m"]}, 3600, True, "demo", NOW, next_at=NOW + HOUR)
    return replace(made, succeeded_at=NOW - HOUR, **changes)


FAILURE = Failure("The mail server refuses the password.", "Give a new password.", {})
GOOD = Counts(read=48, used=46, duplicates=2)
LOST = Counts(read=1428, used=1391, rejected=14, out_of_scope=23)
BROKEN = Counts(read=10, used=3)


def town() -> list[Supply]:
    failing = mailbox("post", failing_since=NOW - HOUR, failures=2, failure=FAILURE)
    return [
        supply("post", Standing.FAILING, GOOD, failing),
        supply("klachten", Standing.IN_ORDER, GOOD, mailbox("klachten")),
        supply("stil", Standing.PAUSED, Counts(), mailbox("stil", enabled=False)),
        supply("centrale", Standing.LOST_ROWS, LOST),
    ]


def trouble(line: int, code: str = "queue") -> Trouble:
    words = {"queue": "Queue %(queue)s is not known.", "start": "The start is missing."}
    return Trouble("centrale.csv", NOW, Problem(code, line, words[code], "Say which team it is.", {"queue": "q2"}))


@pytest.fixture
def filled(services: Any) -> Any:
    locale.use("nl")
    services.supplies = town()
    services.troubles_of = {"centrale": [trouble(812, "start"), *(trouble(845 + n) for n in range(13))]}
    services.calls = []
    for name in ("enable_source", "remove_source", "keep_secret", "check_source", "add_source"):
        setattr(services, name, lambda *told, name=name: services.calls.append((name, *told)))
    services.configure_source = lambda *told: mailbox(told[0])
    return services


@pytest.fixture
def screen(filled: Any, tasks: Any, settings: Any, qtbot: Any, sight: Any) -> SourcesScreen:
    made = SourcesScreen(filled, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.show_sight(sight)
    return made


def texts(screen: SourcesScreen, row: int) -> list[str]:
    return [screen.model.cell(row, place).text for place in range(screen.model.columnCount())]


def choose(screen: SourcesScreen, name: str) -> None:
    screen.table.choose([one.name for one in town()].index(name))


def test_each_source_shows_its_sum_and_how_it_stands(screen: SourcesScreen) -> None:
    assert texts(screen, 1)[4:] == ["48", "46", "2", "0", "0"]
    assert texts(screen, 3)[4:] == ["1.428", "1.391", "0", "14", "23"]
    assert [texts(screen, row)[1].partition(" ")[0] for row in range(4)] == ["Mislukt", "In", "Gepauzeerd", "Let"]
    assert "2 van de 4" in screen.sentence.text()


def test_the_models_keep_the_rules_of_qt(screen: SourcesScreen) -> None:
    for model in (screen.model, screen.card.problems_model, screen.card.times_model):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    choose(screen, "centrale")
    screen.card.search.setText("812")


def test_when_every_sum_comes_out_the_footer_says_so(screen: SourcesScreen) -> None:
    assert "Elke gelezen regel is geteld" in screen.sum.text()


def test_a_sum_that_does_not_come_out_is_said_and_marked(filled: Any, screen: SourcesScreen, sight: Any) -> None:
    filled.supplies = [*town(), supply("kapot", Standing.FILES, BROKEN)]
    screen.show_sight(sight)
    assert "klopt niet bij kapot" in screen.sum.text()
    assert screen.model.cell(4, 4).tone == "breached"
    assert "klopt niet" in screen.model.cell(4, 4).spoken


def test_the_source_that_needs_somebody_is_chosen_first_and_says_why(screen: SourcesScreen) -> None:
    assert screen.card.supply is not None
    assert screen.card.supply.name == "post"
    assert "refuses the password" in screen.card.why.text()
    offered = {name for name, made in screen.card.buttons.items() if not made.isHidden()}
    assert offered == {"fetch", "check", "pause", "password", "remove"}


def test_only_what_fits_a_source_is_offered(screen: SourcesScreen) -> None:
    choose(screen, "stil")
    assert not screen.card.buttons["resume"].isHidden()
    assert screen.card.buttons["pause"].isHidden()
    choose(screen, "centrale")
    assert all(made.isHidden() for made in screen.card.buttons.values())


def test_a_mapping_of_ones_own_can_be_changed(filled: Any, screen: SourcesScreen, sight: Any, qtbot: Any) -> None:
    filled.mapping_desk.ids = lambda: ("event_log",)
    screen.show_sight(sight)
    choose(screen, "centrale")
    with qtbot.waitSignal(screen.mapping_wanted) as asked:
        screen.card.buttons["mapping"].click()
    assert asked.args == [None, "event_log"]


def test_problem_rows_are_told_filtered_and_copied(screen: SourcesScreen, qtbot: Any) -> None:
    choose(screen, "centrale")
    card = screen.card
    assert card.problems_model.rowCount() == 14
    assert card.problems_model.cell(0, 2).text == "The start is missing."
    card.sort_of.choose("queue")
    assert card.problems_model.rowCount() == 13
    card.sort_of.choose(None)
    card.search.setText("812")
    qtbot.waitUntil(lambda: card.problems_model.rowCount() == 1)
    card.problems.selectAll()
    card.problems.copy()
    assert QApplication.clipboard().text().splitlines()[1].split("\t")[:2] == ["centrale.csv", "812"]
    screen.escape()
    qtbot.waitUntil(lambda: card.problems_model.rowCount() == 14)


def test_every_time_that_a_source_was_read_is_there_with_what_went_wrong(
    filled: Any, screen: SourcesScreen, sight: Any
) -> None:
    fetch = Fetch("post", "demo", NOW, NOW, NOW + HOUR, Counts(), FAILURE)
    filled.supplies = [replace(town()[0], fetches=(fetch, replace(fetch, failure=Failure())))]
    screen.show_sight(sight)
    screen.card.show_what.choose("times")
    shown = [screen.card.times_model.cell(row, 1).text for row in range(3)]
    assert shown == ["The mail server refuses the password.", "Niets nieuws", "post.csv"]
    assert screen.card.stack.currentWidget() is screen.card.times


def test_buttons_ask_for_exactly_their_work(screen: SourcesScreen, filled: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(screen.fetch_wanted) as asked:
        screen.card.buttons["fetch"].click()
    assert asked.args == [("post",)]
    with qtbot.waitSignal(screen.fetch_wanted) as asked:
        screen.fetch_all.click()
    assert asked.args == [()]
    with qtbot.waitSignal(screen.refresh_wanted):
        screen.card.buttons["pause"].click()
    choose(screen, "stil")
    screen.card.buttons["resume"].click()
    assert filled.calls == [("enable_source", "post", False), ("enable_source", "stil", True)]


def test_a_connection_is_tested_and_told_in_words(screen: SourcesScreen, filled: Any) -> None:
    screen.card.buttons["check"].click()
    assert "werkt" in screen.card.told.text()

    def refuse(_source: Any) -> None:
        raise SourceError("The server is away.", "Look at the network.")

    filled.check_source = refuse
    screen.card.buttons["check"].click()
    assert screen.card.told.text() == "The server is away. Look at the network."


def test_removing_asks_first_with_verbs_and_keeps_by_default(screen: SourcesScreen, filled: Any, qtbot: Any) -> None:
    screen.card.buttons["remove"].click()
    (box,) = screen.findChildren(QMessageBox)
    assert {one.text() for one in box.buttons()} == {"Bron verwijderen", "Niet verwijderen"}
    box.defaultButton().click()
    assert filled.calls == []
    screen.card.buttons["remove"].click()
    box = screen.findChildren(QMessageBox)[-1]
    next(one for one in box.buttons() if one.text() == "Bron verwijderen").click()
    assert filled.calls == [("remove_source", "post")]


def undoing_of(one: Run) -> Undoing:
    return Undoing(one, events=90, contacts=48, changed=2, by_hand=1)


def show_times(screen: SourcesScreen, name: str) -> None:
    choose(screen, name)
    screen.card.show_what.choose("times")


def test_undoing_an_import_says_what_goes_and_asks_with_verbs(screen: SourcesScreen, filled: Any, qtbot: Any) -> None:
    told = supply("centrale", Standing.LOST_ROWS, LOST).runs[0]

    def undo_import(number: int, *, for_good: bool = False) -> Undoing:
        filled.calls.append((number, for_good))
        return undoing_of(told)

    filled.undo_import = undo_import
    show_times(screen, "centrale")
    screen.card.undo.click()
    (box,) = screen.findChildren(QMessageBox)
    assert "centrale.csv" in box.text()
    assert "48 contacten" in box.informativeText()
    assert {one.text() for one in box.buttons()} == {"Verwerking terugdraaien", "Niet terugdraaien"}
    box.defaultButton().click()
    assert filled.calls == [(8, False)]
    screen.card.undo.click()
    box = screen.findChildren(QMessageBox)[-1]
    with qtbot.waitSignals([screen.refresh_wanted, screen.said]):
        next(one for one in box.buttons() if one.text() == "Verwerking terugdraaien").click()
    assert filled.calls[1:] == [(8, False), (8, True)]


def test_an_import_that_may_not_be_undone_is_told_and_not_asked(screen: SourcesScreen, filled: Any, qtbot: Any) -> None:
    def refuse(number: int, *, for_good: bool = False) -> Undoing:
        raise Refused("The period is closed.", "Correct single contacts.")

    filled.undo_import = refuse
    show_times(screen, "centrale")
    with qtbot.waitSignal(screen.said) as heard:
        screen.card.undo.click()
    assert heard.args[0].text == "The period is closed. Correct single contacts."
    assert screen.findChildren(QMessageBox) == []


def test_only_an_import_that_stands_is_offered_to_be_undone(filled: Any, screen: SourcesScreen, sight: Any) -> None:
    choose(screen, "centrale")
    assert screen.card.undo.isHidden()
    gone = replace(town()[3].runs[0], manner="undone")
    filled.supplies = [*town()[:3], replace(town()[3], runs=(gone,), standing_runs=frozenset())]
    screen.show_sight(sight)
    show_times(screen, "centrale")
    assert screen.card.undo.isHidden()
    assert screen.card.times_model.cell(0, 1).text == "centrale.csv (teruggedraaid)"


def with_unknown_queue(sight: Any) -> Any:
    """Three contacts of the source `test` in the queue `info` have no team."""
    contacts = sight.board.contacts
    team, queue = contacts.team.copy(), contacts.queue.copy()
    team[:3], queue[:3] = 0, 1
    return replace(sight, board=replace(sight.board, contacts=replace(contacts, team=team, queue=queue)))


def test_a_queue_without_a_team_is_named_and_mapped_without_reading_again(
    filled: Any, screen: SourcesScreen, sight: Any, qtbot: Any
) -> None:
    saved: list[Any] = []
    filled.save_settings = saved.append
    filled.supplies = [replace(town()[1], runs=(run(1, "test", "post.csv", GOOD),))]
    filled.troubles_of = {}
    screen.show_sight(with_unknown_queue(sight))
    assert screen.card.problems_model.cell(0, 2).text == "Wachtrij is onbekend: info. Contacten zonder team: 3."
    assert screen.card.buttons["team"].text() == "Koppel info aan een team..."
    screen.card.buttons["team"].click()
    (dialog,) = screen.findChildren(QueueDialog)
    dialog.act.click()
    assert not dialog.fault.isHidden()
    assert saved == []
    dialog.teams.setCurrentText("  Burger  zaken ")
    with qtbot.waitSignals([screen.profile_changed, screen.said]):
        dialog.act.click()
    assert saved == [{("teams", "info"): "Burger zaken"}]
    assert filled.imported == []


def test_where_nobody_has_a_team_no_queue_is_unknown(filled: Any, screen: SourcesScreen, sight: Any) -> None:
    filled.supplies = [replace(town()[1], runs=(run(1, "test", "post.csv", GOOD),))]
    filled.troubles_of = {}
    teamless = with_unknown_queue(sight)
    contacts = teamless.board.contacts
    without = replace(contacts, team=contacts.team * 0)
    screen.show_sight(replace(teamless, board=replace(teamless.board, contacts=without)))
    assert screen.card.unknown_queues == []
    assert screen.card.buttons["team"].isHidden()


def test_a_password_goes_to_the_keyring_and_nowhere_else(screen: SourcesScreen, filled: Any) -> None:
    screen.card.buttons["password"].click()
    (asking,) = screen.findChildren(SecretDialog)
    asking.act.click()
    assert not asking.fault.isHidden()
    asking._field.setText("geheim")
    asking.act.click()
    assert filled.calls == [("keep_secret", "post", "geheim")]
    assert "geheim" not in screen.card.told.text()


def test_a_source_under_way_says_how_far_it_is(screen: SourcesScreen) -> None:
    screen.hear_fetching("klachten", 1428)
    assert texts(screen, 1)[1] == "1.428 regels"


def test_files_dropped_on_the_zone_are_read_in(screen: SourcesScreen, qtbot: Any, tmp_path: Any) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    screen.zone.dragEnterEvent(
        QDragEnterEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert screen.zone.property("over") == "true"
    with qtbot.waitSignal(screen.files_wanted) as asked:
        screen.zone.dropEvent(event)
    assert asked.args == [[file]]
    assert screen.zone.property("over") == "false"


def test_without_sources_it_says_what_to_do(services: Any, tasks: Any, settings: Any, qtbot: Any, sight: Any) -> None:
    locale.use("nl")
    screen = SourcesScreen(services, tasks, settings)
    qtbot.addWidget(screen)
    screen.show()
    screen.show_sight(sight)
    assert "Nog geen bronnen" in screen.frame.empty.accessibleName()
    assert not screen.frame.choose_file.isHidden()
    assert screen.fetch_all.isHidden()


def test_a_failing_database_is_told(filled: Any, screen: SourcesScreen, sight: Any, qtbot: Any) -> None:
    filled.fault = SourceError("The database is away.")
    with qtbot.waitSignal(screen.failed):
        screen.show_sight(sight)
    assert screen.model.rowCount() == 4


def asking(screen: SourcesScreen) -> AddSource:
    screen.add_source()
    return screen.findChildren(AddSource)[-1]


def test_adding_names_the_first_fault_and_goes_there(screen: SourcesScreen, filled: Any) -> None:
    dialog = asking(screen)
    dialog.act.click()
    assert "naam" in dialog.fault.text()
    assert dialog.focusWidget() is dialog.name
    assert filled.calls == []


def test_faults_of_settings_stand_under_their_fields(screen: SourcesScreen, filled: Any) -> None:
    from charter.services import fetching

    filled.configure_source = lambda *told: fetching.configure(*told, "demo", NOW)
    dialog = asking(screen)
    dialog.kind.choose("imap")
    dialog.name.setText("post")
    dialog.secret.setText("geheim")
    dialog._form["port"].part.setText("0")
    dialog.act.click()
    assert not dialog._form["server"].fault.isHidden()
    assert not dialog._form["port"].fault.isHidden()
    assert dialog.focusWidget() is dialog._form["server"].part
    assert filled.calls == []


def test_a_source_is_tested_and_then_kept_with_its_password(screen: SourcesScreen, filled: Any, qtbot: Any) -> None:
    dialog = asking(screen)
    dialog.kind.choose("imap")
    dialog.name.setText("post")
    dialog.secret.setText("geheim")
    dialog._form["server"].part.setText("mail.example")
    dialog.test.click()
    assert "werkt" in dialog.told.text()
    with qtbot.waitSignal(dialog.added) as added:
        dialog.act.click()
    assert added.args == ["post"]
    assert [(call[0], call[2]) for call in filled.calls] == [("check_source", "geheim"), ("add_source", "geheim")]


@pytest.mark.parametrize("kind", ["folder", "imap", "graph", "open_klant", "contactmomenten", "zaken"])
def test_every_kind_has_a_form_with_a_name_and_help_for_each_field(screen: SourcesScreen, kind: str) -> None:
    dialog = asking(screen)
    dialog.kind.choose(kind)
    assert dialog._form
    for made in dialog._form.values():
        assert made.part.accessibleName()
        assert made.part.accessibleDescription()


@pytest.mark.parametrize("size", [USUAL, SMALLEST], ids=["1440", "1280"])
@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_every_word_fits(
    filled: Any, tasks: Any, settings: Any, qtbot: Any, qapp: Any, misfits: Any, size: Any, language: str
):
    locale.use(language)
    theme.use(qapp, DARK if language == "en" else LIGHT)
    window = MainWindow(filled, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.resize(*size)
    window.refresh()
    window.go_to(SOURCES)
    screen = window.screen_of(SOURCES)
    for name in ("post", "centrale"):
        choose(screen, name)
        for _ in range(4):
            qapp.processEvents()
        assert misfits(window) == []


def test_sources_that_need_somebody_are_counted_beside_the_screen(
    filled: Any, tasks: Any, settings: Any, qtbot: Any, board: Any
) -> None:
    failing = (town()[0].configured,)
    told = (Coverage("centrale", 1, NOW, NOW, 14), Coverage("post", 1, NOW, NOW, 2), Coverage("goed", 1, NOW, NOW, 0))
    broken = replace(board, completeness=replace(board.completeness, failing=failing, sources=told))
    filled.made = lambda: broken
    window = MainWindow(filled, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.refresh()
    model = window.navigation_model
    place = model.index([one.id for one in PLACES].index(SOURCES))
    assert model.data(place, Qt.ItemDataRole.AccessibleTextRole) == "Bronnen, 2 bronnen vragen aandacht"


def test_by_keyboard_alone_a_source_is_chosen_and_fetched(
    filled: Any, tasks: Any, settings: Any, qtbot: Any, qapp: Any
) -> None:
    window = MainWindow(filled, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.refresh()
    window.go_to(SOURCES)
    screen = window.screen_of(SOURCES)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.card.supply is not None
    assert screen.card.supply.name == "klachten"
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    choose(screen, "centrale")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert filled.fetched_names == [("klachten",), (), ()]


def test_rejected_rows_and_remarks_look_different() -> None:
    lost, remark = trouble(1), trouble(2)
    remark = replace(remark, problem=replace(remark.problem, severity=Severity.WARNING))
    assert (lost.rejected, remark.rejected) == (True, False)
