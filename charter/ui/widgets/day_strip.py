"""The days of a term side by side: start, counted, closed, last day. Labels, not a painting: it can be read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from charter.locale import _, formats
from charter.norms.timeline import StripDay
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.widgets.parts import clear, label

_AROUND = 4
_FEWEST = 3
_TONES: dict[str, Tone] = {"start": "muted", "counted": "pending", "skipped": "muted", "more": "muted"}


class DayStrip(QWidget):
    """Shows as many days as fit: of a longer term the first ones, dots, and the last ones."""

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[StripDay, ...] = ()
        self._late = False
        self._places = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def show_days(self, days: Sequence[StripDay], *, late: bool) -> None:
        """Show the days; `late` colours the last day as passed."""
        self._days = tuple(days)
        self._late = late
        self.setVisible(bool(days))
        self._fill()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting() != self._places:
            self._fill()

    def _fitting(self) -> int:
        metrics = QFontMetrics(theme.font(theme.CAPTION, bold=True))
        words = [word for day in self._days for word in (_name(day), day.label)]
        widest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        return max(_FEWEST, (self.width() + self._row.spacing()) // (widest + _AROUND + self._row.spacing()))

    def _fill(self) -> None:
        clear(self._row)
        self._places = self._fitting()
        for day in shortened(self._days, self._places):
            self._row.addWidget(_box(day, late=self._late), 1)


def shortened(days: Sequence[StripDay], places: int) -> list[StripDay | None]:
    """The days in at most `places` places: the first, None for what is left out, and at least as many of the last."""
    if len(days) <= places:
        return list(days)
    first = (places - 1) // 2
    return [*days[:first], None, *days[len(days) - (places - 1 - first) :]]


def _box(day: StripDay | None, *, late: bool) -> QFrame:
    box = QFrame()
    box.setFrameShape(QFrame.Shape.StyledPanel)  # the border where there is no style sheet
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
    column.addWidget(_line(_name(day), tone if last else "muted"))
    column.addWidget(_line(day.label, tone, bold=True))
    spoken = f"{formats.short_day(day.day)}: {day.label}"
    box.setAccessibleName(f"{spoken}, {day.reason}" if day.reason else spoken)
    box.setToolTip(day.reason)
    return box


def _name(day: StripDay) -> str:
    """`Mon 9`."""
    return f"{formats.short_day(day.day).partition(' ')[0]} {day.day.day}"


def _line(text: str, tone: Tone, *, bold: bool = False) -> QWidget:
    made = label(text, theme.CAPTION, bold=bold, tone=tone)
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return made
