"""What the events of an import come to: a sum that the journal keeps, against which they can be held again at any time.

Why a sum: events come in any order, and a purge takes some away without reading the others. Each event is digested with
SHA-256, as it is stored: whose it is, its texts, its numbers, and the names that those stand for. The digests are added
up in four lanes of 64 bits. Left out are names of staff, which may be forgotten, and the numbers that the database
itself gives out. Refuses to withstand who can calculate an event to fit: he can write the journal anew too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import compress

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, and_, func, select

from charter.columns import NO_TIME, Mask
from charter.store.engine import read_blocks
from charter.store.names import Dictionary
from charter.store.schema import contact_key, event
from charter.store.schema import name as name_table

Sum = npt.NDArray[np.uint64]
"""Four numbers."""
NOTHING: Sum = np.zeros(4, np.uint64)
"""The sum of no events."""

_NUMBERS: tuple[ColumnElement[int], ...] = (
    event.c.fingerprint, event.c.line, event.c.position, event.c.kind, func.coalesce(event.c.at, NO_TIME),
    event.c.precision, event.c.channel, event.c.category, event.c.direction, event.c.performer,
    func.coalesce(event.c.wait_us, -1), func.coalesce(event.c.talk_us, -1),
)  # fmt: skip
_NAMED = {
    Dictionary.TEAM: event.c.team_id,
    Dictionary.QUEUE: event.c.queue_id,
    Dictionary.ORGANISATION: event.c.organisation_id,
}


def of_new(texts: Sequence[Sequence[str]], numbers: Sequence[npt.NDArray[np.integer]], chosen: Mask) -> Sum:
    """The sum of the events in `chosen`, whose `texts` and `numbers` stand as columns in the order of `by_run`."""
    words = zip(*texts, strict=True)
    wanted = words if chosen.all() else compress(words, chosen.tolist())
    return _digests(wanted, [column[chosen] for column in numbers]).sum(axis=0, dtype=np.uint64)


def by_run(
    connection: Connection, *conditions: ColumnElement[bool], told: Callable[[int], None] = lambda read: None
) -> dict[int, Sum]:
    """The sums of the stored events that meet the conditions, by import; `told` hears how many were read so far."""
    owner = event.outerjoin(contact_key, contact_key.c.id == event.c.key_id)
    texts: list[ColumnElement[str]] = [contact_key.c.external_id, event.c.customer, event.c.detail]
    for dictionary, number in _NAMED.items():
        word = name_table.alias()
        owner = owner.outerjoin(word, and_(word.c.dictionary == dictionary, word.c.id == number))
        texts.append(word.c.value)
    statement = select(event.c.run_id, *(func.coalesce(text, "") for text in texts), *_NUMBERS).select_from(owner)
    found: dict[int, Sum] = {}
    read = 0
    for run, *columns in read_blocks(connection, statement.where(*conditions)):
        words = zip(*(column.tolist() for column in columns[: len(texts)]), strict=True)
        runs, place = np.unique(run, return_inverse=True)
        sums = np.zeros((len(runs), 4), np.uint64)
        np.add.at(sums, place, _digests(words, columns[len(texts) :]))
        for number, more in zip(runs.tolist(), sums, strict=True):
            found[number] = found.get(number, NOTHING) + more
        read += len(run)
        told(read)
    return found


def written(total: Sum) -> str:
    """A sum as 64 hexadecimal digits."""
    return total.astype("<u8").tobytes().hex()


def all_written(sums: Mapping[int, Sum]) -> dict[str, str]:
    """Sums by import, as the journal keeps them."""
    return {str(number): written(total) for number, total in sums.items()}


def parsed(text: str) -> Sum:
    """The sum of `written`; raises ValueError for anything else."""
    return np.frombuffer(bytes.fromhex(text), "<u8").reshape(4).astype(np.uint64)


def _digests(words: Iterable[tuple[str, ...]], numbers: Sequence[npt.NDArray[np.integer]]) -> npt.NDArray[np.uint64]:
    """The digest of each event, one row of four numbers each. No text holds a zero byte (`names.storable`)."""
    rows = np.stack([column.astype("<i8") for column in numbers], axis=1)
    width, content = rows.shape[1] * 8, rows.tobytes()
    starts = range(0, len(content), width)
    told = [
        sha256(content[start : start + width] + "\0".join(texts).encode()).digest()
        for start, texts in zip(starts, words, strict=True)
    ]
    return np.frombuffer(b"".join(told), "<u8").reshape(-1, 4)
