"""The resident's own clock beside the counted one: how long it really took, from the first ring to the answer.

Why: "within 5 working days" can be eleven days of waiting, and an interim message ends the norm's clock but not the
wait. Both clocks run over the same contacts, and who was never helped stays in the denominator of both, so "nine in
ten" means nine in ten of all. Refuses an average: a few long waits would hide behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.columns import Contacts, Verdict, Verdicts
from charter.contact import Kind
from charter.measures.journeys import Journeys
from charter.measures.split import Label, Split
from charter.measures.waiting import Waiting, waiting
from charter.moments import ANSWERED
from charter.norms.model import Norm, NormKind, Rulebook, Unit
from charter.norms.periods import Period
from charter.norms.ruler import WorkCalendar
from charter.norms.score import Group

_ANSWERS = frozenset({*ANSWERED, Kind.REPLY_HUMAN})
_ACKNOWLEDGES = frozenset({Kind.AUTO_ACK, Kind.ACK_SENT})


@dataclass(frozen=True, slots=True, eq=False)
class OwnClock:
    """`elapsed_s` ascending, in seconds, of who was helped; `unhelped` were not, or not yet.

    `unknown` contacts have no time of coming or of help that can be used, and stand outside.
    """

    elapsed_s: npt.NDArray[np.float64]
    unhelped: int
    unknown: int

    @property
    def n(self) -> int:
        """Contacts in the denominator."""
        return len(self.elapsed_s) + self.unhelped

    def quantile(self, share: float) -> float | None:
        """The seconds within which at least `share` (0..1) was helped; None when so many were not."""
        place = max(int(np.ceil(share * self.n)) - 1, 0)
        return float(self.elapsed_s[place]) if place < len(self.elapsed_s) else None


@dataclass(frozen=True, slots=True, eq=False)
class TwoClocks:
    """One answer norm in one group: the clock of the norm and the clock of the resident, over the same contacts."""

    norm: str
    group: Label
    counted: Waiting
    own: OwnClock


def two_clocks(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    lived: Journeys,
    work: WorkCalendar,
    period: Period | None = None,
    by: Sequence[Group] = (),
) -> list[TwoClocks]:
    """Both clocks under every norm that ends with an answer and has contacts that count, per group.

    `lived` are the journeys of the same `contacts`. Days are those of the norm's clock start.
    """
    found = []
    for place, norm in enumerate(rulebook.norms):
        if not _ends_with_answer(norm):
            continue
        chosen = (verdicts.norm == place) & np.isin(verdicts.verdict, [Verdict.MET, Verdict.BREACHED])
        if period is not None:
            chosen &= period.covers(verdicts.day)
        mine = verdicts.take(chosen)
        split = Split.of(contacts, mine.contact, mine.day, by)
        for cell, label in enumerate(split.labels):
            each = mine.take(split.cell == cell)
            if len(each):
                found.append(TwoClocks(norm.id, label, waiting(each, norm, work), _own(each, lived)))
    return found


def _own(verdicts: Verdicts, lived: Journeys) -> OwnClock:
    elapsed = lived.elapsed_us[verdicts.contact]
    helped = lived.helped_at_all[verdicts.contact]
    return OwnClock(
        np.sort(elapsed[helped & (elapsed >= 0)]) / 1e6,
        int(np.count_nonzero(~helped)),
        int(np.count_nonzero(helped & (elapsed < 0))),
    )


def _ends_with_answer(norm: Norm) -> bool:
    """Whether a norm's clock stops with an answer: no acknowledgement, and no promise, whose clock starts half-way."""
    return norm.kind is NormKind.TIME and any(
        _ANSWERS & set(version.stop)
        and not _ACKNOWLEDGES & set(version.stop)
        and version.limit.unit is not Unit.PROMISED_DAY
        for version in norm.versions
    )
