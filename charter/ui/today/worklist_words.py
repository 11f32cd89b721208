"""The worklist in words and groups: how many are late, what is next, and why there may be nothing to do.

Why apart from the screen: the same numbers stand in a sentence, on the tiles and above the groups. Refuses widgets, and
to choose what is work: `charter.services.worklist` does.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from html import escape

import numpy as np

from charter.columns import Rows
from charter.locale import _, formats, ngettext
from charter.services.worklist import Worklist
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Group
from charter.ui.sight import Sight

LATE, TODAY, NEXT, UNDETERMINED = range(4)
"""The tiles; without a chosen one the first three are groups of the list."""
GROUP_MOST, GROUP_FIRST = 500, 100
"""Of a group of more rows only the first are shown until the rest is asked for."""


def titles(sight: Sight, work: Worklist) -> tuple[str, str, str, str]:
    """What the tiles and the groups are called."""
    return _("Too late now"), _("Due today"), _next_title(sight, work), _("Not measurable")


def _next_title(sight: Sight, work: Worklist) -> str:
    if work.next_working_day == sight.today + timedelta(days=1):
        return _("Due tomorrow")
    return _("Due %(day)s") % {"day": formats.short_day(work.next_working_day)}


def rows(work: Worklist) -> tuple[Rows, Rows, Rows, Rows]:
    """The rows behind each tile."""
    return work.late, work.due_today, work.due_next, work.undetermined


def groups(sight: Sight, work: Worklist, chosen: int | None, whole: Collection[int]) -> tuple[Group, ...]:
    """The groups of the list, of one tile or of the first three; those in `whole` are shown whole."""
    looks: tuple[tuple[str, Tone], ...] = (
        ("breached", "breached"),
        ("last-day", "warn"),
        ("pending", "pending"),
        ("undetermined", "undetermined"),
    )
    every = list(zip(range(4), titles(sight, work), looks, rows(work), strict=True))
    return tuple(
        Group(
            title,
            *look,
            mine,
            GROUP_FIRST if len(mine) > GROUP_MOST and place not in whole else 0,
            _("Show all %(n)s") % {"n": formats.number(len(mine))},
        )
        for place, title, look, mine in (every[:UNDETERMINED] if chosen is None else every[chosen : chosen + 1])
    )


def numbers(sight: Sight, work: Worklist) -> str:
    """The sentence under the title, with its numbers bold."""
    late, due = len(work.late), len(work.due_today)
    first = ngettext(
        "<b>%(n)s</b> promise to a resident is too late.", "<b>%(n)s</b> promises to residents are too late.", late
    )
    second = ngettext(
        "<b>%(n)s</b> will be too late today if nobody acts.",
        "<b>%(n)s</b> will be too late today if nobody acts.",
        due,
    )
    said = [first % {"n": formats.number(late)}, second % {"n": formats.number(due)}]
    urgent = np.concatenate([work.late, work.due_today])
    nobody = int(np.count_nonzero(sight.following.assigned[urgent] == 0))
    if nobody:
        text = ngettext(
            "For <b>%(n)s</b> of these %(total)s it is nobody's turn yet.",
            "For <b>%(n)s</b> of these %(total)s it is nobody's turn yet.",
            nobody,
        )
        said.append(text % {"n": formats.number(nobody), "total": formats.number(len(urgent))})
    if work.closed_today:
        said.insert(0, escape(_("The town hall is closed today (%(reason)s).") % {"reason": work.closed_today}))
    return " ".join(said)


def calm(work: Worklist) -> str:
    """Why nothing is late or due, and when the next thing is."""
    if work.next_deadline is None:
        text = _("Nothing is due today either. The next working day is %(day)s.")
        if work.closed_today:
            text = _("The town hall is closed today (%(reason)s). The next working day is %(day)s.")
    else:
        text = _("Nothing is due today either. The next last moment is %(day)s.")
        if work.closed_today:
            text = _("The town hall is closed today (%(reason)s). The next last moment is %(day)s.")
    return text % {"reason": work.closed_today, "day": formats.long_day(work.next_deadline or work.next_working_day)}
