"""One verdict, step by step, in words: from receipt to verdict, by the very functions that judged it.

The steps keep one order (design/ui.md 6.2): norm and version; start; what was counted and skipped, each closed day by
name; the end and the rules that moved it; the verdict. Beside the counted time stands the time as the resident lived
it. Refuses to judge by itself: a step that the verdict does not rest on does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Contacts, Events, Fact, Instants, Verdict, Verdicts
from charter.contact import Channel, Kind, Origin, Precision
from charter.days import DAY_US
from charter.errors import NotFound
from charter.locale import N_, _, formats, language, ngettext
from charter.norms.calendar import WEEKEND
from charter.norms.clocks import Clock, read_clock
from charter.norms.judge import handovers, judge
from charter.norms.model import CalendarKind, Limit, Norm, NormKind, NormVersion, Rollover, Rulebook, Unit
from charter.norms.phrases import law, limit_phrase, within
from charter.norms.reasons import Reason, text
from charter.norms.ruler import WorkCalendar
from charter.norms.terms import Term, find_term
from charter.wording import event_sentence, verdict_word

_STRIP_HEAD = 3
_STRIP_TAIL = 4
_STRIP_MOST = 10
_WALK_OUTS = (Kind.ABANDONED, Kind.LEFT_WITHOUT_SERVICE)
_MADE_OF = {
    Kind.VALID_INTERIM_MESSAGE: (Kind.INTERIM_MESSAGE,),
    Kind.WAIT_BEGAN: (Kind.APPOINTMENT, Kind.CHECK_IN, Kind.WAIT_STARTED, Kind.TICKET),
}
"""The events that people know, for the moments that are made of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step from receipt to verdict; `code` names it for scripts and tests."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the term; `role` is start, counted, skipped, deadline or more, `label` what stands under the day."""

    day: date
    label: str
    role: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; `role` is start, event, stop, deadline or now. `at` is None when it is not known."""

    at: int | None
    precision: Precision
    text: str
    role: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a person needs to check one verdict. Durations are microseconds, instants UTC microseconds."""

    contact: str
    norm: str
    title: str
    promise: str
    version: int
    verdict: Verdict
    reason: Reason
    reason_text: str
    steps: tuple[Step, ...]
    strip: tuple[StripDay, ...]
    timeline: tuple[TimelineEntry, ...]
    deadline: int | None
    counted_us: int | None
    elapsed_us: int | None
    provisional: bool
    origin: Origin


def applicable(contact: Contacts, rulebook: Rulebook, as_of: int) -> tuple[str, ...]:
    """The ids of the norms that apply to one contact."""
    return tuple(rulebook.norms[n].id for n in judge(contact, rulebook, as_of).norm.tolist())


def explain(
    contact: Contacts, rulebook: Rulebook, as_of: int, norm_id: str, events: Events | None = None
) -> Explanation:
    """Explain the verdict of one contact (Contacts of one row) under `norm_id`.

    `events` are the contact's facts, for the timeline; without them it shows the moments. Raises NotFound when the
    norm does not apply to the contact.
    """
    verdicts = judge(contact, rulebook, as_of)
    position = rulebook.position(norm_id)
    found = np.flatnonzero(verdicts.norm == position)
    if not len(found):
        raise NotFound(
            N_("%(norm)s does not apply to %(contact)s."),
            N_("Look at the norms that do apply: charter explain %(contact)s."),
            norm=norm_id,
            contact=str(contact.ids[0]),
        )
    case = _Case.of(contact, rulebook, as_of, rulebook.norms[position], verdicts.take(found))
    return Explanation(
        contact=str(contact.ids[0]),
        norm=norm_id,
        title=case.norm.title[language()],
        promise=case.norm.promise[language()],
        version=case.version.number,
        verdict=case.verdict,
        reason=case.reason,
        reason_text=text(case.reason),
        steps=tuple(case.steps()),
        strip=tuple(case.strip()),
        timeline=tuple(case.timeline(events)),
        deadline=_known(case.verdicts.deadline),
        counted_us=case.counted_us,
        elapsed_us=case.elapsed_us,
        provisional=bool(case.verdicts.provisional[0]),
        origin=Origin(
            contact.names.files[int(contact.file[0])],
            contact.names.digests[int(contact.file[0])],
            int(contact.line[0]),
        ),
    )


def _brief(kind: int) -> str:
    """An event without what it means for the clock."""
    return event_sentence(kind).partition(": ")[0]


def _skipped(day: str, reason: str) -> str:
    """A skipped day with its reason; Saturdays and Sundays say it by their name."""
    return day if reason in WEEKEND.values() else f"{day} ({_(reason)})"


def _known(column: Instants) -> int | None:
    return None if column[0] == NO_TIME else int(column[0])


@dataclass(frozen=True, slots=True)
class _Case:
    """One contact under one norm version, with the clock and the term that the judge used."""

    contact: Contacts
    norm: Norm
    version: NormVersion
    verdicts: Verdicts
    clock: Clock
    term: Term | None
    as_of: int
    work: WorkCalendar
    zone: ZoneInfo
    taken_over: bool

    @classmethod
    def of(cls, contact: Contacts, rulebook: Rulebook, as_of: int, norm: Norm, verdicts: Verdicts) -> _Case:
        """Run the judge's own steps once more, for this one contact."""
        work = WorkCalendar.of(rulebook.calendars)
        version = next(v for v in norm.versions if v.number == int(verdicts.version[0]))
        clock = read_clock(version, contact, np.zeros(1, np.int64), work)
        seen = np.where(clock.stop == NO_TIME, as_of, clock.stop)
        timed = norm.kind is NormKind.TIME and clock.start[0] != NO_TIME
        term = (
            find_term(version, contact, clock.rows, clock.start, clock.start_precision, seen, work) if timed else None
        )
        handed = handovers(contact, rulebook, as_of, work).get(norm.id)
        return cls(
            contact,
            norm,
            version,
            verdicts,
            clock,
            term,
            as_of,
            work,
            ZoneInfo(rulebook.calendars.zone),
            handed is not None and bool(handed[0]),
        )

    @property
    def verdict(self) -> Verdict:
        return Verdict(int(self.verdicts.verdict[0]))

    @property
    def reason(self) -> Reason:
        return Reason(int(self.verdicts.reason[0]))

    @property
    def start(self) -> int | None:
        return _known(self.clock.start)

    @property
    def stop(self) -> int | None:
        return _known(self.clock.stop)

    @property
    def seen(self) -> int:
        return self.as_of if self.stop is None else self.stop

    @property
    def counted_us(self) -> int | None:
        """Time on the norm's own clock; None for day norms and where it is not known."""
        spent = int(self.verdicts.spent_us[0])
        return None if spent < 0 else spent

    @property
    def elapsed_us(self) -> int | None:
        """The time as the resident lived it: real time from start to stop, or to as-of while it runs.

        Whole days where one of the two is known only as a day. None where the stop lies before the start: a decision
        may come before the term to decide has begun.
        """
        if self.start is None or self.norm.kind is not NormKind.TIME or self.seen < self.start:
            return None
        if Precision.DAY in (self.clock.start_precision[0], self.clock.stop_precision[0]):
            first, last = self.work.days.day_of(np.array([self.start, self.seen]))
            return int(last - first) * DAY_US
        return self.seen - self.start

    def steps(self) -> list[Step]:
        """The steps, in their fixed order."""
        steps = [self._norm_step(), *self._start_steps()]
        if self.term is not None and self.reason not in (Reason.BLOCKED, Reason.NO_SHOW, Reason.OUTSIDE_HOURS):
            steps += self._count_steps(self.term)
        return [*steps, *self._stop_steps(), self._verdict_step()]

    def _norm_step(self) -> Step:
        said = _("Norm: %(title)s, %(limit)s. Version %(number)s, in force from %(day)s.") % {
            "title": self.norm.title[language()],
            "limit": within(self._limit),
            "number": self.version.number,
            "day": formats.day(self.version.valid_from),
        }
        if len(self.norm.versions) > 1 and int(self.verdicts.day[0]) != NO_DAY:
            said += " " + _("That version applied when the clock started, on %(day)s.") % {
                "day": formats.day(formats.date_of(int(self.verdicts.day[0])))
            }
        if self.norm.statutory:
            said += " " + _("Statutory term (%(law)s): an indication, the case handler decides.") % {
                "law": law(self.version)
            }
        return Step("norm", said)

    @property
    def _limit(self) -> Limit:
        """The limit that holds for this contact: the longer one where a committee advises."""
        longer = self.version.committee_limit
        advised = self.contact.number(Fact.COMMITTEE, float(self.version.committee))[0] == 1
        return longer if longer is not None and advised else self.version.limit

    def _start_steps(self) -> list[Step]:
        if self.start is None:
            how = Precision(int(self.clock.start_precision[0]))
            why = {
                Precision.AMBIGUOUS: N_("The start lies in the hour that occurs twice. Which of the two is not known."),
                Precision.NONEXISTENT: N_("The start lies in the hour that the clock change skipped."),
            }.get(how, N_("It is not known when the clock started."))
            return [Step("start", _(why))]
        if self.term is None:
            when = self._when(self.start, self.clock.start_precision[0])
            return [Step("start", _("This was %(when)s.") % {"when": when})]
        when = self._when(self.start, self.clock.start_precision[0])
        if not self.term.by_due[0] or self.version.limit.unit.is_clock:
            what = self._what(self.version.start, self.start, when)
            said = what + " " + _("The clock starts.") if what else _("The clock started %(when)s.") % {"when": when}
            return [Step("start", said)]
        steps = []
        received = self._what(self.version.start, self.start, when) or _("Received %(when)s.") % {"when": when}
        day_zero = _("That day does not count.") if self._limit.amount else ""
        if Kind.OBJECTION_TERM_ENDED in self.version.start:
            said = _("The term to object ended on %(day)s. The term to decide runs from the day after.")
            steps.append(Step("start", said % {"day": self._day(self.term.day0)}))
        elif self.term.deferred[0]:
            steps.append(Step("start", received))
            said = _("That was outside opening hours. It counts as received on %(day)s.")
            steps.append(Step("deferred", f"{said % {'day': self._day(self.term.day0)}} {day_zero}".strip()))
        else:
            steps.append(Step("start", f"{received} {day_zero}".strip()))
        if self.taken_over:
            steps.append(
                Step("handed_over", _("Handled as a letter: the term for letters runs from the original receipt."))
            )
        return steps

    def _when(self, at: int, precision: int) -> str:
        """When something was, with its preposition: on a day, at a time, or at a time of the day of the start."""
        on = formats.local(at, self.zone).date()
        if precision == Precision.DAY:
            return _("on %(day)s") % {"day": formats.long_day(on)}
        told = {"day": formats.long_day(on), "time": formats.clock(at, self.zone)}
        if formats.is_end_of_day(at, self.zone):
            return _("on %(day)s at %(time)s") % (told | {"time": "24:00"})
        if self.start is not None and at > self.start and on == formats.local(self.start, self.zone).date():
            return _("at %(time)s") % told
        return _("on %(day)s at %(time)s") % told

    def _what(self, kinds: tuple[Kind, ...], at: int, when: str) -> str | None:
        """The event among `kinds` at `at`, in the words of the timeline, and when it was; None without one."""
        known = (known for kind in kinds for known in (*_MADE_OF.get(kind, ()), kind))
        kind = next((kind for kind in known if self.contact.at(kind)[0] == at), None)
        return None if kind is None else _("%(event)s %(when)s.") % {"event": _brief(kind), "when": when}

    def _day(self, days: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> str:
        return formats.long_day(formats.date_of(int(days[0])))

    def _count_steps(self, term: Term) -> list[Step]:
        if term.agreed[0]:
            said = _("The resident agreed to %(day)s. That day replaces the term.") % {"day": self._day(term.last)}
            return [Step("agreed", said), self._end_step(term)]
        match self.version.limit.unit:
            case Unit.PROMISED_DAY:
                said = _("The interim message promised an answer by %(day)s.") % {"day": self._day(term.last)}
                return [Step("promised", said), self._end_step(term)]
            case unit if unit.is_elapsed_clock:
                said = _("Every second counts, day and night. The limit is %(end)s.")
                return [Step("clock", said % {"end": self._deadline()})]
            case unit if unit.is_opening_clock:
                return [Step("opening_hours", self._opening_sum()), self._end_step(term)]
            case Unit.WORKING_DAYS:
                days = self._days_counted(term)
                counted = [Step("days", days)] if days else []
                return [*counted, *self._moved(term), self._end_step(term)]
            case _:
                said = _("%(limit)s after %(start)s is %(end)s.") % {
                    "limit": limit_phrase(self._limit),
                    "start": self._day(term.day0),
                    "end": self._day(term.nominal),
                }
                return [Step("nominal", said), *self._moved(term), self._end_step(term)]

    def _opening_sum(self) -> str:
        """10 min op vrijdag + 3 u 50 min op maandag = 4 uur."""
        deadline = _known(self.verdicts.deadline)
        if deadline is None or self.start is None:
            return _("It is not known when the limit is reached.")
        ruler = self.work.ruler(Channel(int(self.contact.channel[0])).word)
        parts: dict[date, int] = {}
        for begin, end in ruler.spans_between(self.start, deadline):
            on = formats.local(begin, self.zone).date()
            parts[on] = parts.get(on, 0) + end - begin
        total = " + ".join(
            _("%(time)s on %(day)s") % {"time": formats.duration(us), "day": formats.short_day(on)}
            for on, us in parts.items()
        )
        if len(parts) == 1:
            return _("Only opening hours count: %(sum)s.") % {"sum": total}
        return _("Only opening hours count: %(sum)s = %(total)s.") % {
            "sum": total,
            "total": formats.duration(sum(parts.values())),
        }

    def _days_counted(self, term: Term) -> str:
        """Each day counted with its number, each day skipped with its reason."""
        counted, skipped = [], []
        for number, on, reason in self._days(term):
            name = formats.short_day(formats.date_of(on))
            if reason:
                skipped.append(_skipped(name, reason))
            else:
                counted.append(f"{name} ({number})")
        said = []
        if counted:
            said.append(_("Counted: %(days)s.") % {"days": ", ".join(counted)})
        if skipped:
            said.append(_("Skipped: %(days)s.") % {"days": ", ".join(skipped)})
        return " ".join(said)

    def _days(self, term: Term) -> list[tuple[int, int, str]]:
        """Number, day and reason for skipping of every day after day 0 up to the nominal end."""
        number, days = 0, []
        for on in range(int(term.day0[0]) + 1, int(term.nominal[0]) + 1):
            reason = self.work.closure_name(on)
            number += not reason
            days.append((number, on, reason))
        return days

    def _moved(self, term: Term) -> list[Step]:
        """Suspension, extension and roll-over, in the order in which they are applied."""
        steps = []
        if term.suspended[0] not in (0, NO_DAY):
            steps.append(
                Step(
                    "suspended",
                    ngettext(
                        "Suspended for %(n)s day (Awb 4:15): from the day after the request up to the completion.",
                        "Suspended for %(n)s days (Awb 4:15): from the day after the request up to the completion.",
                        int(term.suspended[0]),
                    )
                    % {"n": int(term.suspended[0])},
                )
            )
        if self.contact.has(Kind.EXTENDED)[0] and self.version.calendar is CalendarKind.STATUTORY:
            weeks = int(self.contact.number(Fact.EXTENSION_WEEKS, 0)[0])
            said = (
                _("Extended once by %(n)s days, announced in time.") % {"n": int(term.extension[0])}
                if term.extension[0]
                else _("An extension of %(n)s weeks was announced after the term: it has no effect.") % {"n": weeks}
            )
            steps.append(Step("extended", said))
        if term.last[0] != term.before_roll[0]:
            steps.append(Step("rolled", self._roll_sentence(term)))
        elif self.version.rollover is Rollover.NONE and self.work.closure_name(int(term.last[0])):
            said = _("The last day is a closed day (%(reason)s). The municipality does not move the end.")
            steps.append(Step("not_rolled", said % {"reason": _(self.work.closure_name(int(term.last[0])))}))
        return steps

    def _roll_sentence(self, term: Term) -> str:
        statutory = self.version.rollover is Rollover.ATW
        name = self.work.statutory_name if statutory else self.work.closure_name
        skipped = ", ".join(
            _skipped(formats.short_day(formats.date_of(on)), name(on))
            for on in range(int(term.before_roll[0]), int(term.last[0]))
        )
        said = (
            _("The end moves to %(day)s (Algemene termijnenwet, article 1). Skipped: %(skipped)s.")
            if statutory
            else _("The end moves to the next working day, %(day)s. Skipped: %(skipped)s.")
        )
        return said % {"day": self._day(term.last), "skipped": skipped}

    def _end_step(self, term: Term) -> Step:
        if not term.by_due[0]:
            return Step("end", _("The limit is %(end)s.") % {"end": self._deadline()})
        said = _("The term ends at closing time: %(end)s.") if term.at_closing[0] else _("The term ends %(end)s.")
        said %= {"end": self._deadline()}
        if term.provisional[0]:
            said += " " + _("Provisional: the equated days of that year are not decreed yet.")
        return Step("end", said)

    def _deadline(self) -> str:
        deadline = _known(self.verdicts.deadline)
        return _("at an unknown moment") if deadline is None else self._when(deadline, Precision.SECOND)

    def _stop_steps(self) -> list[Step]:
        if self.norm.kind is NormKind.COUNT:
            times = int(self.verdicts.value[0])
            said = ngettext("Transferred %(n)s time.", "Transferred %(n)s times.", times) % {"n": times}
            return [Step("count", said)]
        if self.norm.kind is NormKind.MARK:
            mark = float(self.verdicts.value[0])
            said = (
                _("No mark was given.")
                if np.isnan(mark)
                else _("The mark is %(mark)s.") % {"mark": formats.number(mark, 1)}
            )
            return [Step("mark", said)]
        if self.clock.untimed[0]:
            return [Step("stop", _("Something stopped the clock, but it is not known when."))]
        if self.stop is None:
            if self.norm.kind is NormKind.SHARE or not self._runs:
                return []
            said = _("Now it is %(now)s. There is no answer yet.") if self._awaits_answer else _("Now it is %(now)s.")
            return [Step("now", said % {"now": formats.instant(self.as_of, self.zone)})]
        if self.norm.kind is NormKind.SHARE and self.stop == self.start:
            return []
        when = self._when(self.stop, self.clock.stop_precision[0])
        kinds = _WALK_OUTS if self.clock.walked_out[0] else self.version.stop
        what = self._what(kinds, self.stop, when)
        if self.norm.kind is NormKind.SHARE:
            return [Step("stop", what)] if what else []
        said = what + " " + _("The clock stops.") if what else _("The clock stopped %(when)s.") % {"when": when}
        steps = [Step("stop", said)]
        if self.counted_us is not None and self.counted_us != self.elapsed_us:
            said = _("Counted: %(counted)s. For the resident it took %(elapsed)s.") % {
                "counted": formats.duration(self.counted_us),
                "elapsed": formats.duration(self.elapsed_us or 0),
            }
            steps.append(Step("spent", said))
        elif self.elapsed_us is not None:
            said = _("For the resident it took %(elapsed)s.")
            steps.append(Step("spent", said % {"elapsed": formats.duration(self.elapsed_us)}))
        return steps

    @property
    def _runs(self) -> bool:
        """Whether the clock of the resident still runs: nobody stopped it and the contact counts."""
        return self.stop is None and self.verdict in (Verdict.PENDING, Verdict.BREACHED)

    @property
    def _awaits_answer(self) -> bool:
        return Kind.REPLY_SUBSTANTIVE in self.version.stop and Kind.ACK_SENT not in self.version.stop

    def _verdict_step(self) -> Step:
        return Step(
            "verdict",
            f"{verdict_word(self.verdict)}. {text(self.reason)}",
        )

    def strip(self) -> list[StripDay]:
        """The days from receipt to the last day; long terms show their first three and last four days."""
        if self.term is None or not self.term.by_due[0] or self.term.last[0] == NO_DAY:
            return []
        first, last = int(self.term.day0[0]), int(self.term.last[0])
        working = self.version.limit.unit is Unit.WORKING_DAYS and not self.term.agreed[0]
        days = [StripDay(formats.date_of(first), _("start"), "start")]
        number = 0
        for on in range(first + 1, last + 1):
            closure = self.work.closure_name(on) if working or on == last else ""
            number += not closure
            label = (
                _("closed")
                if closure and on != last
                else str(number)
                if working
                else _("last day")
                if on == last
                else ""
            )
            role = "deadline" if on == last else "skipped" if closure else "counted"
            days.append(StripDay(formats.date_of(on), label, role, _(closure)))
        if len(days) <= _STRIP_MOST:
            return days
        gap = StripDay(days[_STRIP_HEAD].day, "…", "more")
        return [*days[:_STRIP_HEAD], gap, *days[-_STRIP_TAIL:]]

    def timeline(self, events: Events | None) -> list[TimelineEntry]:
        """What happened, in time; the deadline and, while the clock runs, the present stand among it."""
        entries = self._events(events) if events is not None else self._moments()
        deadline = _known(self.verdicts.deadline)
        if deadline is not None:
            passed = self.seen > deadline
            said = _("The last moment has passed") if passed else _("Last moment to be in time")
            entries.append(TimelineEntry(deadline, Precision.INSTANT, said, "deadline", passed))
        if self._runs and self.norm.kind is NormKind.TIME:
            said = _("Now: no answer yet") if self._awaits_answer else _("Now: the clock still runs")
            entries.append(TimelineEntry(self.as_of, Precision.INSTANT, said, "now"))
        known = [e for e in entries if e.at is not None]
        return [*sorted(known, key=lambda e: e.at or 0), *(e for e in entries if e.at is None)]

    def _entry(self, kind: int, at: int, precision: int) -> TimelineEntry:
        said = event_sentence(kind)
        role = "event"
        kinds = {Kind(kind), *(made for made, parts in _MADE_OF.items() if kind in parts)}
        if at != NO_TIME and at == self.start and kinds.intersection(self.version.start):
            role, said = "start", _("%(event)s: the clock starts") % {"event": _brief(kind)}
        elif (
            at != NO_TIME
            and at == self.stop
            and (kinds.intersection(self.version.stop) or (self.clock.walked_out[0] and kind in _WALK_OUTS))
        ):
            role, said = "stop", _("%(event)s: the clock stops") % {"event": _brief(kind)}
        return TimelineEntry(None if at == NO_TIME else at, Precision(precision), said, role)

    def _events(self, events: Events) -> list[TimelineEntry]:
        order = np.lexsort((events.line, events.position))
        return [
            self._entry(int(events.kind[row]), int(events.at[row]), int(events.precision[row]))
            for row in order.tolist()
        ]

    def _moments(self) -> list[TimelineEntry]:
        return [
            self._entry(kind, int(m.at[0]), int(m.precision[0]))
            for kind, m in self.contact.moments.items()
            if len(m.rows) and kind < Kind.VALID_INTERIM_MESSAGE
        ]
