"""What a column is made of, and how it says that something is not there.

Why one page: every room spells a missing instant the same way. Refuses to hold anything but types and these two marks.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

_Number = TypeVar("_Number", bound=np.integer[Any])
Ints = npt.NDArray[np.integer[Any]]
Instants = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Strings = npt.NDArray[np.object_]

NO_TIME: int = int(np.iinfo(np.int64).min)
NO_DAY: int = int(np.iinfo(np.int32).min)


def distinct(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """The different values, ascending.

    As `np.unique`, which since numpy 2.3 takes some twenty times as long over a million different numbers, and for a
    tenth of that time lets no other thread go on.
    """
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
