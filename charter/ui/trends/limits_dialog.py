"""Asks for new limits of a control chart: from which day, and why.

Refuses a day without a reason: an auditor must see what changed in the work, not that a line was moved.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.locale import _
from charter.ui.widgets.ask import Ask, too_short
from charter.ui.widgets.day_field import DayField


class LimitsDialog(Ask):
    """`day` and `reason` are what was answered."""

    def __init__(self, norm: str, usual: date, parent: QWidget) -> None:
        text = _(
            "Only do this when the work itself was changed. The chart of %(norm)s begins anew on this day. "
            "No verdict changes. The reason stands in the profile, in the journal and under the chart."
        )
        super().__init__(_("New limits"), text % {"norm": norm}, "trends", _("Lay new limits"), parent)
        self._day = DayField(usual)
        self.add(_("From"), self._day)
        self._reason = self.add_reason(_("Reason"), _("What changed in the work on this day, and who decided so?"))

    @property
    def day(self) -> date:
        """From which day."""
        return self._day.day()

    @property
    def reason(self) -> str:
        """Why."""
        return " ".join(self._reason.toPlainText().split())

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        return too_short(self._reason)
