"""How large text is: what the computer asks for, times what somebody chose in Charter.

Why: Windows has a text size of its own, which a program must follow by itself. Refuses to change the look:
`charter.ui.look.theme` does.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QSettings

from charter.ui import preferences

ACCESSIBILITY = r"HKEY_CURRENT_USER\Software\Microsoft\Accessibility"
"""Where Windows keeps "Text size"."""
_FACTOR = "TextScaleFactor"


def wanted(settings: QSettings) -> float:
    """How many times as large as usual text must be."""
    return of_this_computer() * preferences.text_size(settings) / 100


def of_this_computer() -> float:
    """What the computer asks for; 1 where there is no Windows."""
    if sys.platform != "win32":
        return 1.0
    return kept(QSettings(ACCESSIBILITY, QSettings.Format.NativeFormat))


def kept(accessibility: QSettings) -> float:
    """What Windows keeps, 100 to 225 percent, as a factor; 1 when it keeps nothing that can be understood."""
    found = str(accessibility.value(_FACTOR, ""))
    return int(found) / 100 if found.isdecimal() and 100 <= int(found) <= 225 else 1.0
