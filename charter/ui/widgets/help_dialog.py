"""F1: what this screen is for, its keys, and what Charter itself is made of.

Why: help belongs where the question arises, also without a network. Refuses to explain a verdict: the screen does.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path
from re import match

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from charter.locale import _
from charter.ui import theme
from charter.ui.keys import Key
from charter.ui.widgets.parts import button, label

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
        self.pages.addTab(about(log_folder), _("About Charter"))
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
        native = QKeySequence(key.keys).toString(QKeySequence.SequenceFormat.NativeText) or key.keys
        form.addRow(label(native, bold=True), label(_(key.meaning), wrap=True))
    column.addLayout(form)
    column.addStretch(1)
    return _scrolled(inside, _("Help: %(screen)s") % {"screen": title})


def about(log_folder: Path) -> QWidget:
    """A page about the program: version, licences, what it builds on, and where its log is."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setSpacing(10)
    column.addWidget(label(_("Charter %(version)s") % {"version": version("charter")}, theme.HEADLINE, bold=True))
    column.addWidget(
        label(_("Charter is free software under the EUPL 1.2. The text stands in the file LICENSE."), wrap=True)
    )
    column.addWidget(
        label(
            _(
                "The window uses Qt and PySide6 under the LGPL version 3. They are separate files beside Charter: you "
                "may replace them by your own version, and you may take them apart to find faults in that."
            ),
            wrap=True,
            selectable=True,
        )
    )
    column.addWidget(
        label(_("The log of the program is in %(folder)s.") % {"folder": log_folder}, wrap=True, selectable=True)
    )
    column.addWidget(label(_("Charter builds on"), theme.SECTION, bold=True))
    form = QFormLayout()
    form.setHorizontalSpacing(24)
    for name, number, licence in built_on():
        form.addRow(label(f"{name} {number}"), label(licence, tone="muted", wrap=True))
    column.addLayout(form)
    column.addStretch(1)
    return _scrolled(inside, _("About Charter"))


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area


def built_on() -> list[tuple[str, str, str]]:
    """The libraries that Charter needs: name, version and licence, as each says of itself."""
    found = []
    for requirement in requires("charter") or []:
        name = match(r"[A-Za-z0-9._-]+", requirement)
        if name is None or "extra ==" in requirement:
            continue
        try:
            about = distribution(name[0]).metadata.json
        except PackageNotFoundError:  # of another operating system
            continue
        classified = [line.rpartition(" :: ")[2] for line in about.get("classifier", []) if "License ::" in line]
        text = str(about.get("license", "")).partition("\n")[0]
        licence = about.get("license_expression") or ", ".join(classified) or text
        found.append((name[0], str(about["version"]), str(licence)))
    return found
