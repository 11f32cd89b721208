"""Reads an Outlook data file (.pst, .ost): every mail in every folder, sent copies included.

Why: it is what Outlook's own export makes. The format is read by libpff (LGPL), which is an extra: without it the file
is recognised and refused with the remedy. Refuses to tell direction from folders (their names are localised, and an
exported file carries no marker); only junk mail is told by its folder, as by any other filter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from charter.contact import Event
from charter.errors import UnreadableFile
from charter.importers import outlook_item
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.importers.mail_own import who_we_are_is_unknown
from charter.importers.outlook_item import Item, decoded
from charter.locale import N_

if TYPE_CHECKING:
    import pypff

_MAGIC = b"!BDN"
_JUNK = frozenset({"ongewenste e-mail", "ongewenste mail", "junk e-mail", "junk email", "spam"})
_DEEPEST = 50
_MOST_RECIPIENTS = 500


class PstReader:
    """ANSI and Unicode data files of every Outlook; an .ost as far as libpff can read it."""

    id = "pst"
    title = N_("Outlook data file (.pst, .ost)")
    how = N_("A file that begins with “!BDN”, as Outlook's own export makes it.")
    conversations = True
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the file begins as a data file does."""
        return head.data.startswith(_MAGIC)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row an item of whatever kind; `line` is its number in the order of the folders, from 1."""
        room = Mailroom(context)
        if not room.knows_us:
            yield who_we_are_is_unknown()
        _file, root = _opened(stream)
        for number, (folder, found) in enumerate(_items(root), 1):
            try:
                item = _item(found) if found is not None else None
            except Exception:  # noqa: BLE001 - libpff fails on a damaged item in many ways; to the user they are one
                item = None
            if item is None:
                yield outlook_item.damaged(number)
                continue
            first, *more = outlook_item.rows(room, number, item)
            if folder in _JUNK and isinstance(first, Event):
                yield OutOfScope(number, "spam")
            else:
                yield from (first, *more)


def _opened(stream: BinaryIO) -> tuple[pypff.file, pypff.folder]:
    """The file, which must be held as long as anything in it, and its topmost folder."""
    try:
        import pypff
    except ImportError as error:
        raise UnreadableFile(
            N_("This is an Outlook data file, and the part of Charter that reads those is not installed."),
            N_('Install it with: pip install "charter[pst]". Or export the mailbox as mbox.'),
        ) from error
    file = pypff.file()
    try:
        file.open_file_object(stream)
        root = file.get_root_folder()
    except Exception as error:
        raise UnreadableFile(
            N_("The Outlook data file is damaged and cannot be opened."),
            N_("Let Outlook repair it (scanpst) or export the mailbox again."),
        ) from error
    return file, root


def _items(root: pypff.folder) -> Iterator[tuple[str, pypff.item | None]]:
    """Every item with the lower-case name of its folder; None for an item that cannot be reached."""
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            name = (folder.get_name() or "").strip().lower()
            items, folders = folder.get_number_of_sub_messages(), folder.get_number_of_sub_folders()
        except Exception:  # noqa: BLE001 - as above
            yield "", None
            continue
        for place in range(items):
            try:
                found = folder.get_sub_message(place)
            except Exception:  # noqa: BLE001 - as above
                found = None
            yield name, found
        for place in reversed(range(folders if depth < _DEEPEST else 0)):
            try:
                waiting.append((folder.get_sub_folder(place), depth + 1))
            except Exception:  # noqa: BLE001 - as above
                yield "", None


def _item(found: pypff.item) -> Item:
    recipients = getattr(found, "recipients", None)
    listed = [] if recipients is None else recipients.record_sets
    return Item(
        decoded(_entries(found.record_sets)),
        tuple(decoded(_entries([listed[n]])) for n in range(min(len(listed), _MOST_RECIPIENTS))),
    )


def _entries(record_sets: list[pypff.record_set]) -> Iterator[tuple[int, int, bytes]]:
    for record_set in record_sets:
        for entry in record_set.entries:
            if entry.entry_type in outlook_item.NEEDED and entry.data is not None:
                yield entry.entry_type, entry.value_type, entry.data
