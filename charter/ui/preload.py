"""Loads beside the window what it will need later: the modules of screens that nobody opened yet, charts, workbooks.

Why: the first visit to a screen must not wait for its code, and the window must stand before all of it is there.
Refuses to make a widget: that is the main thread's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module

from charter.locale import formats

_SOME_DAY = date(2026, 1, 1)

MODULES = (
    "charter.ui.breaches.screen",
    "charter.ui.trends.screen",
    "charter.ui.trends.figures",
    "charter.ui.norms.screen",
    "charter.ui.sources.screen",
    "charter.ui.accounting.screen",
    "charter.ui.settings.screen",
    "charter.ui.wizard.mapping_wizard",
    "charter.services.table_export",
    "charter.services.exporting",
    "charter.services.reporting",
)
"""In the order in which people come by them."""


def speak() -> None:
    """Have the tables of the language spoken read, which Babel does at the first month and the first number."""
    formats.month(_SOME_DAY)
    formats.number(1)


def load(cancelled: Callable[[], bool] = lambda: False) -> None:
    """Load what is not loaded yet; stops between two modules when `cancelled` says so."""
    for name in MODULES:
        if cancelled():
            return
        import_module(name)
