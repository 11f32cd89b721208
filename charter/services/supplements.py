"""How many supplements a closed period has: what came after the closing and gives other verdicts.

Why: a list of periods says at a glance which closed figures would be others today. Every later import, every entry by a
person and a change of the rules that reached the period is one supplement. Refuses to change the closing.
"""

from __future__ import annotations

import numpy as np

from charter.columns import Act
from charter.services.as_closed import Compared
from charter.services.board import Board
from charter.services.causes import keys_of
from charter.store import by_hand, events
from charter.store.engine import Store

_EXCUSING = {Act.EXCUSE.word, Act.UNDO.word}


def count(store: Store, board: Board, compared: Compared) -> int:
    """The supplements of a closing that was held against `board`; 0 when today gives the same."""
    if not compared.differs:
        return 0
    closing, found = compared.closing, compared.differences
    rules = int(closing.rulebook != board.rulebook.digest)
    if found is None:
        return 1
    rows = np.unique(found.row[found.row >= 0])
    with store.read() as connection:
        touched = keys_of(connection, board.contacts, rows)
        runs = events.runs_since(connection, touched, closing.at)  # a correction by a person is a run of its own
        entries = by_hand.every(connection)
    places = set(zip(found.source.tolist(), found.contact.tolist(), strict=True))
    excused = [one for one in entries if one.at > closing.at and not by_hand.is_correction(one)]
    excuses = [one for one in excused if one.what in _EXCUSING and (one.source, one.contact) in places]
    return max(1, len(runs) + len(excuses) + rules)
