"""The columns in which verdicts are shown, for the worklist and for the register.

Why: both tables tell the same facts in the same words; only the choice of columns differs. Refuses to choose rows: that
is a filter's part.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Verdict
from charter.contact import Channel
from charter.locale import _, formats
from charter.norms.model import Limit, Unit
from charter.norms.phrases import limit_phrase
from charter.norms.reasons import Reason
from charter.norms.reasons import text as reason_text
from charter.services.lateness import Measure
from charter.ui.look.tokens import Tone
from charter.ui.look.verdict_look import VERDICT_ICON, VERDICT_TONE
from charter.ui.models.cells import Cell, Column
from charter.ui.sight import Sight, alphabet
from charter.wording import channel_word, verdict_word

NOTHING = "–"
_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000


def amount_text(measure: Measure, amount: int) -> str:
    """A distance to the limit in words: `3 working days`, `1 h 05 min`."""
    if measure is Measure.WORKING_DAYS:
        return limit_phrase(Limit(abs(amount), Unit.WORKING_DAYS))
    if measure is Measure.DAYS:
        return limit_phrase(Limit(abs(amount), Unit.DAYS))
    if measure is Measure.OPENING_TIME and abs(amount) >= _DAY:  # a day of opening hours is no day
        return limit_phrase(Limit(abs(amount) // _HOUR, Unit.OPENING_HOURS))
    return formats.duration(abs(amount))


def late_or_left(sight: Sight, row: int) -> tuple[str, Tone]:
    """How much too late, or how much time is left, with the tone it is told in."""
    measure = Measure(int(sight.lateness.measure[row]))
    amount = int(sight.lateness.amount[row])
    verdict = Verdict(int(sight.board.verdicts.verdict[row]))
    if verdict is Verdict.UNDETERMINED:
        return reason_text(Reason(int(sight.board.verdicts.reason[row]))), "undetermined"
    if measure in (Measure.NOTHING, Measure.NUMBER):
        return NOTHING, "muted"
    text = amount_text(measure, amount)
    if amount > 0:
        return _("%(amount)s late") % {"amount": text}, "breached"
    if not sight.lateness.running[row]:
        return NOTHING, "muted"
    if measure in (Measure.TIME, Measure.OPENING_TIME):
        return _("%(amount)s left") % {"amount": text}, "warn" if _due_today(sight, row) else "pending"
    if amount == 0:
        return _("last day"), "warn"
    return _("%(amount)s left") % {"amount": text}, "pending"


def _due_today(sight: Sight, row: int) -> bool:
    deadline = int(sight.board.verdicts.deadline[row])
    return deadline != NO_TIME and sight.day(deadline - 1) == sight.today


def _in_days(sight: Sight, row: int) -> bool:
    """Whether the deadline is the end of a day rather than a time of day."""
    verdicts = sight.board.verdicts
    norm = sight.board.rulebook.norms[int(verdicts.norm[row])]
    number = int(verdicts.version[row])
    return not any(version.number == number and version.limit.unit.is_clock for version in norm.versions)


class VerdictColumns:
    """Makes the columns over one sight; `row` is a position in the board's verdicts."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._verdicts = sight.board.verdicts
        self._contacts = sight.board.contacts
        self._zone = ZoneInfo(sight.zone)

    def verdict(self) -> Column:
        """The verdict's word behind its icon."""

        def cell(row: int) -> Cell:
            verdict = Verdict(int(self._verdicts.verdict[row]))
            tone = VERDICT_TONE[verdict]
            words = [verdict_word(verdict)]
            if self._sight.lateness.amount[row] > 0:
                words.append(late_or_left(self._sight, row)[0])
            return Cell(words[0], VERDICT_ICON[verdict], tone, tone, spoken=", ".join(words))

        sample = max((verdict_word(verdict) for verdict in Verdict), key=len)
        return Column("verdict", _("Verdict"), cell, lambda: self._verdicts.verdict, "mmn" + sample)

    def number(self) -> Column:
        """The contact's own number behind the icon of its channel."""

        def cell(row: int) -> Cell:
            return Cell(self._sight.number(row), self._sight.channel_icon(row))

        ids = self._contacts.ids[:200]
        sample = max((str(number) for number in ids), key=len, default="")[:20]
        return Column(
            "number",
            _("Number"),
            cell,
            lambda: self._sight.id_rank[self._verdicts.contact],
            "mm" + sample,
            shrinks=True,
        )

    def norm(self) -> Column:
        """The short name of the norm."""
        titles = self._sight.norm_titles

        def cell(row: int) -> Cell:
            return Cell(titles[int(self._verdicts.norm[row])])

        sample = max((titles[norm] for norm in self._sight.norms), key=len, default="")[:18]
        return Column("norm", _("Norm"), cell, lambda: self._sight.norm_rank[self._verdicts.norm], sample, shrinks=True)

    def due(self, *, leaves: int = 0) -> Column:
        """The last day as a date, with the time where the promise is in hours."""

        def cell(row: int) -> Cell:
            at = int(self._verdicts.deadline[row])
            if at == NO_TIME:
                return Cell(NOTHING, tone="muted", spoken=_("no last day"))
            if _in_days(self._sight, row):
                return Cell(formats.day(self._sight.day(at - 1)))
            return Cell(self._minute(at), spoken=self._instant(at))

        def value(row: int) -> date | datetime | None:
            at = int(self._verdicts.deadline[row])
            return self._sight.day(at - 1) if at != NO_TIME and _in_days(self._sight, row) else self._local(at)

        return Column(
            "due", _("Due"), cell, lambda: self._verdicts.deadline, "00-00-0000 00:00", leaves=leaves, value=value
        )

    def due_soon(self, *, leaves: int = 0) -> Column:
        """The last day as people say it: today, today 11:40, Thu 12-11."""

        def cell(row: int) -> Cell:
            at = int(self._verdicts.deadline[row])
            if at == NO_TIME:
                return Cell(NOTHING, tone="muted", spoken=_("no last day"))
            day = self._sight.day(at - 1)
            text = _("today") if day == self._sight.today else formats.short_day(day)
            far = abs(day - self._sight.today) > timedelta(days=300)
            text = formats.day(day) if far else text
            if _in_days(self._sight, row):
                return Cell(text)
            minute = formats.clock(at // _MINUTE * _MINUTE, self._zone)
            return Cell(f"{text} {minute}", spoken=self._instant(at))

        return Column("due", _("Due"), cell, lambda: self._verdicts.deadline, _("today") + " 00:00", leaves=leaves)

    def late(self) -> Column:
        """How much too late."""

        def cell(row: int) -> Cell:
            amount = int(self._sight.lateness.amount[row])
            measure = Measure(int(self._sight.lateness.measure[row]))
            if amount <= 0 or measure in (Measure.NOTHING, Measure.NUMBER):
                return Cell(NOTHING, tone="muted", spoken=_("not late"))
            return Cell(amount_text(measure, amount), spoken=late_or_left(self._sight, row)[0])

        sample = amount_text(Measure.WORKING_DAYS, max(88, self._sight.longest))
        return Column(
            "late",
            _("Late"),
            cell,
            lambda: np.where(self._sight.lateness.amount > 0, self._sight.lateness.urgency, NO_TIME),
            sample,
        )

    def late_or_left(self) -> Column:
        """How much too late, or how much time is left."""

        def cell(row: int) -> Cell:
            text, tone = late_or_left(self._sight, row)
            return Cell(text, tone=tone, bold=tone in ("breached", "warn"))

        sample = "mm" + _("%(amount)s late") % {
            "amount": amount_text(Measure.WORKING_DAYS, max(8, self._sight.longest))
        }
        return Column("late", _("Late or left"), cell, lambda: self._sight.lateness.urgency, sample)

    def team(self, *, leaves: int = 0, chosen: bool = True) -> Column:
        """The team that has it."""
        teams = self._contacts.names.teams

        def cell(row: int) -> Cell:
            name = teams[int(self._contacts.team[int(self._verdicts.contact[row])])]
            return Cell(name) if name else Cell(NOTHING, tone="muted", spoken=_("no team"))

        sample = max(teams[:50], key=len)[:20]
        return Column(
            "team",
            _("Team"),
            cell,
            lambda: self._sight.team_rank[self._contacts.team[self._verdicts.contact]],
            sample,
            shrinks=True,
            leaves=leaves,
            chosen=chosen,
        )

    def why(self) -> Column:
        """The cause that people gave, or what else there is to say; that it is missing where it is asked for."""
        following, verdicts = self._sight.following, self._verdicts

        def cell(row: int) -> Cell:
            cause = following.causes[int(following.cause[row])]
            if cause:
                return Cell(cause)
            if self._sight.without_cause[row]:
                return Cell(_("Reason missing"), "edit", "warn", "warn")
            if verdicts.verdict[row] == Verdict.UNDETERMINED:
                return Cell(reason_text(Reason(int(verdicts.reason[row]))))
            note = following.notes[int(following.note[row])]
            return Cell(note) if note else Cell(NOTHING, tone="muted", spoken=_("no reason"))

        def keys() -> npt.NDArray[np.int64]:
            named = alphabet(following.causes)[following.cause].astype(np.int64)
            return np.where(following.cause != 0, named, np.where(self._sight.without_cause, -1, NO_TIME))

        return Column("why", _("Reason or follow-up"), cell, keys, "mm" + _("Reason missing"))

    def assigned(self, *, leaves: int = 0, chosen: bool = True) -> Column:
        """The team whose turn it is, as somebody said; that nobody is on it as long as the contact is open."""
        following = self._sight.following

        def cell(row: int) -> Cell:
            team = following.teams[int(following.assigned[row])]
            if team:
                return Cell(team)
            if self._sight.lateness.running[row]:
                return Cell(_("Nobody yet"), tone="breached", bold=True)
            return Cell(NOTHING, tone="muted", spoken=_("nobody"))

        def keys() -> npt.NDArray[np.int64]:
            named = alphabet(following.teams)[following.assigned].astype(np.int64)
            return np.where(
                following.assigned != 0, named, np.where(self._sight.lateness.running, np.int64(-1), NO_TIME)
            )

        sample = max((*following.teams[:50], _("Nobody yet") + "mm"), key=len)[:20]
        return Column("assigned", _("Up next"), cell, keys, sample, shrinks=True, leaves=leaves, chosen=chosen)

    def note(self) -> Column:
        """What people noted."""
        following = self._sight.following

        def cell(row: int) -> Cell:
            note = following.notes[int(following.note[row])]
            return Cell(note) if note else Cell(NOTHING, tone="muted", spoken=_("no note"))

        return Column(
            "note",
            _("Note"),
            cell,
            lambda: np.where(following.noted, following.note.astype(np.int64), NO_TIME),
            "mmmmmmmmmmmmmm",
            shrinks=True,
            leaves=2,
            chosen=False,
        )

    def version(self) -> Column:
        """The number of the norm version that judged."""
        return Column(
            "version",
            _("Norm version"),
            lambda row: Cell(str(int(self._verdicts.version[row]))),
            lambda: self._verdicts.version,
            "888",
            right=True,
            leaves=2,
            chosen=False,
        )

    def channel(self) -> Column:
        """The road along which the contact came."""

        def cell(row: int) -> Cell:
            return Cell(channel_word(Channel(int(self._contacts.channel[int(self._verdicts.contact[row])]))))

        return Column(
            "channel",
            _("Channel"),
            cell,
            lambda: self._contacts.channel[self._verdicts.contact],
            max((channel_word(channel) for channel in Channel), key=len),
            leaves=3,
            chosen=False,
        )

    def started(self) -> Column:
        """When the clock started."""

        def cell(row: int) -> Cell:
            return self._moment(int(self._verdicts.started_at[row]))

        return Column(
            "started",
            _("Clock started"),
            cell,
            lambda: self._verdicts.started_at,
            "00-00-0000 00:00",
            leaves=2,
            chosen=False,
            value=lambda row: self._local(int(self._verdicts.started_at[row])),
        )

    def stopped(self) -> Column:
        """When the clock stopped."""

        def cell(row: int) -> Cell:
            return self._moment(int(self._verdicts.stopped_at[row]))

        return Column(
            "stopped",
            _("Clock stopped"),
            cell,
            lambda: self._verdicts.stopped_at,
            "00-00-0000 00:00",
            leaves=1,
            chosen=False,
            value=lambda row: self._local(int(self._verdicts.stopped_at[row])),
        )

    def source(self) -> Column:
        """The file in which the contact's first event stands, and its line."""
        files = self._contacts.names.files

        def cell(row: int) -> Cell:
            contact = int(self._verdicts.contact[row])
            file = files[int(self._contacts.file[contact])]
            return Cell(_("%(file)s, line %(line)s") % {"file": file, "line": int(self._contacts.line[contact])})

        return Column(
            "source",
            _("Source"),
            cell,
            lambda: (
                self._contacts.file[self._verdicts.contact].astype(np.int64) * 2**40
                + self._contacts.line[self._verdicts.contact]
            ),
            "mmmmmmmmmmmmmmmmmmmm",
            shrinks=True,
            leaves=1,
            chosen=False,
        )

    def _local(self, at: int) -> datetime | None:
        """Local time without a zone, to the second, as a spreadsheet keeps it."""
        return None if at == NO_TIME else formats.local(at, self._zone).replace(tzinfo=None, microsecond=0)

    def _minute(self, at: int) -> str:
        """To the minute, which is what a narrow column has room for."""
        return self._instant(at // _MINUTE * _MINUTE)

    def _instant(self, at: int) -> str:
        return formats.instant(at, self._zone)

    def _moment(self, at: int) -> Cell:
        return (
            Cell(NOTHING, tone="muted", spoken=_("not known"))
            if at == NO_TIME
            else Cell(self._minute(at), spoken=self._instant(at))
        )
