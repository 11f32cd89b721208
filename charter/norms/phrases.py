"""A norm's limit and ground, and how a day ends, as people read them, in the language spoken now.

Why apart: norm lists, explanations and reports name them alike. Refuses to judge what is phrased.
"""

from __future__ import annotations

from charter.hours import AfterHours, EndOfDay
from charter.locale import N_, _, formats, language
from charter.norms.model import Basis, Certainty, Limit, NormVersion, Unit

UNITS = {
    Unit.SECONDS: (N_("%(n)s second"), N_("%(n)s seconds")),
    Unit.MINUTES: (N_("%(n)s minute"), N_("%(n)s minutes")),
    Unit.HOURS: (N_("%(n)s hour"), N_("%(n)s hours")),
    Unit.OPENING_MINUTES: (N_("%(n)s opening minute"), N_("%(n)s opening minutes")),
    Unit.OPENING_HOURS: (N_("%(n)s opening hour"), N_("%(n)s opening hours")),
    Unit.WORKING_DAYS: (N_("%(n)s working day"), N_("%(n)s working days")),
    Unit.DAYS: (N_("%(n)s day"), N_("%(n)s days")),
    Unit.WEEKS: (N_("%(n)s week"), N_("%(n)s weeks")),
    Unit.MONTHS: (N_("%(n)s month"), N_("%(n)s months")),
    Unit.TIMES: (N_("%(n)s time"), N_("%(n)s times")),
    Unit.MARK: (N_("mark %(n)s"), N_("mark %(n)s")),
    Unit.PROMISED_DAY: (N_("the promised day"), N_("the promised day")),
    Unit.NONE: (N_("every time"), N_("every time")),
}

CERTAINTIES = {
    Certainty.SEEN: N_("source seen"),
    Certainty.UNVERIFIED: N_("source not seen"),
    Certainty.DECISION: N_("own choice"),
}
WITHIN_TIME = N_("within %(limit)s")
WITHIN = {
    Unit.TIMES: N_("at most %(limit)s"),
    Unit.MARK: N_("at least %(limit)s"),
    Unit.PROMISED_DAY: N_("by %(limit)s"),
}
AFTER_HOURS = {
    AfterHours.SAME_DAY: N_("What comes after closing time counts as received that day."),
    AfterHours.NEXT_WORKING_DAY: N_("What comes after closing time counts as received on the next working day."),
}
END_OF_DAY = {
    EndOfDay.MIDNIGHT: N_("The last day of a term lasts until 24:00."),
    EndOfDay.CLOSING: N_("The last day of a term lasts until closing time."),
}


def limit_phrase(limit: Limit) -> str:
    """5 werkdagen."""
    one, many = UNITS[limit.unit]
    amount = formats.number(limit.amount, 0 if limit.amount == int(limit.amount) else 1)
    return _(one if limit.amount == 1 else many) % {"n": amount}


def within(limit: Limit) -> str:
    """The limit as part of a promise: `binnen 5 werkdagen`, `hooguit 2 keer`, `minstens cijfer 7,5`."""
    if limit.unit is Unit.NONE:
        return limit_phrase(limit)
    if limit.unit is Unit.WORKING_DAYS and not limit.amount:
        return _("on the same working day")
    return _(WITHIN.get(limit.unit, WITHIN_TIME)) % {"limit": limit_phrase(limit)}


def certainty_word(certainty: Certainty) -> str:
    """How sure we are of a legal basis, in words."""
    return _(CERTAINTIES[certainty])


def law(version: NormVersion) -> str:
    """The law and article that a statutory term rests on, or an empty string."""
    return next((ground(basis) for basis in version.basis if basis.article), "")


def ground(basis: Basis) -> str:
    """A source with its article: `Wet open overheid, artikel 4.4`."""
    if basis.article[:1].isdigit():
        return _("%(law)s, article %(article)s") % {"law": basis.source, "article": basis.article}
    return f"{basis.source}, {basis.article}" if basis.article else basis.source


def remark(basis: Basis) -> str:
    """What its writer noted with a ground, or an empty string."""
    return basis.note.get(language(), "")


def full_ground(basis: Basis) -> str:
    """A source with its article, how sure we are, and the note: `Gemeente Hoorn (bron gezien): 5 dagen`."""
    told = f"{ground(basis)} ({certainty_word(basis.certainty)})"
    return f"{told}: {remark(basis)}" if basis.note else told
