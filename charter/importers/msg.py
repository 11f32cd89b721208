"""The properties of a message that Outlook saved as a .msg file (MS-OXMSG, a compound file).

Why: extract-msg is GPL; the twenty properties that matter are a few streams of the compound file, which olefile opens.
Refuses to open attachments and messages inside the message.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import olefile

from charter.importers.base import Head
from charter.importers.outlook_item import LONGEST, NEEDED, Item, decoded

MAGIC = olefile.MAGIC
_TABLE = "__properties_version1.0"
_MARK = _TABLE.encode("utf-16-le")
_STREAM = "__substg1.0_"
_RECIPIENT = "__recip_version1.0_"
_MOST_RECIPIENTS = 500
_HEADER, _HEADER_OF_PART = 32, 8
"""Bytes before the first property: of the message, and of a recipient."""
_FIXED = struct.Struct("<HHI8s")


def holds_a_message(head: Head) -> bool:
    """Whether a compound file is a message and no old document or workbook."""
    return head.name.lower().endswith(".msg") or _MARK in head.data


def properties(stream: BinaryIO) -> Item | None:
    """The item in a .msg file; None when the file is damaged or holds no message."""
    try:
        with olefile.OleFileIO(stream) as file:
            if not file.exists(_TABLE):
                return None
            parts = sorted({path[0] for path in file.listdir() if path[0].startswith(_RECIPIENT)})
            return Item(
                decoded(_found(file, "", _HEADER)),
                tuple(decoded(_found(file, f"{part}/", _HEADER_OF_PART)) for part in parts[:_MOST_RECIPIENTS]),
            )
    except Exception:  # noqa: BLE001 - a damaged compound file makes the parser fail in many ways; they are one to us
        return None


def _found(file: olefile.OleFileIO, place: str, header: int) -> Iterator[tuple[int, int, bytes]]:
    if not file.exists(place + _TABLE):
        return
    table = file.openstream(place + _TABLE).read()[header:]
    for kind, tag, _flags, value in _FIXED.iter_unpack(table[: len(table) // _FIXED.size * _FIXED.size]):
        if tag not in NEEDED:
            continue
        name = f"{place}{_STREAM}{tag:04X}{kind:04X}"
        if file.exists(name):
            yield tag, kind, file.openstream(name).read(2 * LONGEST)
        elif kind in (0x0003, 0x0040):
            yield tag, kind, value
