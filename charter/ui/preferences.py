"""What somebody chose for this computer: language, colours, and the height of rows.

Why apart from the profile: two people on one profile each have their own. Refuses values that it does not know.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings

from charter import locale

SYSTEM, LIGHT, DARK = "system", "light", "dark"
ROOMY, USUAL, COMPACT = "roomy", "usual", "compact"
HEIGHTS = {ROOMY: 36, USUAL: 31, COMPACT: 26}
"""Pixels of a table row (design/ui.md 1.2)."""

LANGUAGE_KEY, SCHEME_KEY, ROWS_KEY = "window/language", "window/colours", "window/rows"


def language(settings: QSettings) -> str:
    """The language that was chosen; Dutch until then."""
    found = str(settings.value(LANGUAGE_KEY, ""))
    return found if found in locale.LANGUAGES else "nl"


def scheme(settings: QSettings) -> str:
    """SYSTEM, LIGHT or DARK."""
    found = str(settings.value(SCHEME_KEY, SYSTEM))
    return found if found in (SYSTEM, LIGHT, DARK) else SYSTEM


def rows(settings: QSettings) -> str:
    """ROOMY, USUAL or COMPACT."""
    found = str(settings.value(ROWS_KEY, USUAL))
    return found if found in HEIGHTS else USUAL


def row_height(settings: QSettings) -> int:
    """The pixels of a table row."""
    return HEIGHTS[rows(settings)]
