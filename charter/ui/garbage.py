"""When and where Python looks for garbage: on the main thread, a little at a time, between two things that are done.

Why there: garbage holds parts of the window, and Qt's parts must go on the thread that made them; Python begins a
collection on whichever thread happens to make something, and one on a thread of work can pull the floor from under the
window. Why then: a collection holds every thread up, for as long as there is to walk over and to throw away. What was
loaded lives as long as the program, so that it is not walked over at all. A picture leaves ten thousand parts that hold
each other: as soon as it is home they go, before the next one adds its own. Reading a million rows leaves no garbage of
this kind; what nobody refers to any more goes at once, as ever. Refuses to walk over everything, and over much that is
new, while work is under way.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from charter.ui.widgets.parts import pause

CALM_MS = 500
_SHOWN_MS = 20
"""What came home is shown first."""
ENOUGH = 10_000
"""After so many more objects than before there may be some garbage among them."""
MANY = 40_000
"""So many are what work has in its hands, and no garbage."""


class Garbage(QObject):
    """Looks every `CALM_MS`, and `soon` when work came home; until `close`. `busy` says whether any is under way."""

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._was_on = gc.isenabled()
        gc.disable()
        self.keep()
        self._soon = pause(self, _SHOWN_MS, self.look)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(CALM_MS)

    def keep(self) -> None:
        """What is alive now was loaded to stay: pass it over from now on."""
        gc.freeze()

    def soon(self) -> None:
        """Work came home, and what it made on the way may be garbage by now."""
        if not self._soon.isActive():
            self._soon.start()

    def look(self) -> None:
        """Collect where there may be enough of it."""
        new, looked = gc.get_count()[:2]
        if not self._busy():
            if new >= ENOUGH or looked:
                self.collect()
        elif ENOUGH <= new < MANY:
            gc.collect(0)

    def collect(self) -> bool:
        """Collect everything, unless work is under way; says whether it did."""
        if self._busy():
            return False
        gc.collect()
        return True

    def close(self) -> None:
        """Leave it as it was found: to Python again, or to another one who collects."""
        self._timer.stop()
        self._soon.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
