"""What there is to see: every screen in each of its states, and what opens above one.

Why: a picture that nobody planned is never looked at. A scene only does what a user does, on the widgets that stand
there. Refuses to dress anything up: a broken database is a broken file, a slow one is a thread that is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TypeVar

from charter.columns import Verdict
from charter.ui.breaches.screen import BreachesScreen
from charter.ui.norms.screen import NormsScreen
from charter.ui.screens.places import ACCOUNTING, BREACHES, NORMS, PLACES, SETTINGS, SOURCES, TODAY, TRENDS
from charter.ui.screens.screen import Screen
from charter.ui.settings.screen import SettingsScreen
from charter.ui.sources.screen import SourcesScreen
from charter.ui.window.main_window import MainWindow

S = TypeVar("S", bound=Screen)


class State(Enum):
    """What the window finds: a town's data, none yet, data that is still coming, a database that cannot be read."""

    FULL = ""
    EMPTY = "-leeg"
    LOADING = "-laden"
    BROKEN = "-fout"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: what `act` does once the screen `place` stands. A dialog that it opens is what is shown."""

    name: str
    place: str
    state: State = State.FULL
    act: Callable[[MainWindow], object] | None = None


NAMES = {
    TODAY: "vandaag",
    BREACHES: "overschrijdingen",
    TRENDS: "trends",
    NORMS: "normen",
    SOURCES: "bronnen",
    ACCOUNTING: "verantwoording",
    SETTINGS: "instellingen",
}


def scenes(tables: Path) -> list[Scene]:
    """Every scene; `tables` is a folder with a table that no reader knows."""
    states = [Scene(NAMES[place.id] + state.value, place.id, state) for place in PLACES for state in State]
    sections = [
        Scene(f"instellingen-{name}", SETTINGS, act=_on(SettingsScreen, partial(_open_section, name)))
        for name in ("teams", "times", "privacy", "database", "notices", "display", "about")
    ]
    above = [
        Scene("overschrijdingen-te-laat", BREACHES, act=_on(BreachesScreen, _choose_late)),
        Scene("overschrijdingen-verschonen", BREACHES, act=_on(BreachesScreen, _excuse)),
        Scene("normen-nieuwe-versie", NORMS, act=_on(NormsScreen, lambda norms: norms.new_version())),
        Scene("bronnen-toevoegen", SOURCES, act=_on(SourcesScreen, lambda sources: sources.add_source())),
        Scene("hulp", TODAY, act=lambda window: window.explain_screen()),
        Scene("koppelwizard", SOURCES, act=lambda window: window.intake.map_columns(tables / "kcc_lijst.csv")),
    ]
    return [*states, *sections, *above]


def _on(kind: type[S], act: Callable[[S], object]) -> Callable[[MainWindow], object]:
    def acted(window: MainWindow) -> object:
        screen = window.shown
        if not isinstance(screen, kind):
            raise TypeError(screen)
        return act(screen)

    return acted


def _open_section(name: str, screen: SettingsScreen) -> None:
    screen.open_section(name)


def _choose_late(screen: BreachesScreen) -> None:
    screen.filters.period.choose(None)
    screen.filters.verdicts.choose(frozenset({Verdict.BREACHED}))
    screen.table.choose_first()


def _excuse(screen: BreachesScreen) -> None:
    _choose_late(screen)
    screen.follow_up.ask_excuse()
