"""How a verdict looks in a workbook: a sign whose outline differs, its word, and a tone that follows the code.

Why signs in the text: word first, sign second, colour last (design/ui.md 3), also where a program knows no icon sets.
Refuses to hold the words: `charter.wording` does.
"""

from __future__ import annotations

from charter.columns import Verdict
from charter.wording import verdict_word

SIGNS = {
    Verdict.MET: "✓",
    Verdict.BREACHED: "⬢",
    Verdict.PENDING: "◷",
    Verdict.EXCLUDED: "◌",
    Verdict.EXCUSED: "▣",
    Verdict.UNDETERMINED: "◇",
}

TONES = {
    Verdict.MET: ("1A6E3C", "E5F3EA"),
    Verdict.BREACHED: ("B3202A", "FCE9E9"),
    Verdict.PENDING: ("2C5C8F", "E6EEF7"),
    Verdict.EXCLUDED: ("545D69", "EDEFF2"),
    Verdict.EXCUSED: ("67449B", "F0EAF8"),
    Verdict.UNDETERMINED: ("855000", "FBF0DC"),
}
"""Of each verdict the colour of its word and of the cell behind it."""


def signed(verdict: int) -> str:
    """✓ Met."""
    return f"{SIGNS[Verdict(verdict)]} {verdict_word(verdict)}"
