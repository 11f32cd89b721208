"""When and where Python looks for garbage: on the main thread, and only while nothing else is done.

Why there: garbage holds parts of the window, and Qt's parts must go on the thread that made them; Python begins a
collection on whichever thread happens to make something, and one on a thread of work can pull the floor from under the
window. Why then: a full collection holds every thread up, a tenth of a second and more once charts are loaded. What was
loaded lives as long as the program, so that it is not walked over at all. Reading a million rows leaves no garbage of
this kind; what nobody refers to any more goes at once, as ever. Refuses to collect while work is under way.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

CALM_MS = 500
ENOUGH = 10_000
"""After so many more objects than before there may be some garbage among them."""


class Garbage(QObject):
    """Collects when `busy` says that nothing is under way, every `CALM_MS`; until `close`."""

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._was_on = gc.isenabled()
        gc.disable()
        self.keep()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(CALM_MS)

    def keep(self) -> None:
        """What is alive now was loaded to stay: pass it over from now on."""
        gc.freeze()

    def _look(self) -> None:
        if gc.get_count()[0] >= ENOUGH:
            self.collect()

    def collect(self) -> bool:
        """Collect everything, unless work is under way; says whether it did."""
        if self._busy():
            return False
        gc.collect()
        return True

    def close(self) -> None:
        """Leave it as it was found: to Python again, or to another one who collects."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
