"""The report as a PDF: tagged, PDF/UA-1, with its language, bookmarks and alternative texts, by Typst.

Why Typst: one wheel, no system libraries, and it refuses a picture without words (ecosystem.md 6). The same document
gives the same bytes on every machine: no system font is used, and the date is that of the document. Refuses text as
markup: it travels as JSON, and the template only ever shows strings. Needs no file: template and pictures are handed
over in memory.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import typst

from charter.clock import MICROSECONDS
from charter.locale import _, language
from charter.reports.charts import Chart, svg
from charter.reports.charts.lettering import faces, legible
from charter.reports.periodic.blocks import Abreast, Block, Bullets, Document, Grid, Heading, Notice, Picture, Text

TEMPLATE = "periodic.typ"
LONGEST_WORD = 24
"""From so many characters on a word may be broken anywhere, so that no name runs out of its column."""
_BREAK = "\N{ZERO WIDTH SPACE}"
_WORD = re.compile(rf"[^\s\u00a0\u202f-]{{{LONGEST_WORD},}}")


def pdf(document: Document) -> bytes:
    """The document as a PDF/UA-1 file, in the language spoken now."""
    pictures: dict[str, bytes] = {}
    told = _told(document, pictures)
    made = datetime.fromtimestamp(document.made_at // MICROSECONDS, UTC)
    sheets: Any = {  # Typst takes files by name; its types do not say so
        "main.typ": files("charter.reports").joinpath("templates", TEMPLATE).read_bytes(),
        "report.json": json.dumps(told, ensure_ascii=False).encode(),
        **pictures,
    }
    return typst.compile(
        sheets,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        font_paths=[faces()],
        timestamp=int(made.timestamp()),
    )


def _told(document: Document, pictures: dict[str, bytes]) -> dict[str, Any]:
    cover = document.cover
    made = datetime.fromtimestamp(document.made_at // MICROSECONDS, UTC)
    return {
        "title": readable(document.title),
        "language": language(),
        "made": {name: getattr(made, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "contents": _("Contents"),
        "page": _("page %(n)s of %(all)s") % {"n": "{n}", "all": "{all}"},
        "footer": readable(document.footer),
        "cover": {
            "organisation": readable(cover.organisation),
            "title": cover.title,
            "period": cover.period,
            "lines": [[label, readable(said)] for label, said in cover.lines],
            "notice": None if cover.notice is None else _block(cover.notice, pictures),
        },
        "sections": [
            {
                "title": readable(section.title),
                "columns": section.columns,
                "blocks": [_block(block, pictures) for block in section.blocks],
            }
            for section in document.sections
        ],
    }


def _block(block: Block, pictures: dict[str, bytes]) -> dict[str, Any]:
    match block:
        case Text(text, lead, small):
            return {"kind": "text", "text": readable(text), "lead": lead, "small": small}
        case Bullets(items):
            return {"kind": "bullets", "items": [readable(item) for item in items]}
        case Notice(title, texts):
            return {"kind": "notice", "title": title, "texts": [readable(text) for text in texts]}
        case Heading(text, level):
            return {"kind": "heading", "text": readable(text), "level": level}
        case Grid(columns, rows, dense):
            return {
                "kind": "grid",
                "dense": dense,
                "columns": [
                    {"heading": readable(column.heading), "right": column.right, "wide": column.wide}
                    for column in columns
                ],
                "rows": [[readable(cell) for cell in row] for row in rows],
            }
        case Abreast(cells, wide):
            return {
                "kind": "abreast",
                "wide": list(wide),
                "cells": [[_block(one, pictures) for one in cell] for cell in cells],
            }
        case Picture(chart, bare):
            return _picture(chart, pictures) | {"bare": bare}


def _picture(chart: Chart, pictures: dict[str, bytes]) -> dict[str, Any]:
    name = f"picture{len(pictures) + 1}.svg"
    pictures[name] = svg(chart)
    return {
        "kind": "picture",
        "file": name,
        "alt": readable(chart.alt_text),
        "title": readable(chart.title),
        "subtitle": readable(chart.subtitle),
        "notes": [readable(note) for note in chart.notes],
    }


def readable(text: str) -> str:
    """`text` in signs that the fonts have, on one line; a very long word may be broken."""
    return _WORD.sub(lambda found: _BREAK.join(_pieces(found[0])), legible(text).replace("\n", " "))


def _pieces(word: str) -> list[str]:
    half = LONGEST_WORD // 2
    return [word[place : place + half] for place in range(0, len(word), half)]
