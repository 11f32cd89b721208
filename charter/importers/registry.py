"""The formats that Charter reads, and which of them a file is.

Why: a file is read by the one format that recognises it with certainty. Refuses to choose between two claims and to
try a format on a file that nobody claims: daily totals, for one, look like rows and are no contacts.
"""

from __future__ import annotations

from collections.abc import Sequence

from charter.errors import NotFound, UnreadableFile
from charter.importers.amazon_connect import AmazonConnectReader
from charter.importers.asterisk_cdr import AsteriskCdrReader
from charter.importers.asterisk_cel import AsteriskCelReader
from charter.importers.asterisk_queue_log import AsteriskQueueLogReader
from charter.importers.avaya_smdr import AvayaSmdrReader
from charter.importers.base import FolderReader, Head, Reader
from charter.importers.cisco_cucm import CiscoCucmReader
from charter.importers.detection import tells_totals
from charter.importers.event_log import EventLogReader
from charter.importers.freeswitch import FreeswitchReader
from charter.importers.genesys_cloud import GenesysCloudReader
from charter.importers.mail_files import MailFilesReader
from charter.importers.mapped_table import MappedTable, alike, best, presets
from charter.importers.mbox import MboxReader
from charter.importers.message_trace import MessageTraceReader
from charter.importers.outlook_csv import OutlookCsvReader
from charter.importers.pst import PstReader
from charter.importers.teams_call_queue import TeamsCallQueueReader
from charter.importers.teams_pstn_usage import TeamsPstnUsageReader
from charter.importers.threecx_call_report import ThreeCxCallReportReader
from charter.importers.threecx_cdr_log import ThreeCxCdrLogReader
from charter.importers.threecx_cdroutput import ThreeCxCdrOutputReader
from charter.locale import N_

FOLDERS: FolderReader = MailFilesReader()
"""The one format of which a folder, too, is one thing."""

READERS: tuple[Reader, ...] = (
    AmazonConnectReader(),
    AsteriskCdrReader(),
    AsteriskCelReader(),
    AsteriskQueueLogReader(),
    AvayaSmdrReader(),
    CiscoCucmReader(),
    EventLogReader(),
    FreeswitchReader(),
    GenesysCloudReader(),
    FOLDERS,
    MboxReader(),
    MessageTraceReader(),
    OutlookCsvReader(),
    PstReader(),
    TeamsCallQueueReader(),
    TeamsPstnUsageReader(),
    ThreeCxCallReportReader(),
    ThreeCxCdrLogReader(),
    ThreeCxCdrOutputReader(),
)


class UnknownFormat(UnreadableFile):
    """A file that no reader claims; where it is a table, a mapping makes it known."""


class AmbiguousFormat(UnreadableFile):
    """A file that more than one reader claims, the `claims`: a person can say which one it is."""

    def __init__(self, file: str, claims: Sequence[Reader]) -> None:
        super().__init__(
            N_("%(file)s looks like more than one format: %(formats)s."),
            N_("Say which one it is with --format."),
            file=file,
            formats=", ".join(reader.id for reader in claims),
        )
        self.claims = tuple(claims)


def recognise(head: Head, saved: Sequence[MappedTable] = ()) -> Reader:
    """Return the one reader that claims the file; raises UnreadableFile when none or more than one does.

    A table that no reader claims is tried with the mappings that were `saved`, then with those of the program.
    """
    claims: list[Reader] = [reader for reader in READERS if reader.recognises(head)]
    claims = claims or [*best(saved, head)] or [*best(presets(), head)]
    if len(claims) == 1:
        return claims[0]
    if not head.data.strip():
        raise UnreadableFile(
            N_("%(file)s is empty."),
            N_("Check the export that made it, or leave the file out."),
            file=head.name,
        )
    if claims:
        raise AmbiguousFormat(head.name, claims)
    if tells_totals(head.data):
        raise UnknownFormat(
            N_("The rows of %(file)s are totals, not calls. No norm can be judged on them."),
            N_("Export the calls themselves: one row for every call, with the time and the waiting time."),
            file=head.name,
        )
    changed = alike(saved, head)
    if changed is not None:
        raise UnknownFormat(
            N_(
                "%(file)s is in none of the known formats. It looks like a table of your mapping “%(mapping)s” whose"
                " columns have changed. New: %(new)s. Gone: %(gone)s."
            ),
            N_("If it is that table, put the new names in the mapping. If it is another one, make a mapping for it."),
            file=head.name,
            mapping=changed.reader.id,
            new=", ".join(changed.came)[:300] or "-",
            gone=", ".join(changed.went)[:300] or "-",
        )
    raise UnknownFormat(
        N_("%(file)s is in none of the known formats."),
        N_("See charter formats. For another table, make a mapping (--mapping), or turn it into an event log."),
        file=head.name,
    )


def by_id(reader_id: str, saved: Sequence[MappedTable] = ()) -> Reader:
    """Return the reader, or the mapping, called `reader_id`; raises NotFound with the ids there are."""
    known: tuple[Reader, ...] = (*READERS, *saved, *presets())
    for reader in known:
        if reader.id == reader_id:
            return reader
    raise NotFound(
        N_("There is no format called “%(format)s”."),
        N_("Choose one of: %(formats)s."),
        format=reader_id,
        formats=", ".join(reader.id for reader in known),
    )
