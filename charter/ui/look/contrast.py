"""Contrast between two colours, as WCAG 2 has it, and a shade between them.

Refuses to contain a colour; those stand in `tokens`.
"""

from __future__ import annotations


def contrast(one: str, other: str) -> float:
    """1..21 for two `#RRGGBB` colours."""
    a, b = _luminance(one), _luminance(other)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def readable(behind: str, *inks: str) -> str:
    """Which of `inks` differs most from the colour behind it."""
    return max(inks, key=lambda ink: contrast(behind, ink))


def mixed(one: str, other: str, share: float) -> str:
    """A colour `share` (0..1) of the way from one to the other."""
    parts = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in _parts(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
