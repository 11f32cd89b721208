"""What asks for attention, beside the name of its screen and in the tray: a number, and what it means in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from charter.locale import formats, ngettext
from charter.ui.sight import Sight


class Count(NamedTuple):
    """So many, and in words; 0 asks for nothing."""

    n: int
    spoken: str


def urgent(sight: Sight) -> Count:
    """The contacts that are too late, or will be today."""
    n = len(sight.worklist.late) + len(sight.worklist.due_today)
    text = ngettext("%(n)s contact asks for action", "%(n)s contacts ask for action", n)
    return Count(n, text % {"n": formats.number(n)})


def unexplained(sight: Sight) -> Count:
    """The breaches of the period without a reason."""
    n = sight.unexplained
    text = ngettext("%(n)s breach without a reason in %(month)s", "%(n)s breaches without a reason in %(month)s", n)
    month = formats.month(sight.period.first) if sight.period is not None else ""
    return Count(n, text % {"n": formats.number(n), "month": month})


def sources(sight: Sight) -> Count:
    """The sources that fail, or of which rows were lost."""
    completeness = sight.board.completeness
    lost = {one.source for one in completeness.sources if one.rejected or one.uncounted}
    n = len(lost | {one.name for one in completeness.failing})
    text = ngettext("%(n)s source asks for attention", "%(n)s sources ask for attention", n)
    return Count(n, text % {"n": formats.number(n)})
