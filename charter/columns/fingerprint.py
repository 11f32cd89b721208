"""One digest for the facts of many contacts: the same moments give the same digest, any other moment another.

Why: a closed period names the data that its figures rest on (design.md 2). Refuses to look at where a fact came from:
the same facts from another file are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.columns.contacts import Contacts

_PROVENANCE = ("file", "line")
_NAMED = {"source": "sources", "team": "teams", "queue": "queues", "organisation": "organisations"}


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
        values = getattr(contacts, column.name)
        if column.name in _PROVENANCE or column.name == "names":
            continue
        if column.name in _NAMED:
            known = getattr(contacts.names, _NAMED[column.name])
            used, values = np.unique(values, return_inverse=True)
            say(f"{column.name} names", np.array([known[number] for number in used.tolist()], object))
        if isinstance(values, np.ndarray):
            say(column.name, values)
            continue
        parts = {int(code): part for code, part in values.items()} if isinstance(values, Mapping) else {0: values}
        for code, part in sorted(parts.items()):
            for each in fields(part):
                say(f"{column.name} {code} {each.name}", getattr(part, each.name))
    return told.hexdigest()
