"""What somebody chose for this computer: language, colours, the height of rows and the size of text.

Why apart from the profile: two people on one profile each have their own. Refuses values that it does not know.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings

from charter import locale

SYSTEM, LIGHT, DARK = "system", "light", "dark"
ROOMY, USUAL, COMPACT = "roomy", "usual", "compact"
HEIGHTS = {ROOMY: 36, USUAL: 31, COMPACT: 26}
"""Pixels of a table row with text of the usual size (design/ui.md 1.2)."""
TEXT_SIZES = (100, 125, 150, 200)
"""Sizes of text in percent, on top of what the computer itself asks for."""

LANGUAGE_KEY, SCHEME_KEY, ROWS_KEY, TEXT_KEY = "window/language", "window/colours", "window/rows", "window/text"


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


def text_size(settings: QSettings) -> int:
    """One of TEXT_SIZES."""
    found = str(settings.value(TEXT_KEY, ""))
    return int(found) if found in map(str, TEXT_SIZES) else TEXT_SIZES[0]


def row_height(settings: QSettings) -> int:
    """The pixels of a table row with text of the usual size."""
    return HEIGHTS[rows(settings)]
