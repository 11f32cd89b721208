"""Where a contact comes from: file, line and import; the line itself while the file is the same; of mail its id.

Refuses to show a line of a file that changed since it was read.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from charter.locale import _, formats
from charter.services.source_line import SourceLine, Standing
from charter.ui.look import theme
from charter.ui.widgets.parts import button, label, wide

_WIDTH = 560
_DIGITS = 16


class SourceDialog(QDialog):
    """Signals: `search_wanted` when the user wants to point at the file."""

    search_wanted = Signal()

    def __init__(self, contact: str, found: SourceLine, message_id: str, zone: ZoneInfo, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Source of %(contact)s") % {"contact": contact})
        self.setMinimumWidth(wide(self, _WIDTH))
        facts = QFormLayout()
        facts.setHorizontalSpacing(16)
        for words, value in _facts(found, message_id, zone):
            facts.addRow(label(words, tone="muted"), label(value, wrap=True, selectable=True))
        self.state = label(_state(found), tone="muted", wrap=True, selectable=True)
        self.line = QPlainTextEdit(found.text)
        self.line.setReadOnly(True)
        self.line.setTabChangesFocus(True)
        self.line.setAccessibleName(_("Line %(line)s") % {"line": found.origin.line})
        self.line.setVisible(found.standing is Standing.FOUND)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(label(self.windowTitle(), theme.SECTION, bold=True, wrap=True))
        column.addLayout(facts)
        column.addWidget(self.state)
        column.addWidget(self.line)
        row = QHBoxLayout()
        if message_id:
            self.copy = button(_("Copy Message-ID"), "copy", help_text=_("Search for it in your mail program"))
            self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(message_id))
            row.addWidget(self.copy)
        if found.standing in (Standing.GONE, Standing.CHANGED):
            self.search = button(_("Find the file..."), "folder")
            self.search.clicked.connect(self.search_wanted)
            row.addWidget(self.search)
        row.addStretch(1)
        close = button(_("Close"), primary=True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)


def _facts(found: SourceLine, message_id: str, zone: ZoneInfo) -> list[tuple[str, str]]:
    facts = [
        (_("File"), found.origin.file),
        (_("Line"), formats.number(found.origin.line)),
        (_("Source"), found.source),
    ]
    if found.imported_at is not None:
        when = formats.instant(found.imported_at // 60_000_000 * 60_000_000, zone)
        facts.append((_("Read in"), _("%(when)s by %(who)s") % {"when": when, "who": found.who}))
    if message_id:
        facts.append((_("Message-ID"), message_id))
    facts.append((_("SHA-256"), f"{found.origin.digest[:_DIGITS]}…"))
    return facts


def _state(found: SourceLine) -> str:
    return {
        Standing.FOUND: _("This is the line as it stands in the file. The file has not changed since."),
        Standing.GONE: _("Charter does not keep where a file stood. Point at it to see the line."),
        Standing.CHANGED: _("The file is there, but it has changed since it was read in. Its line is not shown."),
        Standing.NO_TEXT: _("The file is there and has not changed. Open it in its own program to see this line."),
    }[found.standing]
