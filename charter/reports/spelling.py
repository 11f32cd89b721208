"""How periods, shares and targets are said in a sentence: `In oktober`, `87 van de 100 e-mails`, `90 procent`.

Why apart from the sentences: rounding may never say that a promise was kept when it was not, and that is decided here.
Refuses percentages of more than a hundred contacts: "87 of every 100" is understood by more people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import pairwise

from babel.dates import format_date

from charter.locale import _, formats, language
from charter.norms.model import Norm, NormKind, NormVersion
from charter.norms.periods import Period
from charter.norms.phrases import limit_phrase
from charter.norms.score import ScoreRow

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its target as said. `near` says that rounding makes them look equal."""

    text: str
    target: str
    near: bool


class _Shape(Enum):
    """What a period is, as people call it."""

    YEAR = auto()
    MONTH = auto()
    WEEK = auto()
    DAY = auto()
    MONTHS = auto()
    DAYS = auto()


def _shape(period: Period) -> _Shape:
    if "-W" in period.label:
        return _Shape.WEEK
    if period.first == period.last:
        return _Shape.DAY
    if period.first.day != 1 or Period.month_of(period.last).last != period.last:
        return _Shape.DAYS
    if period.first.year == period.last.year:
        months = period.last.month - period.first.month + 1
        return {1: _Shape.MONTH, 12: _Shape.YEAR}.get(months, _Shape.MONTHS)
    return _Shape.MONTHS


def when(period: Period, today: date) -> str:
    """`In oktober`, with the year where it is another than this year's: the beginning of a sentence."""
    return _when(period, with_year=period.last.year != today.year)


def when_in_full(period: Period) -> str:
    """`In oktober 2026`."""
    return _when(period, with_year=True)


def _when(period: Period, *, with_year: bool) -> str:
    name = {"period": _name(period, with_year=with_year)}
    match _shape(period):
        case _Shape.MONTHS | _Shape.DAYS:
            return _("From %(period)s,") % name
        case _Shape.DAY:
            return _("On %(period)s,") % name
        case _:
            return _("In %(period)s,") % name


def subject(period: Period, today: date | None = None) -> str:
    """`Oktober`, `De periode van juli tot en met september`: what a sentence is about, its year as in `when`."""
    name = _name(period, with_year=today is not None and period.last.year != today.year)
    if _shape(period) in (_Shape.MONTHS, _Shape.DAYS):
        return _("The period from %(period)s") % {"period": name}
    return name[:1].upper() + name[1:]


def name(period: Period) -> str:
    """`oktober 2026`, `juli tot en met september 2026`: a period among others to choose from."""
    return _name(period, with_year=True)


def _name(period: Period, *, with_year: bool) -> str:
    """`oktober`, `week 46`, `2026`, `juli tot en met september`, `1 oktober tot en met 15 oktober`."""
    shape = _shape(period)
    if shape is _Shape.YEAR:
        return str(period.first.year)
    if shape is _Shape.WEEK:
        iso = period.first.isocalendar()
        text = _("week %(week)s of %(year)s") if with_year else _("week %(week)s")
        return text % {"week": iso.week, "year": iso.year}
    pattern = "d MMMM" if shape in (_Shape.DAY, _Shape.DAYS) else "LLLL"
    first, last = (format_date(on, pattern, locale=formats.habits()) for on in (period.first, period.last))
    year = f" {period.last.year}" if with_year else ""
    if shape in (_Shape.DAY, _Shape.MONTH):
        return first + year
    if period.first.year != period.last.year:
        first, year = f"{first} {period.first.year}", f" {period.last.year}"
    return _("%(first)s to %(last)s") % {"first": first, "last": last + year}


def day(on: date) -> str:
    """`1 oktober 2026`."""
    return format_date(on, "d MMMM y", locale=formats.habits())


def counted(norm: Norm) -> str:
    """What the norm counts, in the plural."""
    return norm.counted.get(language()) or _("contacts")


def title(norm: Norm) -> str:
    """The name of the norm."""
    return norm.title.get(language()) or norm.id


def figure(norm: Norm, row: ScoreRow, limit: float) -> Figure:
    """The figure of `row`, which has one; `limit` is that of a mark norm."""
    if norm.kind is NormKind.MARK:
        return _mark(row.mean or 0.0, limit)
    share, target = row.met / row.counted, row.target
    spelled = "" if target is None else aim(norm, target, row.counted)
    if row.counted < _HUNDRED:
        text = _("%(hits)s of the %(all)s %(counted)s") % {
            "hits": row.met, "all": row.counted, "counted": counted(norm),
        }  # fmt: skip
        return Figure(text, spelled, near=False)
    hits, near = _of_hundred(row.met, row.counted, target)
    text = _("%(hits)s of every 100 %(counted)s") % {"hits": hits, "counted": counted(norm)}
    return Figure(text, spelled, near=near and share != target)


def aim(norm: Norm, target: float, counted: int) -> str:
    """`90`, or `90 percent` beside fewer than a hundred contacts; of a mark norm `7.5`."""
    if norm.kind is NormKind.MARK:
        return formats.number(target, 0 if _whole(target) else 1)
    percent = formats.number(_HUNDRED * target, 0 if _whole(_HUNDRED * target) else 1)
    return percent if counted >= _HUNDRED else _("%(share)s percent") % {"share": percent}


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9


def _of_hundred(met: int, n: int, target: float | None) -> tuple[str, bool]:
    """The share of a hundred in whole numbers, and whether it would look like the target without being it.

    Nothing but everything is 100, nothing but nothing is 0, and what misses the target never looks as if it reached it.
    """
    share = met / n
    rounded = int(_HUNDRED * met / n + 0.5)
    if rounded == _HUNDRED and met < n:
        return _("more than %(n)s") % {"n": 99}, target is not None and target > 0.99
    if rounded == 0 and met:
        return _("less than %(n)s") % {"n": 1}, False
    if target is None:
        return str(rounded), False
    aim = _HUNDRED * target
    if share < target and rounded >= aim - 1e-9:
        return _("almost %(n)s") % {"n": rounded}, True
    if share > target and rounded <= aim + 1e-9:
        return _("more than %(n)s") % {"n": rounded} if _HUNDRED * share > rounded else str(rounded), True
    return str(rounded), False


def _mark(mean: float, limit: float) -> Figure:
    """One decimal, two where one would look like the limit without being it."""
    decimals = 1
    if mean != limit and formats.number(mean, 1) == formats.number(limit, 1):
        decimals = 2
    target = formats.number(limit, 0 if _whole(limit) else 1)
    near = decimals == 2
    shown = formats.number(mean, decimals)
    if near and shown == formats.number(limit, 2):
        shown = _("almost %(n)s") % {"n": target} if mean < limit else _("more than %(n)s") % {"n": target}
    return Figure(_("a mark of %(mark)s") % {"mark": shown}, target, near)


def result(norm: Norm, held: Sequence[NormVersion], said: Figure) -> str:
    """What follows `In oktober`: the norm's own sentence with its places filled in, or the general one.

    `held` are the versions of the period, one or more: where the limit changed, both are said.
    """
    own = norm.headline.get(language())
    if own:
        return own.replace("{figure}", said.text).replace("{limit}", _limits(held))
    general = _("%(title)s was %(figure)s") if norm.kind is NormKind.MARK else _("we kept %(title)s for %(figure)s")
    return general % {"figure": said.text, "title": title(norm)}


def _limits(held: Sequence[NormVersion]) -> str:
    """`25 seconds`, or `25 seconds (from 15 October 2026: 20 seconds)`."""
    later = [
        _("from %(day)s: %(limit)s") % {"day": day(after.valid_from), "limit": limit_phrase(after.limit)}
        for before, after in pairwise(held)
        if after.limit != before.limit
    ]
    return limit_phrase(held[0].limit) + (f" ({'; '.join(later)})" if later else "")
