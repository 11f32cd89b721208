"""What happens where the keyboard is not, is told: messages, work that begins, what is done, what is wrong."""

from __future__ import annotations

from charter.ui.widgets.ask import Ask
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.strips import Message, Strips, WorkStrip
from charter.ui.window.state_bar import StateBar


def test_a_message_is_told_by_its_own_words(qtbot, announced):
    strips = Strips()
    qtbot.addWidget(strips)
    strips.say(Message("done", "Nobody sees this yet."))
    strips.show()
    announced.clear()
    strips.say(Message("done", "The workbook is made."))
    assert announced == ["The workbook is made."]


def test_work_is_told_when_it_begins_and_not_at_every_step(qtbot, announced):
    work = WorkStrip()
    qtbot.addWidget(work)
    for row in range(3):
        work.say(f"Reading row {row}.", 0.1 * row)
    work.hide()
    work.say("Reading again.", None)
    assert announced == ["Reading row 0.", "Reading again."]


def test_data_that_took_a_while_is_told_when_it_is_there(qtbot, announced, sight):
    bar = StateBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.say(sight)
    assert announced == []
    bar.say_loading()
    bar.say(sight)
    assert announced == ["Loading...", bar.sentence.text()]
    assert "07:45" in announced[-1]


def test_why_nothing_is_listed_and_what_is_missing_are_told(qtbot, announced):
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.show()
    empty.say("search", "muted", "No contacts here", "Choose other filters.")
    empty.say("search", "muted", "No contacts here", "Choose other filters.")
    assert announced == ["No contacts here. Choose other filters."]

    class Asking(Ask):
        def missing(self):
            return "Choose a team.", self.act

    dialog = Asking("Assign", "", "user", "Assign", empty)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.act.click()
    assert announced[-1] == "Choose a team."
