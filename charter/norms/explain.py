"""One verdict, step by step, in words: from receipt to verdict, by the very functions that judged it.

Beside the counted time stands the time as the resident lived it. Refuses to judge by itself: a step that the verdict
does not rest on does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import Contacts, Events, Verdict
from charter.contact import Origin
from charter.errors import NotFound
from charter.locale import N_, language
from charter.norms.case import Case, known
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.reasons import Reason, text
from charter.norms.said import said_steps
from charter.norms.steps import Step, steps
from charter.norms.timeline import StripDay, TimelineEntry, strip, timeline


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
    contact: Contacts,
    rulebook: Rulebook,
    as_of: int,
    norm_id: str,
    events: Events | None = None,
    unsaid: Contacts | None = None,
) -> Explanation:
    """Explain the verdict of one contact (Contacts of one row) under `norm_id`.

    `events` are the contact's facts, for the timeline; without them it shows the moments. `unsaid` is the contact
    without what people said of it. Raises NotFound when the norm does not apply to the contact.
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
    case = Case.of(contact, rulebook, as_of, rulebook.norms[position], verdicts.take(found))
    *told, verdict = steps(case)
    return Explanation(
        contact=str(contact.ids[0]),
        norm=norm_id,
        title=case.norm.title[language()],
        promise=case.norm.promise[language()],
        version=case.version.number,
        verdict=case.verdict,
        reason=case.reason,
        reason_text=text(case.reason),
        steps=(*told, *said_steps(case, rulebook, unsaid, events), verdict),
        strip=tuple(strip(case)),
        timeline=tuple(timeline(case, events)),
        deadline=known(case.verdicts.deadline),
        counted_us=case.counted_us,
        elapsed_us=case.elapsed_us,
        provisional=bool(case.verdicts.provisional[0]),
        origin=Origin(
            contact.names.files[int(contact.file[0])],
            contact.names.digests[int(contact.file[0])],
            int(contact.line[0]),
        ),
    )
