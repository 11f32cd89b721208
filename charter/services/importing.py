"""Brings files into the database: one transaction a file, each row counted, nothing twice.

Why: completeness is arithmetic (design.md 2): `read = used + duplicates + rejected + out_of_scope`, always. A file that
is imported again, overlaps another, was rotated, renamed or has grown, adds only what is new. A killed or cancelled
import leaves nothing of the file it was at. Refuses to guess a format, and to let one file stop the others.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from charter.errors import Cancelled, CharterError
from charter.faults import Fault
from charter.importers import archives, files, mapped_table, registry
from charter.importers.base import (
    Head,
    InterimTemplate,
    MailSettings,
    ReadContext,
    Reader,
    Row,
)
from charter.importers.mapped_table import MappedTable
from charter.importers.resaved import DatesOpen
from charter.importers.table_times import Order
from charter.locale import N_
from charter.locale.formats import local
from charter.services import deriving, identity, zones
from charter.services.deriving import Deriving
from charter.services.found import Found, files_in
from charter.services.identity import readable
from charter.services.outcomes import ImportOutcome, Stored, conclude
from charter.services.purging import kept_since
from charter.services.taking import Taking
from charter.settings import Profile
from charter.store import event_sums, events, imports, journal, names
from charter.store.engine import Connection, Store
from charter.store.event_sums import Sum
from charter.store.events import Intake
from charter.store.imports import Counts

BATCH = 20_000
"""Rows between two looks at progress and cancelling."""


AskDates = Callable[[str, str], Order]
"""Told a file and a date in it that can be read in two ways, gives the order that a person chose."""


class Progress(NamedTuple):
    """Where an import is: which file of how many, the rows read, and the share of the file (None: not known)."""

    file: str
    number: int
    files: int
    rows: int
    share: float | None


@dataclass(frozen=True, slots=True)
class _Job:
    """What holds for every file of one call."""

    store: Store
    profile: Profile
    how: Deriving
    context: ReadContext
    who: str
    reader: Reader | None
    """The one that reads every file; None: the one that recognises it."""
    saved: Sequence[MappedTable]
    faults: Sequence[Fault]
    """Of mappings that the profile has and nobody can use."""
    source: str
    zone: ZoneInfo | None
    """Of local times, as given; None: the source's own, or the profile's."""
    ask_zone: zones.Ask | None
    ask_dates: AskDates | None
    progress: Callable[[str, int, float | None], None]
    cancelled: Callable[[], bool]


def import_files(
    store: Store,
    paths: Sequence[Path | Found],
    *,
    profile: Profile,
    pseudonym: Callable[[str], str],
    who: str,
    now: int,
    format_id: str = "",
    mapping: Path | None = None,
    source: str = "",
    zone: ZoneInfo | None = None,
    ask_zone: zones.Ask | None = None,
    dates: Order = "auto",
    ask_dates: AskDates | None = None,
    progress: Callable[[Progress], None] = lambda told: None,
    done: Callable[[ImportOutcome], None] = lambda outcome: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[ImportOutcome]:
    """Import `paths`, and what is in those that are folders, one by one; `now` in UTC microseconds.

    The single messages below a folder are one mailbox, and so one import.

    `format_id` names the reader where the files do not tell, `mapping` is a file that says what the columns mean;
    `source` is by default the reader's id. Local times are of `zone`, else of the zone that the source remembers, else
    of the one that `ask_zone` gives, else of the profile's; what was decided the source remembers (`services.zones`).
    Dates that a file leaves open have the order `dates`, else the one that `ask_dates` gives; these very bytes remember
    it, and no other file. A file that fails gives an outcome with an error. `done` is told each outcome as soon as it
    stands. Raises Cancelled when the user stops; files that were done are kept.
    Raises StoreError when the database cannot be used at all, NotFound when there is no format `format_id`,
    FaultyMappingError when `mapping` cannot be used.
    """
    saved, faults = mapped_table.saved(profile.folder / mapped_table.FOLDER)
    reader: Reader | None = mapped_table.load(mapping) if mapping else None
    if format_id:
        reader = registry.by_id(format_id, saved)
    how = Deriving.of(profile)
    deriving.ensure(store, how, cancelled=cancelled)
    found = files_in(paths, reader.id if reader else "")
    outcomes = []
    for number, one in enumerate(found, 1):

        def tell(file: str, rows: int, share: float | None, number: int = number) -> None:
            progress(Progress(file, number, len(found), rows, share))

        context = replace(read_context(profile, now, pseudonym), dates=dates)
        kept_as = names.storable(source)
        asked = (zone, ask_zone, ask_dates)
        job = _Job(store, profile, how, context, who, reader, saved, faults, kept_as, *asked, tell, cancelled)
        try:
            outcomes.append(_import(job, one))
        except CharterError as error:
            outcomes.append(ImportOutcome(str(one.path), error=error))
        done(outcomes[-1])
    return outcomes


def read_context(
    profile: Profile,
    now: int,
    pseudonym: Callable[[str], str],
    zone: ZoneInfo | None = None,
) -> ReadContext:
    """What readers and live sources must know of the municipality; `zone` takes the place of the profile's."""
    mail = profile.mail
    return ReadContext(
        zone=zone or profile.zone,
        now=now,
        pseudonym=pseudonym,
        mail=MailSettings(
            own_domains=frozenset(mail.own_domains),
            mailboxes=frozenset(mail.mailboxes),
            agent_addresses=frozenset(mail.agent_addresses),
            form_senders=frozenset(mail.form_senders),
            list_addresses=frozenset(mail.list_addresses),
            own_lists=frozenset(mail.own_lists),
            interim_templates=tuple(InterimTemplate(t.pattern, t.reason, t.handler) for t in mail.interim),
            cc_counts=mail.cc_counts,
        ),
        keep_agents=profile.privacy.names_staff(local(now, profile.zone).date()),
    )


def _import(job: _Job, found: Found) -> ImportOutcome:
    """Bring one file in; where its dates can be read in two ways, in the one that a person chooses."""
    try:
        return _bring_in(job, found)
    except DatesOpen as error:
        if job.ask_dates is None:
            raise
        dates = job.ask_dates(found.path.name, error.example)
    return _bring_in(replace(job, context=replace(job.context, dates=dates)), found)


def _bring_in(job: _Job, found: Found) -> ImportOutcome:
    reader: Reader
    if found.rows:
        reader, sha256 = registry.FOLDERS, identity.of_files(found.path, found.rows)
    else:
        head = files.open_head(found.path)
        reader = job.reader or _recognised(job, head)
        sha256 = identity.of_file(found.path)
    kept_as = job.source or reader.id
    choice = zones.choose(job.store, kept_as, reader, found.path, job.context, job.zone, job.ask_zone)
    job = replace(job, context=replace(job.context, zone=choice.zone))
    manners = identity.manners(reader, job.context)
    name = names.storable(files.called(found.path) or str(found.path.resolve()))
    with job.store.write() as connection:
        source = names.use_source(connection, kept_as, reader.id, reader.conversations)
        if choice.remember:
            names.remember_zone(connection, source, choice.zone.key)
            told = {"source": kept_as, "zone": choice.zone.key}
            journal.append(connection, job.who, job.context.now, "source zone", "", told)
        last = imports.last_reading(connection, source, sha256)
        before = last if last is not None and last.manner in manners else None
        again = [last.id] if last is not None and before is None else []
        run = imports.begin(
            connection,
            source_id=source,
            who=job.who,
            at=job.context.now,
            file=name,
            sha256=sha256,
            format_id=reader.id,
            manner=before.manner if before else manners[0],
            repeats=before.id if before else None,
        )
        if before is None:
            counts, total = _read(job, connection, found, reader, source, run, again)
        else:
            counts = replace(before.counts, used=0, duplicates=before.counts.used + before.counts.duplicates)
            counts = replace(counts, contacts_new=0, contacts_updated=0, implied=0)
            total = event_sums.NOTHING
        done = Stored(run, str(found.path), name, sha256, kept_as, reader.id, counts, total, again)
        why = N_("read again: settings or program changed") if again else ""
        concluded = conclude(connection, done, job.who, job.context.now, why)
    return replace(concluded, remarks=(choice.remark,) if choice.remark else ())


def store_rows(
    connection: Connection,
    rows: Sequence[Row],
    *,
    profile: Profile,
    source: str,
    kind: str,
    conversations: bool,
    address: str,
    who: str,
    now: int,
) -> ImportOutcome:
    """Store one batch of a live source of `kind` as a run of its own, in the caller's write transaction.

    The moments must be those of `profile` (`deriving.ensure`). Raises Refused when `source` holds data of another sort.
    """
    source = names.storable(source)
    number = names.use_source(connection, source, kind, conversations)
    sha256 = identity.of_rows(rows)
    run = imports.begin(
        connection,
        source_id=number,
        who=who,
        at=now,
        file=address,
        sha256=sha256,
        format_id=kind,
        manner=imports.LIVE,
    )
    how = Deriving.of(profile)
    since = kept_since(connection, profile, source, now)
    taking = Taking(connection, Intake(connection, number, run), run, np.empty(0, np.int64), how.zone, since)
    taking.take(rows)
    counts = taking.finish(how, conversations)
    done = Stored(run, address, names.storable(address), sha256, source, kind, counts, taking.sum)
    return conclude(connection, done, who, now, "")


def _read(
    job: _Job, connection: Connection, found: Found, reader: Reader, source: int, run: int, again: Sequence[int]
) -> tuple[Counts, Sum]:
    """Every row of what was not read before in this manner; what the runs `again` made of it is taken back."""
    withdrawn = events.withdraw(connection, again) if again else np.empty(0, np.int64)
    since = kept_since(connection, job.profile, job.source or reader.id, job.context.now)
    taking = Taking(connection, Intake(connection, source, run), run, withdrawn, job.context.zone, since)
    with _no_search_for_cycles():
        with readable(found.path):
            if found.rows:
                _take_all(job, found, taking, registry.FOLDERS.read_all(found.rows, job.context))
            else:
                size = found.path.stat().st_size if archives.around(found.path) is None else 0
                with files.open_stream(found.path) as stream:
                    rows = reader.read(stream, job.context)
                    _take_all(job, found, taking, rows, lambda: _share(stream, size))
                    damage = files.damage(stream)
                taking.take([damage] if damage else [])
        counts = taking.finish(job.how, reader.conversations)
        return counts, taking.sum


def _take_all(
    job: _Job,
    found: Found,
    taking: Taking,
    rows: Iterator[Row],
    share: Callable[[], float | None] | None = None,
) -> None:
    """Take every row; between two batches the user may stop. Without a `share` the rows of `found` are counted."""
    while batch := list(islice(rows, BATCH)):
        if job.cancelled():
            raise Cancelled
        taking.take(batch)
        job.progress(str(found.path), taking.read, share() if share else taking.read / len(found.rows))


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rows hold no reference cycles; looking for some among millions costs a third of the time of reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _share(stream: BinaryIO, size: int) -> float | None:
    if stream.closed or not size or not isinstance(getattr(stream, "raw", None), FileIO):
        return None  # unpacked bytes say nothing of the share
    return min(stream.tell() / size, 1.0)


def _recognised(job: _Job, head: Head) -> Reader:
    """The reader of a file; a mapping with a fault may be the reason that there is none."""
    try:
        return registry.recognise(head, job.saved)
    except registry.UnknownFormat as error:
        if not job.faults:
            raise
        raise registry.UnknownFormat(
            N_("%(file)s is in none of the known formats, and mappings of the profile cannot be used."),
            N_("Correct them, if the file is one of theirs: %(faults)s"),
            file=head.name,
            faults=" ".join(map(str, job.faults)),
        ) from error
