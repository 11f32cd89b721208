"""Every picture beside the baseline that somebody looked at.

After a wanted change: `pytest tests/reports/charts/test_pictures.py --mpl-generate-path=tests/reports/charts/baseline`,
and look at every picture that differs before it is committed.

Two versions of FreeType lay the same words a few pixels apart, and the axes move with them: that alone differs by 20 to
40 (root mean square), while one other marker differs by 2. So the pictures are compared closely where FreeType is that
of the baseline, and only roughly elsewhere; what is drawn is read back exactly in `test_numbers.py`, everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from matplotlib import ft2font
from matplotlib.figure import Figure

from charter.reports.charts import A4, DARK, LIGHT, Paper

Draw = Callable[..., Any]
FREETYPE_OF_BASELINE = "2.14"
CLOSELY, ROUGHLY = 2, 45
TOLERANCE = CLOSELY if ft2font.__freetype_version__.startswith(FREETYPE_OF_BASELINE) else ROUGHLY
PAPERS = {
    "print": A4,
    "light": Paper(LIGHT, 8.6, 2.8),
    "dark": Paper.window(DARK, 700, 320),
}
PICTURES = (
    "steps-print", "steps-light", "steps-dark", "long-print", "uneven-print", "few-print", "empty-print",
    "funnel-print", "funnel-dark", "heatmap-print", "heatmap-dark", "backlog-print", "waiting-print", "causes-print",
    "years-print",
)  # fmt: skip


@pytest.mark.mpl_image_compare(style="default", tolerance=TOLERANCE, savefig_kwargs={"dpi": 100, "facecolor": "auto"})
@pytest.mark.parametrize("picture", PICTURES)
def test_as_reviewed(example: Draw, picture: str) -> Figure:
    name, paper = picture.split("-")
    figure = example(name, PAPERS[paper]).chart.figure
    assert isinstance(figure, Figure)
    return figure
