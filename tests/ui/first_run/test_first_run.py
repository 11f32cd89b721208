"""The first run as somebody lives through it: by keyboard, with mistakes, interrupted, and to its first result."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from charter import locale
from charter.columns import Verdict
from charter.errors import Refused
from charter.services import first_run
from charter.services.first_run import Draft
from charter.services.profiles import needs_first_run
from charter.settings import load_profile
from charter.ui.file_questions import AskAboutFiles
from charter.ui.screens.places import BREACHES, SOURCES, TODAY
from charter.ui.window.main_window import MainWindow
from charter.ui.wizard.mapping_wizard import MappingWizard

TOWN, HOURS, NORMS, FILE = range(4)
DONE = Draft(organisation="Gemeente Voorbeeld", good_friday_closed=True, step=FILE)
MONDAY = 1_794_819_600
"""16 November 2026, 10:00 in the Netherlands."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Four calls: 12 s (met), 40 s and 60 s (breached), and one that hung up after 3 seconds."""
    lines = []
    for n, wait in enumerate((12, 40, 60)):
        at = MONDAY + 300 * n
        lines += [
            f"{at}|{at}.1|kcc|NONE|ENTERQUEUE||065550100{n}|1",
            f"{at + wait}|{at}.1|kcc|SIP/11|CONNECT|{wait}|{at}.2|3",
            f"{at + wait + 90}|{at}.1|kcc|SIP/11|COMPLETECALLER|{wait}|90|1",
        ]
    lines += [f"{MONDAY}|9.1|kcc|NONE|ENTERQUEUE||0655501009|1", f"{MONDAY + 3}|9.1|kcc|NONE|ABANDON|1|1|3"]
    file = tmp_path / "queue_log"
    file.write_text("\n".join(sorted(lines, key=lambda line: int(line.partition("|")[0]))) + "\n", "utf-8")
    return file


@pytest.fixture
def at_file(folder, opened):
    """The first run at its last step, everything answered."""
    first_run.save(folder, DONE)
    return opened()


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def tab_to(wanted) -> None:
    for _step in range(80):
        if QApplication.focusWidget() is wanted:
            return
        press(Qt.Key.Key_Tab)
    pytest.fail(f"Tab does not reach {wanted.accessibleName()}")


def texts(asking) -> list[str]:
    return [message.text for message in asking.file.strips.messages]


def here(asking) -> int:
    return asking.stack.currentIndex()


def test_the_keyboard_alone_goes_from_nothing_to_the_first_breaches(opened, folder, log, monkeypatch):
    asking = opened()
    QTest.keyClicks(QApplication.focusWidget(), "Gemeente Voorbeeld")
    press(Qt.Key.Key_Return)
    assert here(asking) == HOURS
    tab_to(asking.hours.good_friday.group.button(0))
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert here(asking) == NORMS
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert here(asking) == HOURS
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert here(asking) == FILE
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args, **_more: ([str(log)], ""))
    press(Qt.Key.Key_Return)
    assert asking.ended is not None
    assert not asking.isVisible()
    assert not needs_first_run(folder)
    profile = load_profile(folder)
    assert (profile.organisation, profile.calendar[0].good_friday) == ("Gemeente Voorbeeld", "open")


@pytest.mark.parametrize(("language", "words"), [("nl", "Kies Open of Dicht"), ("en", "Choose Open or Closed")])
def test_good_friday_must_be_answered(opened, folder, language, words, dutch_of, announced):
    locale.use(language)
    first_run.save(folder, DONE.but(step=HOURS, good_friday_closed=None))
    asking = opened()
    asking.go_on()
    question = asking.hours.good_friday
    assert here(asking) == HOURS
    assert question.told.isVisible()
    assert question.told.text() == dutch_of(words, "Choose Open or Closed")
    assert announced == [question.told.text(), asking.told.text()]
    assert QApplication.focusWidget() is question.group.button(0)
    question.group.button(1).click()
    assert not question.told.isVisible()
    asking.go_on()
    assert here(asking) == NORMS


def test_the_arrows_go_from_one_answer_to_the_other(opened, folder):
    first_run.save(folder, DONE.but(step=HOURS))
    asking = opened()
    group = asking.hours.ascension.group
    tab_to(group.button(1))
    press(Qt.Key.Key_Left)
    assert QApplication.focusWidget() is group.button(0)
    assert asking.draft.ascension_closed is False


def test_the_list_of_days_follows_the_answers_and_a_bridge_day_can_be_ticked(opened, folder):
    first_run.save(folder, DONE.but(step=HOURS))
    asking = opened()
    (day, box), *_more = asking.hours.closed.boxes.items()
    box.click()
    asking.hours.early.group.button(0).click()
    assert asking.draft.bridges == {day}
    assert asking.draft.early is False
    assert asking.hours.closed.boxes[day].isChecked(), "the list was made anew by the other answer"


@pytest.mark.parametrize(
    ("step", "spoil", "field"),
    [
        (TOWN, lambda a: a.town.name.clear(), lambda a: a.town.name),
        (TOWN, lambda a: a.town.domains.setText("info@voorbeeld"), lambda a: a.town.domains),
        (TOWN, lambda a: a.town.months.setText("x"), lambda a: a.town.months),
        (HOURS, lambda a: a.hours.counter.fields[0][0][1].setText("07:00"), lambda a: a.hours.counter.fields[0][0][1]),
        (NORMS, lambda a: [box.setChecked(False) for box in a.norms.boxes.values()], lambda a: a.norms.first()),
    ],
    ids=["no name", "an address", "no number", "closes before it opens", "no norm"],
)  # fmt: skip
def test_next_goes_to_what_is_missing_and_stays(opened, folder, step, spoil, field):
    first_run.save(folder, DONE.but(step=step))
    asking = opened()
    spoil(asking)
    asking.go_on()
    assert here(asking) == step
    assert QApplication.focusWidget() is field(asking)
    assert asking.told.property("tone") == "breached"


ANSWERS = {
    TOWN: (lambda a: QTest.keyClicks(a.town.name, "Stad"), lambda a: a.town.name.text() == "Stad"),
    HOURS: (
        lambda a: (a.hours.good_friday.group.button(1).click(), QTest.keyClicks(a.hours.hours.fields[5][0][0], "9:3")),
        lambda a: a.hours.good_friday.answer() is True and a.hours.hours.fields[5][0][0].text() == "9:3",
    ),
    NORMS: (lambda a: a.norms.boxes["phone.fcr"].click(), lambda a: not a.norms.boxes["phone.fcr"].isChecked()),
}


@pytest.mark.parametrize("step", ANSWERS)
def test_a_kill_loses_nothing_of_what_was_answered(opened, folder, qtbot, step):
    answer, is_shown = ANSWERS[step]
    first_run.save(folder, Draft(step=step, organisation="" if step == TOWN else "Stad"))
    answer(opened())
    qtbot.waitUntil(lambda: is_shown_again(opened, step, is_shown))
    assert not (folder / "charter.toml").exists()


def is_shown_again(opened, step, is_shown) -> bool:
    again = opened()
    return here(again) == step and is_shown(again)


def test_a_kill_at_the_last_step_after_a_broken_file_goes_on_there(at_file, opened, folder, log, tmp_path):
    broken = tmp_path / "empty.log"
    broken.write_bytes(b"")
    at_file.read_in([broken])
    assert at_file.ended is None
    assert (folder / "charter.toml").exists()
    again = opened()
    assert here(again) == FILE
    again.read_in([log])
    assert again.ended is not None


def test_a_broken_file_is_told_in_words_and_later_is_still_possible(at_file, folder, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    at_file.read_in([broken])
    assert (at_file.ended, at_file.isVisible()) == (None, True)
    assert "broken.xlsx" in texts(at_file)[0]
    at_file.file.later.click()
    assert at_file.ended is not None
    assert at_file.ended.sight is None
    assert not needs_first_run(folder)


def test_an_unknown_table_goes_through_the_mapping_wizard_to_the_first_result(at_file, tmp_path):
    table = tmp_path / "meldingen.csv"
    table.write_text(
        "Zaaknummer;Datum binnen;Datum afgehandeld;Afdeling\nM1;19-10-2026;22-10-2026;Wegen\nM2;20-10-2026;;Groen\n",
        "utf-8",
    )
    at_file.read_in([table])
    assert at_file.ended is None
    message = at_file.file.strips.messages[0]
    assert "meldingen.csv" in message.text
    message.action[1]()
    wizard = at_file.findChild(MappingWizard)
    wizard.go_on()
    wizard.kind.group.button(7).click()
    for _step in range(3):
        wizard.go_on()
    assert wizard.isHidden(), wizard.fault.text()
    assert at_file.ended is not None
    assert len(at_file.ended.sight.board.contacts) == 2


def test_a_file_that_does_not_say_its_zone_is_asked_about_over_the_first_run(at_file, tmp_path):
    file = tmp_path / "terugbellen.csv"
    file.write_text("contact,at,event,channel\nT-1,2026-11-10T14:00:00,callback_requested,phone\n", "utf-8")
    at_file.read_in([file])
    assert at_file.ended is None
    at_file.findChild(AskAboutFiles).accept()
    assert at_file.ended is not None
    assert len(at_file.ended.sight.board.contacts) == 1


def test_changed_answers_after_a_broken_file_still_reach_the_profile(at_file, folder, log, tmp_path):
    broken = tmp_path / "empty.log"
    broken.write_bytes(b"")
    at_file.read_in([broken])
    at_file.go_to(TOWN)
    QTest.keyClicks(at_file.town.domains, "voorbeeld.nl")
    at_file.go_to(FILE)
    at_file.read_in([log])
    assert at_file.ended is not None
    assert at_file.ended.services.profile.mail.own_domains == ("voorbeeld.nl",)


def test_a_dropped_log_ends_on_vandaag_with_one_sentence_whose_numbers_are_those_of_the_services(
    at_file, tasks, settings, qtbot, log
):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(log))])
    at_file.file.zone.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    )
    ended = at_file.ended
    window = MainWindow(ended.services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    assert ended.welcome(window)
    board = ended.services.board()
    found = [set(board.verdicts.verdict[board.verdicts.contact == row].tolist()) for row in range(len(board.contacts))]
    breached = sum(Verdict.BREACHED in one for one in found)
    met = sum(Verdict.BREACHED not in one and Verdict.MET in one for one in found)
    rest = len(found) - breached - met
    assert (len(found), breached) == (4, 2)
    told = [message.text for message in window.strips.messages]
    words = [f"{met} met", f"{breached} breached", *([f"{rest} does not count"] if rest else [])]
    assert told[0] == f"4 telephone calls read. {', '.join(words)}."
    assert sum("read" in text for text in told) == 1, "the sum of the rows is in the details"
    assert "rows read" in window.strips.messages[0].detail
    assert window.shown is window.screen_of(TODAY)
    assert window.sight is ended.sight
    assert window.sight.unexplained == 2
    window.strips.messages[0].action[1]()
    assert window.shown is window.screen_of(BREACHES)
    assert window.shown.model.rowCount() >= 2


def test_a_breach_that_is_still_open_stands_on_vandaag(at_file, tasks, settings, qtbot, tmp_path):
    file = tmp_path / "terugbellen.csv"
    file.write_text(
        "contact,at,event,channel,team\nTBV-1,2026-11-10T14:00:00+01:00,callback_requested,phone,Burgerzaken\n"
        "TBV-2,2026-11-20T14:00:00+01:00,callback_requested,phone,Burgerzaken\n",
        "utf-8",
    )
    at_file.read_in([file])
    window = MainWindow(at_file.ended.services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    assert at_file.ended.welcome(window)
    today = window.screen_of(TODAY)
    assert len(window.sight.worklist.late) == 1
    assert not today.frame.empty.isVisible()
    assert window.strips.messages[0].text == "2 telephone calls read. 0 met, 1 breached, 1 still runs."


def test_the_dutch_sentence_says_the_same_numbers(at_file, log, dutch_of):
    from charter.services.first_result import first_result
    from charter.ui import messages

    at_file.read_in([log])
    result = first_result(at_file.ended.sight.board)
    locale.use("nl")
    text = messages.of_first_result(result, at_file.ended.read.outcomes, lambda: None).text
    assert text.startswith(dutch_of("4 telefoongesprekken gelezen. ", "4 telephone calls read. "))
    assert "2 overschreden" in text


def test_later_leads_to_the_empty_vandaag_with_its_two_buttons(at_file, tasks, settings, qtbot):
    at_file.file.later.click()
    window = MainWindow(at_file.ended.services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    assert not at_file.ended.welcome(window)
    window.refresh()
    today = window.screen_of(TODAY)
    assert today.frame.empty.isVisible()
    buttons = [part for part in (today.frame.choose_file, today._add_source) if part.isVisible()]
    assert [part.text() for part in buttons] == ["Choose files...", "Add a source..."]
    buttons[1].click()
    assert window.shown is window.screen_of(SOURCES)


def test_a_mailbox_is_connected_on_the_screen_of_the_sources(at_file, tasks, settings, qtbot):
    from charter.ui.sources.add_source import AddSource

    at_file.file.mailbox.click()
    window = MainWindow(at_file.ended.services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    at_file.ended.welcome(window)
    assert window.shown is window.screen_of(SOURCES)
    assert window.findChild(AddSource).isVisible()


def test_escape_asks_and_only_continue_later_closes(opened, folder, qtbot):
    asking = opened()
    QTest.keyClicks(asking.town.name, "Stad")
    press(Qt.Key.Key_Escape)
    stay = next(b for b in asking.asked.buttons() if asking.asked.buttonRole(b) == QMessageBox.ButtonRole.RejectRole)
    stay.click()
    assert asking.isVisible()
    press(Qt.Key.Key_Escape)
    stop = next(b for b in asking.asked.buttons() if asking.asked.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole)
    stop.click()
    assert not asking.isVisible()
    assert asking.ended is None
    assert opened().town.name.text() == "Stad"


def test_continue_later_keeps_the_step_and_what_is_half_typed(opened, folder):
    first_run.save(folder, DONE.but(step=HOURS))
    asking = opened()
    QTest.keyClicks(asking.hours.counter.fields[6][0][0], "1")
    asking.later.click()
    assert not asking.isVisible()
    again = opened()
    assert here(again) == HOURS
    assert again.hours.counter.fields[6][0][0].text() == "1"


def test_a_folder_that_cannot_be_written_is_told_and_closing_stays_possible(opened, monkeypatch):
    def refuse(_folder, _draft):
        raise Refused("The disk is full.")

    monkeypatch.setattr(first_run, "save", refuse)
    asking = opened()
    asking.later.click()
    assert asking.isVisible()
    assert asking.told.text() == "The disk is full."
    asking.later.click()
    assert not asking.isVisible()


def test_nothing_is_pressed_twice_while_the_profile_is_made(folder, settings, held, qtbot):
    from charter.clock import FixedClock
    from charter.ui.first_run.first_run import FirstRun

    asking = FirstRun(folder, FixedClock(MONDAY * 1_000_000), "tester", held, settings, DONE)
    qtbot.addWidget(asking, before_close_func=lambda gone: gone.hide())
    asking.show()
    for _press in range(2):
        asking.file.later.click()
    assert len(held.held) == 1
    asking.go_back()
    assert here(asking) == FILE
    while held.held:
        held.let_go()
    assert asking.ended is not None
    asking.ended.services.close()
