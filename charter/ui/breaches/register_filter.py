"""What the register shows: which verdicts, of which period, norm and team, with which number and follow-up.

Why: a filter is data, so that the table, the counts, a worksheet and a test ask for exactly the same. Refuses to know a
widget.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import Mask, Verdict
from charter.contact import Channel
from charter.days import DayTable
from charter.locale import _, formats
from charter.measures.hours import hours_of
from charter.norms.periods import Period
from charter.reports import spelling
from charter.ui.sight import Sight
from charter.wording import channel_word, verdict_word

USUAL = frozenset({Verdict.BREACHED, Verdict.EXCUSED, Verdict.UNDETERMINED})
"""What the register shows unless asked otherwise: everything that needs an answer to "why"."""


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """None and "" mean any. `team` is a name, `norm` an id, so that a choice survives fresh data.

    `cause` asks for verdicts with a reason or, of breaches, without; `assigned` for the team whose turn it is, "" for
    what is open and nobody's turn. `organisation` is a name, "" the municipality itself; `weekday` (0 is Monday) and
    `hour` are those of the start of the clock: the figures of other screens are opened with these.
    """

    search: str = ""
    period: Period | None = None
    norm: str | None = None
    team: str | None = None
    verdicts: frozenset[Verdict] = USUAL
    cause: bool | None = None
    assigned: str | None = None
    channel: Channel | None = None
    organisation: str | None = None
    weekday: int | None = None
    hour: int | None = None

    def mask(self, sight: Sight) -> Mask:
        """Which verdicts of the board it lets through."""
        board = sight.board
        verdicts = board.verdicts
        kept = np.zeros(max(Verdict) + 1, np.bool_)
        kept[[int(verdict) for verdict in self.verdicts]] = True
        mask: Mask = kept[verdicts.verdict]
        if self.period is not None:
            mask &= self.period.covers(verdicts.day)
        if self.norm is not None:
            mask &= verdicts.norm == next(
                (position for position, norm in enumerate(board.rulebook.norms) if norm.id == self.norm), -1
            )
        if self.team is not None:
            teams = board.contacts.names.teams
            team = teams.index(self.team) if self.team in teams else -1
            mask &= (board.contacts.team == team)[verdicts.contact]
        if self.channel is not None:
            mask &= (board.contacts.channel == self.channel)[verdicts.contact]
        if self.organisation is not None:
            organisations = board.contacts.names.organisations
            place = organisations.index(self.organisation) if self.organisation in organisations else -1
            mask &= (board.contacts.organisation == place)[verdicts.contact]
        mask &= self._followed(sight)
        if self.weekday is not None or self.hour is not None:
            mask &= self._begun_then(sight)
        if self.search.strip():
            mask &= self._found(sight, mask)[verdicts.contact]
        return mask

    def lets(self, sight: Sight, row: int) -> bool:
        """Whether it lets one verdict through; looks at no other."""
        return bool(self.mask(sight.only(np.array([row])))[0])

    def _followed(self, sight: Sight) -> Mask | np.bool_:
        following = sight.following
        mask: Mask | np.bool_ = np.True_
        if self.cause is not None:
            mask = following.cause != 0 if self.cause else sight.without_cause
        if self.assigned is not None:
            teams = following.teams
            team = teams.index(self.assigned) if self.assigned in teams else -1
            mine = following.assigned == team
            mask = mask & (mine if self.assigned else mine & (sight.lateness.running != 0))
        return mask

    def _begun_then(self, sight: Sight) -> Mask:
        board = sight.board
        found = np.zeros(len(board.verdicts), np.bool_)
        for position in sight.norms:
            norm = board.rulebook.norms[position]
            rows = np.flatnonzero(board.verdicts.norm == position)
            if self.norm in (None, norm.id):
                days = DayTable.of_zone(sight.zone)
                weekday, hour = hours_of(board.contacts, board.verdicts.take(rows), norm, days)
                found[rows] = (weekday == self.weekday) | (self.weekday is None)
                found[rows] &= (hour == self.hour) | (self.hour is None)
        return found

    def _found(self, sight: Sight, among: Mask) -> Mask:
        """Which contacts have such a number, of those with a verdict `among` which is searched."""
        needle = self.search.strip().casefold()
        ids = sight.board.contacts.ids
        found = np.zeros(len(ids), np.bool_)
        found[sight.board.verdicts.contact[among]] = True
        asked = np.flatnonzero(found)
        found[asked] = np.fromiter((needle in str(number).casefold() for number in ids[asked]), np.bool_, len(asked))
        return found

    def told(self, sight: Sight) -> tuple[str, ...]:
        """The filter in words, one line a part."""
        titles = {norm.id: title for norm, title in zip(sight.board.rulebook.norms, sight.norm_titles, strict=True)}
        verdicts = ", ".join(verdict_word(verdict) for verdict in sorted(self.verdicts))
        parts = [
            (_("Search"), self.search.strip()),
            (_("Period"), spelling.name(self.period) if self.period else _("All periods")),
            (_("Norm"), titles.get(self.norm, self.norm) if self.norm else ""),
            (_("Team"), self.team or ""),
            (_("Verdict"), verdicts),
            (_("Follow-up"), follow_word(self.cause, self.assigned)),
            (_("Besides"), ", ".join(self.further())),
        ]
        return tuple(_("%(column)s: %(value)s") % {"column": name, "value": value} for name, value in parts if value)

    def further(self) -> tuple[str, ...]:
        """In words what has no choice of its own in the register: a road, a partner, a weekday and an hour."""
        said = []
        if self.channel is not None:
            said.append(channel_word(self.channel))
        if self.organisation is not None:
            said.append(self.organisation or _("the municipality itself"))
        if self.weekday is not None:
            said.append(formats.weekday(self.weekday))
        if self.hour is not None:
            said.append(_("from %(hour)s to %(next)s o'clock") % {"hour": self.hour, "next": self.hour + 1})
        return tuple(said)


def follow_word(cause: bool | None, assigned: str | None) -> str:
    """What a choice of follow-up is called; "" for any."""
    if cause is not None:
        return _("With a reason") if cause else _("Without a reason")
    if assigned is not None:
        return _("Up next: %(team)s") % {"team": assigned} if assigned else _("Nobody yet")
    return ""
