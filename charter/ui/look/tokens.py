"""Every colour of the window, for light, dark and high contrast (design: docs, colour table).

Why: one place to read and to test the contrasts; a test looks for colour literals anywhere else.
Refuses to know Qt: a token is a name and a `#RRGGBB`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal[
    "text",
    "muted",
    "disabled",
    "accent",
    "link",
    "met",
    "breached",
    "pending",
    "excluded",
    "excused",
    "undetermined",
    "warn",
]
"""A colour that words and icons may have."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme. A `*_tint` is the pale background on which its own tone may stand."""

    window: str
    surface: str
    subtle: str
    nav: str
    line: str
    hair: str
    control: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    link: str
    sel: str
    met: str
    met_tint: str
    breached: str
    breached_tint: str
    pending: str
    pending_tint: str
    excluded: str
    excluded_tint: str
    excused: str
    excused_tint: str
    undetermined: str
    undetermined_tint: str
    warn: str
    warn_tint: str
    track: str

    def tone(self, name: Tone) -> str:
        """The colour of words and icons in that tone."""
        return str(getattr(self, name))


LIGHT = Tokens(
    window="#F3F4F6",
    surface="#FFFFFF",
    subtle="#F8F9FA",
    nav="#EAEDF1",
    line="#DDE1E6",
    hair="#E9ECEF",
    control="#7F8894",
    text="#1A1F26",
    muted="#545D69",
    disabled="#8A929C",
    accent="#0F5A94",
    on_accent="#FFFFFF",
    link="#0F5A94",
    sel="#DCEAF6",
    met="#1A6E3C",
    met_tint="#E5F3EA",
    breached="#B3202A",
    breached_tint="#FCE9E9",
    pending="#2C5C8F",
    pending_tint="#E6EEF7",
    excluded="#545D69",
    excluded_tint="#EDEFF2",
    excused="#67449B",
    excused_tint="#F0EAF8",
    undetermined="#855000",
    undetermined_tint="#FBF0DC",
    warn="#8A4B00",
    warn_tint="#FDF1DF",
    track="#E3E7EB",
)

DARK = Tokens(
    window="#1B1E23",
    surface="#23272D",
    subtle="#282C33",
    nav="#16191D",
    line="#3A414B",
    hair="#30363E",
    control="#7D8793",
    text="#E8EAED",
    muted="#ADB5BF",
    disabled="#7A838E",
    accent="#6CB2EE",
    on_accent="#0C1A26",
    link="#7DBBF0",
    sel="#1F3E5A",
    met="#6CCB8E",
    met_tint="#1E3A2A",
    breached="#FF8F8A",
    breached_tint="#4A2326",
    pending="#86B8EE",
    pending_tint="#1F344B",
    excluded="#ADB5BF",
    excluded_tint="#333A43",
    excused="#C3A5F0",
    excused_tint="#382B50",
    undetermined="#E8B462",
    undetermined_tint="#44341A",
    warn="#F0B35E",
    warn_tint="#44341A",
    track="#3A414B",
)


def high_contrast(window: str, text: str, highlight: str, on_highlight: str, disabled: str) -> Tokens:
    """Only the colours that the user's own contrast theme has: words and lines in one colour, tints gone."""
    return Tokens(
        window=window,
        surface=window,
        subtle=window,
        nav=window,
        line=text,
        hair=text,
        control=text,
        text=text,
        muted=text,
        disabled=disabled,
        accent=highlight,
        on_accent=on_highlight,
        link=text,
        sel=window,
        met=text,
        met_tint=window,
        breached=text,
        breached_tint=window,
        pending=text,
        pending_tint=window,
        excluded=text,
        excluded_tint=window,
        excused=text,
        excused_tint=window,
        undetermined=text,
        undetermined_tint=window,
        warn=text,
        warn_tint=window,
        track=window,
    )
