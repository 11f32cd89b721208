"""The days of a term side by side: start, counted, closed, last day. Labels, not a painting: it can be read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from charter.locale import _, formats
from charter.norms.explain import StripDay
from charter.ui import theme
from charter.ui.tokens import Tone
from charter.ui.widgets.parts import clear, label

MOST, FIRST, LAST = 8, 3, 4
_TONES: dict[str, Tone] = {"start": "muted", "counted": "pending", "skipped": "muted", "more": "muted"}


class DayStrip(QWidget):
    """Shows at most eight days; of a longer term the first three, dots, and the last four."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def show_days(self, days: Sequence[StripDay], *, late: bool) -> None:
        """Show the days; `late` colours the last day as passed."""
        clear(self._row)
        self.setVisible(bool(days))
        for day in shortened(days):
            self._row.addWidget(_box(day, late=late), 1)


def shortened(days: Sequence[StripDay]) -> list[StripDay | None]:
    """At most eight places: the days, or the first three, None for what is left out, and the last four."""
    if len(days) <= MOST:
        return list(days)
    return [*days[:FIRST], None, *days[-LAST:]]


def _box(day: StripDay | None, *, late: bool) -> QFrame:
    box = QFrame()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 5, 0, 5)
    column.setSpacing(2)
    if day is None or day.role == "more":
        box.setProperty("day", "more")
        column.addWidget(_line("…", "muted"))
        box.setAccessibleName(_("days in between"))
        return box
    last = day.role == "deadline"
    box.setProperty("day", "due" if last and not late else day.role)
    tone: Tone = ("breached" if late else "pending") if last else _TONES.get(day.role, "muted")
    weekday = formats.short_day(day.day).partition(" ")[0]
    column.addWidget(_line(f"{weekday} {day.day.day}", tone if last else "muted"))
    column.addWidget(_line(day.label, tone, bold=True))
    spoken = f"{formats.short_day(day.day)}: {day.label}"
    box.setAccessibleName(f"{spoken}, {day.reason}" if day.reason else spoken)
    box.setToolTip(day.reason)
    return box


def _line(text: str, tone: Tone, *, bold: bool = False) -> QWidget:
    made = label(text, theme.CAPTION, bold=bold, tone=tone)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return made
