"""The colours of a picture (light window, dark window, paper) and its measures.

Why: the colours are those of the window's own table; a test keeps the two equal. Style is always an argument: nothing
here or in any chart reads or sets matplotlib's global settings, so that pictures can be drawn on any thread.
Refuses to tell anything by colour alone: charts add a shape, a dash, a hatch or a word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FONT = "DejaVu Sans"
"""The face that matplotlib itself carries: the same picture on every machine."""
TEXT_PT = 9.0
TITLE_PT = 11.5


@dataclass(frozen=True, slots=True)
class Look:
    """`#RRGGBB` colours. `strong` and `faint` are the two ends of the one hue of a heat map, for least and most."""

    surface: str
    text: str
    muted: str
    line: str
    hair: str
    control: str
    accent: str
    on_accent: str
    met: str
    breached: str
    pending: str
    excluded: str
    undetermined: str
    chart: str
    band: str
    track: str
    strong: str
    faint: str
    dark: bool = False


LIGHT = Look(
    surface="#FFFFFF",
    text="#1A1F26",
    muted="#545D69",
    line="#DDE1E6",
    hair="#E9ECEF",
    control="#7F8894",
    accent="#0F5A94",
    on_accent="#FFFFFF",
    met="#1A6E3C",
    breached="#B3202A",
    pending="#2C5C8F",
    excluded="#545D69",
    undetermined="#855000",
    chart="#3B4754",
    band="#EAF1F8",
    track="#E3E7EB",
    strong="#1E4D78",
    faint="#EEF2F6",
)
DARK = Look(
    surface="#23272D",
    text="#E8EAED",
    muted="#ADB5BF",
    line="#3A414B",
    hair="#30363E",
    control="#7D8793",
    accent="#6CB2EE",
    on_accent="#0C1A26",
    met="#6CCB8E",
    breached="#FF8F8A",
    pending="#86B8EE",
    excluded="#ADB5BF",
    undetermined="#E8B462",
    chart="#C3CAD3",
    band="#243444",
    track="#3A414B",
    strong="#8FC6F2",
    faint="#26333F",
    dark=True,
)
PRINT = replace(LIGHT, muted="#3F4751", line="#B9C0C8", hair="#DDE1E6", band="#EDF1F5", control="#5F6873")
"""For paper: finer lines and grey words a little darker than on a screen."""


DPI = 100
"""Dots per inch of a picture at 1x; points and pixels of the window are scaled by the screen."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a picture is drawn on: colours, the width and the height of the plotting area with its axes, in inches.

    With `words` the title, the signs and the remarks stand in the picture, which is as much higher as they need.
    Without, the picture is the plotting area alone, for who shows those words beside it.
    """

    look: Look = PRINT
    width: float = 6.3
    plot: float = 2.7
    words: bool = True

    @classmethod
    def window(cls, look: Look, width_px: int, height_px: int) -> Paper:
        """A part of the window, measured in pixels at 100 %; its words stand in labels."""
        return cls(look, width_px / DPI, height_px / DPI, words=False)


A4 = Paper()
"""The width between the margins of an A4 page (16 cm)."""
