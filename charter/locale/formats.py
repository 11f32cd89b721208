"""Dates, times, numbers and durations as people read them, in the language spoken now.

Babel does the work; this module only fixes the few house rules of design/ui.md 5.4: the end of a day is 24:00, a real
minus, a narrow space before the percent sign. Refuses to parse. Instants are UTC microseconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.numbers import format_decimal

from charter.locale import _, language

_MICROSECOND = 1_000_000
_EPOCH = date(1970, 1, 1)
NARROW_SPACE = "\u202f"
"""Narrow, and no place to break the line."""


def habits() -> Locale:
    """How the language spoken writes dates and numbers, for Babel: given a name, it looks for its files each time."""
    return _habits(language())


@cache
def _habits(spoken: str) -> Locale:
    return Locale.parse(spoken)


def local(at: int, zone: tzinfo) -> datetime:
    """The local date and time of an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(zone)


def date_of(day: int) -> date:
    """The date of a day number (days since 1970-01-01)."""
    return _EPOCH + timedelta(days=day)


def day(on: date) -> str:
    """17-11-2026."""
    return on.strftime("%d-%m-%Y")


def short_day(on: date) -> str:
    """di 17-11."""
    return f"{format_date(on, 'EEE', locale=habits()).rstrip('.')[:3]} {on.strftime('%d-%m')}"


def long_day(on: date) -> str:
    """dinsdag 17 november 2026."""
    return format_date(on, "EEEE d MMMM y", locale=habits())


def weekday(number: int) -> str:
    """maandag for 0."""
    return str(get_day_names("wide", locale=habits())[number])


def month(on: date) -> str:
    """november 2026."""
    return format_date(on, "MMMM y", locale=habits())


def clock(at: int, zone: tzinfo) -> str:
    """08:12, with seconds only where they are not zero."""
    moment = local(at, zone)
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def instant(at: int, zone: tzinfo) -> str:
    """17-11-2026 08:12."""
    return f"{day(local(at, zone).date())} {clock(at, zone)}"


def is_end_of_day(at: int, zone: tzinfo) -> bool:
    """Whether the instant is the last microsecond of its local day."""
    return local(at, zone).date() != local(at + 1, zone).date()


def deadline(at: int, zone: tzinfo) -> str:
    """16-11-2026 24:00 for the end of a day, else the instant."""
    if is_end_of_day(at, zone):
        return f"{day(local(at, zone).date())} 24:00"
    return instant(at, zone)


def iso(at: int, zone: tzinfo) -> str:
    """ISO 8601 with the zone's offset; whole seconds where the fraction is zero or the end of a day."""
    moment = local(at, zone)
    if is_end_of_day(at, zone) or not moment.microsecond:
        return moment.replace(microsecond=0).isoformat()
    return moment.isoformat()


def number(value: float, decimals: int = 0) -> str:
    """1.234 or 7,5."""
    return _number(value, decimals, language())


@lru_cache(2_000)
def _number(value: float, decimals: int, spoken: str) -> str:
    """Remembered: Babel takes a tenth of a millisecond for each, and a list shows the same ones again and again."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(value, pattern, locale=_habits(spoken))
    return text.replace("-", "−" if any(digit in text for digit in "123456789") else "")


def percent(share: float) -> str:
    """78,4 % of a share between 0 and 1; never 100,0 % for less than all."""
    shown = share * 100
    if share < 1 and round(shown, 1) == 100:
        shown = 99.9
    return number(shown, 1) + NARROW_SPACE + "%"


def duration(us: int) -> str:
    """25 s, 4 min 30 s, 1 u 05 min, 3 dagen 4 u: the two largest units."""
    sign = "−" if us < 0 else ""
    seconds, rest = divmod(abs(us), _MICROSECOND)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    days, h = divmod(hours, 24)
    if days:
        text = (_("%(n)s day") if days == 1 else _("%(n)s days")) % {"n": number(days)}
        if h:
            text += " " + _("%(h)s h") % {"h": h}
    elif hours:
        text = _("%(h)s h %(m)s min") % {"h": hours, "m": f"{m:02}"} if m else _("%(h)s h") % {"h": hours}
    elif minutes:
        text = _("%(m)s min %(s)s s") % {"m": minutes, "s": f"{s:02}"} if s else _("%(m)s min") % {"m": minutes}
    elif rest:
        text = _("%(s)s s") % {"s": number(s + rest / _MICROSECOND, 1)}
    else:
        text = _("%(s)s s") % {"s": s}
    return sign + text
