"""Step 4: the first files, a mailbox, or later. What comes of the files is told here until there is a first result.

Why the strips of the window: a file that is broken or unknown is told here as it is told everywhere. Refuses to read
anything itself: `charter.ui.intake` does.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget
from typing_extensions import override

from charter.locale import _
from charter.ui.first_run.step import Step
from charter.ui.look import theme
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.drop_zone import DropZone
from charter.ui.widgets.parts import IconLabel, button, card, label
from charter.ui.widgets.strips import Strips, WorkStrip

_ZONE = 200
_WORDS = 150
"""So much room words need beside each other, with text of the usual size."""


class FileStep(Step):
    """Signals: `files_chosen` (paths), `mailbox_wanted`, `later_wanted`."""

    files_chosen = Signal(object)
    mailbox_wanted = Signal()
    later_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Which file do you begin with?"),
            _("Charter reads it, judges every contact and shows the first breaches."),
        )
        self.strips, self.work = Strips(), WorkStrip()
        self.zone = DropZone()
        self.zone.setMinimumHeight(_ZONE)
        self.zone.dropped.connect(self.files_chosen)
        self.zone.choose_wanted.connect(self._choose)
        self.mailbox = button(_("Connect a mailbox..."), "email")
        self.mailbox.clicked.connect(self.mailbox_wanted)
        self.later = button(_("Later"), "forward")
        self.later.clicked.connect(self.later_wanted)
        for part in (self.strips, self.work, self.zone):
            self.column.addWidget(part)
        for picture, title, text, act in (
            ("email", _("Or connect a mailbox"), _("Charter reads it by itself from now on."), self.mailbox),
            ("clock", _("Or later"), _("Charter opens without contacts. You can drop a file there at any time."),
             self.later),
        ):  # fmt: skip
            self.column.addWidget(_offer(picture, title, text, act))
        self.column.addStretch(1)
        for act in (self.zone.choose, self.mailbox, self.later):
            act.setAutoDefault(True)

    def _choose(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose log files"))
        if paths:
            self.files_chosen.emit([Path(path) for path in paths])

    @override
    def first(self) -> QWidget:
        return self.zone.choose


def _offer(picture: str, title: str, text: str, act: QWidget) -> QWidget:
    surface = card()
    head = QHBoxLayout()
    head.setSpacing(12)
    head.addWidget(IconLabel(picture, "accent", 20))
    head.addWidget(label(title, theme.BODY, bold=True), 1)
    row = Beside(12)
    row.setContentsMargins(16, 10, 12, 10)
    row.add(head, 0, theme.px(_WORDS))
    row.add(label(text, tone="muted", wrap=True), 1, theme.px(_WORDS))
    row.add(act, 0)
    surface.setLayout(row)
    return surface
