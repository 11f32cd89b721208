"""What a column is made of, and how it says that something is not there.

Why one page: every room spells a missing instant the same way. Refuses to hold anything but types and these two marks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Instants = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Strings = npt.NDArray[np.object_]

NO_TIME: int = int(np.iinfo(np.int64).min)
NO_DAY: int = int(np.iinfo(np.int32).min)
