"""The auditor's workbook as a file: gathered from the database, written beside its place, journalled, then put there.

Why in that order: a killed export leaves no file that looks whole, and no workbook leaves the house that the journal
does not know. Refuses to write over a file that another program holds open, and to judge: it tells what a board holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

import charter
from charter.clock import MICROSECONDS
from charter.columns import Contacts
from charter.locale import N_, _, formats, language
from charter.norms.periods import Period
from charter.reports import workbook
from charter.reports.workbook.dossier import USUAL_SAMPLE, Closed, Dossier, Imported, Rejected, SourceTally, own_seed
from charter.reports.workbook.write import About, write
from charter.services import board as boards
from charter.services import by_hand
from charter.services.board import Board
from charter.services.whole_files import Words, beside, digest_of
from charter.settings import Profile
from charter.store import closings, holdings, imports, journal
from charter.store.engine import Store

ENTRY = "export"
"""What the journal calls an export."""
WORKBOOK = Words(
    N_("Name a file that ends in .xlsx."),
    N_("%(file)s cannot be replaced. Perhaps it is still open in Excel."),
    N_("The workbook cannot be written: %(reason)s."),
)


@dataclass(frozen=True, slots=True)
class Export:
    """What was written. `content` is the digest of the cells, `sha256` that of the file's bytes."""

    file: Path
    period: str
    rows: int
    content: str
    sha256: str
    seed: int
    entry: int
    """Its number in the journal."""
    complete: bool


def gather(
    store: Store,
    profile: Profile,
    board: Board,
    period: Period,
    *,
    who: str,
    now: int,
    seed: int | None = None,
    sample: int | None = None,
    few_people: frozenset[str] | None = None,
) -> Dossier:
    """Everything that the workbook of `period` tells, as the board knows it; `now` in UTC microseconds.

    The board's rulebook judges and is shown: whoever checks an old workbook gives a board with the rulebook of then,
    and the teams of `few_people` of then; None: those of the profile.
    """
    with store.read() as connection:
        held = holdings.of_imports(connection)
        keys = holdings.of_sources(connection)
        head = journal.head(connection)
        closed = [
            Closed(one.period, one.as_of, one.remark, one.digest)
            for one in closings.every(connection)
            if one.at <= board.as_of and _overlaps(period, one.first_day, one.last_day)
        ]
        rejected = [
            Rejected(one.run.id, one.run.file, problem)
            for one in held
            if one.run.repeats is None
            for problem in imports.problems(connection, one.run.id)
        ]
        last = imports.last_told(connection)
    everything = board.contacts
    if last is not None and last > board.as_of:
        everything, _visits = boards.load_contacts(store, profile, None)
    return Dossier(
        organisation=profile.organisation,
        period=period,
        as_of=board.as_of,
        made_at=now,
        made_by=who,
        staff_names=profile.privacy.names_staff(formats.local(now, profile.zone).date()),
        rulebook=board.rulebook,
        contacts=board.contacts,
        verdicts=board.verdicts,
        complete=board.completeness.holds_for(period),
        remarks=board.completeness.remarks_for(period),
        imports=[_imported(one) for one in held],
        rejected=rejected,
        by_hand=by_hand.every(store, board.as_of),
        sources=_tallies(keys, board.contacts, everything),
        closed=closed,
        few_people=profile.few_people if few_people is None else few_people,
        journal=head,
        seed=own_seed(board.rulebook, period) if seed is None else seed,
        sample=USUAL_SAMPLE if sample is None else sample,
        program=f"Charter {charter.__version__}",
    )


def _overlaps(period: Period, first_day: int, last_day: int) -> bool:
    return formats.date_of(first_day) <= period.last and period.first <= formats.date_of(last_day)


def _imported(one: holdings.Holding) -> Imported:
    run, counts = one.run, one.run.counts
    return Imported(
        number=run.id,
        source=run.source,
        at=run.at,
        file=run.file,
        digest=run.sha256,
        format=run.format,
        repeats=run.repeats,
        read=counts.read,
        used=counts.used,
        duplicates=counts.duplicates,
        rejected=counts.rejected,
        out_of_scope=counts.out_of_scope,
        contacts_new=counts.contacts_new,
        contacts_updated=counts.contacts_updated,
        implied=counts.implied,
        first_at=counts.first_at,
        last_at=counts.last_at,
        held=one.held,
        gone=one.gone,
        replaced_by=one.replaced_by,
        undone=run.undone,
    )


def _tallies(keys: list[holdings.SourceKeys], known: Contacts, everything: Contacts) -> list[SourceTally]:
    def counted(contacts: Contacts) -> dict[str, int]:
        numbers = np.bincount(contacts.source, minlength=len(contacts.names.sources)).tolist()
        return dict(zip(contacts.names.sources, numbers, strict=True))

    now, ever = counted(known), counted(everything)
    return [
        SourceTally(one.source, one.keys, one.joined, ever.get(one.source, 0) - now.get(one.source, 0)) for one in keys
    ]


def export(
    store: Store,
    dossier: Dossier,
    path: Path,
    *,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Export:
    """Write the workbook of `dossier` to `path`, in the language spoken now, and journal it.

    `progress` is told the share done. Raises Cancelled, and Refused when `path` cannot be written; then nothing was
    left or journalled, and an older file at `path` stands as it stood.
    """
    with beside(path, WORKBOOK) as unfinished:
        written = write(workbook.sheets(dossier), _about(dossier), unfinished, progress=progress, cancelled=cancelled)
        sha256 = digest_of(unfinished)
        payload = {
            "period": dossier.period.label,
            "as_of": dossier.as_of,
            "language": language(),
            "rulebook": dossier.rulebook.digest,
            "seed": dossier.seed,
            "sample": dossier.sample,
            "few_people": sorted(dossier.few_people),
            "rows": len(dossier.chosen),
            "content": written.content,
            "sheets": list(written.by_sheet.items()),
            "sha256": sha256,
            "file": path.name,
        }
        with store.write() as connection:
            entry = journal.append(connection, dossier.made_by, dossier.made_at, ENTRY, "", payload)
            unfinished.replace(path)
    return Export(
        file=path,
        period=dossier.period.label,
        rows=len(dossier.chosen),
        content=written.content,
        sha256=sha256,
        seed=dossier.seed,
        entry=entry.seq,
        complete=dossier.complete,
    )


def _about(dossier: Dossier) -> About:
    named = {"town": dossier.organisation, "period": dossier.period.label}
    made_at = datetime.fromtimestamp(dossier.made_at // MICROSECONDS, UTC).replace(tzinfo=None)
    return About(
        title=_("Service promises of %(town)s over %(period)s: evidence") % named,
        subject=_("as known at %(at)s") % {"at": formats.instant(dossier.as_of, dossier.zone)},
        made_by=dossier.made_by,
        made_at=made_at,
        properties={
            "charter_period": dossier.period.label,
            "charter_as_of": formats.iso(dossier.as_of, dossier.zone),
            "charter_as_of_us": str(dossier.as_of),
            "charter_rulebook": dossier.rulebook.digest,
            "charter_seed": str(dossier.seed),
            "charter_sample": str(dossier.sample),
            "charter_language": language(),
            "charter_made_at_us": str(dossier.made_at),
            "charter_version": charter.__version__,
        },
    )
