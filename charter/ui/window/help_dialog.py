"""F1: what this screen is for, its keys, and what Charter itself is made of.

Why: help belongs where the question arises, also without a network. Refuses to explain a verdict: the screen does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from charter.locale import _
from charter.ui.keys import Key
from charter.ui.look import theme
from charter.ui.widgets.about import about
from charter.ui.widgets.parts import button, label, scrolled

_SIZE = (640, 560)


class HelpDialog(QDialog):
    """A page of explanation and keys for one screen, and a page about the program."""

    def __init__(
        self, title: str, paragraphs: Sequence[str], keys: Sequence[Key], log_folder: Path, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Help: %(screen)s") % {"screen": title})
        self.resize(*_SIZE)
        self.pages = QTabWidget()
        self.pages.addTab(_explanation(title, paragraphs, keys), _("This screen"))
        self.pages.addTab(_scrolled(about(log_folder), _("About Charter")), _("About Charter"))
        close = button(_("Close"), primary=True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        page = QVBoxLayout(self)
        page.addWidget(self.pages, 1)
        page.addLayout(row)


def _explanation(title: str, paragraphs: Sequence[str], keys: Sequence[Key]) -> QWidget:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setSpacing(10)
    column.addWidget(label(title, theme.HEADLINE, bold=True))
    for paragraph in paragraphs:
        column.addWidget(label(_(paragraph), wrap=True, selectable=True))
    column.addWidget(label(_("Keys"), theme.SECTION, bold=True))
    form = QFormLayout()
    form.setHorizontalSpacing(24)
    for key in keys:
        native = QKeySequence(key.keys).toString(QKeySequence.SequenceFormat.NativeText) or _(key.keys)
        form.addRow(label(native, bold=True), label(_(key.meaning), wrap=True))
    column.addLayout(form)
    column.addStretch(1)
    return _scrolled(inside, _("Help: %(screen)s") % {"screen": title})


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    area = scrolled(inside, name, sideways=False)
    inside.setAutoFillBackground(False)
    return area
