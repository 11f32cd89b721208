"""One digest for the facts of many contacts: the same moments give the same digest, any other moment another.

Why: a closed period names the data that its figures rest on (design.md 2). Refuses to look at where a fact came from:
the same facts from another file are the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.columns.contacts import Contacts
from charter.columns.sparse import Sparse

_PROVENANCE = ("file", "line")
_NAMED = {"source": "sources", "team": "teams", "queue": "queues", "organisation": "organisations"}
_PARTS = ("names", "moments", "numbers", "attempts", "suspensions")


def digest(contacts: Contacts) -> str:
    """The SHA-256 of what `contacts` say, in their order, without file and line."""
    told = hashlib.sha256()

    def say(name: str, values: npt.NDArray[Any]) -> None:
        told.update(f"{name} {values.dtype.kind} {len(values)}\n".encode())
        if values.dtype == object:
            told.update("\0".join(values.tolist()).encode("utf-8", "surrogatepass"))
        else:
            wide = values.astype("<f8" if values.dtype.kind == "f" else "<i8")
            told.update(np.ascontiguousarray(wide).tobytes())

    for column in fields(Contacts):
        if column.name in (*_PROVENANCE, *_PARTS):
            continue
        values = getattr(contacts, column.name)
        if column.name in _NAMED:
            known = getattr(contacts.names, _NAMED[column.name])
            used, values = np.unique(values, return_inverse=True)
            say(f"{column.name} names", np.array([known[number] for number in used.tolist()], object))
        say(column.name, values)
    sparse: list[tuple[str, Sparse]] = [(f"moment {int(kind)}", found) for kind, found in contacts.moments.items()]
    sparse += [(f"number {int(fact)}", found) for fact, found in contacts.numbers.items()]
    sparse += [("attempts", contacts.attempts), ("suspensions", contacts.suspensions)]
    for label, part in sorted(sparse, key=lambda pair: pair[0]):
        for column in fields(part):
            say(f"{label} {column.name}", getattr(part, column.name))
    return told.hexdigest()
