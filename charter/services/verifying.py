"""Whether a workbook still says what Charter wrote, and whether the database still tells the same.

Why two questions: somebody changed the file, or the data changed since; they ask for different answers. The workbook is
made again from the database as known at its own as-of, by the norms of then, and laid beside the cells of the file; the
journal tells which digests it had when it was written. So per sheet it is known who is right (decision 0021). Refuses
to change anything, and to trust what a file says of itself: the journal goes before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from charter import locale
from charter.errors import NotFound
from charter.locale import formats
from charter.norms import files
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.reports import workbook
from charter.reports.workbook import evidence
from charter.reports.workbook.cells import Sheet as Made
from charter.reports.workbook.compare import Compared, Difference, Kind, compare, matched, own_digest
from charter.reports.workbook.dossier import Dossier, SourceTally
from charter.reports.workbook.read import Book, FoundSheet, foreign, opened
from charter.services import exporting
from charter.services.board import Board, load_board, load_completeness
from charter.services.whole_files import digest_of
from charter.settings import Profile
from charter.store import holdings, journal, retention, rulebooks, witnesses
from charter.store.engine import Store
from charter.store.journal import Entry

_NO_DATA = ("export", "source ", "closing", "report", "new_limits", "remark", "staff names")
"""How the words of entries begin that change no figure."""


class State(StrEnum):
    """What can be said of a sheet, from best to worst."""

    AGREES = "agrees"
    """The file says what the database tells."""
    PURGED = "purged"
    """As exported; it cannot be made again, because contacts were purged since. No difference."""
    CHANGED = "changed"
    """As exported; the database tells otherwise now."""
    EDITED = "edited"
    """The database tells what was exported; the file does not."""
    UNCLEAR = "unclear"
    """Neither the file nor the database tells what was exported, or nobody knows what was."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` are those that it should have; `kinds` counts all differences, `differences` are the first.

    `filled` counts the cells that people were asked to fill in, and did. `is_evidence`: its rows are what the other
    sheets count.
    """

    name: str
    rows: int
    state: State
    kinds: Mapping[Kind, int]
    differences: Sequence[Difference]
    filled: int
    is_evidence: bool = False

    @property
    def number(self) -> int:
        """How many differences there are."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of a workbook. `entry` is the number of its export in the journal, None when the journal knows none.

    `differences` are those of the book as a whole, `since` the entries of the journal after the export that may have
    changed figures. `journal_intact` says whether nobody changed the journal itself. Instants in UTC microseconds.
    """

    file: Path
    period: str
    as_of: int
    rows: int
    entry: int | None
    same_bytes: bool
    rulebook_known: bool
    same_rulebook: bool
    journal_intact: bool
    sheets: Sequence[Sheet]
    differences: Sequence[Difference]
    since: Sequence[Entry]

    @property
    def agrees(self) -> bool:
        """Whether nothing is different."""
        return (
            self.entry is not None
            and self.rulebook_known
            and self.journal_intact
            and not self.differences
            and all(sheet.state in (State.AGREES, State.PURGED) for sheet in self.sheets)
        )

    @property
    def number(self) -> int:
        """How many differences there are."""
        return len(self.differences) + sum(sheet.number for sheet in self.sheets)

    @property
    def purged(self) -> int:
        """How many contacts were purged since the export."""
        return sum(int(entry.payload.get("contacts", 0)) for entry in self.since if entry.what == retention.ENTRY)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a workbook was made from, as the journal tells it, or else the file."""

    period: Period
    as_of: int
    language: str
    rulebook: str
    seed: int
    sample: int
    made_at: int
    made_by: str
    content: str
    version: str
    few_people: frozenset[str] | None = None
    """The teams that might not be named; None: nobody knows which ones."""


def verify(
    store: Store,
    profile: Profile,
    current: Rulebook,
    path: Path,
    *,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Verified:
    """Hold the workbook at `path` against database and journal; `current` is the rulebook that judges now.

    `progress` is told the share done. Raises UnreadableFile for what is no workbook of Charter, Cancelled. The stored
    moments must be those of the profile (`deriving.ensure`).
    """
    with opened(path) as book:
        sha256 = digest_of(path)
        with store.read() as connection:
            entries = journal.entries(connection)
            intact = not witnesses.verify(connection)
        entry = _entry(entries, book.properties, sha256)
        told = _told(entry, book.properties, book.maker)
        rulebook = _rulebook(store, told.rulebook)
        board = load_board(store, profile, rulebook or current, told.as_of)
        since = [] if entry is None else [one for one in entries[entry.seq :] if not one.what.startswith(_NO_DATA)]
        same_bytes = entry is not None and entry.payload.get("sha256") == sha256
        with locale.speaking(told.language):
            dossier = _made_again(store, profile, board, told, _head(book, entries, entry))
            sheets = workbook.sheets(dossier)
            pairs, differences = matched(sheets, book.sheets)
            purged = any(one.what == retention.ENTRY for one in since)
            written = {} if entry is None else dict(entry.payload.get("sheets", ()))
            counted = {part.sheet for part in evidence.parts(dossier)}
            found = [
                replace(
                    _sheet(book, compared, written.get(compared.sheet.name), same_bytes=same_bytes, purged=purged),
                    is_evidence=compared.sheet.name in counted,
                )
                for compared in _compared(book, pairs, sum(sheet.size for sheet in sheets) or 1, progress, cancelled)
            ]
        differences += [Difference(Kind.NAME_ADDED, "", name, name, "") for name in book.names]
        differences += _properties(book.properties, told, formats.iso(told.as_of, dossier.zone))
    return Verified(
        file=path,
        period=told.period.label,
        as_of=told.as_of,
        rows=len(dossier.chosen),
        entry=entry.seq if entry else None,
        same_bytes=same_bytes,
        rulebook_known=rulebook is not None,
        same_rulebook=told.rulebook == current.digest,
        journal_intact=intact,
        sheets=found,
        differences=differences,
        since=since,
    )


def _made_again(store: Store, profile: Profile, board: Board, told: _Told, head: tuple[int, str]) -> Dossier:
    """What a workbook of then would be made from, out of the database as known at its own as-of (decision 0021)."""
    dossier = exporting.gather(
        store, profile, board, told.period, who=told.made_by, now=told.made_at, seed=told.seed, sample=told.sample,
        few_people=told.few_people,
    )  # fmt: skip
    return _of_then(store, dossier, told, head)


def _compared(
    book: Book,
    pairs: Sequence[tuple[Made, FoundSheet]],
    total: int,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Iterator[Compared]:
    """Each sheet as it should be beside the one in the file; `progress` is told the share of `total` rows."""
    done = 0
    for sheet, stands in pairs:
        yield compare(
            sheet,
            stands,
            book.rows(stands),
            step=lambda number: progress(min((done + number) / total, 1.0)),  # noqa: B023 - asked at once
            cancelled=cancelled,
        )
        done += sheet.size
    progress(1.0)


def _entry(entries: Sequence[Entry], said: Mapping[str, str], sha256: str) -> Entry | None:
    """The export that made this file: the same bytes, or else what shares most with what the file says of itself."""
    exports = [one for one in entries if one.what == exporting.ENTRY]
    for one in exports:
        if one.payload.get("sha256") == sha256:
            return one

    def shared(one: Entry) -> int:
        """The moment and the digest weigh most: no two exports share both."""
        return sum(
            weight
            for name, value, weight in (
                ("content_sha256", one.payload.get("content"), 8),
                ("charter_made_at_us", one.at, 8),
                ("charter_as_of_us", one.payload.get("as_of"), 2),
                ("charter_period", one.payload.get("period"), 1),
                ("charter_rulebook", one.payload.get("rulebook"), 1),
                ("charter_seed", one.payload.get("seed"), 1),
            )
            if said.get(name) == str(value)
        )

    likely = max(exports, key=shared, default=None)
    return likely if likely is not None and shared(likely) >= 8 else None


def _told(entry: Entry | None, said: Mapping[str, str], maker: str) -> _Told:
    version = said.get("charter_version", "")
    try:
        if entry is not None:
            payload = entry.payload
            return _Told(
                Period.parse(payload["period"]), payload["as_of"], payload["language"], payload["rulebook"],
                payload["seed"], payload["sample"], entry.at, entry.who, payload["content"], version,
                frozenset(payload.get("few_people", ())),
            )  # fmt: skip
        if said["charter_language"] not in locale.LANGUAGES:
            raise foreign()
        return _Told(
            Period.parse(said["charter_period"]), int(said["charter_as_of_us"]), said["charter_language"],
            said["charter_rulebook"], int(said["charter_seed"]), int(said["charter_sample"]),
            int(said["charter_made_at_us"]), maker,
            said["content_sha256"], version,
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise foreign() from error


def _rulebook(store: Store, digest: str) -> Rulebook | None:
    """The norms of then; None when they were never accepted here."""
    try:
        with store.read() as connection:
            return files.from_bundle(rulebooks.by_digest(connection, digest).content)
    except NotFound:
        return None


def _head(book: Book, entries: Sequence[Entry], entry: Entry | None) -> tuple[int, str]:
    """What the file says about the journal at that moment, if it is so; else the entry before the export."""
    before = entries[: entry.seq - 1] if entry else entries
    digests = {one.digest: (one.seq, one.digest) for one in before}
    for row in book.rows(book.sheets[0]) if book.sheets else ():
        for cell in row.cells:
            for digest in re.findall(r"\b[0-9a-f]{64}\b", cell) if isinstance(cell, str) else ():
                if digest in digests:
                    return digests[digest]
    return (before[-1].seq, before[-1].digest) if before else (0, "")


def _of_then(store: Store, dossier: Dossier, told: _Told, head: tuple[int, str]) -> Dossier:
    """The dossier without what was imported after the export: that is no difference by itself."""
    kept = [one for one in dossier.imports if one.at <= told.made_at]
    sources: Sequence[SourceTally] = dossier.sources
    complete, remarks = dossier.complete, dossier.remarks
    if len(kept) < len(dossier.imports):
        last = max((one.number for one in kept), default=0)
        with store.read() as connection:
            keys = holdings.of_sources(connection, last)
        then = load_completeness(store, dossier.rulebook, dossier.as_of, last)
        complete, remarks = then.holds_for(dossier.period), then.remarks_for(dossier.period)
        names = dossier.contacts.names.sources
        known = [int((dossier.contacts.source == place).sum()) for place in range(len(names))]
        sources = [
            SourceTally(one.source, one.keys, one.joined, one.keys - one.joined - known[names.index(one.source)])
            for one in keys
        ]
    numbers = {one.number for one in kept}
    return replace(
        dossier,
        imports=kept,
        rejected=[one for one in dossier.rejected if one.number in numbers],
        sources=sources,
        journal=head,
        complete=complete,
        remarks=remarks,
        program=f"Charter {told.version}",
    )


def _sheet(book: Book, compared: Compared, written: str | None, *, same_bytes: bool, purged: bool) -> Sheet:
    """What is known of a sheet, `written` being its digest in the journal."""
    if compared.digest == written:
        state = State.EDITED if compared.number else State.AGREES
    elif same_bytes or (written and own_digest(compared.sheet, book.typed(compared.found)) == written):
        state = State.AGREES if not compared.number else State.PURGED if purged else State.CHANGED
    else:
        state = State.UNCLEAR
        if written and not compared.number:
            compared.add(Difference(Kind.DIGEST, compared.found.name, "", compared.digest, written))
        elif not compared.number:
            state = State.AGREES
    said = state is not State.PURGED
    return Sheet(
        compared.found.name,
        compared.sheet.size,
        state,
        compared.kinds if said else {},
        tuple(compared.differences) if said else (),
        compared.filled,
    )


def _properties(said: Mapping[str, str], told: _Told, as_of: str) -> Iterator[Difference]:
    """What the file says of itself beside what the journal tells."""
    wanted: dict[str, Any] = {
        "charter_period": told.period.label,
        "charter_as_of": as_of,
        "charter_as_of_us": told.as_of,
        "charter_rulebook": told.rulebook,
        "charter_seed": told.seed,
        "charter_sample": told.sample,
        "charter_language": told.language,
        "charter_made_at_us": told.made_at,
        "content_sha256": told.content,
    }
    for name, value in wanted.items():
        if said.get(name) != str(value):
            yield Difference(Kind.PROPERTY, "", name, said.get(name, ""), str(value))
