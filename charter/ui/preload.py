"""Loads beside the window what it will need later: the modules of screens that nobody opened yet, charts, workbooks.

Why: the first visit to a screen must not wait for its code, and the window must stand before all of it is there.
Refuses to make a widget: that is the main thread's.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

MODULES = (
    "charter.ui.screens.breaches",
    "charter.ui.screens.trends",
    "charter.ui.trend_work",
    "charter.ui.screens.norms",
    "charter.ui.screens.sources",
    "charter.ui.screens.accounting",
    "charter.ui.screens.settings",
    "charter.ui.wizard.mapping_wizard",
    "charter.services.table_export",
    "charter.services.exporting",
    "charter.services.reporting",
)
"""In the order in which people come by them."""


def load(cancelled: Callable[[], bool] = lambda: False) -> None:
    """Load what is not loaded yet; stops between two modules when `cancelled` says so."""
    for name in MODULES:
        if cancelled():
            return
        import_module(name)
