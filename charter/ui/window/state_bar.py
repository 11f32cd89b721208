"""The line at the bottom: up to when the data is complete, and how much there is.

Why: nothing changes behind the user's back; every figure above rests on what this line says. Refuses to judge
completeness; `charter.services.completeness` does.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStatusBar
from typing_extensions import override

from charter.locale import _, formats, ngettext
from charter.services.completeness import Completeness
from charter.ui.alert import alert_text
from charter.ui.look import icon, theme
from charter.ui.sight import Sight
from charter.ui.widgets.parts import IconLabel, label

_MINUTE = 60_000_000
_AROUND = 64


class StateBar(QStatusBar):
    """Icon and sentence on the left, the number of contacts on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("pending", "muted")
        self.sentence = label(_("Reading the data"), theme.CAPTION, tone="muted")
        self.amount = label(points=theme.CAPTION, tone="muted")
        self._amounts: tuple[str, ...] = ()
        self._loading = False
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 0, 12, 0)
        self.addWidget(self._icon)
        self.addWidget(self.sentence)
        self.addPermanentWidget(self.amount)

    def say_loading(self) -> None:
        """Data is being fetched, and it takes a while."""
        self._icon.show_icon("refresh", "muted")
        self._loading = True
        self._tell(_("Loading..."))

    def say(self, sight: Sight | None) -> None:
        """Tell how complete `sight` is; None when there never was one."""
        self._say(sight)
        if self._loading:  # it took a while, so that it is done is news
            self._loading = False
            self._tell(self.sentence.text())

    def _tell(self, text: str) -> None:
        self.sentence.setText(text)
        alert_text(self.sentence, text)

    def _say(self, sight: Sight | None) -> None:
        if sight is None:
            self._icon.show_icon("attention", "warn")
            self.sentence.setText(_("No data yet"))
            return
        zone = ZoneInfo(sight.zone)
        self._say_completeness(sight.board.completeness, zone)
        contacts = len(sight.board.contacts)
        text = ngettext("%(n)s contact", "%(n)s contacts", contacts) % {"n": formats.number(contacts)}
        as_of = _("as of %(moment)s") % {"moment": formats.instant(_whole_minute(sight.board.as_of), zone)}
        self._amounts = (f"{text} · {as_of}", as_of)
        self.amount.setToolTip(self._amounts[0])
        self._give_room()

    def _give_room(self) -> None:
        """How much there is stands beside the sentence while both fit; its tooltip is whole."""
        room = self.width() - self.sentence.sizeHint().width() - icon.size() - _AROUND
        fitting = [one for one in self._amounts if self.amount.fontMetrics().horizontalAdvance(one) <= room]
        self.amount.setText(next(iter(fitting), ""))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _say_completeness(self, completeness: Completeness, zone: ZoneInfo) -> None:
        if completeness.failing:
            since = min(one.failing_since or 0 for one in completeness.failing)
            self._icon.show_icon("attention", "warn")
            names = ", ".join(one.name for one in completeness.failing)
            text = _("%(sources)s: not fetched since %(moment)s")
            self.sentence.setText(text % {"sources": names, "moment": _moment(since, zone)})
        elif completeness.until is None:
            self._icon.show_icon("info", "muted")
            self.sentence.setText(_("No data yet"))
        else:
            text = (
                _("Data complete up to %(moment)s")
                if completeness.complete
                else _("Data not complete; read up to %(moment)s")
            )
            self._icon.show_icon(*(("met", "met") if completeness.complete else ("attention", "warn")))
            self.sentence.setText(text % {"moment": _moment(completeness.until, zone)})


def _moment(at: int, zone: ZoneInfo) -> str:
    whole = _whole_minute(at)
    return f"{formats.short_day(formats.local(whole, zone).date())} {formats.clock(whole, zone)}"


def _whole_minute(at: int) -> int:
    return at // _MINUTE * _MINUTE
