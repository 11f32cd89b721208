"""Knows the CSV file that Outlook's own export makes, and says why nothing can be measured with it.

Why: it is the first thing that people try, and it holds neither a date nor a message id (mail-formats.md 1.9). Refuses
every such file with the way to export the mailbox so that it can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from charter.errors import UnreadableFile
from charter.importers import text
from charter.importers.base import Head, ReadContext, Row
from charter.locale import N_

_SUBJECT = frozenset({"subject", "onderwerp"})
_SENDER = frozenset({"from: (name)", "from: (address)", "van: (naam)", "van: (adres)"})


class OutlookCsvReader:
    """Outlook's export “Comma Separated Values”, in English and in Dutch."""

    id = "outlook_csv"
    title = N_("Outlook export to CSV (refused: it holds no dates)")
    how = N_("A CSV file with the columns “Subject” and “From: (Name)”. Charter explains how to export instead.")
    conversations = True
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the header is that of Outlook's export."""
        header = text.first_line(text.decode(head.data))
        names = set(text.column_names(header.split(text.delimiter_of(header))))
        return bool(names & _SUBJECT and names & _SENDER)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """Raises UnreadableFile, always."""
        raise UnreadableFile(
            N_("Outlook writes no date of any message into this CSV file, so nothing can be measured with it."),
            N_("Choose “Outlook data file (.pst)” in Outlook's export instead, or save the messages as .msg files."),
        )
