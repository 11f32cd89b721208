"""Makes an unknown table known: looks at it, shows what a mapping would make of it, keeps the mapping with the profile.

Why: the wizard of the window and `--mapping` are two roads to one file (docs/mapping.md), and what the preview counts
is what the import counts. Refuses to show a cell of a column that looks private, and to keep a mapping that cannot be
used or that takes the name of another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from charter.errors import CharterError, NotFound, Refused, StoreError, UnreadableFile
from charter.importers import archives, dialect, files, mapped_table, preview, registry, sheet
from charter.importers.base import ReadContext
from charter.importers.cell_looks import masked
from charter.importers.detection import Proposal, propose
from charter.importers.dialect import FOUND, Writing
from charter.importers.mapped_table import MappedTable
from charter.importers.mapping_draft import Draft, draft_from, draft_of
from charter.importers.preview import Preview
from charter.importers.table_mapping import TableMapping
from charter.locale import N_
from charter.problem import Problem
from charter.services import identity, importing, zones
from charter.services.outcomes import ImportOutcome
from charter.services.whole_files import put
from charter.settings import Profile
from charter.store import imports, journal, names
from charter.store.engine import Store

ROWS_SHOWN = 20
_BLOCK = 1 << 16
_MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table that somebody wants to be read. `rows` are its first ones, with what looks private masked."""

    path: Path
    proposal: Proposal
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...]
    """Of a workbook."""
    sheet: str = ""
    """The one that is read."""


class Desk:
    """Where mappings are made for one profile."""

    def __init__(
        self,
        store: Callable[[], Store],
        profile: Profile,
        pseudonym: Callable[[], Callable[[str], str]],
        who: str,
        now: int,
    ) -> None:
        """`store` and `pseudonym` are asked only when they are needed."""
        self._store = store
        self._profile = profile
        self._pseudonym = pseudonym
        self._who = who
        self._now = now

    def look(self, path: Path, how: Writing = FOUND, header_line: int | None = None) -> Table:
        """How a table is written and what its columns could mean; raises UnreadableFile when it is no table.

        `how` and `header_line` (0: none) are what a person said; "" and None leave them to be found. Of an archive with
        one file that file is looked at.
        """
        path, *others = archives.files_in(path)
        if others:
            raise _many_files(archives.around(path) or path)
        with files.open_stream(path) as stream:
            _refuse_bytes(path, stream)
            proposal = propose(stream, how, header_line)
            sheets = sheet.names(stream) if proposal.encoding == "workbook" else ()
            said = any(how) or header_line is not None or len(sheets) > 1
            if (len(proposal.columns) < 2 or not proposal.rows) and not said:
                raise _no_table(path)
            rows = tuple(_first(stream, proposal, how))
        return Table(path, proposal, rows, sheets, how.sheet or (sheets[0] if sheets else ""))

    def tables(self, outcomes: Iterable[ImportOutcome]) -> tuple[Path, ...]:
        """The files that no format claimed and that could be a table, by their first rows."""
        unknown = (Path(one.file) for one in outcomes if isinstance(one.error, registry.UnknownFormat))
        return tuple(path for path in unknown if _could_be_table(path))

    def draft(self, table: Table, how: Writing = FOUND) -> Draft:
        """What the table seems to be, under a name of its own."""
        title = re.sub(r"[\W_]*\d[\d\W_]*$", "", table.path.stem).replace("_", " ").strip() or table.path.stem
        return self.named(draft_of(table.proposal, how), title[:1].upper() + title[1:])

    def draft_again(self, table: Table, mapping_id: str) -> Draft:
        """What the mapping called `mapping_id` says of the table, to be changed; raises NotFound."""
        return draft_from(self.mapping(mapping_id), table.proposal)

    def named(self, draft: Draft, title: str) -> Draft:
        """The draft under another title, and the id that follows from it: no other format has that one."""
        title = " ".join(title.split())
        known = {reader.id for reader in (*registry.READERS, *mapped_table.presets(), *self._saved())}
        base = slug(title)
        number, found = 2, base
        while found in known:
            found, number = f"{base[:36]}_{number}", number + 1
        return replace(draft, title=title, id=found)

    def preview(self, path: Path, draft: Draft, zone: ZoneInfo | None = None) -> Preview:
        """What the draft makes of the table; raises UnreadableFile where an import would."""
        with files.open_stream(path) as stream:
            return preview.preview(stream, draft.mapping, self._context(zone))

    def asks_zone(self, path: Path, draft: Draft) -> bool:
        """Whether somebody must say in which zone the times are: they do not say so, and neither does the source."""
        reader = MappedTable(draft.mapping)
        with self._store().read() as connection:
            known = bool(names.zone_of(connection, draft.id))
        return not known and reader.local_times and zones.has_local_times(reader, path, self._context(None))

    def save(self, draft: Draft, *, again: bool = False) -> Path:
        """Keep the mapping in the profile, known by its header from now on, and journal it; gives the file.

        Raises FaultyMappingError, Refused when another mapping has this id and it is not `again`, StoreError when the
        folder cannot be written.
        """
        self._store().refuse_read_only()
        text = draft.toml
        mapping = draft.mapping
        folder = self._profile.folder / mapped_table.FOLDER
        path = folder / f"{draft.id}.toml"
        if not again and (path.exists() or draft.id in self.ids()):
            raise Refused(
                N_("There is already a mapping called %(mapping)s."), N_("Choose another name."), mapping=draft.title
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with self._store().write() as connection:
                told = {"mapping": draft.id, "digest": mapping.digest, "changed": again}
                journal.append(connection, self._who, self._now, "mapping saved", "", told)
                put(self._file(draft.id) or path, text.encode())
        except OSError as error:
            raise StoreError(
                N_("The mapping cannot be kept in %(folder)s."),
                N_("Check that you may write there and that the disk is not full."),
                folder=str(folder),
            ) from error
        return self._file(draft.id) or path

    def ids(self) -> tuple[str, ...]:
        """The mappings of the profile."""
        return tuple(reader.id for reader in self._saved())

    def titles(self) -> dict[str, str]:
        """What the mappings of the profile are called, by id."""
        return {reader.id: reader.title for reader in self._saved()}

    def mapping(self, mapping_id: str) -> TableMapping:
        """A mapping of the profile; raises NotFound."""
        for reader in self._saved():
            if reader.id == mapping_id:
                return reader.mapping
        raise NotFound(
            N_("There is no mapping called %(mapping)s."), N_("There are: %(known)s."), mapping=mapping_id,
            known=", ".join(self.ids()) or "–",
        )  # fmt: skip

    def read_with(self, mapping_id: str) -> tuple[str, ...]:
        """The names of the files that were read with a mapping."""
        return tuple(dict.fromkeys(run.file for run in self._runs(mapping_id)))

    def found_again(self, mapping_id: str, folders: Iterable[Path]) -> list[Path]:
        """Those of these files that still lie in `folders`, or below, and are still the same."""
        wanted = {(run.file, run.sha256) for run in self._runs(mapping_id)}
        outer = {name.partition("/")[0] for name, _ in wanted}
        found: dict[str, Path] = {}
        for folder in folders:
            for path in islice(sorted(folder.rglob("*")), _MOST_FILES):
                if path.name in outer and path.is_file():
                    for file in archives.files_in(path):
                        with suppress(UnreadableFile):
                            digest = identity.of_file(file)
                            if (files.called(file), digest) in wanted:
                                found.setdefault(digest, file)
        return list(found.values())

    def _runs(self, mapping_id: str) -> list[imports.Run]:
        with self._store().read() as connection:
            every = imports.runs(connection)
        return [run for run in every if run.format == mapping_id and run.repeats is None and not run.undone]

    def _saved(self) -> list[MappedTable]:
        return mapped_table.saved(self._profile.folder / mapped_table.FOLDER)[0]

    def _file(self, mapping_id: str) -> Path | None:
        """Where a mapping stands: a person may have called its file otherwise."""
        for path in sorted((self._profile.folder / mapped_table.FOLDER).glob("*.toml")):
            try:
                if mapped_table.load(path).id == mapping_id:
                    return path
            except CharterError:
                continue
        return None

    def _context(self, zone: ZoneInfo | None) -> ReadContext:
        return importing.read_context(self._profile, self._now, self._pseudonym(), zone=zone)


def slug(title: str) -> str:
    """The id that a title gives: small letters, digits and _."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].rstrip("_")
    return word if re.fullmatch(r"[a-z][a-z0-9_]+", word) else f"table_{word}"[:40].rstrip("_")


def _refuse_bytes(path: Path, stream: BinaryIO) -> None:
    beginning = stream.read(_BLOCK)
    utf16 = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in beginning and not utf16 and not beginning.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED)):
        raise _no_table(path)


def _could_be_table(path: Path) -> bool:
    """Whether two of the first rows have two cells or more."""
    try:
        with files.open_stream(path) as stream:
            _refuse_bytes(path, stream)
            found = [cells for _, cells in islice(dialect.rows(stream), ROWS_SHOWN) if not isinstance(cells, Problem)]
    except (CharterError, OSError):
        return False
    return sum(len(cells) > 1 for cells in found) > 1


def _no_table(path: Path) -> UnreadableFile:
    return UnreadableFile(
        N_("%(file)s is no table."),
        N_("Choose a CSV file or an Excel workbook (XLSX) with one row for each contact."),
        file=path.name,
    )


def _many_files(archive: Path) -> UnreadableFile:
    return UnreadableFile(
        N_("In %(file)s is more than one file."),
        N_("Import the archive: of each table in it that is not known you are asked what its columns mean."),
        file=archive.name,
    )


def _first(stream: BinaryIO, proposal: Proposal, how: Writing) -> Iterable[tuple[str, ...]]:
    """The first rows below the header, as wide as the table; a cell of a private column is masked."""
    private = [column.private for column in proposal.columns]
    shown = 0
    for number, cells in dialect.rows(stream, how._replace(delimiter=proposal.delimiter)):
        if shown == ROWS_SHOWN:
            return
        if number <= proposal.header_line or isinstance(cells, Problem):
            continue
        shown += 1
        row = [*cells[: len(private)], *[""] * (len(private) - len(cells))]
        yield tuple(masked(cell) if hidden else cell for cell, hidden in zip(row, private, strict=True))
