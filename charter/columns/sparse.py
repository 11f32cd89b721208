"""What only some contacts have, or have more than once: moments, numbers, attempts, suspensions, queue visits.

Why beside `Contacts` and not in it: a column for every kind of moment would be empty for nearly everybody. All of them
follow a selection of contacts in the same way, which stands here once. Refuses to say what a moment means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from charter.columns.arrays import Days, Instants, Ints, Mask, Rows, Strings

Types = Mapping[str, type[np.generic]]


@dataclass(frozen=True, slots=True)
class Sparse:
    """Columns of equal length; the first holds the rows, ascending, of the contacts that the others belong to."""

    TYPES: ClassVar[Types] = {}
    """What the columns hold that do not hold int64."""

    @classmethod
    def none(cls) -> Self:
        """Nobody has any."""
        columns: dict[str, Any] = {f.name: np.empty(0, cls.TYPES.get(f.name, np.int64)) for f in fields(cls)}
        return cls(**columns)

    def take(self, old_to_new: Rows) -> Self:
        """The same for a selection of contacts, in the order of those; `old_to_new[row]` is the new row or -1."""
        owner, *columns = (f.name for f in fields(self))
        owners = old_to_new[getattr(self, owner)]
        kept = np.flatnonzero(owners >= 0)
        kept = kept[np.argsort(owners[kept], kind="stable")]
        taken: dict[str, Any] = {column: getattr(self, column)[kept] for column in columns}
        return type(self)(**{owner: owners[kept]}, **taken)

    @classmethod
    def concat(cls, parts: Sequence[Self], contacts: Sequence[int]) -> Self:
        """All of `parts` (at least one), whose contacts stand one after the other; `contacts` counts those."""
        owner, *columns = (f.name for f in fields(cls))
        offsets = np.cumsum([0, *contacts])[:-1].tolist()
        owners = [getattr(p, owner) + offset for p, offset in zip(parts, offsets, strict=True)]
        joined: dict[str, Any] = {column: np.concatenate([getattr(p, column) for p in parts]) for column in columns}
        return cls(**{owner: np.concatenate(owners)}, **joined)


@dataclass(frozen=True, slots=True)
class Moments(Sparse):
    """One kind of moment for the contacts that have it.

    `rows` are unique; `at[i]` and `precision[i]` belong to contact `rows[i]`. `at` is NO_TIME where the moment
    happened at an unknown instant. `untimed[i]` says that a further moment of this kind, of unknown instant, exists
    beside the timed one.
    """

    TYPES: ClassVar[Types] = {"precision": np.int8, "untimed": np.bool_}

    rows: Rows
    at: Instants
    precision: Ints
    untimed: Mask


@dataclass(frozen=True, slots=True)
class Numbers(Sparse):
    """A number that few contacts have: `values[i]` belongs to contact `rows[i]`; rows are unique."""

    TYPES: ClassVar[Types] = {"values": np.float64}

    rows: Rows
    values: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attempts(Sparse):
    """Every failed callback attempt, for the effort rule: `at[i]` belongs to contact `rows[i]`."""

    rows: Rows
    at: Instants


@dataclass(frozen=True, slots=True)
class Suspensions(Sparse):
    """Every suspension of a statutory term (Awb 4:15), apart from each other and in time.

    `since[i]` is the local day of the request, which still counts, NO_DAY where it is not known how long the term stood
    still; `until[i]` the last day that does not, NO_DAY while it is open.
    """

    TYPES: ClassVar[Types] = {"since": np.int32, "until": np.int32}

    rows: Rows
    since: Days
    until: Days


@dataclass(frozen=True, slots=True)
class Excuses(Sparse):
    """Every excuse that a person gave and that holds; a contact may have several, the later one last.

    `norms[i]` is the id of the norm that is excused, "" for every norm; `at`, `who` and `why` are for the explanation.
    """

    TYPES: ClassVar[Types] = {"norms": np.object_, "who": np.object_, "why": np.object_}

    rows: Rows
    norms: Strings
    at: Instants
    who: Strings
    why: Strings

    def covers(self, norm: str) -> Mask:
        """Which of the excuses hold for `norm`."""
        return np.array([one in ("", norm) for one in self.norms.tolist()], np.bool_)


@dataclass(frozen=True, slots=True)
class Visits(Sparse):
    """One row a queue visit; `contact` points into the rows of the Contacts it was derived with."""

    TYPES: ClassVar[Types] = {"queue": np.int32, "number": np.int32, "outcome": np.int8}

    contact: Rows
    number: Ints
    queue: Ints
    outcome: Ints
    offered_at: Instants
    answered_at: Instants
    ended_at: Instants
    wait_us: Instants
    talk_us: Instants

    def __len__(self) -> int:
        return len(self.contact)
