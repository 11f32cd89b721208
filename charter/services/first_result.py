"""What came of the first files, each contact counted once: the one sentence with which the first run ends.

Why apart from the score: a contact has a verdict for each promise about it, but who reads his first file counts
contacts. Refuses to be a figure of the charter: shares per norm are those of `charter.norms.score`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from charter.columns import Verdict
from charter.contact import Channel
from charter.services.board import Board


@dataclass(frozen=True, slots=True)
class FirstResult:
    """What came of the first files: contacts along one `channel` (None: along several), each counted once.

    A contact counts as the worst of its promises: breached before running, before not measurable, before met. One
    that no promise is about counts with those that are excluded.
    """

    contacts: int
    channel: Channel | None
    counts: Mapping[Verdict, int]


_WORST = (Verdict.BREACHED, Verdict.PENDING, Verdict.UNDETERMINED, Verdict.MET, Verdict.EXCUSED, Verdict.EXCLUDED)


def first_result(board: Board) -> FirstResult:
    """Count every contact of a board once; the counts add up to the number of contacts."""
    n = len(board.contacts)
    rank = np.full(max(_WORST) + 1, len(_WORST) - 1, np.int8)
    rank[list(_WORST)] = np.arange(len(_WORST))
    worst = np.full(n, len(_WORST) - 1, np.int8)
    np.minimum.at(worst, board.verdicts.contact, rank[board.verdicts.verdict])
    per = np.bincount(worst, minlength=len(_WORST))
    channels = np.unique(board.contacts.channel)
    return FirstResult(
        n,
        Channel(int(channels[0])) if len(channels) == 1 else None,
        {verdict: int(count) for verdict, count in zip(_WORST, per, strict=True)},
    )
