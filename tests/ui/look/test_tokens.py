"""The colours can be read, and stand in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import charter.ui
from charter.ui.look.tokens import DARK, LIGHT, Tokens, high_contrast

ROOM = Path(charter.ui.__file__).parent
TONES = ("met", "breached", "pending", "excluded", "excused", "undetermined", "warn")
THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@THEMES
@pytest.mark.parametrize("tone", [*TONES, "text", "muted", "accent", "link"])
@pytest.mark.parametrize("ground", ["surface", "window", "subtle", "sel"])
def test_words_in_every_tone_can_be_read_on_every_ground(tokens: Tokens, tone: str, ground: str):
    assert contrast(getattr(tokens, tone), getattr(tokens, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("tone", TONES)
def test_words_can_be_read_on_their_own_tint(tokens: Tokens, tone: str):
    assert contrast(getattr(tokens, tone), getattr(tokens, f"{tone}_tint")) >= 4.5


@THEMES
def test_words_can_be_read_in_the_navigation_and_on_the_accent(tokens: Tokens):
    assert contrast(tokens.text, tokens.nav) >= 4.5
    assert contrast(tokens.muted, tokens.nav) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


@THEMES
@pytest.mark.parametrize(
    ("part", "ground"),
    [
        ("control", "surface"),
        ("control", "window"),
        ("accent", "surface"),
        ("accent", "window"),
        ("disabled", "surface"),
    ],
)
def test_borders_and_focus_can_be_seen(tokens: Tokens, part: str, ground: str):
    assert contrast(getattr(tokens, part), getattr(tokens, ground)) >= 3.0


def test_the_sums_are_those_of_the_drawings():
    assert round(contrast(LIGHT.text, LIGHT.surface), 2) == 16.56
    assert round(contrast(DARK.breached, DARK.breached_tint), 2) == 6.12


def test_high_contrast_uses_no_colour_of_ours():
    made = high_contrast("#000000", "#ffffff", "#1aebff", "#000000", "#3ff23f")
    ours = {getattr(theme, name) for theme in (LIGHT, DARK) for name in Tokens.__slots__} - {"#FFFFFF"}
    assert not ours & {getattr(made, name) for name in Tokens.__slots__}
    assert contrast(made.text, made.surface) == 21.0


def test_colours_stand_in_the_tokens_only():
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|Qt\.GlobalColor\.(?!transparent)|rgba?\(")
    found = [
        f"{path.name}: {match}"
        for path in [*ROOM.rglob("*.py"), *ROOM.rglob("*.svg")]
        if path.name != "tokens.py"
        for match in literal.findall(path.read_text("utf-8"))
    ]
    assert found == []
