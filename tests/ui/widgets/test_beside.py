"""Parts beside each other, and one above the other where there is no room; a page that scrolls only when it must."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from charter.ui.widgets.beside import Beside
from charter.ui.widgets.flow import GAP, Flow
from charter.ui.widgets.page_area import PageArea
from charter.ui.widgets.parts import button, label


class Part(QWidget):
    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.setMinimumSize(width, height)


@pytest.fixture
def stand(qtbot):
    """Shows a layout in a place of a given size."""

    def shown(layout, width: int, height: int = 400) -> QWidget:
        place = QWidget()
        layout.setContentsMargins(0, 0, 0, 0)
        place.setLayout(layout)
        qtbot.addWidget(place)
        place.resize(width, height)
        place.show()
        QApplication.processEvents()
        return place

    return shown


def test_parts_stand_beside_each_other_while_each_has_its_least_width(stand) -> None:
    rows, pane = Part(50, 40), Part(50, 40)
    layout = Beside(10)
    layout.add(rows, 1, 200)
    layout.add_fixed(pane, 120)
    place = stand(layout, 330)
    assert not layout.stacked
    assert (rows.width(), pane.width(), pane.x()) == (200, 120, 210)
    place.resize(329, 400)
    QApplication.processEvents()
    assert layout.stacked
    assert (rows.x(), pane.x(), rows.width(), pane.width()) == (0, 0, 329, 329)
    assert pane.y() > rows.y()
    place.resize(330, 400)
    QApplication.processEvents()
    assert not layout.stacked
    assert pane.width() == 120


def test_a_part_that_is_hidden_needs_no_room(stand) -> None:
    rows, pane = Part(50, 40), Part(50, 40)
    layout = Beside(10)
    layout.add(rows, 1, 200)
    layout.add_fixed(pane, 120)
    pane.hide()
    place = stand(layout, 220)
    assert place.width() == 220
    assert not layout.stacked
    assert rows.width() == 220


def test_a_page_scrolls_only_when_it_needs_more_than_its_place(qtbot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Part(300, 200))
    stack = QStackedWidget()
    stack.addWidget(page)
    area = PageArea(stack)
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    assert (page.width(), page.height()) == (400, 300)
    area.resize(400, 150)
    assert page.height() == 200
    assert area.verticalScrollBar().maximum() == 50
    assert area.horizontalScrollBar().maximum() == 0
    column.addWidget(Part(10, 100))
    qtbot.waitUntil(lambda: page.height() >= 300)


def test_the_title_of_a_head_pushes_the_buttons_to_the_right_and_has_a_line_of_its_own_where_they_do_not_fit(
    stand,
) -> None:
    title, act = label("Title", wrap=True), button("Act")
    place = stand(Flow(title, act, head=True), 400)
    assert act.geometry().right() == 399
    wide = title.fontMetrics().horizontalAdvance("Title") + 2
    place.resize(wide + GAP + act.sizeHint().width() - 1, 400)
    QApplication.processEvents()
    assert act.x() == 0
    assert act.y() >= title.geometry().bottom()
