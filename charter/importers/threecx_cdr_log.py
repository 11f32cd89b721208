"""Knows the file `cdr.log` of a 3CX exchange, to say why it cannot be used and what can (phone-formats.md 6).

Why: it is the first file that an administrator finds. Its `time-answered` is the moment at which the first party picked
up, and for a queue that is the exchange itself: nobody can tell from it how long a caller waited for a person. Refuses
every such file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from charter.errors import UnreadableFile
from charter.importers.base import Head, ReadContext, Row
from charter.importers.text import decode
from charter.locale import N_

_LINES = 50
_TIME = re.compile(r"(?:^|,)[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?=,|$)")
_ENDED = re.compile(r",(TerminatedBy(?:Src|Dst)|(?:Src|Dst)?(?:Failed|Busy|NotAnswered|NoAnswer)|FailedToConnect),")
_PARTY = re.compile(r"[,;'\s](?:Ext\.[0-9]+|Chain:)")


class ThreeCxCdrLogReader:
    """The file `cdr.log` of 3CX, recognised to be refused with its remedy."""

    id = "3cx_cdr_log"
    title = N_("3CX cdr.log (recognised, cannot be judged)")
    how = N_("Lines with two or more times as 2026/11/16 09:00:00, why the call ended, and Ext. or Chain.")
    conversations = False
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether most of the first lines are calls as cdr.log writes them, in whatever order their fields stand."""
        beginning = [line for line in decode(head.data).splitlines()[:_LINES] if line.strip()]
        return sum(map(_is_call, beginning)) * 2 > len(beginning)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """Raise UnreadableFile, which says what the file cannot tell and what to export instead."""
        raise UnreadableFile(
            N_("cdr.log of 3CX tells when the exchange picked up, not when a person did. No waiting time can be told."),
            N_("Export the call report as CSV, or from version 20 on the table cdroutput, and import that."),
        )


def _is_call(line: str) -> bool:
    return len(_TIME.findall(line)) >= 2 and bool(_ENDED.search(line)) and bool(_PARTY.search(line))
