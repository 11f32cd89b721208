"""What happened, in order, with a rail beside it. The rail is painted; everything it tells stands in the labels.

Refuses to say what an event means; `charter.norms.timeline` did.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget
from typing_extensions import override

from charter.contact import Precision
from charter.locale import _, formats
from charter.norms.timeline import TimelineEntry
from charter.ui.look import icon, theme
from charter.ui.look.tokens import Tone
from charter.ui.widgets.parts import IconLabel, clear, label

_LOOK: dict[str, tuple[str, Tone]] = {
    "start": ("receive", "text"),
    "event": ("forward", "muted"),
    "stop": ("met", "met"),
    "now": ("pending", "pending"),
}


class Timeline(QWidget):
    """Icon, moment and words of each entry, one a row."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(9)
        self._grid.setColumnStretch(2, 1)
        self._icons: list[IconLabel] = []

    def show_entries(self, entries: Sequence[TimelineEntry], zone: ZoneInfo) -> None:
        """Show the entries in the order given; one without a moment says so."""
        clear(self._grid)
        self._icons = []
        for row, entry in enumerate(entries):
            picture, tone = _LOOK.get(entry.role, ("last-day", "warn"))
            if entry.late:
                picture, tone = ("breached", "breached") if entry.role != "now" else (picture, tone)
            mark = IconLabel(picture, tone)
            self._icons.append(mark)
            when = label(_moment(entry, zone), theme.CAPTION, tone="muted")
            if entry.at is not None:
                when.setToolTip(formats.deadline(entry.at, zone))
            emphasised = entry.late and entry.role != "now"
            words = label(
                entry.text, bold=emphasised, tone="breached" if emphasised else "text", wrap=True, selectable=True
            )
            self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(when, row, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 2)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(theme.tokens().line))
        for above, below in zip(self._icons, self._icons[1:], strict=False):
            x = above.x() + icon.size() // 2
            painter.drawLine(x, above.y() + icon.size() + 3, x, below.y() - 3)
        painter.end()


def _moment(entry: TimelineEntry, zone: ZoneInfo) -> str:
    """`Mon 09-11 10:00`, with 24:00 for the end of a day; the tooltip has the year."""
    if entry.at is None:
        return _("not known")
    day = formats.short_day(formats.local(entry.at, zone).date())
    if entry.precision is Precision.DAY:
        return day
    return f"{day} {'24:00' if formats.is_end_of_day(entry.at, zone) else formats.clock(entry.at, zone)}"
