"""The columns of the periods that can be accounted for, and those of the journal.

Refuses to decide what a period stands at, and to word an entry: `charter.services` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from charter.locale import _, formats
from charter.reports import spelling
from charter.services import journal_text
from charter.services.account_periods import Account, State
from charter.store.journal import Entry
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Cell, Column, Keys
from charter.ui.models.verdict_columns import NOTHING

_LOOK: dict[State, tuple[str, Tone]] = {
    State.RUNNING: ("pending", "pending"),
    State.INCOMPLETE: ("attention", "warn"),
    State.READY: ("flag", "warn"),
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


def account_word(account: Account) -> str:
    """What a period stands at, and whether something came in after it was closed."""
    if account.supplement and account.state is State.CLOSED:
        return _("Closed, supplement %(n)s") % {"n": formats.number(account.supplement)}
    return state_word(account.state)


def account_columns(accounts: Sequence[Account], zone: ZoneInfo) -> tuple[Column, ...]:
    """One row a period."""

    def state(row: int) -> Cell:
        picture, tone = _LOOK[accounts[row].state]
        return Cell(account_word(accounts[row]), picture, tone, tone)

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
            "state",
            _("State"),
            state,
            number(lambda one: list(State).index(one.state)),
            "mm" + _("Closed, supplement %(n)s") % {"n": 8},
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
    entries: Sequence[Entry], said: Sequence[str], reasons: Sequence[str], people: Sequence[str], zone: ZoneInfo
) -> tuple[Column, ...]:
    """One row an entry; `said` and `reasons` are its words, `people` how whoever did it is called."""
    kinds = [_(journal_text.kind(entry)) for entry in entries]

    def when(row: int) -> Cell:
        return Cell(formats.instant(entries[row].at // 60_000_000 * 60_000_000, zone))

    def words(
        id_: str, title: str, texts: Sequence[str], sample: str, *, leaves: int = 0, shrinks: bool = True
    ) -> Column:
        def keys() -> Keys:
            _every, place = np.unique(np.array(texts, np.str_), return_inverse=True)
            return place.astype(np.int32)

        return Column(id_, title, lambda row: Cell(texts[row]), keys, sample, leaves=leaves, shrinks=shrinks)

    return (
        Column(
            "number",
            _("No"),
            lambda row: Cell(formats.number(entries[row].seq)),
            lambda: np.array([entry.seq for entry in entries], np.int64),
            "8.888",
            right=True,
            leaves=1,
        ),
        Column("when", _("When"), when, lambda: np.array([e.at for e in entries], np.int64), "00-00-0000 00:00"),
        words("kind", _("Kind"), kinds, _("Norms and calendar"), leaves=4, shrinks=False),
        words("what", _("What"), said, "0" * 44),
        words("why", _("Why"), reasons, "0" * min(18, max(map(len, reasons), default=0)), leaves=2, shrinks=False),
        words("who", _("Who"), people, _("colleague %(n)s") % {"n": 88}, leaves=3, shrinks=False),
    )
