"""What was wrong with a contact: answered elsewhere, another start, not ours, or part of another contact.

Refuses to decide what that does to the clock: the same rules judge again, with what a person said.
"""

from __future__ import annotations

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from charter.contact import Kind
from charter.locale import _
from charter.ui.widgets.ask import Ask, too_short
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.day_field import MomentField

_TIMED = (Kind.ANSWERED_ELSEWHERE, Kind.WRONG_START)
_SHOWN = "dd-MM-yyyy HH:mm"
_WRITTEN = "yyyy-MM-ddTHH:mm"


class CorrectDialog(Ask):
    """Asks what was wrong, when or which, and why. `now` is the local time (ISO 8601) at which a time begins."""

    def __init__(self, contact: str, closed: str, now: str, parent: QWidget) -> None:
        text = _("The source stays as it is. Your correction stands beside it, and the contact is judged again.")
        title = _("Correct %(contact)s") % {"contact": contact}
        super().__init__(title, f"{text} {closed}".strip(), "edit", _("Correct"), parent)
        self.kind = OneChoice(_("What was wrong"), filters=False)
        self.kind.offer(
            _("Choose what was wrong..."),
            [
                (_("It was answered elsewhere"), Kind.ANSWERED_ELSEWHERE),
                (_("It began at another time"), Kind.WRONG_START),
                (_("It is not for us"), Kind.NOT_OURS),
                (_("It belongs to another contact"), Kind.BELONGS_TO),
            ],
        )
        self.kind.chosen.connect(self._show_fields)
        self.at = MomentField(QDateTime.fromString(now[:16], _WRITTEN), _SHOWN)
        self.other = QLineEdit()
        self.other.setPlaceholderText(_("Number of the other contact"))
        self.add(_("What was wrong"), self.kind)
        self.add(_("Date and time"), self.at)
        self.add(_("Other contact"), self.other)
        self.reason = self.add_reason(_("Explanation (required)"), _("How do you know, and where is the proof?"))
        self._show_fields()
        self.kind.setFocus()

    def _show_fields(self) -> None:
        kind = self._kind()
        self.fields.setRowVisible(self.at, kind in _TIMED)
        self.fields.setRowVisible(self.other, kind is Kind.BELONGS_TO)
        self.fit()

    def _kind(self) -> Kind | None:
        value = self.kind.value()
        return Kind(value) if isinstance(value, int) else None  # Qt gives a plain number back

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        kind = self._kind()
        if kind is None:
            return _("Choose what was wrong."), self.kind
        if kind is Kind.BELONGS_TO and not self.other.text().strip():
            return _("Write the number of the other contact."), self.other
        return too_short(self.reason)

    @property
    def given(self) -> tuple[Kind, str, str, str]:
        """What was wrong, the local time (ISO 8601, "" where none is asked), the other contact ("") and the reason."""
        kind = self._kind()
        assert kind is not None  # noqa: S101 - `missing` saw to it
        at = self.at.dateTime().toString(_WRITTEN) if kind in _TIMED else ""
        other = self.other.text().strip() if kind is Kind.BELONGS_TO else ""
        return kind, at, other, self.reason.toPlainText().strip()
