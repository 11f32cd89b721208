"""One verdict explained beside its row: number and verdict, one sentence, what happened, how the last day was set.

Refuses to work anything out: it shows `charter.norms.explain.Explanation` and nothing else.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from charter.columns import Verdict
from charter.locale import _, formats
from charter.norms.explain import Explanation
from charter.norms.steps import Step
from charter.ui.breaches.timeline import Timeline
from charter.ui.look import theme
from charter.ui.widgets.day_strip import DayStrip
from charter.ui.widgets.parts import Chip, IconLabel, LongName, card, clear, icon_button, label, plain, rule, scrolled

_STRIP_AFTER = ("days", "agreed", "promised", "nominal", "end")
"""The strip stands under the first of these steps: the days that the step counted."""


class DetailPane(QWidget):
    """Signals: `closed`, `step_wanted` with -1 or +1 for the row above or below."""

    closed = Signal()
    step_wanted = Signal(int)

    def __init__(self, *below: QWidget) -> None:
        """`below` stands under the explanation."""
        super().__init__()
        self.setObjectName("plain")
        surface = card()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(surface)
        column = QVBoxLayout(surface)
        column.setContentsMargins(1, 12, 1, 1)
        column.setSpacing(8)
        column.addLayout(self._build_head())
        self.scroll_area = scrolled(self._build_body(below), _("Explanation"), sideways=False)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(self.scroll_area, 1)

    def _build_head(self) -> QVBoxLayout:
        self._channel = IconLabel("contact", "muted", 18)
        self.number = LongName(theme.HEADLINE, bold=True)
        self.copy = icon_button("copy", _("Copy the number"))
        self.copy.setToolTip(
            _("Copy the number. Of an e-mail that is its Message-ID: search for it in your mail program.")
        )
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.number.text()))
        self.chip = Chip()
        up = icon_button("up", _("Contact above"), "Ctrl+↑")
        down = icon_button("down", _("Contact below"), "Ctrl+↓")
        close = icon_button("close", _("Close the explanation"), "Esc")
        up.clicked.connect(lambda: self.step_wanted.emit(-1))
        down.clicked.connect(lambda: self.step_wanted.emit(1))
        close.clicked.connect(self.closed)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self._channel)
        names.addWidget(self.number, 1)
        verdict = QHBoxLayout()
        verdict.setSpacing(8)
        verdict.addWidget(self.chip)
        verdict.addStretch()
        for row, parts in ((names, (self.copy, close)), (verdict, (up, down))):
            for part in parts:
                row.addWidget(part)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 10, 0)
        head.setSpacing(4)
        head.addLayout(names)
        head.addLayout(verdict)
        return head

    def _build_body(self, below: tuple[QWidget, ...]) -> QWidget:
        body = plain()
        self._facts = label(tone="muted", wrap=True, selectable=True)
        self.sentence = label(wrap=True, selectable=True)
        self.timeline = Timeline()
        self.steps = QGridLayout()
        self.steps.setHorizontalSpacing(10)
        self.steps.setVerticalSpacing(8)
        self.steps.setColumnStretch(1, 1)
        self.strip = DayStrip()
        self._times = label(wrap=True, selectable=True)
        self.source = label(points=theme.CAPTION, tone="muted", wrap=True, selectable=True)
        self._how = label(_("How the last day was set"), bold=True)
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 0, 16, 12)
        column.setSpacing(9)
        for part in (
            self._facts,
            self.sentence,
            rule(),
            label(_("Timeline"), bold=True),
            self.timeline,
            rule(),
            self._how,
        ):
            column.addWidget(part)
        column.addLayout(self.steps)
        column.addWidget(self._times)
        for more in below:
            column.addWidget(rule())
            column.addWidget(more)
        column.addWidget(rule())
        column.addWidget(self.source)
        column.addStretch(1)
        return body

    def show_explanation(self, explanation: Explanation, channel_icon: str, facts: str, zone: ZoneInfo) -> None:
        """Show one explanation; `facts` are a few words about the contact. The same contact stays where it was read."""
        same = self.number.text() == explanation.contact
        self._channel.show_icon(channel_icon, "muted")
        self.number.show_name(explanation.contact)
        self.chip.show_verdict(explanation.verdict)
        self._facts.setText(facts)
        self.sentence.setText(f"{explanation.promise} {explanation.reason_text}")
        self.timeline.show_entries(explanation.timeline, zone)
        self._how.setText(
            _("How the last day was set") if explanation.deadline is not None else _("How this verdict came about")
        )
        self._show_steps(explanation)
        times = _times(explanation)
        self._times.setText(times)
        self._times.setVisible(bool(times))
        origin = explanation.origin
        self.source.setText(_("Source: %(file)s, line %(line)s") % {"file": origin.file, "line": origin.line})
        self.source.setToolTip(_("SHA-256 of the file: %(digest)s") % {"digest": origin.digest})
        if not same:
            self.scroll_area.verticalScrollBar().setValue(0)

    def _show_steps(self, explanation: Explanation) -> None:
        clear(self.steps)
        self.strip = DayStrip()
        self.strip.show_days(explanation.strip, late=explanation.verdict is Verdict.BREACHED)
        place = _strip_place(explanation.steps) if explanation.strip else -1
        row = 0
        for position, step in enumerate(explanation.steps):
            number = label(str(position + 1), theme.CAPTION, bold=True, tone="muted")
            number.setProperty("step", "true")
            number.setFixedSize(theme.tall(20), theme.tall(20))
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            last = position == len(explanation.steps) - 1
            self.steps.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            self.steps.addWidget(label(step.text, bold=last, wrap=True, selectable=True), row, 1)
            row += 1
            if position == place:
                self.steps.addWidget(self.strip, row, 0, 1, 2)
                row += 1


def _strip_place(steps: tuple[Step, ...]) -> int:
    return next((position for position, step in enumerate(steps) if step.code in _STRIP_AFTER), len(steps) - 1)


def _times(explanation: Explanation) -> str:
    """The counted time beside the time as the resident lived it, unless a step says so already."""
    if explanation.elapsed_us is None or any(step.code == "spent" for step in explanation.steps):
        return ""
    lived = formats.duration(explanation.elapsed_us)
    if explanation.counted_us is None:
        return _("For the resident it has lasted %(lived)s.") % {"lived": lived}
    return _("Counted: %(counted)s. For the resident it has lasted %(lived)s.") % {
        "counted": formats.duration(explanation.counted_us),
        "lived": lived,
    }
