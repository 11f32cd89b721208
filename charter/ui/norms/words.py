"""A norm in words for people: its facts, what each choice of the form means, and since when a version holds.

Why one place: card, list, form and print say the same. Refuses to know a widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from charter.contact import Channel
from charter.locale import N_, _, formats, language
from charter.norms.model import (
    CalendarKind,
    Denominator,
    EffortRule,
    Limit,
    Norm,
    NormVersion,
    Rollover,
    Scope,
    Unit,
)
from charter.norms.phrases import limit_phrase
from charter.ui.look.tokens import Tone
from charter.ui.models.score_columns import NOTHING, target_text
from charter.wording import event_sentence

Choice = tuple[StrEnum, str, str]
"""A word of a closed vocabulary, what it is called, and what it means (msgids)."""

CALENDARS: Sequence[Choice] = (
    (CalendarKind.SERVICE, N_("Town hall"), N_("Days and hours on which the town hall is open.")),
    (CalendarKind.STATUTORY, N_("Law"), N_("Days as the Algemene termijnenwet counts them.")),
    (CalendarKind.NONE, N_("Every day"), N_("Every day and hour counts.")),
)
ROLLOVERS: Sequence[Choice] = (
    (Rollover.NONE, N_("Stays there"), N_("A term that ends on a closed day, ends there.")),
    (
        Rollover.NEXT_WORKING_DAY,
        N_("Next working day"),
        N_("A term that ends on a closed day, ends a working day later."),
    ),
    (
        Rollover.ATW,
        N_("As the law says"),
        N_("A term that ends on a closed day, ends as the Algemene termijnenwet says."),
    ),
)
DENOMINATORS: Sequence[Choice] = (
    (Denominator.COUNTABLE, N_("Answered or waited too long"), N_("Who hangs up within the limit does not count.")),
    (Denominator.INCOMING, N_("Every call"), N_("Who hangs up counts as breached.")),
    (Denominator.ANSWERED, N_("Only answered"), N_("Who hangs up does not count.")),
)
SCOPES: Sequence[Choice] = (
    (Scope.ALL, N_("Every mailbox"), N_("Mail to every own address counts.")),
    (Scope.CENTRAL_MAILBOXES, N_("Central mailbox"), N_("Only mail to a central address counts.")),
)
EFFORTS: Sequence[Choice] = (
    (EffortRule.OFF, N_("No excuse"), N_("A failed attempt to call back excuses nothing.")),
    (
        EffortRule.TWO_ATTEMPTS_ON_TWO_WORKING_DAYS,
        N_("Two attempts"),
        N_("Two attempts on two working days excuse a late callback."),
    ),
)
UNIT_NAMES = {
    Unit.SECONDS: N_("seconds"),
    Unit.MINUTES: N_("minutes"),
    Unit.HOURS: N_("hours"),
    Unit.OPENING_MINUTES: N_("opening minutes"),
    Unit.OPENING_HOURS: N_("opening hours"),
    Unit.WORKING_DAYS: N_("working days"),
    Unit.DAYS: N_("days"),
    Unit.WEEKS: N_("weeks"),
    Unit.MONTHS: N_("months"),
    Unit.PROMISED_DAY: N_("the promised day"),
    Unit.TIMES: N_("times"),
    Unit.MARK: N_("mark"),
    Unit.NONE: N_("every time"),
}
UNIT_MEANINGS = {
    Unit.SECONDS: N_("Real time."),
    Unit.MINUTES: N_("Real time."),
    Unit.HOURS: N_("Real time, nights and weekends included."),
    Unit.OPENING_MINUTES: N_("Only opening hours count."),
    Unit.OPENING_HOURS: N_("Only opening hours count."),
    Unit.WORKING_DAYS: N_("The day of receipt does not count. The last day counts to its end."),
    Unit.DAYS: N_("Every day counts. The last day counts to its end."),
    Unit.WEEKS: N_("To the same day of the week."),
    Unit.MONTHS: N_("To the same day of the month."),
    Unit.PROMISED_DAY: N_("The day that an interim message names."),
    Unit.TIMES: N_("At most so often."),
    Unit.MARK: N_("At least this mark."),
    Unit.NONE: N_("It happens or it does not."),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A version and the days on which it holds; `last` None: until further notice. Ended: no promise is made."""

    version: NormVersion
    first: date
    last: date | None

    def holds(self, today: date) -> bool:
        """Whether it holds on a day."""
        return self.first <= today and (self.last is None or today <= self.last)

    @property
    def said(self) -> str:
        """Since when, or from when to when."""
        if self.last is None:
            return _("from %(day)s") % {"day": formats.day(self.first)}
        return f"{formats.day(self.first)} – {formats.day(self.last)}"


def stretches(norm: Norm) -> list[Stretch]:
    """The versions of a norm on their days, the newest first."""
    lasts = [*(version.valid_from - timedelta(days=1) for version in norm.versions[1:]), None]
    return [Stretch(version, version.valid_from, last) for version, last in zip(norm.versions, lasts, strict=True)][
        ::-1
    ]


def in_force(norm: Norm, today: date) -> NormVersion | None:
    """The version that holds on a day; None before the first."""
    return next((one.version for one in stretches(norm) if one.holds(today)), None)


def shown_version(norm: Norm, today: date) -> NormVersion:
    """The version by which a norm is told on a day: the one in force, else the first."""
    return in_force(norm, today) or norm.versions[0]


def standing(norm: Norm, today: date, *, on: bool, failing: bool) -> tuple[str, str, Tone]:
    """Icon, words and tone of how a norm stands on a day."""
    version = in_force(norm, today)
    if failing:
        return "breached", _("An example is not right"), "breached"
    if not on:
        return "excluded", _("Off"), "excluded"
    if version is None:
        first = norm.versions[0].valid_from
        return "pending", _("Holds from %(day)s") % {"day": formats.day(first)}, "pending"
    if version.ended:
        return "excluded", _("No promise any more"), "excluded"
    return "met", _("Version %(number)s holds") % {"number": version.number}, "met"


def target_words(version: NormVersion) -> str:
    """`90 %`, or a dash."""
    return NOTHING if version.target is None else target_text(version.target)


def limit_and_target(version: NormVersion) -> str:
    """`5 werkdagen, 90 %`."""
    if version.ended:
        return _("no promise")
    told = limit_phrase(version.limit)
    return told if version.target is None else f"{told}, {target_text(version.target)}"


def facts(version: NormVersion) -> tuple[tuple[str, str, str], ...]:
    """The four facts of a version: name, value, and what must be said of it."""
    calendar = next(_(name) for kind, name, _help in CALENDARS if kind is version.calendar)
    return (
        (_("Limit"), limit_phrase(version.limit), _(UNIT_MEANINGS[version.limit.unit])),
        (_("Target"), target_words(version), ""),
        (_("Clock starts"), _or(version.start)[0], _("Calendar: %(name)s") % {"name": calendar.lower()}),
        (_("Clock stops"), *_or(version.stop)),
    )


def rules(version: NormVersion) -> tuple[tuple[str, str, str], ...]:
    """The other rules of a version that say something about it: name, value and meaning."""
    channels = version.channels or tuple(Channel)
    told = [
        _chosen(_("Calendar"), CALENDARS, version.calendar),
        _chosen(_("Ends on a closed day"), ROLLOVERS, version.rollover),
    ]
    if Channel.PHONE in channels:
        seconds = limit_phrase(Limit(version.short_abandon_s, Unit.SECONDS))
        told.append(_chosen(_("Which calls count"), DENOMINATORS, version.denominator))
        told.append((_("Short call, seconds"), seconds, _("Callers who leave sooner do not count.")))
    if Channel.EMAIL in channels:
        told.append(_chosen(_("Which mailboxes"), SCOPES, version.scope))
    if version.effort_rule is not EffortRule.OFF:
        told.append(_chosen(_("Failed attempts"), EFFORTS, version.effort_rule))
    for holds, words in (
        (version.gate_opening_hours, _("Only what arrives in opening hours")),
        (version.committee, _("A committee always advises")),
    ):
        if holds:
            told.append((words, _("yes"), ""))
    return tuple(told)


def _chosen(name: str, choices: Sequence[Choice], value: StrEnum) -> tuple[str, str, str]:
    return next((name, _(words), _(meaning)) for one, words, meaning in choices if one is value)


def _or(kinds: Sequence[int]) -> tuple[str, str]:
    """What may happen, joined by "or", and what a colon says of the last of it."""
    told = [event_sentence(kind).partition(": ") for kind in kinds]
    words = list(dict.fromkeys(word for word, _colon, _more in told))
    joined = _(" or ").join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])
    return joined or NOTHING, "; ".join(dict.fromkeys(more for _word, _colon, more in told if more))


def title(norm: Norm) -> str:
    """The name of a norm in the language spoken, or in Dutch: norm texts are data."""
    return norm.title.get(language()) or norm.id


GROUPS: Sequence[tuple[str, frozenset[Channel]]] = (
    (N_("Telephone"), frozenset({Channel.PHONE})),
    (N_("Counter"), frozenset({Channel.COUNTER})),
    (N_("E-mail, letter and form"), frozenset({Channel.EMAIL, Channel.LETTER, Channel.FORM, Channel.PORTAL})),
)
OTHER = N_("Other")


def channel_group(norm: Norm) -> int:
    """The place of a norm's group in `GROUPS`; behind them for what belongs to none."""
    channels = norm.versions[-1].channels
    return next((place for place, (_name, of) in enumerate(GROUPS) if channels and channels[0] in of), len(GROUPS))
