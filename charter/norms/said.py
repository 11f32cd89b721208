"""What people said of one contact, in words: who, when and why, and what the verdict would be without it.

Refuses to weigh it: corrections were weighed in the moments, excuses by the judge (design/ui.md 6.2: excused and
amended rows keep the original verdict as a step).
"""

from __future__ import annotations

import numpy as np

from charter.columns import Contacts, Events, Verdict
from charter.contact import BY_HAND, CORRECTIONS, Kind
from charter.instants import parse
from charter.locale import _, formats
from charter.norms.case import Case, brief
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.reasons import Reason, text
from charter.norms.steps import Step
from charter.story import typed
from charter.wording import event_sentence, verdict_word

_AT_AN_INSTANT = (Kind.ANSWERED_ELSEWHERE, Kind.WRONG_START)


def said_steps(case: Case, rulebook: Rulebook, unsaid: Contacts | None, events: Events | None) -> list[Step]:
    """The corrections that hold and the excuse, each with who, when and why; and the verdict without them."""
    said = [] if events is None else _corrections(case, events)
    if case.reason is Reason.EXCUSED:
        given = case.contact.excuses
        last = np.flatnonzero(given.covers(case.norm.id))[-1]
        excused = _("Excused. %(who)s wrote on %(day)s: %(reason)s") % {
            "who": given.who[last],
            "day": formats.day(formats.local(int(given.at[last]), case.zone).date()),
            "reason": given.why[last],
        }
        said.append(Step("excuse", excused))
    if not said or unsaid is None:
        return said
    before = judge(unsaid, rulebook, case.as_of)
    before = before.take(before.norm == rulebook.position(case.norm.id))
    if not len(before):
        return said
    words = f"{verdict_word(Verdict(int(before.verdict[0])))}. {text(before.reason[0])}"
    return [Step("original", _("By the logs alone: %(verdict)s") % {"verdict": words}), *said]


def sentences(events: Events) -> dict[int, str]:
    """By row of `events` what a person said there, with who and why, for the timeline."""
    by_hand = np.isin(events.kind, list(BY_HAND))
    return {
        row: _("%(event)s (%(who)s: %(reason)s)")
        % {"event": event_sentence(int(events.kind[row])), "who": told["who"], "reason": told["reason"]}
        for row, told in _typed(events, by_hand)
    }


def _corrections(case: Case, events: Events) -> list[Step]:
    steps = []
    for row, told in _typed(events, np.isin(events.kind, list(CORRECTIONS))):
        what = brief(int(events.kind[row]))
        if events.kind[row] in _AT_AN_INSTANT:
            what += " " + case.when(int(events.at[row]), int(events.precision[row]))
        elif told.get("value"):
            what += f" ({told['value']})"
        written = parse(told["known_at"], case.zone)
        day = "" if written is None or written.at is None else formats.day(formats.local(written.at, case.zone).date())
        steps.append(
            Step(
                "correction",
                _("Put right by a person: %(what)s. %(who)s wrote on %(day)s: %(reason)s")
                % {"what": what, "who": told["who"], "day": day, "reason": told["reason"]},
            )
        )
    return steps


def _typed(events: Events, wanted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[tuple[int, dict[str, str]]]:
    found = dict(zip(events.detail_rows.tolist(), events.details, strict=True))
    return [(row, typed(found[row])) for row in np.flatnonzero(wanted).tolist() if row in found]
