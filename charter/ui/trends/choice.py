"""What is looked at on Trends: which period, which part of the municipality, which norm, and which picture of it.

Why: a choice is data, so that a picture, its table, its file and the register ask for exactly the same. Refuses to know
a widget, and to load anything that draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from charter.columns import NO_DAY, Days, Verdict
from charter.contact import Channel
from charter.days import date_of
from charter.locale import N_, _
from charter.norms.periods import Period
from charter.norms.score import Group
from charter.reports import spelling
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.look.tokens import Tokens
from charter.ui.sight import Sight, present
from charter.wording import channel_word

COUNTED = frozenset({Verdict.MET, Verdict.BREACHED})
"""The contacts behind a share."""

UNITS = {
    "month": N_("Per month"),
    "quarter": N_("Per quarter"),
    "third": N_("Per four months"),
    "year": N_("Per year"),
    "week": N_("Per week"),
}
PICTURES = {
    "trend": N_("Real change or chance?"),
    "years": N_("Beside earlier years"),
    "waiting": N_("How long people wait"),
    "backlog": N_("What is still open"),
    "causes": N_("Why it went wrong"),
    "satisfaction": N_("Marks of residents"),
    "resolution": N_("Is one contact enough?"),
    "clocks": N_("The resident's own clock"),
    "balance": N_("The balance of the year"),
}
"""What the large card can show, by name, in this order."""
TABLES = ("satisfaction", "resolution", "clocks", "balance")
"""Those that are a table and no picture."""
FUNNEL, HEATMAP = "funnel", "heatmap"
"""Those beside the large one."""
COMPARED = {
    Group.TEAM: N_("Teams"),
    Group.CHANNEL: N_("Channels"),
    Group.ORGANISATION: N_("Organisations"),
}


@dataclass(frozen=True, slots=True)
class TrendChoice:
    """`part` is one group by the name that the score gives it, None for all; `norm` an id, "" before one is known."""

    period: Period
    part: tuple[Group, str] | None = None
    norm: str = ""
    picture: str = "trend"
    compare: Group = Group.TEAM

    def register(
        self,
        period: Period | None = None,
        group: tuple[Group, str] | None = None,
        *,
        weekday: int | None = None,
        hour: int | None = None,
    ) -> RegisterFilter:
        """The filter for the contacts that count in a figure of this choice; `group` stands in the place of `part`."""
        by, name = group or self.part or (None, "")
        return RegisterFilter(
            period=period or self.period,
            norm=self.norm,
            verdicts=COUNTED,
            team=name if by is Group.TEAM else None,
            channel=Channel.of(name) if by is Group.CHANNEL else None,
            organisation=name if by is Group.ORGANISATION else None,
            weekday=weekday,
            hour=hour,
        )


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a picture goes: logical pixels, physical pixels for each, the colours and the text size of the window."""

    width: int
    height: int
    ratio: float
    tokens: Tokens
    scale: float = 1.0


def periods(unit: str, days: Days, today: date) -> list[Period]:
    """The periods of a length of which `days` tell and that have begun by `today`, the newest first."""
    told = days[(days != NO_DAY)]
    if not len(told):
        return []
    found: dict[str, Period] = {}
    for month in np.unique(told.astype("datetime64[D]").astype("datetime64[M]")).tolist()[::-1]:
        if month > today:
            continue
        year, number = month.year, month.month
        label = {
            "month": f"{year:04}-{number:02}",
            "quarter": f"{year:04}-Q{(number + 2) // 3}",
            "third": f"{year:04}-T{(number + 3) // 4}",
            "year": f"{year:04}",
        }.get(unit)
        if label is not None:
            found.setdefault(label, Period.parse(label))
    if unit == "week":
        mondays = np.unique(told - (told + 3) % 7)[::-1]
        for monday in (date_of(int(day)) for day in mondays):
            if monday <= today:
                iso = monday.isocalendar()
                label = f"{iso.year:04}-W{iso.week:02}"
                found[label] = Period.parse(label)
    return list(found.values())


def period_name(period: Period) -> str:
    """A period among others to choose from: oktober 2026, kwartaal 3 van 2026, week 46 van 2026, 2026."""
    for mark, words in (("-Q", N_("quarter %(n)s of %(year)s")), ("-T", N_("four-month period %(n)s of %(year)s"))):
        if mark in period.label:
            year, number = period.label.split(mark)
            return _(words) % {"n": number, "year": year}
    return spelling.name(period)


def usual(offered: list[Period], today: date) -> Period | None:
    """The newest period that is over, else the newest; None when there is none."""
    return next((one for one in offered if one.last <= today - timedelta(days=1)), next(iter(offered), None))


def parts(sight: Sight) -> list[tuple[str, object]]:
    """The teams, roads and partners that can be looked at alone: what people call each, and its `TrendChoice.part`."""
    contacts = sight.board.contacts
    names = contacts.names
    teams = [(names.teams[team], (Group.TEAM, names.teams[team])) for team in sight.teams]
    roads = [
        (channel_word(Channel(channel)), (Group.CHANNEL, Channel(channel).word))
        for channel in sorted(present(contacts.channel) - {0})
    ]
    partners = [
        (names.organisations[place], (Group.ORGANISATION, names.organisations[place]))
        for place in sorted(present(contacts.organisation) - {0})
    ]
    return [*teams, *(roads if len(roads) > 1 else ()), *partners]
