"""Step 4: what it is called, whose times these are, whether the folder is watched, and what will happen.

Why: the zone of times that do not say theirs is asked once for each source. Of a mapping that was changed the files
that were read with it can be read again; nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFormLayout, QLineEdit, QWidget
from typing_extensions import override

from charter.importers.mapping_draft import Draft
from charter.locale import _, formats, ngettext
from charter.services.mapping import Table
from charter.ui.alert import alert_text
from charter.ui.file_questions import offer_zones
from charter.ui.look import theme
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import button, label
from charter.ui.wizard import words
from charter.ui.wizard.step import Said, Step


class CheckStep(Step):
    """Signals: `renamed` with a new title, `folder_wanted` (Path) where older files are to be looked for."""

    renamed = Signal(str)
    folder_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, *, again: bool) -> None:
        super().__init__(_("Is this right?"), _("After this Charter reads the file in."))
        self._again = again
        self.found: tuple[Path, ...] = ()
        """Files that were read with the mapping before and are still there."""
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name"))
        self.name.setReadOnly(again)
        self.name.editingFinished.connect(lambda: self.renamed.emit(self.name.text()))
        self.summary = label(wrap=True, selectable=True)
        self.columns = label(wrap=True, selectable=True)
        self.zone = OneChoice(_("Times are of"), filters=False)
        self.zone.setMinimumContentsLength(24)
        offer_zones(self.zone, zone)
        self._zone_help = label(
            _("The times in this file do not say their zone. Charter asks this once for each source."),
            theme.CAPTION, tone="muted", wrap=True,
        )  # fmt: skip
        self.watch = QCheckBox(_("Watch this folder"))
        self.watch_help = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.reread = QCheckBox(_("Read the earlier files again"))
        self.reread.setChecked(True)
        self.older = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.look_in = button(_("Look in another folder..."), "folder")
        self.look_in.clicked.connect(self._choose_folder)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(10)
        self._row(_("Name"), self.name)
        self._row(_("File"), self.summary)
        self._row(_("Is read"), self.columns)
        self._row(_("Times are of"), self.zone)
        self._form.addRow("", self._zone_help)
        self.column.addLayout(self._form)
        parts: tuple[QWidget, ...] = (self.watch, self.watch_help, self.reread, self.older)
        for part in parts:
            self.column.addWidget(part)
        self.column.addLayout(Flow(self.look_in))
        self.column.addStretch(1)
        self.reread.setVisible(again)
        self.older.setVisible(again)
        self.look_in.setVisible(again)
        self.ask_zone(asked=False)

    @override
    def show_draft(self, table: Table, draft: Draft) -> None:
        """Show what was said."""
        if self.name.text() != draft.title:
            self.name.setText(draft.title)
        rows = ngettext("%(n)s row", "%(n)s rows", table.proposal.rows) % {"n": formats.number(table.proposal.rows)}
        sort = _(words.SORTS[draft.sort.id]) if draft.sort.id in words.SORTS else draft.channel
        self.summary.setText(f"{table.path.name}: {rows}, {sort}")
        read = [
            f"{' + '.join(column.name for column in draft.columns_of(meaning))} ({words.meaning_word(draft, meaning)})"
            for meaning in draft.offered
            if draft.columns_of(meaning)
        ]
        self.columns.setText(", ".join(read))
        known = draft.proposal.has_header
        self.watch.setVisible(known and not self._again)
        self.watch_help.setVisible(not (known and self._again))
        self.watch_help.setText(
            _("New files with these columns are then read in by themselves.")
            if known
            else _("Files without names above the columns cannot be recognised by themselves.")
        )

    def ask_zone(self, *, asked: bool) -> None:
        """Whether the zone must be said."""
        self._form.setRowVisible(self.zone, asked)
        self._form.setRowVisible(self._zone_help, asked)

    @property
    def chosen_zone(self) -> ZoneInfo | None:
        """The zone that was said; None when it was not asked."""
        return None if self.zone.isHidden() else ZoneInfo(str(self.zone.value()))

    def show_older(self, names: Sequence[str], found: Sequence[Path]) -> None:
        """Show which files were read with the mapping before, and which of them are still there."""
        self.found = tuple(found)
        text = ngettext(
            "%(n)s file was read with this mapping; %(found)s of these is still the same in this folder.",
            "%(n)s files were read with this mapping; %(found)s of these are still the same in this folder.",
            len(names),
        )
        said = text % {"n": formats.number(len(names)), "found": formats.number(len(found))}
        self.older.setText(said)
        alert_text(self.older, said)

    @override
    def fault(self) -> Said | None:
        if not self.name.text().strip():
            return Said(_("Give the table a name."), self.name)
        return None

    def _row(self, text: str, part: QWidget) -> None:
        name = label(text, tone="muted")
        name.setBuddy(part)
        self._form.addRow(name, part)

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Where are the older files?"))
        if name:
            self.folder_wanted.emit(Path(name))
