"""The small signs beside a word: variation (where it goes) and assurance (whether the target can be kept).

Why drawn and not typed: no font has them. They differ in shape, so that a print in black and white still reads.
Refuses to be seen without its word.
"""

from __future__ import annotations

from matplotlib.path import Path

from charter.measures.control import Assurance, Variation
from charter.measures.series import Better
from charter.reports.charts.look import Look
from charter.reports.charts.page import Badge

_ARROW_UP = Path([(-0.7, -0.7), (0.7, 0.7), (-0.15, 0.7), (0.7, 0.7), (0.7, -0.15)], [1, 2, 1, 2, 2])
_ARROW_DOWN = Path([(-0.7, 0.7), (0.7, -0.7), (-0.15, -0.7), (0.7, -0.7), (0.7, 0.15)], [1, 2, 1, 2, 2])
_WAVE = Path([(-1, -0.15), (-0.5, 0.45), (0.05, -0.4), (0.5, 0.35), (1, -0.2)], [1, 2, 2, 2, 2])
_WAVE_ABOVE = Path(
    [(-0.9, 0.3), (-0.45, 0.75), (0.0, 0.3), (0.45, 0.75), (0.9, 0.3), (-0.9, -0.5), (0.9, -0.5)], [1, 2, 2, 2, 2, 1, 2]
)
_WAVE_BELOW = Path(
    [(-0.9, -0.3), (-0.45, -0.75), (0.0, -0.3), (0.45, -0.75), (0.9, -0.3), (-0.9, 0.5), (0.9, 0.5)],
    [1, 2, 2, 2, 2, 1, 2],
)
_WAVE_ACROSS = Path(
    [(-0.9, -0.55), (-0.35, 0.65), (0.25, -0.65), (0.9, 0.55), (-0.95, 0.0), (0.95, 0.0)], [1, 2, 2, 2, 1, 2]
)
_NONE = Path([(-0.6, 0), (0.6, 0)], [1, 2])


def variation_badge(variation: Variation, direction: int, word: str, look: Look) -> Badge:
    """Where it goes: an arrow in the direction of the last special cause (+1 up, -1 down), or a wave."""
    arrow = _ARROW_UP if direction > 0 else _ARROW_DOWN
    sign, colour = {
        Variation.IMPROVING: (arrow, look.met),
        Variation.CONCERNING: (arrow, look.breached),
        Variation.COMMON: (_WAVE, look.muted),
        Variation.UNKNOWN: (_NONE, look.muted),
    }[variation]
    return Badge(word, colour, sign)


def assurance_badge(assurance: Assurance, better: Better, word: str, look: Look) -> Badge:
    """Whether the target can be kept: the waves on the good side of the line, on the wrong side, or across it."""
    good, wrong = (_WAVE_ABOVE, _WAVE_BELOW) if better is Better.UP else (_WAVE_BELOW, _WAVE_ABOVE)
    sign, colour = {
        Assurance.PASS: (good, look.met),
        Assurance.FAIL: (wrong, look.breached),
        Assurance.HIT_AND_MISS: (_WAVE_ACROSS, look.undetermined),
        Assurance.UNKNOWN: (_NONE, look.muted),
    }[assurance]
    return Badge(word, colour, sign)
