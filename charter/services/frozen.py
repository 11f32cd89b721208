"""The verdicts of a closed period as compressed columns: what proves its figures after everything else has changed.

Why: an auditor must be able to count the closed figures again, and to see which contacts differ now, also when the
contacts themselves were purged. A contact is therefore named by a keyed digest (`privacy.contact_digest`), never by its
own id, which may be a Message-ID. Refuses to judge, and to know a database.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Contacts, Instants, Rows, Verdicts, distinct
from charter.norms.model import Rulebook
from charter.services.privacy import contact_digest
from charter.store import chunks

Halves = npt.NDArray[np.uint64]
_SECOND = 1_000_000
_INSTANTS = ("started_at", "deadline", "stopped_at", "spent_us")
_NEVER = -1
_BITE = 20_000
"""So many contacts are named at a time: a text of a million digests lets no other thread go on while it is made."""


@dataclass(frozen=True, slots=True)
class Named:
    """Contacts by source (position in `sources`) and the two halves of their keyed digest."""

    sources: tuple[str, ...]
    source: npt.NDArray[np.int32]
    high: Halves
    low: Halves

    def __len__(self) -> int:
        return len(self.high)

    def code(self, row: int) -> str:
        """The digest of one contact, as 32 hexadecimal digits."""
        return f"{int(self.high[row]):016x}{int(self.low[row]):016x}"


@dataclass(frozen=True, slots=True)
class Frozen:
    """Contacts, norms by id, and verdicts whose `contact` and `norm` are positions in these."""

    contacts: Named
    norms: tuple[str, ...]
    verdicts: Verdicts


def named(contacts: Contacts, rows: Rows, key: bytes) -> Named:
    """The contacts at `rows`, without their ids."""
    sources = contacts.names.sources
    numbers = contacts.source[rows]
    halves = np.empty((len(rows), 2), np.uint64)
    for start in range(0, len(rows), _BITE):
        here = slice(start, start + _BITE)
        pairs = zip(numbers[here].tolist(), contacts.ids[rows[here]].tolist(), strict=True)
        told = "".join([contact_digest(key, sources[source], id_) for source, id_ in pairs])
        halves[here] = np.frombuffer(bytes.fromhex(told), ">u8").reshape(-1, 2)
    return Named(sources, numbers.astype(np.int32), halves[:, 0].copy(), halves[:, 1].copy())


def freeze(contacts: Contacts, verdicts: Verdicts, rulebook: Rulebook, key: bytes) -> Frozen:
    """These verdicts with the contacts that they are about."""
    rows = distinct(verdicts.contact)
    position = np.searchsorted(rows, verdicts.contact)
    return Frozen(
        named(contacts, rows, key),
        tuple(norm.id for norm in rulebook.norms),
        replace(verdicts, contact=position.astype(np.int64)),
    )


def pack(frozen: Frozen) -> bytes:
    """Write it down; whole seconds and what is left of them apart, since nearly all instants share the latter."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "sources": np.array(frozen.contacts.sources, object),
        "norms": np.array(frozen.norms, object),
        "source": frozen.contacts.source,
        "high": frozen.contacts.high,
        "low": frozen.contacts.low,
    }
    for column in fields(Verdicts):
        values = getattr(frozen.verdicts, column.name)
        if column.name in _INSTANTS:
            missing = values == (_NEVER if column.name == "spent_us" else NO_TIME)
            whole = np.where(missing, 0, values)
            arrays[f"{column.name}/s"] = np.where(missing, _NEVER, whole // _SECOND)
            arrays[f"{column.name}/us"] = whole % _SECOND
        else:
            arrays[column.name] = values
    return chunks.pack(arrays)


def unpack(content: bytes) -> Frozen:
    """Read what `pack` wrote."""
    arrays = chunks.unpack(content)
    columns = {f.name: arrays[f.name] for f in fields(Verdicts) if f.name not in _INSTANTS}
    columns |= {name: _joined(arrays[f"{name}/s"], arrays[f"{name}/us"], name) for name in _INSTANTS}
    contacts = Named(tuple(arrays["sources"].tolist()), arrays["source"], arrays["high"], arrays["low"])
    return Frozen(contacts, tuple(arrays["norms"].tolist()), Verdicts(**columns))


def _joined(seconds: Instants, rest: Instants, name: str) -> Instants:
    missing = seconds == _NEVER
    return np.where(missing, _NEVER if name == "spent_us" else NO_TIME, seconds * _SECOND + rest)
