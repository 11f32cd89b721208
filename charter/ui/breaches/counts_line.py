"""How many verdicts a filter lets through, of which kinds, and how many breaches of those have no reason yet.

Refuses to count; the table did.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from charter.columns import Verdict
from charter.locale import _, formats, ngettext
from charter.ui.widgets.parts import button, label

ORDER = (
    Verdict.BREACHED,
    Verdict.MET,
    Verdict.PENDING,
    Verdict.EXCLUDED,
    Verdict.EXCUSED,
    Verdict.UNDETERMINED,
)


class CountsLine(QWidget):
    """Signals: `unexplained_wanted` to see only breaches without a reason."""

    unexplained_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._words = label(wrap=True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self.unexplained = button("", "edit", link=True, help_text=_("Show only breaches without a reason"))
        self.unexplained.clicked.connect(self.unexplained_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self._words, 1)
        row.addWidget(self.unexplained)

    def say(self, total: int, kinds: Mapping[Verdict, int], unexplained: int) -> None:
        """Say the counts; `kinds` may leave out what does not occur."""
        parts = [count_phrase(verdict, kinds[verdict]) for verdict in ORDER if kinds.get(verdict)]
        text = ngettext("<b>%(n)s</b> verdict", "<b>%(n)s</b> verdicts", total) % {"n": formats.number(total)}
        if parts:
            text = f"{text}: {', '.join(parts)}"
        self._words.setText(text)
        plain = text.replace("<b>", "").replace("</b>", "")
        self._words.setAccessibleName(plain)
        self.setAccessibleName(plain)
        said = ngettext("%(n)s without a reason", "%(n)s without a reason", unexplained)
        self.unexplained.setText(said % {"n": formats.number(unexplained)})
        self.unexplained.setVisible(unexplained > 0)


def count_phrase(verdict: Verdict, n: int) -> str:
    """`18 breached`."""
    words = {
        Verdict.BREACHED: _("%(n)s breached"),
        Verdict.MET: _("%(n)s met"),
        Verdict.PENDING: ngettext("%(n)s running", "%(n)s running", n),
        Verdict.EXCLUDED: ngettext("%(n)s not counted", "%(n)s not counted", n),
        Verdict.EXCUSED: _("%(n)s excused"),
        Verdict.UNDETERMINED: _("%(n)s not measurable"),
    }
    return words[verdict] % {"n": formats.number(n)}
