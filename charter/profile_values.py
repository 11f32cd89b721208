"""How single values of a profile are written: addresses, hours, days, terms. What is written otherwise is a fault.

Why: every fault says what may stand there and what to do, in words for who wrote it (`charter.profile_faults`). Refuses
to know the tables in which the values stand; that is `charter.settings`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time, timedelta
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PlainValidator

from charter.contact import Channel
from charter.hours import WeeklyHours, parse_hours
from charter.locale import N_
from charter.profile_faults import WrongValueError

_LONGEST = {"month": 600, "day": 9999}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValueError(N_("a text"), N_("Put the text between double quotes."))
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value.strip()):
        raise WrongValueError(N_("an e-mail address such as info@voorbeeld.nl"), N_("Correct the address."))
    return value.strip().lower()


def _domain(value: str) -> str:
    if not re.fullmatch(r"[^@\s.]+(\.[^@\s.]+)+", value.strip()):
        raise WrongValueError(N_("a domain such as voorbeeld.nl"), N_("Write only what follows the @."))
    return value.strip().lower()


def zone_name(value: str) -> str:
    """Check that there is a time zone called `value`; raises WrongValueError."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongValueError(
            N_("the name of a time zone"), N_("For the Netherlands, write Europe/Amsterdam.")
        ) from error
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise WrongValueError(
            N_("a text, or a regular expression"), N_("Put a \\ before signs such as ( [ * + and ?, or remove them.")
        ) from error
    return value


def _database(value: str) -> str:
    if value and not value.startswith("postgresql+psycopg://"):
        raise WrongValueError(
            N_('"", or an address such as "postgresql+psycopg://user@server/charter"'), N_("Correct the address.")
        )
    return value


def _hours(value: object) -> WeeklyHours:
    return parse_hours(_text(value))


def _month_day(value: object) -> tuple[int, int]:
    found = re.fullmatch(r"(\d\d?)-(\d\d?)", _text(value))
    try:
        day, month = (int(part) for part in found.groups()) if found else (0, 0)
        date(2024, month, day)  # a leap year, so that 29-02 can be named
    except ValueError as error:
        raise WrongValueError(N_('a day and a month such as "24-12"'), N_("Correct the date.")) from error
    return month, day


def _channel(value: object) -> Channel:
    found = Channel.of(_text(value))
    if not found:
        raise WrongValueError(
            N_("one of: %(options)s"),
            N_("Choose one of these words."),
            options=", ".join(channel.word for channel in Channel if channel),
        )
    return found


def _time(value: object) -> time:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", _text(value))
    if found is None:
        raise WrongValueError(N_('a time such as "15:00"'), N_("Write the hour and the minutes in two digits each."))
    return time(int(found[1]), int(found[2]))


class Term(NamedTuple):
    """How long something is kept: `amount` calendar months, or days."""

    amount: int
    unit: Literal["months", "days"]

    def before(self, day: date) -> date:
        """The day that lies this long before `day`; the last one of its month when that month is shorter."""
        if self.unit == "days":
            return day - timedelta(self.amount)
        year, month = divmod(day.year * 12 + day.month - 1 - self.amount, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _term(value: object) -> Term:
    found = re.fullmatch(r"([1-9]\d{0,3}) (month|day)s?", _text(value))
    if found is None or int(found[1]) > _LONGEST[found[2]]:
        raise WrongValueError(
            N_('a term such as "13 months" or "400 days", at most 50 years'),
            N_("Write a whole number, a space, and months or days."),
        )
    return Term(int(found[1]), "months" if found[2] == "month" else "days")


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise WrongValueError(N_("each cause once"), N_("Remove the cause that stands there twice."))
    return values


Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], Field(strict=False)]
Domains = Annotated[tuple[Annotated[str, AfterValidator(_domain)], ...], Field(strict=False)]
Hours = Annotated[WeeklyHours, PlainValidator(_hours)]
MonthDay = Annotated[tuple[int, int], PlainValidator(_month_day)]
TimeOfDay = Annotated[time, PlainValidator(_time)]
TermText = Annotated[Term, PlainValidator(_term)]
ZoneName = Annotated[str, AfterValidator(zone_name)]
Pattern = Annotated[Text, AfterValidator(_pattern)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
ChannelWord = Annotated[Channel, PlainValidator(_channel)]
Causes = Annotated[tuple[Text, ...], Field(strict=False, min_length=1), AfterValidator(_once)]
OpenOrClosed = Literal["open", "closed"]
