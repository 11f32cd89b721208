"""The filter of the register says the same of one verdict, asked alone, as of all of them."""

from __future__ import annotations

from datetime import date

import pytest

from charter.columns import ByHand, Verdict
from charter.contact import Channel
from charter.norms.periods import Period
from charter.ui.breaches.register_filter import RegisterFilter

EVERY = frozenset(Verdict)
WEEK = Period(date(2026, 11, 9), date(2026, 11, 15), "2026-W46")


@pytest.mark.parametrize(
    "chosen",
    [
        RegisterFilter(),
        RegisterFilter(search="1179", verdicts=EVERY),
        RegisterFilter(search="1179"),
        RegisterFilter(period=WEEK, verdicts=EVERY),
        RegisterFilter(norm="phone.callback", verdicts=EVERY),
        RegisterFilter(team="KCC Team 1", verdicts=EVERY),
        RegisterFilter(channel=Channel.SOCIAL, verdicts=EVERY),
        RegisterFilter(cause=True),
        RegisterFilter(cause=False),
        RegisterFilter(assigned="KCC", verdicts=EVERY),
        RegisterFilter(assigned="", verdicts=EVERY),
    ],
)
def test_a_filter_says_the_same_of_one_verdict_as_of_all(sight, chosen) -> None:
    said = [
        ByHand("", 1, "x", "test", "E-2026-11795", "", "cause", "Storing", "", undone=False),
        ByHand("", 2, "x", "test", "E-2026-11796", "", "assign", "KCC", "", undone=False),
    ]
    heard = sight.hearing(said)
    mask = chosen.mask(heard)
    assert 0 < mask.sum() < len(mask)
    assert [chosen.lets(heard, row) for row in range(len(mask))] == mask.tolist()
