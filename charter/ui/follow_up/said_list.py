"""Everything that people said of one contact, newest first, each with a way to take it back.

Refuses to remove anything: taking back is a new entry with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from charter.columns import ByHand
from charter.contact import Kind
from charter.locale import _, formats
from charter.ui.look import theme
from charter.ui.widgets.parts import button, clear, label


class SaidList(QWidget):
    """Signals: `undo_wanted` (ByHand)."""

    undo_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.entries: tuple[ByHand, ...] = ()
        self._title = label(_("What people said"), bold=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(self._grid)
        self.hide()

    def show_entries(self, entries: Sequence[ByHand], zone: ZoneInfo) -> None:
        """Show these, given oldest first."""
        clear(self._grid)
        self.entries = tuple(entries)
        for row, entry in enumerate(reversed(self.entries)):
            when = formats.instant(entry.at // 60_000_000 * 60_000_000, zone)
            text = f"{when}, {entry.who}: {spoken(entry, zone)}"
            self._grid.addWidget(
                label(text, theme.CAPTION, tone="muted" if entry.undone else "text", wrap=True, selectable=True), row, 0
            )
            if not entry.undone and entry.what != "undo":
                undo = button(_("Undo..."), link=True, help_text=_("Take this back, with a reason"))
                undo.setAccessibleName(_("Undo: %(entry)s") % {"entry": text})
                undo.clicked.connect(lambda _on=False, entry=entry: self.undo_wanted.emit(entry))
                self._grid.addWidget(undo, row, 1, Qt.AlignmentFlag.AlignTop)
        self.setVisible(bool(self.entries))


def spoken(entry: ByHand, zone: ZoneInfo) -> str:
    """One entry in words."""
    words = {
        "assign": _("up next: %(value)s"),
        "cause": _("reason: %(value)s"),
        "note": _("note: %(value)s"),
        "excuse": _("excused: %(reason)s"),
        "undo": _("took something back: %(reason)s"),
        Kind.ANSWERED_ELSEWHERE.word: _("answered elsewhere at %(value)s: %(reason)s"),
        Kind.WRONG_START.word: _("began at %(value)s: %(reason)s"),
        Kind.NOT_OURS.word: _("not ours: %(reason)s"),
        Kind.BELONGS_TO.word: _("belongs to %(value)s: %(reason)s"),
    }
    text = words[entry.what] % {"value": _value(entry, zone), "reason": entry.reason}
    if entry.what == "excuse" and entry.value:
        text = f"{text} ({entry.value})"
    return _("%(entry)s (taken back)") % {"entry": text} if entry.undone else text


def _value(entry: ByHand, zone: ZoneInfo) -> str:
    from charter.instants import parse

    if entry.what in (Kind.ANSWERED_ELSEWHERE.word, Kind.WRONG_START.word):
        at = parse(entry.value, zone)
        if at is not None and at.at is not None:
            return formats.instant(at.at, zone)
    return entry.value
