"""A norm's limit and ground as people read them, in the language spoken now."""

from __future__ import annotations

from charter.locale import N_, _, formats
from charter.norms.model import Limit, NormVersion, Unit

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
    Unit.PROMISED_DAY: (N_("the day promised"), N_("the day promised")),
    Unit.NONE: (N_("always"), N_("always")),
}


def limit_phrase(limit: Limit) -> str:
    """5 werkdagen."""
    one, many = UNITS[limit.unit]
    amount = formats.number(limit.amount, 0 if limit.amount == int(limit.amount) else 1)
    return _(one if limit.amount == 1 else many) % {"n": amount}


def article(version: NormVersion) -> str:
    """The article of law that a statutory term rests on, or an empty string."""
    return next((basis.article for basis in version.basis if basis.article), "")
