"""Loading a million judged contacts from the database, and all that the window works out from them."""

from __future__ import annotations

import pickle
from pathlib import Path

from benchmarks.measure import Measured, best_of, peak_mb, timed
from benchmarks.town import AS_OF, open_town
from charter.services.board import load_board, load_contacts
from charter.services.rulebooks import judging


def run(folder: Path, scale: float) -> list[Measured]:
    """Loading, against unpickling the very same columns, which checks nothing and is no format to keep."""
    profile, store = open_town(folder, scale)
    rulebook = judging(store, profile, "benchmark", AS_OF).rulebook
    loading, found = best_of(2, lambda: load_contacts(store, profile, AS_OF))
    file = folder / "contacts.pickle"
    with file.open("wb") as target:
        pickle.dump(found, target, protocol=5)
    floor, _ = best_of(2, lambda: pickle.loads(file.read_bytes()))  # noqa: S301 - written three lines above
    contacts = len(found[0])
    del found
    board, _ = timed(lambda: load_board(store, profile, rulebook, AS_OF))
    store.close()
    return [
        Measured(f"loading {contacts:_} contacts", loading, "unpickling the same columns", floor),
        Measured("loading and judging them: the board", board, peak_mb=peak_mb()),
    ]
