"""Notices: worded without names, told once, remembered over a restart, and silent when switched off."""

from __future__ import annotations

import pytest

from charter import locale
from charter.services.notices import Notice
from charter.ui.notifier import ALWAYS, MORNING, OFF, Notifier, counted, words
from charter.ui.screens.places import BREACHES, TODAY
from charter.ui.window.main_window import MainWindow

MINUTE = 60_000_000


@pytest.fixture
def notifier(qtbot, tasks, settings, qapp):
    made = Notifier(tasks, settings, qapp)
    yield made
    made.close()
    made.deleteLater()


def heard(notifier: Notifier) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    notifier.told.connect(lambda title, text: told.append((title, text)))
    return told


def test_the_morning_summary_comes_in_opening_hours_and_once(notifier, services) -> None:
    told, board = heard(notifier), services.board()
    notifier.look(board, board.as_of)  # 08:12, the town hall opens at 08:30
    assert told == []
    notifier.look(board, board.as_of + 20 * MINUTE)
    notifier.look(board, board.as_of + 21 * MINUTE)
    assert len(told) == 1
    assert told[0][0] == "Charter: this morning"
    assert "7 promises are too late" in told[0][1]
    assert "6 must be kept today" in told[0][1]


def test_what_was_told_is_remembered_by_the_next_window(notifier, services, tasks, settings, qapp) -> None:
    board = services.board()
    notifier.look(board, board.as_of + 20 * MINUTE)
    later = Notifier(tasks, settings, qapp)
    told = heard(later)
    later.look(board, board.as_of + 25 * MINUTE)
    assert told == []
    later.close()


def test_once_a_day_unless_somebody_wants_more(notifier, services) -> None:
    told, board = heard(notifier), services.board()
    notifier.look(board, board.as_of + 20 * MINUTE)
    notifier.look(board, board.as_of + 8 * 60 * MINUTE)
    assert len(told) == 1


@pytest.mark.parametrize(("level", "mornings", "laters"), [(OFF, 0, 0), (MORNING, 1, 0), (ALWAYS, 1, 1)])
def test_the_user_chooses_how_much_is_told(notifier, services, settings, level, mornings, laters) -> None:
    settings.setValue("notices/level", level)
    told, board = heard(notifier), services.board()
    notifier.look(board, board.as_of + 20 * MINUTE)
    assert len(told) == mornings
    notifier.look(board, board.as_of + 8 * 60 * MINUTE)  # 16:12: the last hour of the day
    assert len(told) - mornings == laters


def test_a_broken_memory_is_a_new_day(notifier, services, settings) -> None:
    settings.setValue("notices/told", "{broken")
    told, board = heard(notifier), services.board()
    notifier.look(board, board.as_of + 20 * MINUTE)
    assert len(told) == 1


def test_teams_are_named_and_nobody_else() -> None:
    locale.use("en")
    title, text = words(Notice(False, (("", 1), ("KCC", 2)), (("Burgerzaken", 1),)), 60)
    assert title == "Charter: please look"
    assert text == "3 just became too late (KCC 2).\n1 will be too late within 60 minutes (Burgerzaken 1)."


def test_the_icon_carries_the_number(qapp) -> None:
    assert counted(3).pixmap(64).toImage() != counted(0).pixmap(64).toImage()


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_click_on_a_notice_opens_today(services, tasks, settings, qtbot) -> None:
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.refresh()
    window.go_to(BREACHES)
    window.notifier.today_wanted.emit()
    assert window.isVisible()
    assert window.shown is window.screen_of(TODAY)


def test_the_menu_of_the_icon_follows_the_language(notifier) -> None:
    assert [action.text() for action in notifier.menu.actions()] == ["Open Charter", "Fetch now", "Stop Charter"]
    locale.use("nl")
    notifier.speak()
    assert [action.text() for action in notifier.menu.actions()] == ["Charter openen", "Nu ophalen", "Charter stoppen"]
