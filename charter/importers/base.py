"""What a reader is: something that recognises its format and turns bytes into events, row by row.

A reader never guesses, never raises on data, never keeps the whole file in memory, and never decides what an answer
is. For every data row it yields exactly one of: `Event` (used), `Problem` with severity rejected, or `OutOfScope`.
Besides, it may yield what counts no row: warnings (`Problem` with severity warning) and `Implied` events. Blank lines
count nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from charter.contact import Event
from charter.importers.table_times import Order
from charter.problem import Problem

HEAD_SIZE = 64 * 1024
UNTIMED = 2**62
"""The position of an event whose instant is not known: after all that are."""


def fingerprint(canonical: str) -> int:
    """Signed 64-bit identity of a row: of what it says, so that the same row in another file has the same one.

    It holds no key, so `canonical` must leave out a resident's number or address: those could be found by trying.
    """
    return int.from_bytes(blake2b(canonical.encode(), digest_size=8).digest(), "little", signed=True)


class OutOfScope(NamedTuple):
    """A row understood, but not about a contact, or not about one that norms cover; `reason` is a stable word."""

    line: int
    reason: str


class Implied(NamedTuple):
    """An event that follows from a row but is not that row: stored like any event, counted as none."""

    event: Event


Row = Event | Problem | OutOfScope | Implied


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file (or of what a compressed file holds), for recognising it."""

    name: str
    data: bytes
    sheet_rows: tuple[tuple[str, ...], ...] = ()
    """Of a workbook's first sheet: its first rows that are not blank; empty for other and unreadable files."""
    rows_of_sheet: Callable[[str], tuple[tuple[str, ...], ...]] = field(
        default=lambda sheet: (), compare=False, repr=False
    )
    """The same of the sheet with this name; empty where there is none."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Who "we" are in a mailbox (contract.md 1, `[mail]`). Addresses and domains in lower case, domains exact."""

    own_domains: frozenset[str] = frozenset()
    mailboxes: frozenset[str] = frozenset()
    agent_addresses: frozenset[str] = frozenset()
    form_senders: frozenset[str] = frozenset()
    list_addresses: frozenset[str] = frozenset()
    """Addresses of list software that rewrites From; never an author."""
    own_lists: frozenset[str] = frozenset()
    """List ids or addresses that stand for a mailbox of ours; mail over them is not bulk."""
    interim_templates: tuple[InterimTemplate, ...] = ()
    cc_counts: bool = False


@dataclass(frozen=True, slots=True)
class InterimTemplate:
    """A text that the municipality uses for interim messages, and what it always says."""

    pattern: str
    reason: bool = False
    handler: bool = False


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader needs to know besides the bytes.

    `zone` holds for local times; `now` (UTC microseconds) is the import's clock, for the warning about the future;
    `pseudonym` turns an address or number into a keyed pseudonym ("" stays ""); `keep_agents` is off unless the works
    council consented.
    """

    zone: ZoneInfo
    now: int
    pseudonym: Callable[[str], str]
    mail: MailSettings = field(default_factory=MailSettings)
    keep_agents: bool = False
    dates: Order = "auto"
    """What a person said of dates such as 5-6 that a file leaves open; `auto`: nothing."""


class Reader(Protocol):
    """One format. `id` is also the default source; `title` and `how` are shown by `charter formats`."""

    id: str
    conversations: bool
    """Whether events are single messages whose threads `charter.moments` must join."""
    local_times: bool
    """Whether a file may hold times of day without a zone; then it is asked once for each source whose they are."""

    @property
    def title(self) -> str:
        """What it reads: a msgid, or the words of a mapping."""
        ...

    @property
    def how(self) -> str:
        """How it recognises that: a msgid."""
        ...

    def recognises(self, head: Head) -> bool:
        """Whether this is certainly the reader's format; never raises."""
        ...

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """Every row of the seekable stream, in order. Raises nothing on data, whatever the bytes are.

        Only a file that cannot be this format at all (no header, a broken workbook) is an `UnreadableFile`.
        """
        ...


class FolderReader(Reader, Protocol):
    """A format whose rows may lie one to a file: such a folder is read as one thing, as a file of many rows is."""

    def files_in(self, folder: Path) -> Iterator[tuple[Path, bool]]:
        """Every file below a folder that matters, in order of the names, and whether it is a row of this format."""
        ...

    def read_all(self, paths: Iterable[Path], context: ReadContext) -> Iterator[Row]:
        """One row a file; `line` is the number of the file. A file that cannot be opened is a rejected row."""
        ...
