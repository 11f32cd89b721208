"""The columns of the sources, of the times that one was read, and of its problem rows.

Why: gelezen = used + double + rejected + out of scope stands there as a sum that anybody can check. Refuses to add up
for itself: `charter.services.source_overview` did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_TIME
from charter.locale import N_, _, formats, ngettext
from charter.services.source_overview import Standing, Supply, Time, Trouble, adds_up
from charter.store.imports import Counts
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Cell, Column, Keys

NOTHING = "–"
STANDINGS: dict[Standing, tuple[str, str, Tone]] = {
    Standing.WORKING: (N_("Being read now"), "refresh", "pending"),
    Standing.PAUSED: (N_("Paused"), "pause", "muted"),
    Standing.FAILING: (N_("Fails since %(since)s"), "breached", "breached"),
    Standing.NEVER: (N_("Not read yet"), "pending", "muted"),
    Standing.LOST_ROWS: (N_("Rows rejected"), "attention", "warn"),
    Standing.FILES: (N_("Files only"), "folder", "muted"),
    Standing.IN_ORDER: (N_("In order"), "met", "met"),
}
"""Word, icon and tone."""
_KIND_ICON = {"imap": "email", "graph": "email", "open_klant": "callback", "contactmomenten": "contact",
              "zaken": "form", "folder": "folder"}  # fmt: skip
_MOMENT = "mmm 28-10 08:58"
_COUNTED = (
    ("read", N_("Read")),
    ("used", N_("= Used")),
    ("duplicates", N_("+ Double")),
    ("rejected", N_("+ Rejected")),
    ("out_of_scope", N_("+ Out of scope")),
)
_SHORT = (
    ("read", N_("Read")),
    ("used", N_("Used")),
    ("duplicates", N_("Double")),
    ("rejected", N_("Rejected")),
    ("out_of_scope", N_("Outside")),
)
"""Beside the drop zone there is little room; the sum stands above."""


def standing_text(supply: Supply, zone: ZoneInfo, rows: int | None = None) -> str:
    """How a source stands, in words; `rows` are those that it gave by now."""
    one = supply.configured
    if rows is not None:
        return _("%(rows)s rows") % {"rows": formats.number(rows)}
    if supply.standing is Standing.LOST_ROWS:
        lost = supply.counts.rejected
        return ngettext("Note: %(n)s row", "Note: %(n)s rows", lost) % {"n": formats.number(lost)}
    word = _(STANDINGS[supply.standing][0])
    if supply.standing is Standing.FAILING and one is not None and one.failing_since is not None:
        return word % {"since": moment(one.failing_since, zone)}
    return word


def moment(at: int, zone: ZoneInfo) -> str:
    """di 17-11 08:12."""
    minute = at // 60_000_000 * 60_000_000
    return f"{formats.short_day(formats.local(minute, zone).date())} {formats.clock(minute, zone)}"


def supply_columns(supplies: Sequence[Supply], zone: ZoneInfo, under_way: dict[str, int]) -> tuple[Column, ...]:
    """One row a source; `under_way` has the rows of those that are being asked now."""

    def name(row: int) -> Cell:
        one = supplies[row]
        kind = one.configured.kind if one.configured is not None else ""
        return Cell(one.name, _KIND_ICON.get(kind, "sheet"), "muted", bold=True)

    def standing(row: int) -> Cell:
        one = supplies[row]
        busy = under_way.get(one.name) if one.configured is not None else None
        _word, picture, tone = STANDINGS[Standing.WORKING if busy is not None else one.standing]
        return Cell(standing_text(one, zone, busy), picture, tone, tone)

    def last(row: int) -> Cell:
        at = supplies[row].last_read
        return Cell(_("Not read yet") if at is None else moment(at, zone), tone="muted" if at is None else "text")

    def following(row: int) -> Cell:
        at = supplies[row].next_at
        return Cell(NOTHING, tone="muted", spoken=_("never by itself")) if at is None else Cell(_next(at, zone))

    order = sorted(range(len(supplies)), key=lambda row: supplies[row].name.casefold())
    place = np.empty(len(supplies), np.int64)
    place[order] = np.arange(len(supplies))
    longest = max((one.name for one in supplies), key=len, default="")
    return (
        Column("name", _("Source"), name, lambda: place, "mmm" + longest[:18]),
        Column(
            "standing",
            _("State"),
            standing,
            lambda: np.array([list(Standing).index(one.standing) for one in supplies], np.int64),
            "mm" + _("Fails since %(since)s") % {"since": _MOMENT},
            shrinks=True,
        ),
        Column("last", _("Last read"), last, lambda: _at([s.last_read for s in supplies]), _MOMENT),
        Column(
            "next", _("Next time"), following, lambda: _at([s.next_at for s in supplies]), _MOMENT, leaves=1
        ),
        *_counts(lambda row: supplies[row].counts, len(supplies), lambda row: not supplies[row].wrong),
    )  # fmt: skip


def time_columns(times: Sequence[Time], zone: ZoneInfo) -> tuple[Column, ...]:
    """One row a time that a source was read."""

    def when(row: int) -> Cell:
        return Cell(moment(times[row].at, zone))

    def what(row: int) -> Cell:
        one = times[row]
        if one.failure.message:
            return Cell(_(one.failure.message) % (one.failure.params or {}), "breached", "breached", "breached")
        if one.run is not None and one.run.undone:
            return Cell(_("%(file)s (undone)") % {"file": one.file}, "undo", "muted", "muted")
        return Cell(one.file) if one.file else Cell(_("Nothing new"), tone="muted")

    def who(row: int) -> Cell:
        return Cell(times[row].who)

    return (
        Column("when", _("When"), when, lambda: _at([time.at for time in times]), _MOMENT),
        Column("what", _("What"), what, None, "m" * 18, shrinks=True),
        Column("who", _("Who"), who, None, "mmmmmmm", leaves=1, shrinks=True),
        *_counts(lambda row: times[row].counts, len(times), lambda row: adds_up(times[row].counts), _SHORT),
    )


def trouble_columns(troubles: Sequence[Trouble]) -> tuple[Column, ...]:
    """One row a problem: where, what is wrong, what to do."""

    def file(row: int) -> Cell:
        one = troubles[row]
        return Cell(one.file, "excluded" if one.rejected else "info", "warn" if one.rejected else "muted")

    def line(row: int) -> Cell:
        number = troubles[row].problem.line
        return Cell(formats.number(number) if number else NOTHING)

    def wrong(row: int) -> Cell:
        return Cell(wrong_text(troubles[row]))

    def remedy(row: int) -> Cell:
        problem = troubles[row].problem
        return Cell(_(problem.remedy) % problem.params)

    longest = max((one.file for one in troubles[:200]), key=len, default="")
    return (
        Column("file", _("File"), file, None, "mm" + longest[:22], leaves=1, shrinks=True),
        Column(
            "line",
            _("Line"),
            line,
            lambda: np.array([t.problem.line for t in troubles], np.int64),
            "88.888",
            right=True,
        ),
        Column("wrong", _("What is wrong?"), wrong, None, "m" * 26, shrinks=True),
        Column("remedy", _("What can you do?"), remedy, None, "m" * 26, shrinks=True),
    )


def wrong_text(trouble: Trouble) -> str:
    """What is wrong with a row, in words."""
    return _(trouble.problem.message) % trouble.problem.params


def _counts(
    counts: Callable[[int], Counts],
    length: int,
    right: Callable[[int], bool],
    titles: Sequence[tuple[str, str]] = _COUNTED,
) -> tuple[Column, ...]:
    """The five numbers of a row; red and with a sign where they do not add up."""

    def number(name: str) -> Callable[[int], Cell]:
        def cell(row: int) -> Cell:
            text = formats.number(getattr(counts(row), name))
            if right(row):
                return Cell(text)
            spoken = _("%(n)s. The sum does not come out.") % {"n": text}
            return Cell(text, "breached" if name == "read" else "", "breached", "breached", spoken=spoken)

        return cell

    def keys(name: str) -> Callable[[], Keys]:
        return lambda: np.array([getattr(counts(row), name) for row in range(length)], np.int64)

    return tuple(
        Column(name, _(title), number(name), keys(name), "888.888" if name == "read" else "88.888", right=True)
        for name, title in titles
    )


def _next(at: int, zone: ZoneInfo) -> str:
    return moment(at, zone) if at else _("as soon as possible")


def _at(instants: Sequence[int | None]) -> Keys:
    return np.array([NO_TIME if at is None else at for at in instants], np.int64)
