"""The columns of the periods that can be accounted for, and those of the journal.

Refuses to decide what a period stands at, and to word an entry: `charter.services` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from charter.locale import _, formats
from charter.reports import spelling
from charter.services.account_periods import Account, State
from charter.store.journal import Entry
from charter.ui.models.column_table import Cell, Column, Keys
from charter.ui.models.verdict_columns import NOTHING
from charter.ui.tokens import Tone

_LOOK: dict[State, tuple[str, Tone]] = {
    State.RUNNING: ("pending", "pending"),
    State.INCOMPLETE: ("attention", "warn"),
    State.READY: ("met", "met"),
    State.CLOSED: ("lock", "met"),
    State.TAMPERED: ("breached", "breached"),
}
CODE = 12
"""Digits of a control code that are shown."""


def state_word(state: State) -> str:
    """What a period stands at."""
    words = {
        State.RUNNING: _("Still running"),
        State.INCOMPLETE: _("Not complete"),
        State.READY: _("Ready to close"),
        State.CLOSED: _("Closed"),
        State.TAMPERED: _("Changed after closing"),
    }
    return words[state]


def account_columns(accounts: Sequence[Account], zone: ZoneInfo) -> tuple[Column, ...]:
    """One row a period."""

    def state(row: int) -> Cell:
        picture, tone = _LOOK[accounts[row].state]
        return Cell(state_word(accounts[row].state), picture, tone, tone)

    def kept(row: int) -> Cell:
        one = accounts[row]
        places = {"kept": formats.number(one.kept), "promised": formats.number(one.promised)}
        return Cell(_("%(kept)s of %(promised)s") % places if one.promised else NOTHING)

    def closed_on(row: int) -> Cell:
        closing = accounts[row].closing
        return Cell(NOTHING if closing is None else formats.day(formats.local(closing.at, zone).date()))

    def code(row: int) -> Cell:
        closing = accounts[row].closing
        return Cell(NOTHING if closing is None else closing.digest[:CODE])

    def number(value: Callable[[Account], int]) -> Callable[[], Keys]:
        return lambda: np.array([value(one) for one in accounts], np.int64)

    return (
        Column(
            "period",
            _("Period"),
            lambda row: Cell(spelling.name(accounts[row].period), bold=True),
            number(lambda one: one.period.first.toordinal()),
            _("September 2026"),
        ),
        Column(
            "state", _("State"), state, number(lambda one: list(State).index(one.state)), state_word(State.TAMPERED)
        ),
        Column(
            "contacts",
            _("Contacts"),
            lambda row: Cell(formats.number(accounts[row].contacts)),
            number(lambda one: one.contacts),
            "1.000.000",
            right=True,
            leaves=3,
        ),
        Column("kept", _("Promises we kept"), kept, number(lambda one: one.kept), _("Promises we kept"), leaves=2),
        Column("closed", _("Closed on"), closed_on, None, "00-00-0000", leaves=4),
        Column("code", _("Control code"), code, None, "0" * CODE, leaves=1),
    )


def journal_columns(
    entries: Sequence[Entry], said: Sequence[str], reasons: Sequence[str], zone: ZoneInfo
) -> tuple[Column, ...]:
    """One row an entry; `said` and `reasons` are its words."""

    def when(row: int) -> Cell:
        return Cell(formats.instant(entries[row].at // 60_000_000 * 60_000_000, zone))

    def places(texts: Sequence[str]) -> Callable[[], Keys]:
        def keys() -> Keys:
            _every, place = np.unique(np.array(texts, np.str_), return_inverse=True)
            return place.astype(np.int32)

        return keys

    return (
        Column(
            "number",
            _("No"),
            lambda row: Cell(formats.number(entries[row].seq)),
            lambda: np.array([entry.seq for entry in entries], np.int64),
            "100.000",
            right=True,
            leaves=2,
        ),
        Column("when", _("When"), when, lambda: np.array([e.at for e in entries], np.int64), "00-00-0000 00:00"),
        Column("what", _("What"), lambda row: Cell(said[row]), places(said), "0" * 44, shrinks=True),
        Column("why", _("Why"), lambda row: Cell(reasons[row]), places(reasons), "0" * 20, shrinks=True, leaves=1),
        Column(
            "who",
            _("Who"),
            lambda row: Cell(entries[row].who),
            places([entry.who for entry in entries]),
            "0" * 12,
            shrinks=True,
            leaves=3,
        ),
    )
