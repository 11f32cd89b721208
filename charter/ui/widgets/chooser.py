"""Choices in a filter bar: one of several, or several of several. An active one is seen and says what it does.

Why one kind: every filter bar works alike. Refuses to know what is filtered.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)
from typing_extensions import override

from charter.ui.look import icon, theme
from charter.ui.widgets.parts import set_property

_ARROW = 12


def draw_arrow(widget: QWidget) -> None:
    """Draw the arrow of a field that opens a list or a calendar."""
    painter = QPainter(widget)
    side = theme.px(_ARROW)
    place = widget.rect().right() - side - 9
    painter.drawPixmap(
        place, (widget.height() - side) // 2, icon.pixmap("down", "muted", side, widget.devicePixelRatioF())
    )
    painter.end()


class OneChoice(QComboBox):
    """A list of which one is chosen; the first is "all". Signals: `chosen` when the user, or a program, changes it."""

    chosen = Signal()

    def __init__(self, name: str, *, filters: bool = True) -> None:
        """A choice that filters is seen to be active when it does."""
        super().__init__()
        self._filters = filters
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(13)
        self.setIconSize(QSize(icon.size(), icon.size()))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.view().setMinimumWidth(theme.px(220))
        self.currentIndexChanged.connect(self._changed)

    def offer(self, everything: str, choices: Sequence[tuple[str, object]]) -> None:
        """Replace the choices; what was chosen stays chosen where it is still there. Tells nobody."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        self.addItem(everything, None)
        for text, value in choices:
            self.addItem(text, value)
        self.choose(kept)
        self.blockSignals(False)
        self.mark()

    def mark(self) -> None:
        """Let it be seen whether it filters."""
        set_property(self, "active", "true" if self._filters and self.value() is not None else "false")

    def value(self) -> object:
        """What is chosen; None for everything."""
        return self.currentData()

    def choose(self, value: object) -> None:
        """Choose a value; everything when it is not among the choices."""
        values = [self.itemData(position) for position in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else 0)

    def _changed(self) -> None:
        self.mark()
        self.chosen.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if theme.is_ours():  # without our style sheet the style draws an arrow itself
            draw_arrow(self)


class Picker(OneChoice):
    """A list of which exactly one is chosen; none of them is "all"."""

    def offer_each(self, choices: Sequence[tuple[str, object]], usual_value: object) -> None:
        """Replace the choices; what was chosen stays where it is still there. Tells nobody."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        for text, value in choices:
            self.addItem(text, value)
        values = [value for _text, value in choices]
        self.choose(kept if kept in values else usual_value)
        self.blockSignals(False)

    @override
    def _changed(self) -> None:
        self.chosen.emit()


class ManyChoice(QPushButton):
    """A menu of which several are chosen. Signals: `chosen` when the set changes."""

    chosen = Signal()

    def __init__(self, name: str, every: str, some: str, choices: Sequence[tuple[str, str, object]]) -> None:
        """`every` is said when all are chosen, `some` (with %(name)s, %(n)s, %(total)s) when not.

        `choices` are icon, words and value.
        """
        super().__init__()
        self._name = name
        self._every = every
        self._some = some
        self.setAutoDefault(False)
        menu = _StayingMenu(self)
        self._actions = []
        for picture, text, value in choices:
            action = menu.addAction(icon.icon(picture), text) if picture else menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(True)
            action.setData(value)
            action.toggled.connect(self._changed)
            self._actions.append(action)
        self.setMenu(menu)
        self._say()

    def values(self) -> frozenset[object]:
        """What is chosen."""
        return frozenset(action.data() for action in self._actions if action.isChecked())

    def choose(self, values: frozenset[object]) -> None:
        """Choose exactly these, and tell it once."""
        if values == self.values():
            return
        for action in self._actions:
            action.blockSignals(True)
            action.setChecked(action.data() in values)
            action.blockSignals(False)
        self._changed()

    def _changed(self) -> None:
        self._say()
        self.chosen.emit()

    def _say(self) -> None:
        chosen = len(self.values())
        every = chosen == len(self._actions)
        text = self._every if every else self._some % {"name": self._name, "n": chosen, "total": len(self._actions)}
        self.setText(text)
        self.setAccessibleName(text)
        set_property(self, "active", "false" if every else "true")

    @override
    def sizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(self.text()) + 32 + theme.px(_ARROW), super().sizeHint().height()
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setPen(self.palette().text().color())
        painter.drawText(self.rect().adjusted(11, 0, -16 - theme.px(_ARROW), 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
        draw_arrow(self)


class _StayingMenu(QMenu):
    """A menu that stays open while its boxes are ticked with the mouse."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)
