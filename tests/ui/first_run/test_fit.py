"""Nothing of the first run is cut off, everything has a name, and the keyboard reaches all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QRadioButton, QWidget

from charter import locale
from charter.services import first_run
from charter.services.first_run import Draft
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT

STEPS = range(first_run.STEPS)


def with_every_fault(asking):
    """Say of every field that something is wrong: the most that a page ever shows."""
    asking.town.name.clear()
    asking.hours.good_friday.show_answer(None)
    asking.hours.hours.fields[0][0][1].setText("07:00")
    for box in asking.norms.boxes.values():
        box.setChecked(False)
    return asking


def everything_fits(asking, qapp, misfits) -> None:
    for number in STEPS:
        asking.go_to(number)
        for faulty in (False, True):
            if faulty and number < first_run.STEPS - 1:
                asking.go_on()
                assert asking.stack.currentIndex() == number
            for _turn in range(5):
                qapp.processEvents()
            inside = asking.step.widget()
            assert misfits(asking) == []
            assert inside.minimumSizeHint().width() <= asking.step.viewport().width(), "there is no bar to the side"


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_word_of_every_step_fits_with_faults_and_without(opened, qapp, misfits, language, tokens):
    locale.use(language)
    theme.use(qapp, tokens)
    everything_fits(with_every_fault(opened()), qapp, misfits)


def test_words_that_are_40_percent_longer_fit_on_the_smallest_window(longer, opened, qapp, misfits):
    everything_fits(with_every_fault(opened()), qapp, misfits)


def test_words_that_are_40_percent_longer_fit_at_150_percent():
    here = Path(__file__)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(here), "-k", "smallest"],
        cwd=here.parents[3],
        env=os.environ | {"QT_FONT_DPI": "144"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]


def takes_tab(part: QWidget) -> bool:
    return part.isVisible() and part.isEnabled() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


@pytest.mark.parametrize("step", STEPS)
def test_everything_that_takes_the_keyboard_has_a_name_and_is_reached(opened, folder, qapp, step):
    first_run.save(folder, Draft(step=step, organisation="Stad", teams={"info@voorbeeld.nl": "KCC"}))
    asking = opened()
    wanted = {part for part in asking.findChildren(QWidget) if takes_tab(part)}
    nameless = [
        type(part).__name__
        for part in wanted
        if not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name).strip()
    ]
    assert nameless == []
    reached = set()
    for _press in range(3 * len(wanted)):
        focused = QApplication.focusWidget()
        reached.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {part.accessibleName() for part in wanted - reached} == set()
    assert {one for one in asking.findChildren(QRadioButton) if one.isVisible() and one.isChecked()} <= reached


def test_the_list_of_steps_says_where_one_is(opened, folder):
    first_run.save(folder, Draft(step=1, organisation="Stad"))
    asking = opened()
    told = [part.accessibleName() for part in asking.list.findChildren(QFrame) if part.accessibleName()]
    assert told == ["Your municipality: done", "Opening hours: now", "Norms: to come", "First file: to come"]
