"""Mail that lies one message to a file: .eml, .msg, and the folders of them, Maildir included.

Why: a mail program saves a message as a file, a mail server keeps a mailbox as a folder. A folder of messages is one
mailbox: it is read as one stream, in order of the names, so that an import of 10 000 messages is one transaction with
one run, as that of an mbox is. Refuses to believe the time of a file, which copying changes: the leading seconds of a
Maildir name are the last resort (mail-formats.md 1.2). Mail that is in the trash or a draft is out of scope.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from charter.contact import Event, Kind
from charter.errors import UnreadableFile
from charter.importers import files, mbox, msg, outlook_item
from charter.importers import mail_header as header
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.importers.mail_own import who_we_are_is_unknown
from charter.locale import N_
from charter.problem import Problem

_BOM = b"\xef\xbb\xbf"
_PROOF = frozenset({b"date", b"message-id", b"received"})
_SUFFIXES = (".eml", ".msg")
_DELIVERED = frozenset({"cur", "new"})
_MAILDIR_NAME = re.compile(r"\d{6,}\.|.*[:;!,-]2,[A-Za-z]*(?:\.eml)?\Z", re.DOTALL)
_FLAGS = re.compile(r"[:;!,-]2,([A-Za-z]*)(?:\.eml)?\Z")
_SECONDS = re.compile(r"(\d{9,10})\.")
_HOUSEKEEPING = re.compile(r"dovecot|courier|maildir(?:folder|size)|subscriptions$", re.IGNORECASE)
_REPLIED = "R"
_LAID_ASIDE = {"T": "trashed", "D": "draft"}


class MailFilesReader:
    """One message in a .eml or .msg file, or a folder in which every file is one."""

    id = "mail_files"
    title = N_("E-mail messages (.eml, .msg, Maildir)")
    how = N_("A file that begins with the header of one message or is saved by Outlook, or a folder that holds those.")
    conversations = True
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the file is an Outlook message, or begins with a header that only mail has."""
        if head.data.startswith(msg.MAGIC):
            return msg.holds_a_message(head)
        envelope, message = mbox.opened(head.data.removeprefix(_BOM).lstrip(b"\r\n"))
        found = header.fields(header.cut(message)[0])
        if head.name.lower().endswith(".eml"):
            return found.keys() != {b""} and bool(found)
        return not envelope and b"from" in found and not found.keys().isdisjoint(_PROOF)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """The one row of a file."""
        room = Mailroom(context)
        if not room.knows_us:
            yield who_we_are_is_unknown()
        yield from _rows(room, 1, stream, "")

    def files_in(self, folder: Path) -> Iterator[tuple[Path, bool]]:
        """Every file below a folder in order of the names, and whether it is a message.

        Left out: hidden files, hidden folders that are no Maildir (`.Verzonden items` is one), and what a mail server
        keeps beside the messages.
        """
        return _files_in(folder)

    def read_all(self, paths: Iterable[Path], context: ReadContext) -> Iterator[Row]:
        """One row a file; `line` is its number, from 1. A question that was marked as answered implies its answer."""
        room = Mailroom(context)
        if not room.knows_us:
            yield who_we_are_is_unknown()
        for number, path in enumerate(paths, 1):
            aside = [word for flag, word in _LAID_ASIDE.items() if flag in _flags(path.name)]
            if aside:
                yield OutOfScope(number, aside[0])
                continue
            try:
                with files.open_stream(path) as stream:
                    yield from _rows(room, number, stream, path.name)
            except UnreadableFile as error:
                yield Problem("message_unreadable", number, error.message, error.remedy, error.params)


def _files_in(folder: Path) -> Iterator[tuple[Path, bool]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    is_maildir = any(entry.name in _DELIVERED and entry.is_dir() for entry in entries)
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir():
            hidden = entry.name.startswith(".")
            if not (hidden and not _is_maildir(path)) and not (is_maildir and entry.name == "tmp"):
                yield from _files_in(path)
        elif not entry.name.startswith(".") and not (is_maildir and _HOUSEKEEPING.match(entry.name)):
            delivered = folder.name in _DELIVERED and _MAILDIR_NAME.match(entry.name) is not None
            yield path, delivered or entry.name.lower().endswith(_SUFFIXES)


def _is_maildir(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in _DELIVERED)


def _flags(name: str) -> str:
    """The flags that a mail server appended to the name of a message."""
    found = _FLAGS.search(name)
    return found[1] if found else ""


def _rows(room: Mailroom, number: int, stream: BinaryIO, name: str) -> Iterator[Row]:
    message = stream.read(mbox.KEEP)
    if message.startswith(msg.MAGIC):
        stream.seek(0)
        item = msg.properties(stream)
        yield from [outlook_item.damaged(number)] if item is None else outlook_item.rows(room, number, item)
        return
    envelope, message = mbox.opened(message.removeprefix(_BOM).lstrip(b"\r\n"))
    named = _SECONDS.match(name)
    row = room.row(number, message, envelope or (header.envelope(int(named[1])) if named else b""))
    yield row
    if _REPLIED in _flags(name) and isinstance(row, Event) and row.kind is Kind.MESSAGE_RECEIVED:
        yield room.replied(row, None)
