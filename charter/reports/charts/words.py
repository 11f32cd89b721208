"""Words that several charts share: periods, figures, and what a variation or an assurance is called.

Why: title, axis, alternative text and table must say the same. Refuses to judge; the measures did.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date, get_day_names

from charter.locale import N_, _, formats
from charter.measures.control import Assurance, Variation
from charter.measures.series import Figure
from charter.measures.signals import Rule
from charter.norms.periods import Period

VARIATIONS = {
    Variation.IMPROVING: N_("Improving"),
    Variation.CONCERNING: N_("Worsening"),
    Variation.COMMON: N_("No change"),
    Variation.UNKNOWN: N_("Too few points for a judgement"),
}
ASSURANCES = {
    Assurance.PASS: N_("Passes the target"),
    Assurance.FAIL: N_("Fails the target"),
    Assurance.HIT_AND_MISS: N_("Hit and miss"),
    Assurance.UNKNOWN: N_("No judgement on the target"),
}
RULES = {
    Rule.OUTSIDE: N_("beyond the limits"),
    Rule.SHIFT: N_("7 or more on one side of the mean"),
    Rule.TREND: N_("7 or more that each rise, or each fall"),
    Rule.TWO_OF_THREE: N_("2 of 3 close to a limit"),
    Rule.STEP: N_("beyond the limits from before the step"),
}
QUARTER = N_("quarter %(n)s of %(year)s")
THIRD = N_("four-month period %(n)s of %(year)s")
WEEK = N_("week %(n)s of %(year)s")


def period_words(period: Period) -> str:
    """oktober 2026, kwartaal 3 van 2026, week 46 van 2026, 2026, or the first and last day."""
    label = period.label
    if ".." in label:
        if period.first == period.last:
            return formats.day(period.first)
        return _("%(first)s to %(last)s") % {"first": formats.day(period.first), "last": formats.day(period.last)}
    for mark, words in (("-Q", QUARTER), ("-T", THIRD), ("-W", WEEK)):
        if mark in label:
            year, number = label.split(mark)
            return _(words) % {"n": int(number), "year": year}
    return label if len(label) == len("2026") else formats.month(period.first)


def span_words(periods: tuple[Period, ...]) -> str:
    """The first up to and including the last of some periods."""
    first, last = period_words(periods[0]), period_words(periods[-1])
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def short_month(on: date) -> str:
    """nov, without a point."""
    return format_date(on, "LLL", locale=formats.habits()).rstrip(".")


def weekday(number: int) -> str:
    """ma for 0, zo for 6."""
    return get_day_names("abbreviated", locale=formats.habits())[number].rstrip(".")


def long_weekday(number: int) -> str:
    """maandag for 0."""
    return get_day_names("wide", locale=formats.habits())[number]


def value_words(value: float | None, figure: Figure) -> str:
    """A figure as people read it: 86,7 %, 7,4 or 25 s."""
    if value is None or math.isnan(value):
        return "–"
    if figure is Figure.SHARE:
        return formats.percent(value)
    if figure is Figure.MEAN:
        return formats.number(value, 1)
    return formats.duration(round(value) * 1_000_000)


def target_words(value: float, figure: Figure) -> str:
    """A target: without decimals that say nothing."""
    if figure is Figure.SHARE and abs(value * 100 - round(value * 100)) < 1e-9:
        return formats.number(value * 100) + formats.NARROW_SPACE + "%"
    return value_words(value, figure)


GAP = "   "
"""Between the items of a legend."""


def legend(items: Sequence[str]) -> list[str]:
    """Shapes with their meaning on one line, which is broken only between items."""
    return [GAP.join(item.replace(" ", "\N{NO-BREAK SPACE}") for item in items)] if items else []
