"""Which signs the face of pictures and reports can show.

Why: a team may be called anything. A sign that the face lacks would become an empty box and a warning of the program
that draws; here it becomes the one sign that says "unknown". Refuses to shorten or translate.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def faces() -> Path:
    """The folder of the faces that matplotlib carries."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def legible(text: str) -> str:
    """`text` with `UNKNOWN` for every sign that DejaVu Sans lacks; its lines stay lines."""
    known = _signs()
    if all(ord(sign) in known for sign in text):
        return text
    return "".join(sign if ord(sign) in known else " " if sign.isspace() else UNKNOWN for sign in text)


@cache
def _signs() -> frozenset[int]:
    return frozenset({ord("\n"), *FT2Font(str(faces() / "DejaVuSans.ttf")).get_charmap()})
