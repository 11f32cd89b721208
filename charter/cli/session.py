"""One run of the command line: its services, its instant, and the meaning of options that many commands share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from charter.cli import output
from charter.cli.options import Common
from charter.cli.usage import WrongValue
from charter.clock import Clock, SystemClock
from charter.locale import _

if TYPE_CHECKING:
    from charter.app import Services
    from charter.columns import Rows
    from charter.norms.model import Rulebook
    from charter.norms.periods import Period
    from charter.norms.score import Group
    from charter.services.board import Board
    from charter.services.completeness import Completeness

SPLITS = "year|month|week|team|channel|queue|organisation"
"""What `--by` takes; the words of `charter.norms.score.Group`, which loads too much for a page of help."""

NO_TEAM = -1
"""The position of a team that no contact has."""


@dataclass
class Session:
    """What the commands of one run share; the database is opened when a command first needs it."""

    common: Common
    clock: Clock = field(default_factory=SystemClock)

    @property
    def folder(self) -> Path:
        """The folder of the profile."""
        from charter.settings import default_folder

        return self.common.profile or default_folder()

    @cached_property
    def services(self) -> Services:
        """The services of the profile."""
        from charter.app import Services, account

        return Services(self.folder, self.clock, account())

    def close(self) -> None:
        """Let the database go, and say what it could not keep."""
        if "services" in self.__dict__:
            if self.services.unnoted:
                output.remark(_(self.services.unnoted))
            self.services.close()

    @property
    def zone(self) -> ZoneInfo:
        """The profile's zone."""
        return self.services.profile.zone

    @cached_property
    def as_of(self) -> int:
        """The instant to judge at: `--as-of`, or now."""
        return self.given_as_of(self.zone) if self.common.as_of else self.clock.now()

    def given_as_of(self, zone: ZoneInfo) -> int:
        """The instant that `--as-of` names, local times in `zone`; wrong use when it is none."""
        from charter.instants import parse

        found = parse(self.common.as_of, zone)
        if found is None or found.at is None:
            raise WrongValue(
                _("%(value)s is no instant; write for example 2026-11-17T08:00.") % {"value": self.common.as_of},
                param_hint="--as-of",
            )
        return found.at

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook that judges; what must be said of it goes to standard error."""
        judging = self.services.judging
        if judging.notice:
            output.remark(judging.said)
        return judging.rulebook

    def board(self) -> Board:
        """Everything judged at the instant of this run."""
        as_of, _rulebook = self.as_of, self.rulebook
        with output.progress(_("Judging")) as tell:
            self.services.refresh_moments(lambda share: tell(_("Deriving moments"), share))
            return self.services.board(as_of)

    @property
    def completeness(self) -> Completeness:
        """How complete the data is at the instant of this run."""
        as_of, _rulebook = self.as_of, self.rulebook
        return self.services.completeness(as_of)

    def tell_what_is_missing(self, completeness: Completeness, period: Period | None) -> None:
        """Say beside a list over `period` what it may lack (design.md 2)."""
        for remark in completeness.remarks_for(period):
            output.remark(remark)

    def period(self, text: str) -> Period | None:
        """The period spelled `text`; wrong use when it is none."""
        from charter.norms.periods import Period

        try:
            return Period.parse(text) if text else None
        except ValueError as error:
            raise WrongValue(
                _("%(value)s is no period; write 2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D.") % {"value": text},
                param_hint="--period",
            ) from error

    def group(self, text: str) -> Group | None:
        """What to split by; wrong use when it is not known."""
        from charter.norms.score import Group

        try:
            return Group(text) if text else None
        except ValueError as error:
            raise WrongValue(
                _("%(value)s cannot be split by; choose year, month, week, team, channel, queue or organisation.")
                % {"value": text},
                param_hint="--by",
            ) from error

    def chosen(self, board: Board, period: Period | None, norm: str) -> Rows:
        """The verdicts of a board in `period` and under `norm`; raises NotFound for a norm that is not on."""
        import numpy as np

        chosen = np.ones(len(board.verdicts), np.bool_)
        if period is not None:
            chosen &= period.covers(board.verdicts.day)
        if norm:
            chosen &= board.verdicts.norm == self.norm_position(board, norm)
        return np.flatnonzero(chosen)

    def norm_position(self, board: Board, norm: str) -> int:
        """The position of a norm in the rulebook; raises NotFound."""
        from charter.errors import NotFound
        from charter.locale import N_

        try:
            return board.rulebook.position(norm)
        except KeyError as error:
            raise NotFound(
                N_("There is no norm %(norm)s that is on."), N_("See charter norms list."), norm=norm
            ) from error

    def team_position(self, board: Board, team: str) -> int:
        """The position of a team among the names of a board, capitals or not; NO_TEAM and a remark when none has it."""
        names = [name.casefold() for name in board.contacts.names.teams]
        if team.casefold() in names:
            return names.index(team.casefold())
        known = ", ".join(sorted(name for name in board.contacts.names.teams if name))
        output.remark(
            _("There is no team %(team)s. These teams have contacts: %(teams)s.") % {"team": team, "teams": known}
        )
        return NO_TEAM
