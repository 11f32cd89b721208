"""Step 2: what sort of contacts the table holds, and what one row is."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout
from typing_extensions import override

from charter.contact import Channel
from charter.importers.mapping_draft import SORTS, Draft
from charter.importers.table_mapping import Row
from charter.locale import _
from charter.services.mapping import Table
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import label
from charter.ui.wizard import words
from charter.ui.wizard.step import Step
from charter.wording import channel_word

_CHANNELS = ("phone", "email", "letter", "counter", "form", "portal", "social", "report")


class KindStep(Step):
    """A choice of sorts; below it what a row is, or along which channel the contacts came."""

    def __init__(self) -> None:
        super().__init__(
            _("What does the table hold?"), _("One row must be about one contact. Charter cannot use totals a day.")
        )
        self._draft: Draft | None = None
        self.totals = label(
            _("This looks like a table of totals. No norm can be judged on totals: export the contacts themselves."),
            tone="warn",
            wrap=True,
        )
        self.column.addWidget(self.totals)
        self.group = QButtonGroup(self)
        both = Beside(12)
        half = (len(SORTS) + 1) // 2
        for first in (0, half):
            column = QVBoxLayout()
            column.setSpacing(10)
            for place, sort in enumerate(SORTS[first : first + half], first):
                made = QRadioButton(_(words.SORTS[sort.id]))
                self.group.addButton(made, place)
                column.addWidget(made)
            column.addStretch(1)
            both.add(column, 1)
        self.group.idClicked.connect(self._sort_chosen)
        self.column.addLayout(both)
        self.row = OneChoice(_("One row"), filters=False)
        for key, text in words.ROWS.items():
            self.row.addItem(_(text), key)
        self.row.setMinimumContentsLength(28)
        self.row.chosen.connect(self._row_chosen)
        self.channel = OneChoice(_("Channel"), filters=False)
        for word in _CHANNELS:
            self.channel.addItem(channel_word(Channel.of(word) or Channel.UNKNOWN), word)
        self.channel.chosen.connect(self._channel_chosen)
        self._row_name = label(_("One row"), tone="muted")
        self._row_name.setBuddy(self.row)
        self._channel_name = label(_("They came along"), tone="muted")
        self._channel_name.setBuddy(self.channel)
        line = QHBoxLayout()
        for part in (self._row_name, self.row, self._channel_name, self.channel):
            line.addWidget(part)
        line.addStretch(1)
        self.column.addSpacing(6)
        self.column.addLayout(line)
        self.column.addStretch(1)

    @override
    def show_draft(self, table: Table, draft: Draft) -> None:
        """Show the sort that was chosen."""
        self._draft = draft
        self.totals.setVisible(table.proposal.row == "total")
        for place, sort in enumerate(SORTS):
            if sort.id == draft.sort.id:
                self.group.button(place).setChecked(True)
        calls = draft.row != "contact"
        for part, shown in ((self.row, calls), (self._row_name, calls), (self.channel, not calls),
                            (self._channel_name, not calls)):  # fmt: skip
            part.setVisible(shown)
        for choice, value in ((self.row, draft.row), (self.channel, draft.channel)):
            choice.blockSignals(True)
            choice.choose(value)
            choice.blockSignals(False)

    def _sort_chosen(self, place: int) -> None:
        if self._draft is not None and SORTS[place].id != self._draft.sort.id:
            self.changed.emit(self._draft.of_sort(SORTS[place]))

    def _row_chosen(self) -> None:
        if self._draft is not None and self._draft.row != "contact":
            self.changed.emit(replace(self._draft, row=cast(Row, self.row.value())))

    def _channel_chosen(self) -> None:
        if self._draft is not None:
            self.changed.emit(replace(self._draft, channel=str(self.channel.value())))
