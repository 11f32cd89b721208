"""Writes small .msg files (MS-CFB), made here so that no test holds anybody's mail. No stream may reach 4 kB."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Mapping

import pytest

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _MINI = 512, 64

UNICODE, NUMBER, TIME, BINARY = 0x001F, 0x0003, 0x0040, 0x0102
Value = str | int | bytes
Properties = Mapping[int, Value]


def filetime(seconds: int) -> bytes:
    """UTC seconds since 1970 as Windows counts them."""
    return struct.pack("<Q", (seconds + 11_644_473_600) * 10_000_000)


def msg(own: Properties, *recipients: Properties) -> bytes:
    """An Outlook message: text, numbers, bytes; the times 0x0039, 0x0E06 and 0x1082 in UTC seconds."""
    tree: dict[str, bytes | dict[str, bytes]] = dict(_streams(own, 32))
    for number, recipient in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _streams(recipient, 8)
    return _compound(tree)


def _streams(told: Properties, header: int) -> dict[str, bytes]:
    table, streams = bytes(header), {}
    for tag, value in told.items():
        if isinstance(value, int):
            kind = TIME if tag in (0x0039, 0x0E06, 0x1082) else NUMBER
            fixed = filetime(value) if kind == TIME else struct.pack("<q", value)
        else:
            kind, data = (UNICODE, value.encode("utf-16-le")) if isinstance(value, str) else (BINARY, value)
            streams[f"__substg1.0_{tag:04X}{kind:04X}"] = data
            fixed = struct.pack("<II", len(data), 0)
        table += struct.pack("<HHI", kind, tag, 6) + fixed
    return {**streams, "__properties_version1.0": table}


def _compound(tree: Mapping[str, bytes | Mapping[str, bytes]]) -> bytes:
    mini, mini_chain = b"", []
    entries: list[list[object]] = [["Root Entry", 5, _NONE, _NONE, _END, 0]]

    def place(data: bytes) -> int:
        nonlocal mini
        assert len(data) < 4096
        if not data:
            return _END
        first, count = len(mini_chain), -(-len(data) // _MINI)
        mini_chain.extend([*range(first + 1, first + count), _END])
        mini += data.ljust(count * _MINI, b"\0")
        return first

    def add(children: Mapping[str, bytes | Mapping[str, bytes]]) -> int:
        """Each child the right sibling of the one before it: no balanced tree, but one that every parser walks."""
        numbers = []
        for name in sorted(children, key=lambda name: (len(name), name.upper())):
            child = children[name]
            numbers.append(len(entries))
            if isinstance(child, bytes):
                entries.append([name, 2, _NONE, _NONE, place(child), len(child)])
            else:
                entry: list[object] = [name, 1, _NONE, _NONE, 0, 0]
                entries.append(entry)
                entry[3] = add(child)
        for one, following in itertools.pairwise(numbers):
            entries[one][2] = following
        return numbers[0] if numbers else _NONE

    entries[0][3] = add(tree)
    entries[0][5] = len(mini)
    while len(entries) % 4:
        entries.append(["", 0, _NONE, _NONE, 0, 0])

    def sectors(data: bytes) -> int:
        return -(-len(data) // _SECTOR)

    mini_fat = struct.pack(f"<{len(mini_chain)}I", *mini_chain)
    sizes = [len(entries) // 4, sectors(mini_fat), sectors(mini)]
    fat_size = next(n for n in range(1, 100) if n * 128 >= n + sum(sizes))
    starts = [fat_size, fat_size + sizes[0], fat_size + sizes[0] + sizes[1]]
    entries[0][4] = starts[2] if mini else _END
    fat = [_FAT] * fat_size
    for size, start in zip(sizes, starts, strict=True):
        fat += [*range(start + 1, start + size), _END] if size else []
    fat += [_FREE] * (fat_size * 128 - len(fat))
    directory = b"".join(_entry(*entry) for entry in entries)  # type: ignore[arg-type]
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_size, starts[0], 0, 4096, starts[1] if mini_fat else _END, sizes[1], _END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *range(fat_size), *[_FREE] * (109 - fat_size))
    body = struct.pack(f"<{len(fat)}I", *fat) + directory
    for data in (mini_fat, mini):
        body += data.ljust(sectors(data) * _SECTOR, b"\xff" if data is mini_fat else b"\0")
    return head + body


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    length = len(wide) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQIII", wide, length, kind, 1, _NONE, right, child, bytes(16), 0, 0, 0, start, size, 0
    )


@pytest.fixture
def write_msg() -> Callable[..., bytes]:
    """An Outlook message from its properties and those of each recipient."""
    return msg
