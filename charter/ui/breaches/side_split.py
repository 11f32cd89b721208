"""A list with a pane beside it: the pane has the width that goes with the window's, or that the user gave it.

Where the words are too large for both, the pane stands below the list.

Refuses to hide the pane: whoever owns it does.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from charter.ui.look import theme

_GAP = 16
_ROWS = 460
"""With text of the usual size the list needs so much room beside the pane."""
_ROWS_HIGH, _PANE_HIGH, _LINES = 220, 260, 8
"""The room of each, one above the other, and about how many lines that is."""


class SideSplit(QSplitter):
    """`wide` and `narrow` are the pane's usual widths; each is remembered on its own under `name`."""

    def __init__(self, settings: QSettings, name: str, rows: QWidget, pane: QWidget, *, wide: int, narrow: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._settings = settings
        self._rows = rows
        self._pane = pane
        self._name = name
        self._widths = {"wide": theme.px(wide), "narrow": theme.px(narrow)}
        self._kind = "wide"
        self.setHandleWidth(_GAP)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._remember)
        self.addWidget(rows)
        self.addWidget(pane)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)

    def split(self, *, narrow: bool, rows: int) -> None:
        """Give the pane its width in a window that is, or is not, narrow.

        `rows` is the width that the list would have; for that the usual pane gives way as far as in a narrow window.
        """
        self._kind = "narrow" if narrow else "wide"
        whole = self.width() - self.handleWidth()
        least = self._widths["narrow"] - 20
        stacked = whole < theme.px(_ROWS) + least
        self.setOrientation(Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal)
        self._pane.setMinimumWidth(0 if stacked else least)
        for part, high in ((self._rows, _ROWS_HIGH), (self._pane, _PANE_HIGH)):
            part.setMinimumHeight(theme.tall(high, _LINES) if stacked else 0)
        if stacked:
            return
        remembered = self._settings.value(self._key)
        usual, spare = self._widths[self._kind], whole - rows
        given = spare if self._widths["narrow"] <= spare < usual else usual
        wanted = int(str(remembered)) if remembered is not None else given
        self.setSizes([max(1, whole - wanted), wanted])

    @override
    def minimumSizeHint(self) -> QSize:
        usual = super().minimumSizeHint()
        parts = [part.minimumSizeHint().width() for part in (self._rows, self._pane) if not part.isHidden()]
        return QSize(max(parts, default=0), usual.height())

    @property
    def _key(self) -> str:
        return f"{self._name}/pane/{self._kind}"

    def _remember(self) -> None:
        self._settings.setValue(self._key, str(self._pane.width()))
