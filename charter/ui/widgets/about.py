"""About the program: its version, its licence and those of what it builds on, and where its log is.

Why: LGPL asks that who uses the window can read this inside it. Refuses to keep a list of libraries: it reads what is
installed.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path
from re import match

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from charter.locale import _
from charter.ui.look import theme
from charter.ui.widgets.parts import button, label, plain


def about(log_folder: Path) -> QWidget:
    """A page about the program."""
    page = plain()
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 12, 16, 14)
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
    open_folder = button(_("Open this folder"), "folder")
    open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder))))
    row = QHBoxLayout()
    row.addWidget(open_folder)
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(label(_("Charter builds on"), theme.SECTION, bold=True))
    form = QFormLayout()
    form.setHorizontalSpacing(24)
    for name, number, licence in built_on():
        form.addRow(label(f"{name} {number}"), label(licence, tone="muted", wrap=True))
    column.addLayout(form)
    column.addStretch(1)
    return page


def built_on() -> list[tuple[str, str, str]]:
    """The libraries that Charter needs: name, version and licence, as each says of itself."""
    found = []
    for requirement in requires("charter") or []:
        name = match(r"[A-Za-z0-9._-]+", requirement)
        if name is None or "extra ==" in requirement:
            continue
        try:
            said = distribution(name[0]).metadata.json
        except PackageNotFoundError:  # of another operating system
            continue
        classified = [line.rpartition(" :: ")[2] for line in said.get("classifier", []) if "License ::" in line]
        text = str(said.get("license", "")).partition("\n")[0]
        licence = said.get("license_expression") or ", ".join(classified) or text or _in_its_file(said)
        found.append((name[0], str(said["version"]), str(licence)))
    return found


def _in_its_file(said: dict[str, str | list[str]]) -> str:
    """Where a library keeps its licence that names it nowhere else."""
    files = said.get("license_file", [])
    return _("stands in its file %(file)s") % {"file": files if isinstance(files, str) else ", ".join(files)}
