"""Chips, choices and the timeline say in words what they show in colour."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLabel

from charter.columns import Verdict
from charter.contact import Precision
from charter.norms.timeline import TimelineEntry
from charter.ui.breaches.timeline import Timeline
from charter.ui.widgets.chooser import ManyChoice, OneChoice
from charter.ui.widgets.parts import Chip, IconLabel
from charter.wording import verdict_word

ZONE = ZoneInfo("Europe/Amsterdam")
NOON = 1_794_913_200_000_000  # 17-11-2026 12:00 in Amsterdam
ENTRY = TimelineEntry(NOON, Precision.MINUTE, "Received", "start")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_chip_says_its_verdict(qtbot, verdict):
    chip = Chip()
    qtbot.addWidget(chip)
    chip.show_verdict(verdict)
    assert chip.accessibleName() == f"Verdict: {verdict_word(verdict)}"
    assert not chip.findChild(IconLabel).pixmap().isNull()


def words(timeline: Timeline) -> list[str]:
    return [label.text() for label in timeline.findChildren(QLabel) if label.text()]


@pytest.mark.parametrize(
    ("entry", "moment"),
    [
        (ENTRY, "Tue 17-11 12:00"),
        (replace(ENTRY, precision=Precision.DAY), "Tue 17-11"),
        (replace(ENTRY, at=None, precision=Precision.MISSING), "not known"),
        (replace(ENTRY, at=NOON + 12 * 3_600_000_000 - 1, role="deadline"), "Tue 17-11 24:00"),
    ],
)
def test_the_timeline_tells_moment_and_words(qtbot, entry, moment):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.show_entries([entry], ZONE)
    assert words(timeline) == [moment, "Received"]
    assert not timeline.grab().isNull()


def test_what_was_chosen_stays_chosen_among_new_choices(qtbot):
    choice = OneChoice("Team")
    qtbot.addWidget(choice)
    choice.offer("All teams", [("A", "a"), ("B", "b")])
    choice.choose("b")
    assert choice.property("active") == "true"
    choice.offer("All teams", [("B", "b"), ("C", "c")])
    assert choice.value() == "b"
    with qtbot.assertNotEmitted(choice.chosen):
        choice.offer("All teams", [("C", "c")])
    assert choice.value() is None
    assert choice.property("active") == "false"


def test_several_of_several_says_how_many_and_tells_once(qtbot):
    choice = ManyChoice("Verdict", "All", "%(name)s: %(n)s of %(total)s", [("", name, name) for name in "abc"])
    qtbot.addWidget(choice)
    assert choice.text() == "All"
    with qtbot.waitSignals([choice.chosen]):
        choice.choose(frozenset("ab"))
    assert (choice.text(), choice.property("active")) == ("Verdict: 2 of 3", "true")
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose(frozenset("ab"))
    choice.menu().actions()[2].setChecked(True)
    assert choice.values() == frozenset("abc")
