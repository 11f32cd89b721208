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


def settled_like_new(place: QWidget, layout, again) -> None:
    """What the layout remembers of its parts is what a layout that never met them would find."""
    QApplication.processEvents()
    for width in (90, 150, 240, 400, 1000):
        assert layout.heightForWidth(width) == again(width)
    assert place.layout() is layout


def test_lines_are_broken_anew_when_words_change_grow_come_or_go(stand, qtbot) -> None:
    words, first, second = label("A few words", wrap=True), button("First"), button("Second")
    layout = Flow(words, first, second)
    place = stand(layout, 400)

    def again(width: int) -> int:
        layout.invalidate()
        return layout.heightForWidth(width)

    settled_like_new(place, layout, again)
    one_line = layout.heightForWidth(400)
    words.setText("So many words that they cannot stand on the line on which there are two buttons besides them")
    settled_like_new(place, layout, again)
    assert layout.heightForWidth(400) > one_line
    assert first.y() > words.y()
    large = words.font()
    large.setPointSizeF(2 * large.pointSizeF())
    before = layout.heightForWidth(400)
    words.setFont(large)
    settled_like_new(place, layout, again)
    assert layout.heightForWidth(400) > before
    words.hide()
    settled_like_new(place, layout, again)
    assert layout.heightForWidth(400) == first.sizeHint().height()
    third = button("Third")
    layout.addWidget(third)
    third.show()
    settled_like_new(place, layout, again)
    assert (first.x(), second.x(), third.x()) == (0, first.width() + GAP, first.width() + second.width() + 2 * GAP)
    layout.removeWidget(first)
    first.hide()
    settled_like_new(place, layout, again)
    assert second.x() == 0


def test_parts_that_come_to_need_more_room_stand_one_above_the_other_and_back(stand) -> None:
    rows, pane = Part(50, 40), Part(50, 40)
    layout = Beside(10)
    layout.add(rows, 1, 100)
    layout.add(pane, 1, 100)
    place = stand(layout, 300)
    assert not layout.stacked
    pane.setMinimumWidth(250)
    QApplication.processEvents()
    assert layout.stacked
    assert layout.minimumSize().height() == 40 + 10 + 40
    rows.setMinimumHeight(70)
    QApplication.processEvents()
    assert layout.minimumSize().height() == 70 + 10 + 40
    assert layout.heightForWidth(300) == 70 + 10 + 40
    pane.hide()
    QApplication.processEvents()
    assert not layout.stacked
    assert layout.heightForWidth(300) == 70
    assert place.layout() is layout


def test_a_text_between_parts_is_as_high_as_its_width_asks(stand) -> None:
    words, pane = label("Many words, which need a few lines where there is little room for them", wrap=True), Part(9, 9)
    layout = Beside(10)
    layout.add(words, 1, 60)
    layout.add_fixed(pane, 100)
    place = stand(layout, 500)
    wide = layout.heightForWidth(500)
    assert layout.heightForWidth(180) > wide
    words.setText("Few")
    QApplication.processEvents()
    assert layout.heightForWidth(180) == layout.heightForWidth(500) <= wide
    assert place.width() == 500
