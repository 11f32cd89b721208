"""The screens in the order of the navigation, each made when it is first visited.

Why: adding a screen is one line here. Refuses to import a screen before somebody wants to see it: drawing loads much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings

from charter.app import Services
from charter.locale import N_
from charter.ui.screens.screen import Screen
from charter.ui.tasks import Tasks

TODAY, BREACHES, TRENDS, NORMS, SETTINGS = "today", "breaches", "trends", "norms", "settings"
SOURCES, ACCOUNTING = "sources", "accounting"

Make = Callable[[Services, Tasks, QSettings], Screen]
"""Makes a screen that may still have to `grow`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen in the navigation; `id` names its icon and what is remembered of it, `title` is a msgid."""

    id: str
    title: str
    make: Make


def _today(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.today.screen import TodayScreen

    return TodayScreen(services, tasks, settings)


def _breaches(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.breaches.screen import BreachesScreen

    return BreachesScreen(services, tasks, settings, whole=False)


def _trends(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.trends.screen import TrendsScreen

    return TrendsScreen(services, tasks, settings, whole=False)


def _norms(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.norms.screen import NormsScreen

    return NormsScreen(services, tasks, settings, whole=False)


def _sources(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.sources.screen import SourcesScreen

    return SourcesScreen(services, tasks, settings, whole=False)


def _accounting(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.accounting.screen import AccountingScreen

    return AccountingScreen(services, tasks, settings, whole=False)


def _settings(services: Services, tasks: Tasks, settings: QSettings) -> Screen:
    from charter.ui.settings.screen import SettingsScreen

    return SettingsScreen(services, tasks, settings, whole=False)


PLACES = (
    Place(TODAY, N_("Today"), _today),
    Place(BREACHES, N_("Breaches"), _breaches),
    Place(TRENDS, N_("Trends"), _trends),
    Place(NORMS, N_("Norms"), _norms),
    Place(SOURCES, N_("Sources"), _sources),
    Place(ACCOUNTING, N_("Accountability"), _accounting),
    Place(SETTINGS, N_("Settings"), _settings),
)
