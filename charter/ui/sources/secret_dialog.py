"""Asks for the password of a source. It is never shown, and goes into the keyring of the account."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from charter.locale import _
from charter.sources.registry import by_id
from charter.ui.widgets.ask import Ask


class SecretDialog(Ask):
    """`secret` is what was typed."""

    def __init__(self, source: str, kind: str, parent: QWidget) -> None:
        text = _("It goes into the keyring of your account. It never stands in the profile or the database.")
        asks = _(by_id(kind).asks)
        super().__init__(_("%(what)s of %(source)s") % {"what": asks, "source": source}, text, "key", _("Keep"), parent)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(asks, self._field)

    @property
    def secret(self) -> str:
        """The password."""
        return self._field.text()

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        return None if self._field.text() else (_("Fill this in."), self._field)
