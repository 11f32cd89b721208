"""Nothing is cut off: both screens, both sizes, both languages, light and dark, filled and empty."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from charter import locale
from charter.errors import StoreError
from charter.ui import messages
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.screens.places import BREACHES, TODAY
from charter.ui.window.main_window import SMALLEST, USUAL, MainWindow


@pytest.mark.parametrize("size", [USUAL, SMALLEST], ids=["1440", "1280"])
@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize(("filled", "tokens"), [(True, LIGHT), (False, DARK)], ids=["filled-light", "empty-dark"])
def test_every_word_fits(services, tasks, settings, qtbot, qapp, no_board, misfits, size, language, tokens, filled):
    locale.use(language)
    theme.use(qapp, tokens)
    if not filled:
        services.made = lambda: no_board
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.resize(*size)
    window.refresh()
    for screen in (TODAY, BREACHES):
        window.go_to(screen)
        if filled:
            qtbot.waitUntil(lambda: bool(services.explained))
            services.explained.clear()
        for _ in range(5):
            qapp.processEvents()
        assert misfits(window) == []
    assert not window.grab().isNull()


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_a_message_and_a_filter_fit_on_the_smallest_window(services, tasks, settings, qtbot, qapp, misfits, language):
    locale.use(language)
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.resize(*SMALLEST)
    window.refresh()
    window.strips.say(messages.of_error(StoreError("The database cannot be opened. " * 6), "data", window.refresh))
    window.work.say("Reading queue_log (2 of 4): 1,428 rows.", 0.4)
    window.go_to(BREACHES)
    window.screen_of(BREACHES).filters.search.setText("nothing")
    window.screen_of(BREACHES).filters.apply()
    for _ in range(5):
        qapp.processEvents()
    assert misfits(window) == []


def test_under_two_messages_the_worklist_still_tells_why(services, tasks, settings, qtbot, qapp, misfits):
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.resize(*SMALLEST)
    window.refresh()
    qtbot.waitUntil(lambda: bool(services.explained))
    for topic in ("one", "two"):
        window.strips.say(messages.of_error(StoreError("The database cannot be opened."), topic, window.refresh))
    why = window.screen_of(TODAY).why
    why.more.setText("A long story about the calendar and its days. " * 6)
    for _ in range(5):
        qapp.processEvents()
    assert misfits(window) == []
    assert why.assign_button.isVisible()
    assert why.words.verticalScrollBar().maximum() > 0  # the rest is a scroll away


def test_columns_leave_in_a_fixed_order_and_there_is_no_scroll_bar_below(
    services, tasks, settings: QSettings, qtbot, qapp
):
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.refresh()
    table = window.screen_of(TODAY).table

    def shown(width: int) -> list[str]:
        table.setFixedWidth(width)
        qapp.processEvents()
        header = table.horizontalHeader()
        return [c.id for place, c in enumerate(table.table.columns) if not header.isSectionHidden(place)]

    assert shown(900) == ["number", "norm", "due", "late", "assigned", "team"]
    assert shown(700) == ["number", "norm", "due", "late", "assigned"]
    assert shown(560) == ["number", "norm", "late", "assigned"]
    assert not table.horizontalScrollBar().isVisible()


def test_what_a_list_is_sorted_by_stays_beside_its_pane_in_a_wide_font(services, tasks, settings, qtbot, qapp):
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.resize(*USUAL)
    window.refresh()

    def shown(table) -> list[str]:
        for _ in range(5):
            qapp.processEvents()
        return [column.id for column in table.shown_columns()]

    today, register = window.screen_of(TODAY), window.screen_of(BREACHES)
    assert "due" in shown(today.table)
    assert "count" in shown(today.scores.table)
    window.go_to(BREACHES)
    register.table.choose_first()
    register.table.opened.emit(register.table.current_row())
    assert register.pane.isVisible()
    assert "due" in shown(register.table)
