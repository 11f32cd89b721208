"""Arrays as bytes and back, without pickle: what a row of the table `derived` holds.

Why: a million contacts must stand in memory in well under a second, and a million rows never do. Refuses anything but
one-dimensional arrays of numbers, truth values and texts without a zero byte. Whole numbers are written as narrow as
their values allow and read back as they were.

Layout: the length of the header (4 bytes, little endian), the header (JSON: version, and for every array its name,
type, type as written, and size in bytes), then the arrays, one after the other.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

VERSION = 1
_TEXTS = "texts"
_SEPARATOR = "\0"
_NARROWER = tuple(np.dtype(code) for code in ("u1", "i1", "<u2", "<i2", "<u4", "<i4"))

Arrays = Mapping[str, npt.NDArray[Any]]


def pack(arrays: Arrays) -> bytes:
    """`arrays` as bytes."""
    header = []
    parts = []
    for name, values in arrays.items():
        if values.dtype == object:
            kind, written = _TEXTS, _SEPARATOR.join(values.tolist()).encode()
            narrow = str(len(values))
        else:
            kind, small = values.dtype.newbyteorder("<").str, _narrowed(values)
            narrow, written = small.dtype.newbyteorder("<").str, small.astype(small.dtype.newbyteorder("<")).tobytes()
        packed = zlib.compress(written, 1)
        pays = len(packed) * 2 < len(written)
        header.append((name, kind, narrow, len(packed) if pays else len(written), pays))
        parts.append(packed if pays else written)
    head = json.dumps({"version": VERSION, "arrays": header}).encode()
    return b"".join((len(head).to_bytes(4, "little"), head, *parts))


def unpack(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays that `pack` wrote."""
    place = 4 + int.from_bytes(content[:4], "little")
    view = memoryview(content)
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, kind, narrow, size, packed in json.loads(content[4:place])["arrays"]:
        part: bytes | memoryview = view[place : place + size]
        place += size
        if packed:
            part = zlib.decompress(part)
        if kind == _TEXTS:
            arrays[name] = _texts(str(part, "utf-8"), int(narrow))
        else:
            arrays[name] = np.frombuffer(part, narrow).astype(kind)
    return arrays


def _texts(together: str, count: int) -> npt.NDArray[np.object_]:
    texts = np.empty(count, object)
    if count:
        texts[:] = together.split(_SEPARATOR)
    return texts


def _narrowed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if values.dtype.kind not in "iu" or not len(values):
        return values
    low, high = int(values.min()), int(values.max())
    for narrower in _NARROWER:
        limits = np.iinfo(narrower)
        if narrower.itemsize < values.dtype.itemsize and limits.min <= low and high <= limits.max:
            return values.astype(narrower)
    return values
