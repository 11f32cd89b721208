"""What a chart is: a figure, the words for who cannot see it, and the table of its numbers.

Refuses to know which chart it is, and to write files (`saving`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matplotlib.figure import Figure

from charter.reports.charts.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """`title`, `subtitle` and `notes` are the words in the picture, from top to foot.

    `alt_text` tells in plain sentences what the picture shows.
    """

    figure: Figure
    title: str
    subtitle: str
    notes: tuple[str, ...]
    alt_text: str
    table: Table


@dataclass(frozen=True, slots=True)
class About:
    """What a picture is about, in words: the `norm`, its `limit` ("within 5 working days") and the `period`.

    `remarks` are sentences that must stand under the picture: what is missing, what is hidden. `of_periods` holds what
    people remarked on single periods, by label.
    """

    norm: str
    limit: str
    period: str
    remarks: tuple[str, ...] = ()
    of_periods: Mapping[str, str] = field(default_factory=dict)
