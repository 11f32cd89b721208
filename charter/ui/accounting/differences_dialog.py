"""A closed period beside today: which figures would be others, by which contacts, and why.

Why: a supplement is only worth something when every difference can be followed to its contact. Refuses to change the
closing: it shows both.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from charter.locale import _, formats, ngettext
from charter.reports import spelling
from charter.services.as_closed import Compared
from charter.services.closing import period_of
from charter.ui.accounting.difference_columns import beside_columns, besides, difference_columns
from charter.ui.look import theme
from charter.ui.norms.what_if_card import height_of
from charter.ui.tasks import Tasks
from charter.ui.widgets.parts import button, label
from charter.ui.widgets.table_view import TableView

_SIZE = (940, 620)
_NORMS_SHOWN = 6


class DifferencesDialog(QDialog):
    """Signals: `contact_wanted` (row of the board, norm id), `norm_wanted` (norm id) for its contacts then."""

    contact_wanted = Signal(int, str)
    norm_wanted = Signal(str)

    def __init__(
        self, compared: Compared, titles: Mapping[str, str], tasks: Tasks, settings: QSettings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._compared = compared
        self._norms = besides(compared)
        name = spelling.name(period_of(compared.closing))
        self.setWindowTitle(_("Supplement to %(period)s") % {"period": name})
        self.resize(*_SIZE)
        self.norms = TableView.alone(tasks, settings, "supplement-norms", _("The figures, as closed and as now"))
        self.norms.table.show_data(len(self._norms), beside_columns(self._norms, titles))
        self.norms.setFixedHeight(height_of(self.norms, min(_NORMS_SHOWN, max(1, len(self._norms)))))
        self.norms.opened.connect(self._open_norm)
        self.contacts = TableView.alone(tasks, settings, "supplement-contacts", _("The contacts that differ"))
        self.contacts.opened.connect(self._open_contact)
        self.note = label(points=theme.CAPTION, tone="muted", wrap=True)
        found = compared.differences
        if found is not None:
            self.contacts.table.show_data(len(found), difference_columns(found, titles))
        close = button(_("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(label(self.windowTitle(), theme.SECTION, bold=True))
        column.addWidget(label(self._sum(), tone="muted", wrap=True))
        column.addWidget(self.norms)
        column.addWidget(self.contacts, 1)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.contacts.setVisible(found is not None)
        self._say(_("Enter opens the contact in Breaches."))

    def _sum(self) -> str:
        found = self._compared.differences
        if found is None:
            return _("The key that named the contacts is not here, so the differences cannot be told by contact.")
        text = ngettext(
            "%(n)s verdict differs from the closing.", "%(n)s verdicts differ from the closing.", len(found)
        )
        kept = _("The closed figures stay as they are.")
        return f"{text % {'n': formats.number(len(found))}} {kept}"

    def _say(self, text: str) -> None:
        self.note.setText(text)

    def _open_norm(self, row: int) -> None:
        if self._norms[row].now is None:
            self._say(_("This norm is off now, so it gives no verdicts."))
            return
        self.accept()
        self.norm_wanted.emit(self._norms[row].norm)

    def _open_contact(self, row: int) -> None:
        found = self._compared.differences
        if found is None:
            return
        if int(found.row[row]) < 0 or not int(found.now_verdict[row]):
            self._say(_("This contact has no verdict under this norm any more."))
            return
        self.accept()
        self.contact_wanted.emit(int(found.row[row]), str(found.norm[row]))
