"""The steps from receipt to verdict, in words.

They keep one order (design/ui.md 6.2): norm and version; start; what was counted and skipped, each closed day by name;
the end and the rules that moved it; the verdict. Refuses to tell a step that the verdict does not rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Days, Fact, Flag
from charter.contact import Channel, Kind, Precision
from charter.locale import N_, _, formats, language, ngettext
from charter.norms.calendar import WEEKEND
from charter.norms.case import WALK_OUTS, Case, known
from charter.norms.model import CalendarKind, NormKind, Rollover, Unit
from charter.norms.phrases import law, limit_phrase, within
from charter.norms.reasons import Reason, text
from charter.norms.terms import Term
from charter.wording import verdict_word


@dataclass(frozen=True, slots=True)
class Step:
    """One step from receipt to verdict; `code` names it for scripts and tests."""

    code: str
    text: str


def steps(case: Case) -> list[Step]:
    """The steps, in their fixed order."""
    steps = [_norm_step(case), *_start_steps(case)]
    if case.term is not None and case.reason not in (Reason.BLOCKED, Reason.NO_SHOW, Reason.OUTSIDE_HOURS):
        steps += _count_steps(case, case.term)
    return [*steps, *_register_steps(case), *_stop_steps(case), *_remark_steps(case), _verdict_step(case)]


def _norm_step(case: Case) -> Step:
    said = _("Norm: %(title)s, %(limit)s. Version %(number)s, in force from %(day)s.") % {
        "title": case.norm.title[language()],
        "limit": within(case.limit),
        "number": case.version.number,
        "day": formats.day(case.version.valid_from),
    }
    if len(case.norm.versions) > 1 and int(case.verdicts.day[0]) != NO_DAY:
        said += " " + _("That version applied when the clock started, on %(day)s.") % {
            "day": formats.day(formats.date_of(int(case.verdicts.day[0])))
        }
    if case.norm.statutory:
        said += " " + _("Statutory term (%(law)s): an indication, the case handler decides.") % {
            "law": law(case.version)
        }
    return Step("norm", said)


def _start_steps(case: Case) -> list[Step]:
    if case.start is None:
        how = Precision(int(case.clock.start_precision[0]))
        why = {
            Precision.AMBIGUOUS: N_("The start lies in the hour that occurs twice. Which of the two is not known."),
            Precision.NONEXISTENT: N_("The start lies in the hour that the clock change skipped."),
        }.get(how, N_("It is not known when the clock started."))
        return [Step("start", _(why))]
    if case.term is None:
        when = case.when(case.start, case.clock.start_precision[0])
        return [Step("start", _("This was %(when)s.") % {"when": when})]
    when = case.when(case.start, case.clock.start_precision[0])
    if not case.term.by_due[0] or case.version.limit.unit.is_clock:
        what = case.what(case.version.start, case.start, when)
        said = what + " " + _("The clock starts.") if what else _("The clock started %(when)s.") % {"when": when}
        return [Step("start", said)]
    steps = []
    received = case.what(case.version.start, case.start, when) or _("Received %(when)s.") % {"when": when}
    day_zero = _("That day does not count.") if case.limit.amount else ""
    if Kind.OBJECTION_TERM_ENDED in case.version.start:
        said = _("The term to object ended on %(day)s. The term to decide runs from the day after.")
        steps.append(Step("start", said % {"day": _day(case.term.day0)}))
    elif case.term.deferred[0]:
        steps.append(Step("start", received))
        said = _("That was outside opening hours. It counts as received on %(day)s.")
        steps.append(Step("deferred", f"{said % {'day': _day(case.term.day0)}} {day_zero}".strip()))
    else:
        steps.append(Step("start", f"{received} {day_zero}".strip()))
    if case.taken_over:
        steps.append(
            Step("handed_over", _("Handled as a letter: the term for letters runs from the original receipt."))
        )
    return steps


def _count_steps(case: Case, term: Term) -> list[Step]:
    if term.agreed[0]:
        said = _("The resident agreed to %(day)s. That day replaces the term.") % {"day": _day(term.last)}
        return [Step("agreed", said), _end_step(case, term)]
    match case.version.limit.unit:
        case Unit.PROMISED_DAY:
            said = _("The interim message promised an answer by %(day)s.") % {"day": _day(term.last)}
            return [Step("promised", said), _end_step(case, term)]
        case unit if unit.is_elapsed_clock:
            said = _("Every second counts, day and night. The limit is %(end)s.")
            return [Step("clock", said % {"end": _deadline(case)})]
        case unit if unit.is_opening_clock:
            return [Step("opening_hours", _opening_sum(case)), _end_step(case, term)]
        case Unit.WORKING_DAYS:
            days = _days_counted(case, term)
            counted = [Step("days", days)] if days else []
            return [*counted, *_moved(case, term), _end_step(case, term)]
        case _:
            said = _("%(limit)s after %(start)s is %(end)s.") % {
                "limit": limit_phrase(case.limit),
                "start": _day(term.day0),
                "end": _day(term.nominal),
            }
            return [Step("nominal", said), *_moved(case, term), _end_step(case, term)]


def _opening_sum(case: Case) -> str:
    """10 min op vrijdag + 3 u 50 min op maandag = 4 uur."""
    deadline = known(case.verdicts.deadline)
    if deadline is None or case.start is None:
        return _("It is not known when the limit is reached.")
    ruler = case.work.ruler(Channel(int(case.contact.channel[0])).word)
    parts: dict[date, int] = {}
    for begin, end in ruler.spans_between(case.start, deadline):
        on = formats.local(begin, case.zone).date()
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


def _days_counted(case: Case, term: Term) -> str:
    """Each day counted with its number, each day skipped with its reason."""
    counted, skipped = [], []
    for number, on, reason in _days(case, term):
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


def _days(case: Case, term: Term) -> list[tuple[int, int, str]]:
    """Number, day and reason for skipping of every day after day 0 up to the nominal end."""
    number, days = 0, []
    for on in range(int(term.day0[0]) + 1, int(term.nominal[0]) + 1):
        reason = case.work.closure_name(on)
        number += not reason
        days.append((number, on, reason))
    return days


def _moved(case: Case, term: Term) -> list[Step]:
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
    statutory = case.version.calendar is CalendarKind.STATUTORY
    if statutory and (case.contact.suspensions.since == NO_DAY).any():
        said = _("The term stood still (Awb 4:15), but it is not known from which day to which.")
        steps.append(Step("suspended_unknown", said))
    if statutory and case.contact.has(Kind.EXTENDED)[0] and case.contact.at(Kind.EXTENDED)[0] == NO_TIME:
        said = _("The term was extended, but it is not known on which day that was announced.")
        steps.append(Step("extended_unknown", said))
    elif statutory and case.contact.has(Kind.EXTENDED)[0]:
        weeks = int(case.contact.number(Fact.EXTENSION_WEEKS, 0)[0])
        said = (
            _("Extended once by %(n)s days, announced in time.") % {"n": int(term.extension[0])}
            if term.extension[0]
            else _("An extension of %(n)s weeks was announced after the term: it has no effect.") % {"n": weeks}
        )
        steps.append(Step("extended", said))
    if term.last[0] != term.before_roll[0]:
        steps.append(Step("rolled", _roll_sentence(case, term)))
    elif case.version.rollover is Rollover.NONE and case.work.closure_name(int(term.last[0])):
        said = _("The last day is a closed day (%(reason)s). The municipality does not move the end.")
        steps.append(Step("not_rolled", said % {"reason": _(case.work.closure_name(int(term.last[0])))}))
    return steps


def _roll_sentence(case: Case, term: Term) -> str:
    statutory = case.version.rollover is Rollover.ATW
    name = case.work.statutory_name if statutory else case.work.closure_name
    skipped = ", ".join(
        _skipped(formats.short_day(formats.date_of(on)), name(on))
        for on in range(int(term.before_roll[0]), int(term.last[0]))
    )
    said = (
        _("The end moves to %(day)s (Algemene termijnenwet, article 1). Skipped: %(skipped)s.")
        if statutory
        else _("The end moves to the next working day, %(day)s. Skipped: %(skipped)s.")
    )
    return said % {"day": _day(term.last), "skipped": skipped}


def _end_step(case: Case, term: Term) -> Step:
    if not term.by_due[0]:
        return Step("end", _("The limit is %(end)s.") % {"end": _deadline(case)})
    if term.latest[0] > term.deadline[0]:
        said = _("The term ends %(end)s at the earliest. How much later is not known.")
        return Step("end", said % {"end": case.when(int(term.deadline[0]), Precision.SECOND)})
    said = _("The term ends at closing time: %(end)s.") if term.at_closing[0] else _("The term ends %(end)s.")
    said %= {"end": _deadline(case)}
    if term.provisional[0]:
        said += " " + _("Provisional: the equated days of that year are not decreed yet.")
    return Step("end", said)


def _deadline(case: Case) -> str:
    deadline = known(case.verdicts.deadline)
    return _("at an unknown moment") if deadline is None else case.when(deadline, Precision.SECOND)


def _register_steps(case: Case) -> list[Step]:
    """The planned and the last day of a case as its register counts them, beside our own (decision 0013)."""
    if case.version.calendar is not CalendarKind.STATUTORY:
        return []
    planned, latest = (known(case.contact.at(kind)) for kind in (Kind.END_PLANNED, Kind.END_LATEST))
    said = []
    if planned is not None:
        day = formats.long_day(formats.local(planned, case.zone).date())
        said.append(_("The register planned the end on %(day)s.") % {"day": day})
    if latest is not None:
        on = formats.local(latest, case.zone).date()
        said.append(_("The register names %(day)s as the last day.") % {"day": formats.long_day(on)})
        if case.term is not None and case.term.last[0] != NO_DAY and formats.date_of(int(case.term.last[0])) != on:
            said.append(_("That is another day than Charter counts. The verdict rests on what Charter counts."))
    return [Step("register", " ".join(said))] if said else []


def _remark_steps(case: Case) -> list[Step]:
    """What a person should look at before believing what the verdict rests on."""
    if not case.contact.flagged(Flag.BY_SUBJECT)[0]:
        return []
    said = _("A message was put in this conversation by its subject and address alone. Check that it belongs here.")
    return [Step("by_subject", said)]


def _stop_steps(case: Case) -> list[Step]:
    if case.norm.kind is NormKind.COUNT:
        times = int(case.verdicts.value[0])
        said = ngettext("Transferred %(n)s time.", "Transferred %(n)s times.", times) % {"n": times}
        return [Step("count", said)]
    if case.norm.kind is NormKind.MARK:
        mark = float(case.verdicts.value[0])
        said = (
            _("No mark was given.")
            if np.isnan(mark)
            else _("The mark is %(mark)s.") % {"mark": formats.number(mark, 1)}
        )
        return [Step("mark", said)]
    if case.clock.untimed[0]:
        return [Step("stop", _("Something stopped the clock, but it is not known when."))]
    if case.stop is None:
        if case.norm.kind is NormKind.SHARE or not case.runs:
            return []
        said = _("Now it is %(now)s. There is no answer yet.") if case.awaits_answer else _("Now it is %(now)s.")
        return [Step("now", said % {"now": formats.instant(case.as_of, case.zone)})]
    if case.norm.kind is NormKind.SHARE and case.stop == case.start:
        return []
    when = case.when(case.stop, case.clock.stop_precision[0])
    kinds = WALK_OUTS if case.clock.walked_out[0] else case.version.stop
    what = case.what(kinds, case.stop, when)
    if case.norm.kind is NormKind.SHARE:
        return [Step("stop", what)] if what else []
    said = what + " " + _("The clock stops.") if what else _("The clock stopped %(when)s.") % {"when": when}
    steps = [Step("stop", said)]
    if case.counted_us is not None and case.counted_us != case.elapsed_us:
        said = _("Counted: %(counted)s. For the resident it took %(elapsed)s.") % {
            "counted": formats.duration(case.counted_us),
            "elapsed": formats.duration(case.elapsed_us or 0),
        }
        steps.append(Step("spent", said))
    elif case.elapsed_us is not None:
        said = _("For the resident it took %(elapsed)s.")
        steps.append(Step("spent", said % {"elapsed": formats.duration(case.elapsed_us)}))
    return steps


def _verdict_step(case: Case) -> Step:
    return Step(
        "verdict",
        f"{verdict_word(case.verdict)}. {text(case.reason)}",
    )


def _day(days: Days) -> str:
    return formats.long_day(formats.date_of(int(days[0])))


def _skipped(day: str, reason: str) -> str:
    """A skipped day with its reason; Saturdays and Sundays say it by their name."""
    return day if reason in WEEKEND.values() else f"{day} ({_(reason)})"
