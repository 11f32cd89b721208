"""The screens of the window: which there are by now, which of them have the data of now, and which one is shown.

Why: making a screen, and giving it a million contacts, each take a few hundredths of a second; for all of them at once
the window would stand still. So the screen that is looked at comes first, and the others have a turn each, those of
many parts a turn a part. Whoever asks for a screen gets it whole. Refuses to know what a screen shows, and where its
signals lead.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget

from charter.app import Services
from charter.ui.screens.places import PLACES
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Lease, Tasks
from charter.ui.widgets.parts import pause

_MAKE_MS = 50
"""So long the window has to itself between two screens, or parts of one, that are made ahead."""
_MAKE = {place.id: place.make for place in PLACES}


class ScreenStack(QStackedWidget):
    """Signals: `made` (Screen) when there is a new one, to connect it."""

    made = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._settings = settings
        self._sight: Sight | None = None
        self._asked: dict[str, Screen] = {}
        self._ahead: dict[str, Screen] = {}
        self._behind: list[str] = []
        self._making = pause(self, _MAKE_MS, self.make_ahead)
        self._telling = pause(self, 0, self._tell_next)

    def screen_of(self, place: str) -> Screen:
        """The screen called `place`, with the data of now; made when it is first asked for."""
        if place not in self._asked:
            screen = self._ahead.pop(place) if place in self._ahead else self._make(place)
            while screen.grow():
                pass
            self._asked[place] = screen
            self._behind.append(place)
        if place in self._behind and self._sight is not None:
            self._behind.remove(place)
            self._asked[place].show_sight(self._sight)
        return self._asked[place]

    def make_ahead(self) -> None:
        """Make the screens that nobody asked for yet, part after part; they get data when somebody does."""
        grown = any(screen.grow() for screen in self._ahead.values())
        place = next((place for place in _MAKE if place not in self._asked | self._ahead), None)
        if not grown and place is not None:
            self._ahead[place] = self._make(place)
        if grown or place is not None:
            self._making.start()

    def show_sight(self, sight: Sight) -> None:
        """Give every screen fresh data when it is next asked for, or has its turn."""
        self._sight = sight
        self._behind = list(self._asked)
        self._telling.start()

    def retell(self, sight: Sight) -> None:
        """Let every screen tell the same verdicts at a later instant."""
        for place in self._asked:
            self.screen_of(place).retell(sight)
        self._sight = sight

    def forget_others(self, kept: Screen) -> None:
        """Let every screen go but this one; they are made anew."""
        self._making.stop()
        for gone in [*self._asked.values(), *self._ahead.values()]:
            if gone is not kept:
                self.removeWidget(gone)
                gone.deleteLater()
        self._asked = {place: screen for place, screen in self._asked.items() if screen is kept}
        self._ahead = {}
        self._behind = [place for place in self._behind if place in self._asked]

    def _make(self, place: str) -> Screen:
        lease = Lease(self._tasks)
        screen = _MAKE[place](self._services, lease, self._settings)
        screen.destroyed.connect(lease.end)
        self.addWidget(screen)
        self.made.emit(screen)
        return screen

    def _tell_next(self) -> None:
        if self._behind:
            self.screen_of(self._behind[0])
            self._telling.start()
