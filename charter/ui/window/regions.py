"""F6: from one part of the window to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def go(regions: Sequence[QWidget], by: int) -> None:
    """Put the keyboard in the region that lies `by` further than the one where it is, round and round."""
    focused = QApplication.focusWidget()
    found = [
        i for i, one in enumerate(regions) if focused is not None and (one is focused or one.isAncestorOf(focused))
    ]
    here = found[0] if found else -1 if by > 0 else 0
    regions[(here + by) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)
