"""Lets a screen reader tell what happened elsewhere than where the keyboard is (design/ui.md 7.6).

Why one place: what asks for attention is told in one way. Refuses words of its own: a widget is told by its accessible
name.
"""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def alert(widget: QWidget) -> None:
    """Tell the accessible name of `widget` now, when it can be seen."""
    if widget.isVisible() and widget.accessibleName():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


def alert_text(label: QWidget, text: str) -> None:
    """The same for a label whose words just became `text`."""
    label.setAccessibleName(text)
    alert(label)
