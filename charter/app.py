"""The composition root: settings and clock become services. The only place that wires.

Command line and window both stand on `Services`; neither opens a database, asks the time or knows who is working.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import Act, ByHand, Contacts, Events, Visits
from charter.contact import Kind, Origin
from charter.errors import ProfileError, Refused
from charter.foundation import Foundation
from charter.importers.table_times import Order
from charter.instants import Instant
from charter.norms.explain import Explanation, applicable, explain
from charter.norms.model import Rulebook
from charter.norms.ruler import WorkCalendar
from charter.services import board as boards
from charter.services import (
    by_hand,
    closing,
    new_limits,
    one_contact,
    remarks,
    said,
    source_line,
)
from charter.services.as_closed import Compared, compare
from charter.services.board import Board
from charter.services.completeness import Completeness
from charter.services.deriving import Deriving
from charter.services.importing import AskDates, Progress, import_files
from charter.services.outcomes import ImportOutcome
from charter.services.privacy import StoredKey
from charter.services.purging import Asked, Purge, preview, purge, purge_staff_names
from charter.services.rulebooks import Judging, accept, judging, standing
from charter.services.said import Said
from charter.services.source_line import SourceLine
from charter.services.subject import Overview, held_about
from charter.services.zones import Ask
from charter.settings import load_profile
from charter.store import journal, retention, witnesses
from charter.store.closings import Closing
from charter.store.journal import Entry, Fault
from charter.store.versions import upgrade

if TYPE_CHECKING:
    from charter.measures.resolution import Resolution
    from charter.norms.periods import Period
    from charter.norms.score import Group
    from charter.services.exporting import Export
    from charter.services.norm_filing import Cards
    from charter.services.recurring import LastLook, Recurring
    from charter.services.reporting import Report
    from charter.services.table_export import Listed
    from charter.services.verifying import Verified


def account() -> str:
    """Who is working: the account of the operating system."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


class Services(Foundation):
    """What the doors can ask for. The database is opened at the first question that needs it."""

    def save_settings(self, changes: Mapping[tuple[str | int, ...], Any]) -> None:
        """Write changes of the profile and go on with it; a new calendar judges at once on one's own database.

        On a shared server it is a proposal until somebody accepts it. Raises FaultyProfileError, Refused.
        """
        from charter.services import profile_editing  # loads tomlkit

        self.refuse_read_only()
        old = self.database_url
        self.profile = profile_editing.save(self.store, self.profile, changes, self.who, self.clock.now())
        self.__dict__.pop("judging", None)
        if self.database_url != old:
            self.__dict__.pop("store").close()
        else:
            self._note(self.store)

    @cached_property
    def judging(self) -> Judging:
        """The rulebook that judges, and what must be said of it."""
        return judging(self.store, self.profile, self.who, self.clock.now())

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that judges."""
        return self.judging.rulebook

    def accept_rulebook(self, why: str) -> bool:
        """Let the profile's norm files and calendar judge from now on; False when they already do."""
        return accept(self.store, self.profile, self.who, self.clock.now(), why)

    def norm_cards(self) -> Cards:
        """Every norm, whether it is on, and how its worked examples come out."""
        from charter.services import norm_filing  # loads tomlkit

        return norm_filing.cards(self.store, self.profile, self.rulebook)

    def save_norm(self, norm_id: str, text: str, why: str) -> bool:
        """Keep the changed file of a norm and let it judge; raises Refused, ProfileError, and nothing is changed."""
        self.refuse_read_only()
        from charter.services import norm_filing

        saved = norm_filing.save(self.store, self.profile, norm_id, text, self.who, self.clock.now(), why)
        self.__dict__.pop("judging", None)
        return saved

    def close(self) -> None:
        """Let the database go."""
        if "store" in self.__dict__:
            self.store.close()

    def upgrade(self) -> bool:
        """Bring the database to this program's schema; False when it already was."""
        return upgrade(self.database_url)

    def board(self, as_of: int | None = None) -> Board:
        """Everything judged at `as_of` (UTC microseconds; None: now)."""
        self.refresh_moments()
        return boards.load_board(self.store, self.profile, self.rulebook, self.clock.now() if as_of is None else as_of)

    def standing_board(self, as_of: int) -> Board:
        """Everything judged by the rulebook accepted last: files edited since then stay a proposal."""
        self.refresh_moments()
        return boards.load_board(self.store, self.profile, standing(self.store) or self.rulebook, as_of)

    def first_contact(
        self, board: Board, window_days: int, period: Period | None = None, by: Sequence[Group] = ()
    ) -> list[Resolution]:
        """Whether one contact was enough, for the contacts of a board; residents who came back within `window_days`."""
        from charter.services.balance import first_contact

        return first_contact(self.store, board, window_days, period, by)

    def contacts(self, as_of: int | None = None) -> tuple[Contacts, Visits]:
        """Every contact as known at `as_of`; None: everything imported."""
        self.refresh_moments()
        return boards.load_contacts(self.store, self.profile, as_of)

    def completeness(self, as_of: int) -> Completeness:
        """How complete the data is at `as_of`."""
        return boards.load_completeness(self.store, self.rulebook, as_of)

    def import_paths(
        self,
        paths: Iterable[Path],
        *,
        format_id: str = "",
        mapping: Path | None = None,
        source: str = "",
        zone: ZoneInfo | None = None,
        ask_zone: Ask | None = None,
        dates: Order = "auto",
        ask_dates: AskDates | None = None,
        progress: Callable[[Progress], None] = lambda progress: None,
        done: Callable[[ImportOutcome], None] = lambda outcome: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[ImportOutcome]:
        """Import files and folders; a file that fails gives an outcome with an error, the others go on.

        `zone` is of local times without one; `ask_zone` asks a person once for each source that has such times. `dates`
        is the order of dates that a file leaves open; `ask_dates` asks a person for each such file.
        """
        self.refuse_read_only()
        self.refresh_moments()
        return import_files(
            self.store,
            list(paths),
            profile=self.profile,
            pseudonym=self._pseudonym,
            who=self.who,
            now=self.clock.now(),
            format_id=format_id,
            mapping=mapping,
            source=source,
            zone=zone,
            ask_zone=ask_zone,
            dates=dates,
            ask_dates=ask_dates,
            progress=progress,
            done=done,
            cancelled=cancelled,
        )

    def find(self, contact: str, as_of: int) -> tuple[Contacts, Events]:
        """One contact (a row of its own) and its events as known at `as_of`; `contact` is an id or SOURCE/ID.

        Raises NotFound when there is none, or when several sources have one and none is named.
        """
        found = one_contact.find(self.store, self.profile, *self._place(contact), as_of)
        return found.contact, found.told

    def explain(self, board: Board, row: int, norm_id: str) -> Explanation:
        """Explain one verdict of a board: contact row `row` under `norm_id`."""
        contacts = board.contacts
        source = contacts.names.sources[int(contacts.source[row])]
        found = one_contact.find(self.store, self.profile, source, str(contacts.ids[row]), board.as_of)
        contact = contacts.take(np.array([row]))
        return explain(contact, board.rulebook, board.as_of, norm_id, found.told, found.unsaid)

    def explain_contact(self, contact: str, as_of: int, norm_id: str = "") -> list[Explanation]:
        """Explain one contact under `norm_id`, or under every norm that applies to it."""
        found = one_contact.find(self.store, self.profile, *self._place(contact), as_of)
        chosen = (norm_id,) if norm_id else applicable(found.contact, self.rulebook, as_of)
        return [explain(found.contact, self.rulebook, as_of, norm, found.told, found.unsaid) for norm in chosen]

    def follow_up(self, contacts: Sequence[str], act: Act, value: str, reason: str = "", norm: str = "") -> list[str]:
        """Say the same of every contact (id or SOURCE/ID), for one norm or all; gives the ids of the entries.

        Raises NotFound and Refused as `charter.services.by_hand.follow_up` does.
        """
        return by_hand.follow_up(
            self.store,
            self.who,
            self.clock.now(),
            [self._place(contact) for contact in contacts],
            norm,
            act,
            value,
            reason,
            norms=[one.id for one in self.rulebook.norms],
            causes=self.profile.follow_up.causes,
        )

    def correct(self, contact: str, kind: Kind, reason: str, *, at: Instant | None = None, other: str = "") -> str:
        """Put one contact right: when it was answered or began, not ours, or part of `other`; gives the entry's id.

        Raises NotFound and Refused as `charter.services.by_hand.correct` does.
        """
        return by_hand.correct(
            self.store,
            Deriving.of(self.profile),
            self.who,
            self.clock.now(),
            self._place(contact),
            kind,
            reason,
            at=at,
            other=self._place(other) if other else None,
        )

    def by_hand(self, as_of: int | None = None, contact: str = "") -> list[ByHand]:
        """All corrections and follow-ups known at `as_of` (None: all), or those of one contact; oldest first."""
        if contact:
            return by_hand.of_contact(self.store, *self._place(contact), as_of)
        return by_hand.every(self.store, as_of)

    def said(self, board: Board) -> Said:
        """What people said of the contacts of `board`, and which periods are closed."""
        return said.read(self.store, board.as_of)

    def source_line(self, board: Board, row: int, folders: Sequence[Path] = ()) -> SourceLine:
        """Where contact row `row` of `board` comes from, its line included when its file lies in one of `folders`."""
        contacts = board.contacts
        file = int(contacts.file[row])
        origin = Origin(contacts.names.files[file], contacts.names.digests[file], int(contacts.line[row]))
        return source_line.find(self.store, contacts.names.sources[int(contacts.source[row])], origin, folders)

    def export_list(
        self,
        listed: Listed,
        file: Path,
        *,
        progress: Callable[[float], None] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> int:
        """Write a table as a plain worksheet; gives the number of rows. Raises Refused, Cancelled."""
        from charter.services import table_export  # loads openpyxl

        return table_export.export(
            listed,
            file,
            organisation=self.profile.organisation,
            who=self.who,
            now=self.clock.now(),
            progress=progress,
            cancelled=cancelled,
        )

    def undo(self, entry: str, reason: str) -> str:
        """Take back a correction or a follow-up, by a new entry; gives its id. Raises NotFound and Refused."""
        return by_hand.undo(self.store, Deriving.of(self.profile), self.who, self.clock.now(), entry, reason)

    def undo_each(self, entries: Sequence[str], reason: str) -> list[str]:
        """The same for several, all or none."""
        return by_hand.undo_each(self.store, Deriving.of(self.profile), self.who, self.clock.now(), entries, reason)

    def add_new_limits(self, norm: str, on: date, reason: str) -> None:
        """Let the control chart of a norm have new limits from a day on; raises NotFound, Refused."""
        self.refuse_read_only()
        store = self.store
        new_limits.add(self.profile, self.rulebook, norm, on, reason)
        self.profile = load_profile(self.profile.folder)
        new_limits.note(store, self.profile, self.who, self.clock.now())

    def remark(self, norm: str, period: Period, text: str) -> None:
        """Remark something on a period of a norm, "" takes that back; raises NotFound, Refused."""
        remarks.write(self.store, self.rulebook, self.who, self.clock.now(), norm, period, text)

    def close_period(
        self,
        board: Board,
        period: Period,
        remark: str,
        *,
        progress: Callable[[float], None] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Closing:
        """Freeze the figures of `period` as `board` shows them; raises Refused when not over or closed, Cancelled."""
        self.refuse_read_only()
        now = self.clock.now()
        return closing.close(
            self.store, board, period, remark, self._key, self.who, now, progress=progress, cancelled=cancelled
        )

    def closings(self) -> list[tuple[Closing, bool]]:
        """Every closed period, and whether its closing still is what it was."""
        return closing.every(self.store)

    def closing_checks(self, board: Board, period: Period) -> list[closing.Check]:
        """What whoever closes `period` must know."""
        return closing.checks(self.store, board, period)

    def as_closed(self, board: Board, of: Closing, *, explained: bool = True) -> Compared:
        """A closing beside what `board` shows now; without `explained` the differences have no causes."""
        return compare(self.store, Deriving.of(self.profile), board, of, self._key_of_closings, explained=explained)

    @property
    def _key_of_closings(self) -> StoredKey | None:
        """None where an auditor has the profile and not its key, unless something was purged: that is found by it."""
        try:
            return self._key
        except (ProfileError, Refused):
            with self.store.read() as connection:
                purged = retention.limits(connection)
            if purged or not self.is_read_only:
                raise
            return None

    def purge(self, source: str = "", before: date | None = None, *, for_good: bool = False) -> Purge:
        """What is kept longer than the profile says; with `for_good` it goes. Raises NotFound, Refused."""
        self.refresh_moments()
        asked = Asked(self.profile, self.rulebook, self.clock.now(), source, before)
        return purge(self.store, asked, self.who) if for_good else preview(self.store, asked)

    def purge_staff_names(self) -> int:
        """Forget every name of staff; raises Refused while the profile allows them."""
        return purge_staff_names(self.store, self.profile, self.who, self.clock.now())

    def held_about(self, value: str, as_of: int) -> Overview:
        """What is held about the person with this address or number, or about the contact with this id."""
        self.refresh_moments()
        return held_about(self.store, self.profile, self.rulebook, self._pseudonym, value, as_of)

    def export(
        self,
        board: Board,
        period: Period,
        file: Path,
        *,
        seed: int | None = None,
        sample: int | None = None,
        progress: Callable[[float], None] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Export:
        """Write the auditor's workbook of `period` as `board` shows it; raises Refused, Cancelled.

        `sample` rows of each norm are drawn by `seed`; None for what is usual.
        """
        self.refuse_read_only()
        from charter.services import exporting  # loads openpyxl

        dossier = exporting.gather(
            self.store, self.profile, board, period, who=self.who, now=self.clock.now(), seed=seed, sample=sample
        )
        return exporting.export(self.store, dossier, file, progress=progress, cancelled=cancelled)

    def verify(
        self,
        file: Path,
        *,
        progress: Callable[[float], None] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Verified:
        """Hold a workbook against database and journal. Raises UnreadableFile for what is none of ours, Cancelled."""
        from charter.services import verifying  # loads openpyxl

        self.refresh_moments()
        return verifying.verify(self.store, self.profile, self.rulebook, file, progress=progress, cancelled=cancelled)

    def report(
        self,
        board: Board,
        period: Period,
        file: Path,
        *,
        by_itself: bool = False,
        last_look: LastLook = lambda connection: None,
        progress: Callable[[float], None] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Write the periodic report of `period` as `board` shows it, as a PDF; raises Refused, Cancelled."""
        self.refuse_read_only()
        from charter.services import reporting  # loads matplotlib and Typst

        facts = reporting.gather(
            self.store,
            self.profile,
            board,
            period,
            made_at=self.clock.now(),
            past=lambda at: boards.load_board(self.store, self.profile, board.rulebook, at),
            compare=lambda closed: self.as_closed(board, closed, explained=False),
            progress=progress,
            cancelled=cancelled,
        )
        return reporting.report(
            self.store, facts, file, who=self.who, by_itself=by_itself, last_look=last_look, cancelled=cancelled
        )

    def recurring(self) -> Recurring:
        """The reports that make themselves."""
        from charter.services.recurring import Recurring

        def make(period: Period, file: Path, last_look: LastLook, cancelled: Callable[[], bool]) -> Report:
            board = self.standing_board(self.clock.now())
            return self.report(board, period, file, by_itself=True, last_look=last_look, cancelled=cancelled)

        return Recurring(
            lambda: self.store,
            lambda: self.profile,
            lambda: WorkCalendar.of(self.rulebook.calendars),
            make,
            self.clock,
            self.who,
        )

    def journal(self) -> list[Entry]:
        """Every entry of the journal, oldest first."""
        with self.store.read() as connection:
            return journal.entries(connection)

    def last_entry(self) -> int:
        """The number of the journal's last entry, 0 before the first: whoever writes anything, it is another one."""
        with self.store.read() as connection:
            return journal.head(connection)[0]

    def verify_journal(self) -> list[Fault]:
        """Every place where the journal was changed, and where the rest of the database tells otherwise."""
        with self.store.read() as connection:
            return witnesses.verify(connection)

    def verify_events(self, progress: Callable[[float], None] = lambda share: None) -> tuple[list[Fault], int]:
        """The imports whose events are not what they brought, and the number of those that are too old to be known."""
        with self.store.read() as connection:
            return witnesses.verify_events(connection, progress)

    def _place(self, contact: str) -> tuple[str, str]:
        return one_contact.place(self.store, contact)
