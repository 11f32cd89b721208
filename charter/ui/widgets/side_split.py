"""A list with a pane beside it: the pane has the width that goes with the window's, or that the user gave it.

Refuses to hide the pane: whoever owns it does.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from charter.ui import theme

_GAP = 16


class SideSplit(QSplitter):
    """`wide` and `narrow` are the pane's usual widths; each is remembered on its own under `name`."""

    def __init__(self, settings: QSettings, name: str, rows: QWidget, pane: QWidget, *, wide: int, narrow: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._settings = settings
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

    def split(self, *, narrow: bool) -> None:
        """Give the pane its width in a window that is, or is not, narrow."""
        self._kind = "narrow" if narrow else "wide"
        self._pane.setMinimumWidth(self._widths["narrow"] - 20)
        remembered = self._settings.value(self._key)
        wanted = int(str(remembered)) if remembered is not None else self._widths[self._kind]
        whole = self.width() - self.handleWidth()
        self.setSizes([max(1, whole - wanted), wanted])

    @property
    def _key(self) -> str:
        return f"{self._name}/pane/{self._kind}"

    def _remember(self) -> None:
        self._settings.setValue(self._key, str(self._pane.width()))
