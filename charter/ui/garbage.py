"""When Python looks for garbage: the whole of it only while nothing else is done.

Why: a full collection walks over everything that is alive and holds every thread up meanwhile, a tenth of a second and
more once charts are loaded; and Python begins one whenever enough was made, reading a million rows for example many
times over. Young garbage is collected as ever, in moments. What was loaded lives as long as the program, so that it is
not walked over at all. Refuses to collect while work is under way.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

CALM_MS = 500
_ENOUGH = 3
"""After so many collections of young garbage there may be some that was not young."""
_NEVER = 1_000_000_000


class Garbage(QObject):
    """Collects when `busy` says that nothing is under way, every `CALM_MS`; until `close`."""

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._usual = gc.get_threshold()
        gc.set_threshold(*self._usual[:2], _NEVER)
        self.keep()
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.collect() if gc.get_count()[2] >= _ENOUGH else None)
        self._timer.start(CALM_MS)

    def keep(self) -> None:
        """What is alive now was loaded to stay: pass it over from now on."""
        gc.freeze()

    def collect(self) -> bool:
        """Collect everything, unless work is under way; says whether it did."""
        if self._busy():
            return False
        gc.collect()
        return True

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.set_threshold(*self._usual)
