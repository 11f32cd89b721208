"""A chart as a file that stands on its own: SVG or PNG, with its words for who cannot see it inside.

Why: an SVG carries `<title>`, `<desc>` and its language, a PNG the same texts in its metadata, so that the words follow
the picture into a page or a report. The same chart gives the same bytes: no date, no random names. Refuses to draw.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from matplotlib.figure import Figure

from charter.locale import language
from charter.reports.charts.chart import Chart
from charter.reports.charts.look import DPI

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that may not stand in an XML document; a name of a team can hold them."""
_NAMED = re.compile(rb'\bid="([^"]+)"')
_REFERRED = re.compile(rb'(url\(#|href="#)([^")]+)')


def svg(chart: Chart) -> bytes:
    """The chart as an SVG document; letters are outlines, so that it looks the same everywhere."""
    drawn = _renamed(_saved(chart.figure, "svg", {"Date": None, "Creator": "Charter"})).decode()
    before, root, rest = drawn.partition("<svg ")
    attributes, end, inside = rest.partition(">")
    told = f'lang="{language()}" xml:lang="{language()}" role="img" aria-labelledby="title desc" '
    words = f'\n<title id="title">{escape(chart.title)}</title>\n<desc id="desc">{escape(chart.alt_text)}</desc>'
    return _NO_XML.sub("", f"{before}{root}{told}{attributes}{end}{words}{inside}").encode()


def png(chart: Chart, scale: float = 2.0) -> bytes:
    """The chart as a PNG of `scale` times 100 dots per inch."""
    metadata: dict[str, str | None] = {
        "Title": chart.title,
        "Description": chart.alt_text,
        "Language": language(),
        "Software": "Charter",
    }
    return _saved(chart.figure, "png", metadata, DPI * scale)


FORMATS: dict[str, Callable[[Chart], bytes]] = {"svg": svg, "png": png}
"""What a chart can be saved as, by the ending of the file."""


def _saved(figure: Figure, kind: str, metadata: dict[str, str | None], dpi: float = DPI) -> bytes:
    written = io.BytesIO()
    figure.savefig(written, format=kind, dpi=dpi, metadata=metadata, facecolor=figure.get_facecolor(), bbox_inches=None)
    return written.getvalue()


def _renamed(document: bytes) -> bytes:
    """The same document with names that count up: matplotlib's are random, and can stand in it twice."""
    first: dict[bytes, bytes] = {}
    number = 0

    def name(found: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        given = b"c%d" % number
        first.setdefault(found[1], given)
        return b'id="%s"' % given

    named = _NAMED.sub(name, document)
    return _REFERRED.sub(lambda found: found[1] + first.get(found[2], found[2]), named)
