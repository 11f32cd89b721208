"""Step 3: which norms judge. Those of the library are on; a norm that is off judges nothing.

Why a list with limit, target and ground: who ticks a norm makes a promise, and must see which one. Refuses to change a
norm: that is done on its own screen.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpacerItem, QWidget
from typing_extensions import override

from charter.locale import _, formats, ngettext
from charter.norms.model import Norm
from charter.norms.phrases import ground, limit_phrase
from charter.services.first_run import Draft, norms
from charter.services.profile_editing import Composed
from charter.ui.first_run.step import Step, fault, say
from charter.ui.look import theme
from charter.ui.norms import words
from charter.ui.norms.columns import norm_icon
from charter.ui.widgets.parts import IconLabel, card, label, rule

_BASIS = 160
"""So much room the ground of a norm needs, with text of the usual size."""
_NARROW = ((0, 0, 1, 1), (0, 1, 1, 4), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 4))
"""Where the parts of a row stand where there is no room: how far down, column, rows and columns."""
_LINES = 3


class NormsStep(Step):
    """A row a norm, by channel; those that are off from the start stand last."""

    def __init__(self, today: date) -> None:
        super().__init__(
            _("What do you promise?"),
            _("These norms stand ready. They rest on the minimum norms of the VNG, on the law and on what other "
              "municipalities promise. Leave out what you do not promise; change limits and targets later."),
        )  # fmt: skip
        self._today = today
        self.boxes: dict[str, QCheckBox] = {}
        self._from_start: dict[str, bool] = {}
        self.count = label(bold=True, wrap=True)
        self.told_fault = fault()
        self.column.addWidget(self.count)
        self.column.addWidget(self.told_fault)
        surface = card()
        self._grid = QGridLayout(surface)
        self._grid.setContentsMargins(14, 8, 14, 10)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._rows: dict[int, list[QWidget]] = {}
        self._narrow = False
        self._needed = 0
        self._grid.setColumnStretch(4, 1)
        self._grid.setColumnMinimumWidth(4, theme.px(_BASIS))
        self._build()
        self.column.addWidget(surface)
        self.column.addStretch(1)

    def _build(self) -> None:
        grid = self._grid
        heads = ("", _("Norm"), _("Limit"), _("Target"), _("Where it comes from"))
        self._add_row(0, [label(text, theme.CAPTION, bold=True, tone="muted") for text in heads])
        every = norms()
        last = len(words.GROUPS)
        titles = [*(name for name, _channels in words.GROUPS), words.OTHER]
        groups = [
            *((titles[place], [n for n, on in every if on and words.channel_group(n) == place])
              for place in range(last + 1)),
            (_("To choose"), [n for n, on in every if not on]),
        ]  # fmt: skip
        self._from_start = {norm.id: on for norm, on in every}
        for title, of_group in groups:
            if of_group:
                row = grid.rowCount()
                grid.addWidget(rule(), row, 0, 1, 5)
                grid.addWidget(label(_(title), bold=True), row + 1, 0, 1, 5)
                for norm in of_group:
                    self._add(norm, grid.rowCount())

    def _add(self, norm: Norm, row: int) -> None:
        version = words.shown_version(norm, self._today)
        limit, target = limit_phrase(version.limit), words.target_words(version)
        box = QCheckBox(words.title(norm))
        box.setAccessibleName(
            _("%(norm)s, limit %(limit)s, target %(target)s")
            % {"norm": words.title(norm), "limit": limit, "target": target}
        )
        box.setToolTip(norm.promise.get("nl", ""))
        box.toggled.connect(self._ticked)
        self.boxes[norm.id] = box
        basis = label(ground(version.basis[0]), theme.CAPTION, tone="muted", wrap=True)
        target_label = label(target)
        target_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._add_row(row, [IconLabel(norm_icon(norm), "muted"), box, label(limit), target_label, basis])

    def _add_row(self, row: int, parts: list[QWidget]) -> None:
        """A row, which takes three where there is no room: the norm, limit and target, the ground."""
        self._rows[row] = parts
        for place, part in enumerate(parts):
            self._grid.addWidget(part, row, place)
        self._grid.addItem(QSpacerItem(0, 0), row + _LINES - 1, 0)

    def _lay_out(self, *, narrow: bool) -> None:
        self._narrow = narrow
        for row, parts in self._rows.items():
            for place, part in enumerate(parts):
                self._grid.removeWidget(part)
                self._grid.addWidget(
                    part, *((row + _NARROW[place][0], *_NARROW[place][1:]) if narrow else (row, place))
                )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.column.contentsMargins()
        if not self._narrow:
            self._needed = self._grid.minimumSize().width() + margins.left() + margins.right()
        narrow = self._needed > self.viewport().width()
        if narrow != self._narrow:
            self._lay_out(narrow=narrow)

    def _ticked(self) -> None:
        self._say_count()
        self.changed.emit()

    def _say_count(self) -> None:
        on = sum(box.isChecked() for box in self.boxes.values())
        text = ngettext("%(n)s of %(total)s norms is on.", "%(n)s of %(total)s norms are on.", on)
        self.count.setText(text % {"n": formats.number(on), "total": formats.number(len(self.boxes))})
        if on:
            say(self.told_fault, "")

    @override
    def show_draft(self, draft: Draft) -> None:
        for norm, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(norm not in draft.off if self._from_start[norm] else norm in draft.on)
            box.blockSignals(False)
        self._say_count()

    @override
    def told(self, draft: Draft) -> Draft:
        on = {norm for norm, box in self.boxes.items() if box.isChecked()}
        library = {norm for norm, from_start in self._from_start.items() if from_start}
        return draft.but(off=frozenset(library - on), on=frozenset(on - library))

    @override
    def show_faults(self, composed: Composed) -> QWidget | None:
        boxes = list(self.boxes.values())
        none = not any(box.isChecked() for box in boxes)
        say(self.told_fault, _("Choose at least one norm.") if none else "")
        return boxes[0] if none else None

    @override
    def first(self) -> QWidget:
        return next(iter(self.boxes.values()))
