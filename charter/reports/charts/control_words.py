"""What a control chart says in words: its title, what stands under the picture, and the text in place of it.

Why: a picture that is not seen, or not in colour, must tell the same (WCAG 2.2); a rule in words says why a point is no
chance. Refuses to draw, and to say what the chart itself does not know.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from charter.locale import _, formats, ngettext
from charter.measures.control import FEW_CONTACTS, Control, Variation
from charter.measures.control_limits import TRIAL_POINTS, Kind
from charter.measures.series import Series
from charter.reports.charts.chart import About
from charter.reports.charts.words import (
    ASSURANCES,
    RULES,
    VARIATIONS,
    legend,
    period_words,
    span_words,
    target_words,
    value_words,
)


def title_of(series: Series, about: About, last: int | None) -> str:
    """The figure of the last period that is judged, at position `last`; None when there is none."""
    if last is None:
        return _("%(norm)s: no figure yet") % {"norm": about.norm}
    words = {
        "norm": about.norm,
        "value": value_words(float(series.value[last]), series.figure),
        "period": period_words(series.periods[last]),
    }
    if series.is_share:
        return _("%(norm)s: %(value)s as promised in %(period)s") % words
    return _("%(norm)s: %(value)s in %(period)s") % words


def subtitle_of(series: Series, made: Control, about: About) -> str:
    """The promise, the group, the periods, and which chart it is."""
    parts = [about.limit] if about.limit else []
    if series.group:
        parts.append(series.group)
    parts.append(span_words(series.periods))
    parts.append(_("p chart") if made.kind is Kind.P else _("XmR chart"))
    return " · ".join(parts)


def notes_of(series: Series, made: Control, about: About) -> list[str]:
    """What stands under the picture: the shapes, what must be said of limits and data, and what people remarked."""
    return [*_shapes(series, made), *_said(series, made), *_remarked(series, about), *about.remarks]


def _shapes(series: Series, made: Control) -> list[str]:
    marks = {made.mark(int(position)) for position in np.flatnonzero(made.judged)}
    few = bool((made.judged & (series.n < FEW_CONTACTS)).any())
    words = []
    if Variation.COMMON in marks:
        words.append("● " + _("ordinary variation"))
    if Variation.IMPROVING in marks:
        words.append("▲ " + _("better, not by chance"))
    if Variation.CONCERNING in marks:
        words.append("▼ " + _("worse, not by chance"))
    if few:
        words.append("○ " + _("fewer than %(n)s contacts: jumps by chance") % {"n": FEW_CONTACTS})
    if (~np.isnan(series.value) & ~made.judged).any():
        words.append("□ " + _("not judged: not whole yet, or too many contacts still run"))
    return legend(words)


def _said(series: Series, made: Control) -> list[str]:
    """What must stand under the picture: the rules that fired, trial limits, steps, changes, and what is missing."""
    notes = []
    fired = list(dict.fromkeys(signal.rule for signal in made.signals))
    if fired:
        notes.append(_("Not by chance means: %(rules)s.") % {"rules": "; ".join(_(RULES[rule]) for rule in fired)})
    final = made.segments[-1] if made.segments else None
    if final is not None and final.centre is not None:
        notes.append(_how(made))
    if final is not None and final.centre is None and made.judged.any():
        notes.append(_("There are still too few periods for limits."))
    elif final is not None and final.trial:
        notes.append(_("Trial limits: %(n)s points, fewer than %(least)s.") % {"n": final.used, "least": TRIAL_POINTS})
    notes += [
        _("New limits from %(day)s: %(reason)s.")
        % {"day": formats.day(segment.step.on), "reason": segment.step.reason.rstrip(". ")}
        for segment in made.segments
        if segment.step
    ]
    notes += [
        (
            _("From %(day)s version %(n)s holds, another promise: figures before and after are hard to compare.")
            if change.another_promise
            else _("From %(day)s version %(n)s holds, with another target.")
        )
        % {"day": formats.day(change.on), "n": change.version.number}
        for change in series.changes
    ]
    notes += [
        _("%(period)s is not over yet.") % {"period": _begin(period_words(series.periods[place]))}
        for place in np.flatnonzero(series.running & ~np.isnan(series.value)).tolist()
    ]
    missing = [period_words(series.periods[place]) for place in np.flatnonzero(~series.complete).tolist()]
    if missing:
        notes.append(_("Hatched: the data is not complete (%(periods)s).") % {"periods": _few(missing)})
    return notes


def _remarked(series: Series, about: About) -> list[str]:
    """What people remarked on the periods that are shown, the newest first."""
    return [
        _("%(period)s: %(remark)s") % {"period": _begin(period_words(period)), "remark": about.of_periods[period.label]}
        for period in reversed(series.periods)
        if period.label in about.of_periods
    ]


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]


def _how(made: Control) -> str:
    """How the limits were made."""
    if made.kind is Kind.XMR:
        return _("Limits: the mean and 2.66 times the mean difference between neighbours.")
    if made.widened > 1:
        return _(
            "Limits: what chance allows for the number of contacts, widened by %(times)s for what months differ."
        ) % {"times": formats.number(made.widened, 1)}
    return _("Limits: what chance allows for the number of contacts.")


def _few(names: Sequence[str]) -> str:
    """At most three of them, and how many more."""
    if len(names) <= 3:
        return ", ".join(names)
    return _("%(names)s and %(n)s more") % {"names": ", ".join(names[:2]), "n": len(names) - 2}


def alt_text_of(series: Series, made: Control, about: About, title: str) -> str:
    """Everything that the picture shows, as sentences."""
    sentences = [
        _("Control chart of %(norm)s, %(span)s.") % {"norm": about.norm, "span": span_words(series.periods)},
        f"{title}.",
    ]
    last = made.last
    if last is None:
        sentences.append(_("Nothing counts in these periods."))
        return " ".join([*sentences, *about.remarks])
    sentences.append(
        ngettext("%(n)s contact counted.", "%(n)s contacts counted.", int(series.n[last]))
        % {"n": formats.number(int(series.n[last]))}
    )
    if not math.isnan(made.centre[last]):
        sentences.append(
            _("The mean is %(mean)s; the limits are %(lower)s and %(upper)s.")
            % {
                "mean": value_words(float(made.centre[last]), series.figure),
                "lower": value_words(float(made.lower[last]), series.figure),
                "upper": value_words(float(made.upper[last]), series.figure),
            }
        )
    if made.target is not None:
        sentences.append(_("The target is %(value)s.") % {"value": target_words(made.target, series.figure)})
    sentences.append(f"{_(VARIATIONS[made.variation])}. {_(ASSURANCES[made.assurance])}.")
    for variation, words in (
        (Variation.IMPROVING, _("Better, not by chance: %(periods)s.")),
        (Variation.CONCERNING, _("Worse, not by chance: %(periods)s.")),
    ):
        found = [position for position in np.flatnonzero(made.judged).tolist() if made.mark(position) is variation]
        if found:
            sentences.append(words % {"periods": _runs(series, found)})
    return " ".join([*sentences, *_said(series, made), *_remarked(series, about), *about.remarks])


def _runs(series: Series, positions: Sequence[int]) -> str:
    """Periods in words, neighbours joined."""
    edges = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(positions)) if b != a + 1), len(positions)]
    runs = [positions[first:after] for first, after in pairwise(edges)]
    return ", ".join(span_words((series.periods[run[0]], series.periods[run[-1]])) for run in runs)
