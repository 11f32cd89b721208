"""A picture stands on its own: its words are inside, and the same chart gives the same bytes, also on a thread."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from PIL import Image

from charter import locale
from charter.reports.charts import DARK, Paper, png, svg

Draw = Callable[..., Any]
SVG = "{http://www.w3.org/2000/svg}"


def test_an_svg_has_its_title_its_description_and_its_language(example: Draw) -> None:
    chart = example("funnel").chart
    root = ElementTree.fromstring(svg(chart))  # noqa: S314 - our own picture
    assert [child.tag for child in root][:2] == [SVG + "title", SVG + "desc"]
    assert root.findtext(SVG + "title") == chart.title
    assert root.findtext(SVG + "desc") == chart.alt_text
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == root.attrib["lang"] == "en"
    assert root.attrib["role"] == "img"
    assert "Costs $A and $B" in chart.alt_text


def test_the_language_is_the_one_spoken(example: Draw) -> None:
    locale.use("nl")
    assert b'xml:lang="nl"' in svg(example("causes").chart)


def test_no_name_stands_twice_in_an_svg_and_none_is_missing(example: Draw) -> None:
    document = svg(example("steps").chart).decode()
    names = re.findall(r'\bid="([^"]+)"', document)
    assert len(names) == len(set(names))
    referred = set(re.findall(r'(?:url\(#|href="#)([^")]+)', document))
    assert referred
    assert referred <= set(names)


def test_the_same_chart_gives_the_same_bytes(example: Draw) -> None:
    assert svg(example("years").chart) == svg(example("years").chart)
    assert png(example("years").chart) == png(example("years").chart)


def test_a_png_carries_its_words_and_is_as_sharp_as_was_asked(example: Draw) -> None:
    chart = example("waiting").chart
    small, large = (Image.open(io.BytesIO(png(chart, scale))) for scale in (1.0, 2.0))
    assert small.text["Description"] == chart.alt_text
    assert small.text["Title"] == chart.title
    assert large.width / small.width == pytest.approx(2, rel=0.01)
    assert large.height / small.height == pytest.approx(2, rel=0.01)


def test_drawing_needs_no_main_thread_and_leaves_the_settings_alone(example: Draw) -> None:
    before = dict(mpl.rcParams)
    alone = svg(example("heatmap", Paper(DARK)).chart)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: svg(example("heatmap", Paper(DARK)).chart)).result() == alone
    assert dict(mpl.rcParams) == before
