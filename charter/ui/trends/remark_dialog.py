"""Asks for a remark on a period of a norm; an empty one takes away what stands there.

Refuses to close when nothing was changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from charter.locale import _
from charter.norms.periods import Period
from charter.services.remarks import MOST
from charter.ui.trends.choice import period_name
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import Picker


class RemarkDialog(Ask):
    """`period` and `remark` are what was answered; `standing` holds the remarks by label of their period."""

    def __init__(
        self, norm: str, offered: Sequence[Period], usual: Period, standing: Mapping[str, str], parent: QWidget
    ) -> None:
        text = _(
            "The remark stands under the chart of %(norm)s, in its table and in the report. No figure changes. "
            "Your name stands with it in the journal."
        )
        super().__init__(_("Remark on a period"), text % {"norm": norm}, "edit", _("Keep the remark"), parent)
        self._standing = standing
        self._period = Picker(_("Period"))
        self._period.offer_each([(period_name(one), one) for one in offered], usual)
        self._period.chosen.connect(self._show_standing)
        self.add(_("Period"), self._period)
        self.field = QLineEdit()
        self.field.setMaxLength(MOST)
        self.field.setPlaceholderText(_("What happened? Without names."))
        self.add(_("Remark"), self.field)
        self._show_standing()

    @property
    def period(self) -> Period:
        """On which period."""
        period = self._period.value()
        if not isinstance(period, Period):
            raise TypeError(period)
        return period

    @property
    def remark(self) -> str:
        """What is remarked; "" takes away what stood there."""
        return " ".join(self.field.text().split())

    def _show_standing(self) -> None:
        self.field.setText(self._standing.get(self.period.label, ""))

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        if self.remark != self._standing.get(self.period.label, ""):
            return None
        return _("Write a remark, or cancel."), self.field
