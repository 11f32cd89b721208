"""A screen of Trends above a board with two years of e-mail, worked out once for all tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from charter import locale
from charter.columns import Verdict
from charter.contact import Channel
from charter.norms.reasons import Reason
from charter.services.board import Board
from charter.ui.sight import Sight
from charter.ui.trends import figures, telling
from charter.ui.trends.choice import Canvas, TrendChoice
from charter.ui.trends.screen import TrendsScreen

MONTHS = [date(2024 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(24)] + [date(2026, 11, 1)]
EACH = 30


_KEPT: dict[Any, Any] = {}
"""The busy board, and what was worked out of it: to draw three pictures for every test took half a second each."""


@pytest.fixture
def work_once(monkeypatch):
    """What is asked of the same board in the same way is worked out once for all tests: it has no other input."""

    def once(real):
        def answer(*asked):
            board = next(one for one in asked if isinstance(one, Board))
            rest = (one for one in asked if isinstance(one, TrendChoice | str | Canvas | None))
            key = (real, id(board), locale.language(), *rest)
            if key not in _KEPT:
                _KEPT[key] = real(*asked), board  # the board lives as long as its id is a key
            return _KEPT[key][0]

        return answer

    for module, name in ((telling, "tell_all"), (figures, "show")):
        monkeypatch.setattr(module, name, once(getattr(module, name)))


@pytest.fixture
def busy(board):
    if "busy" not in _KEPT:
        _KEPT["busy"] = _busy(board)
    return _KEPT["busy"]


def _busy(board: Board) -> Board:
    """30 e-mails a month for two years: 24 on time, 29 from April 2026 on; 2 of each month are of a small team."""
    n = EACH * len(MONTHS)
    rows = np.zeros(n, np.int64)
    month, place = np.divmod(np.arange(n), EACH)
    day = np.array([(on - date(1970, 1, 1)).days for on in MONTHS], np.int32)[month] + place.astype(np.int32) % 14
    good = np.where(np.array([on >= date(2026, 4, 1) for on in MONTHS])[month], 29, 24)
    met = place < good - (month % 3 == 1)
    team = np.where(place < 2, 3, 1 + place % 2).astype(np.int32)
    contacts = board.contacts.take(rows)
    channel = np.where(place == 5, Channel.SOCIAL, Channel.EMAIL).astype(np.int16)
    ids = np.array([f"E-{number:05}" for number in range(n)], object)
    contacts = replace(contacts, ids=ids, team=team, channel=channel)
    verdicts = replace(
        board.verdicts.take(rows),
        contact=np.arange(n),
        norm=np.zeros(n, np.int16),
        day=day,
        verdict=np.where(met, Verdict.MET, Verdict.BREACHED).astype(np.int8),
        reason=np.where(met, Reason.IN_TIME, Reason.LATE).astype(np.int8),
    )
    return replace(board, contacts=contacts, verdicts=verdicts)


@pytest.fixture
def world(services, busy, work_once):
    """Services that answer from the busy board and remember what was asked."""
    services.board = lambda as_of=None: busy
    services.limits, services.reports = [], []
    services.by_hand = lambda as_of: []
    services.add_new_limits = lambda *asked: services.limits.append(asked)
    services.report = lambda board, period, path, **_: services.reports.append((period.label, path.name))
    services.profile.targets = ()
    services.profile.channels = SimpleNamespace(digital=(Channel.EMAIL,))
    return services


@pytest.fixture
def screen(qtbot, world, tasks, settings, busy):
    made = TrendsScreen(world, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1200, 820)
    made.show()
    made.show_sight(Sight.of(busy))
    return made
