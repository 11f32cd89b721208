"""Trends on paper says what the screen says, and nothing of a small group."""

from __future__ import annotations

import pypdf
import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from charter.errors import Refused
from charter.locale import N_
from charter.norms.score import Group
from charter.ui.trends import figures, printing
from charter.ui.trends.page import Page, Sheet
from charter.ui.trends.screen import PRINT


@pytest.fixture
def printed(monkeypatch):
    """The pages that are printed, and by which printer."""
    found = []
    monkeypatch.setattr(printing, "ask", lambda page, _window: found.append(page))
    return found


def press_print(screen) -> None:
    key = QKeySequence(PRINT.keys)
    next(one for one in screen.findChildren(QShortcut) if one.key() == key).activated.emit()


def test_the_page_has_the_sentences_the_pictures_and_the_numbers(screen, printed, tmp_path):
    press_print(screen)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "page.pdf"))
    printing.put(printed[0], printer)
    pages = pypdf.PdfReader(tmp_path / "page.pdf").pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert screen.norm_model.line(0).title in text
    for told in (screen._told.opening, *(one.text for one in screen._told.headlines)):
        assert told in text
    assert sum(len(page.images) for page in pages) == 3
    assert len(printed[0].sheets[0].cells) == len(screen.card.shown.table.rows)


def test_a_page_leaves_small_groups_out_and_of_a_small_team_there_is_none(screen, printed):
    said = []
    screen.said.connect(said.append)
    screen.part.choose((Group.TEAM, "Belastingen"))
    press_print(screen)
    assert not printed
    assert "fewer than 5 counted contacts" in said[-1].text


def test_a_table_is_printed_with_its_words_and_what_cannot_be_drawn_says_why(screen, printed, monkeypatch):
    def refused(*_asked):
        raise Refused(N_("There is no such picture."), N_("Choose another."))

    screen.card.picture.choose("satisfaction")
    monkeypatch.setattr(figures, "on_paper", refused)
    press_print(screen)
    (page,) = printed
    assert page.sheets[0].title == "Marks of residents"
    assert page.sheets[0].notes
    assert not page.sheets[0].picture
    assert printing.html(page).count("There is no such picture.") == 2


def test_nothing_is_printed_when_printing_is_cancelled(qtbot, monkeypatch):
    window = QWidget()
    qtbot.addWidget(window)
    printed = []
    monkeypatch.setattr(printing, "put", lambda *given: printed.append(given))
    for answer in (0, 1):
        monkeypatch.setattr(printing.QPrintDialog, "exec", lambda _dialog, answer=answer: answer)
        printing.ask(Page("E-mail", (), (), (Sheet(),)), window)
        assert len(printed) == answer
