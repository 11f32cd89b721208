"""Reads an mbox file: the mailboxes that Thunderbird, Gmail Takeout, mailing lists and Unix mail leave behind.

Why: municipalities export mailboxes as mbox, sometimes gigabytes. The file is scanned as bytes; of each message only
the first part is ever held, so one message of 100 MB costs no more than another. Refuses to believe Content-Length,
and to split at every line that begins with "From ": the separator rule of mail-formats.md 1.1 decides.

A message that stands twice in a file yields two events with one fingerprint; the store keeps the first. It keeps that
first copy also when a later copy was received earlier: copies of one delivery differ by seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from charter.importers.base import Head, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.importers.mail_own import who_we_are_is_unknown
from charter.locale import N_

_CHUNK = 1 << 20
KEEP = 64 * 1024
"""Bytes of a message that are held: its header and the beginning of its body."""
_AHEAD = 2048
"""Bytes needed behind a possible separator to judge it: a separator line and the name of the field after it."""

_BOM = b"\xef\xbb\xbf"
_FROM = re.compile(rb"From (\S+( at \S+)?)?[ \t]*((Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d{4}.*)?[ \t]*\r?")
_CANDIDATE = re.compile(rb"\nFrom ")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")


class MboxReader:
    """Any variant of mbox (mboxo, mboxrd, mboxcl, mboxcl2), with LF or CRLF, with or without a BOM."""

    id = "mbox"
    title = N_("Mailbox (mbox)")
    how = N_("A file whose first line begins with “From ”, as Thunderbird, Gmail Takeout and Apple Mail export it.")
    conversations = True
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the first line is a separator line; one message saved as .eml may have one too."""
        if head.name.lower().endswith(".eml"):
            return False
        first = head.data.removeprefix(_BOM).lstrip(b"\r\n")[:_AHEAD].partition(b"\n")[0]
        return _FROM.fullmatch(first) is not None

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row a message; `line` is the number of the message, from 1."""
        room = Mailroom(context)
        for number, (envelope, message) in enumerate(split(stream), 1):
            if number == 1 and not room.knows_us:
                yield who_we_are_is_unknown()
            yield room.row(number, message, envelope)


def split(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The separator line and the first bytes of every message in the stream.

    What stands before the first separator is a message without one, unless it is blank.
    """
    buffer = b"\n" + stream.read(_CHUNK).removeprefix(_BOM)
    at_end = len(buffer) <= 1
    held = b""  # what earlier buffers held of the message that runs on
    start = 1  # where the message at hand begins in the buffer
    seek = 0
    while True:
        candidate = _CANDIDATE.search(buffer, seek)
        found = candidate.start() if candidate else -1
        if found >= 0 and (at_end or found + _AHEAD <= len(buffer)):
            seek = found + 1
            if _separates(buffer, found):
                yield from _message(held, buffer[start : min(seek, start + KEEP)])
                held, start = b"", seek
            continue
        if at_end:
            yield from _message(held, buffer[start : start + KEEP])
            return
        # Keep two bytes before the place where the search goes on, to see whether the line before it is empty.
        seek = found if found >= 0 else max(seek, len(buffer) - len(b"\nFrom ") + 1)
        keep = max(seek - 2, 0)
        if len(held) < KEEP and keep > start:
            held += buffer[start : min(keep, start + KEEP - len(held))]
        start = max(start - keep, 0)
        seek -= keep
        more = stream.read(_CHUNK)
        at_end = not more
        buffer = buffer[keep:] + more


def opened(message: bytes) -> tuple[bytes, bytes]:
    """The separator line before a message (b"" when there is none) and the message."""
    first, _, others = message.partition(b"\n")
    return (first.rstrip(b"\r"), others) if _FROM.fullmatch(first) else (b"", message)


def _message(held: bytes, rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    envelope, message = opened((held + rest)[:KEEP])
    if envelope or message.strip():
        yield envelope, message


def _separates(buffer: bytes, newline: int) -> bool:
    """Whether the line after `newline` begins a message: it looks like a separator, and so does its surroundings."""
    end = buffer.find(b"\n", newline + 1, newline + 1 + _AHEAD // 2)
    line = buffer[newline + 1 : end if end >= 0 else newline + 1 + _AHEAD // 2]
    if not _FROM.fullmatch(line):
        return False
    if newline == 0 or buffer[newline - 1 : newline] == b"\n" or buffer[newline - 2 : newline] == b"\n\r":
        return True
    return end >= 0 and _FIELD.match(buffer, end + 1) is not None
