"""The profile, its database and its live sources: what the services of both doors stand on.

Why apart from `charter.app`: opening and asking sources is wiring of its own kind. Refuses to know a board: whoever
looks at figures stands above this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from charter.clock import Clock
from charter.errors import CharterError, Refused, StoreError
from charter.locale import N_
from charter.services import databases, deriving, fetching, new_limits, source_overview, undoing
from charter.services.consent import note as note_consent
from charter.services.deriving import Deriving
from charter.services.fetching import FetchOutcome
from charter.services.mapping import Desk
from charter.services.privacy import KEY_FILE, Pseudonymiser, StoredKey, load_or_make_key
from charter.services.source_overview import Supply, Trouble
from charter.services.undoing import Undoing
from charter.settings import Profile, load_profile
from charter.sources import secrets
from charter.store import imports
from charter.store import sources as configured
from charter.store.engine import Store
from charter.store.imports import Run
from charter.store.sources import Configured, Fetch
from charter.store.versions import open_store

if TYPE_CHECKING:
    from charter.services.recurring import Attempt, Recurring
    from charter.services.schedule import Schedule


UNNOTED = N_("The journal does not know yet what charter.toml says, and this profile is read-only.")


class Foundation(ABC):
    """A profile that is open, and the sources that were configured for it.

    `unnoted` is a msgid: what could not be journalled of a profile that is read-only, "" when there is nothing.
    """

    unnoted = ""

    def __init__(self, folder: Path, clock: Clock, who: str) -> None:
        """`folder` is the profile; raises ProfileError when it cannot be used, StoreError when its database is gone."""
        self.profile: Profile = load_profile(folder)
        databases.refuse_lost(self.profile)
        self.clock = clock
        self.who = who
        self._refreshing = Lock()

    @property
    def database_url(self) -> str:
        """Where the data is."""
        return self.profile.database.url or f"sqlite:///{self.profile.database_file}"

    @cached_property
    def store(self) -> Store:
        """The database, at the schema of this program; raises StoreError."""
        opened = open_store(self.database_url)
        self._note(opened)
        return opened

    def _note(self, store: Store) -> None:
        """Journal what the profile decides anew; where nothing may be written, remember that it is to be said."""
        try:
            note_consent(store, self.profile, self.who, self.clock.now())
            new_limits.note(store, self.profile, self.who, self.clock.now())
        except Refused:
            self.unnoted = UNNOTED

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be written; raises StoreError."""
        return not self.store.is_writable

    def refuse_read_only(self) -> None:
        """Raise Refused where nothing may be written, before work whose end would be lost."""
        self.store.refuse_read_only()

    def refresh_moments(self, progress: Callable[[float], None] = lambda share: None) -> bool:
        """Derive the stored moments again when other rules or settings made them; False when that was not needed.

        Of a file that may not be written in a copy in memory, with which everything goes on; raises StoreError on a
        server where nothing may be written.
        """
        how = Deriving.of(self.profile)
        with self._refreshing:
            if not deriving.is_stale(self.store, how):
                return False
            if self.store.is_writable:
                return deriving.ensure(self.store, how, progress=progress)
            if not self.store.is_sqlite:
                raise StoreError(
                    N_("Other rules or settings worked out the times in this database, and you may not change it."),
                    N_("Let a colleague who may write open it once with this version and these settings of Charter."),
                )
            read_only = self.store
            self.store = read_only.in_memory(lambda copy: deriving.ensure(copy, how, progress=progress))
            read_only.close()
            return True

    @cached_property
    def _key(self) -> StoredKey:
        """Made beside a database that is there, for it tells that there is one (`databases.refuse_lost`).

        Raises Refused where there is none and nothing may be written.
        """
        if not (self.profile.folder / KEY_FILE).exists():
            self.refuse_read_only()
        return load_or_make_key(self.profile.folder, self._place_of_secrets)

    @cached_property
    def _pseudonym(self) -> Pseudonymiser:
        return Pseudonymiser(self._key.key, self._key.key_id)

    @property
    def _place_of_secrets(self) -> str:
        """Under which name the keyring knows this profile."""
        return str(self.profile.folder.resolve())

    def sources(self) -> list[tuple[Configured, Fetch | None]]:
        """Every configured source, with the last time that it was asked."""
        with self.store.read() as connection:
            every = configured.every(connection)
            return [(one, next(iter(configured.history(connection, one.name, 1)), None)) for one in every]

    def source(self, name: str) -> Configured:
        """One configured source; raises NotFound."""
        with self.store.read() as connection:
            return configured.find(connection, name)

    def overview(self) -> list[Supply]:
        """Every place that data came from, how it stands, and whether each row is counted."""
        return source_overview.overview(self.store, self.clock.now())

    def troubles(self, supply: Supply) -> list[Trouble]:
        """The rows of a source of which something must be said."""
        return source_overview.troubles(self.store, supply)

    def runs(self) -> list[Run]:
        """Every import of a file or a batch, the first one first; those undone included."""
        with self.store.read() as connection:
            return [run for run in imports.runs(connection) if run.format != imports.PERSON]

    def undo_import(self, run: int, *, for_good: bool = False) -> Undoing:
        """What goes with import `run`; with `for_good` it goes. Raises NotFound, Refused."""
        if not for_good:
            return undoing.preview(self.store, self.profile, run)
        deriving.ensure(self.store, Deriving.of(self.profile))
        return undoing.undo(self.store, self.profile, run, self.who, self.clock.now())

    @property
    def mapping_desk(self) -> Desk:
        """Where an unknown table is made known."""
        return Desk(lambda: self.store, self.profile, lambda: self._pseudonym, self.who, self.clock.now())

    def check_source(self, source: Configured, secret: str = "") -> None:
        """Reach a source once and fetch nothing, with `secret` in place of the one kept; raises SourceError."""
        fetching.check(source, self.profile, secret)

    def configure_source(self, name: str, kind: str, settings: Mapping[str, str], every_s: int) -> Configured:
        """A source as it can be added: nothing is kept yet.

        Raises NotFound for an unknown kind, WrongSettingsError, Refused when the name is taken.
        """
        source = fetching.configure(name, kind, settings, every_s, self.who, self.clock.now())
        with self.store.read() as connection:
            configured.refuse_taken(connection, source.name)
        return source

    def add_source(self, source: Configured, secret: str = "") -> None:
        """Keep a source of `configure_source` once it was reached; `secret` goes into the keyring.

        Raises SourceError when it cannot be reached or the secret cannot be kept; nothing is kept then.
        """
        self.refuse_read_only()
        if secret:
            self.keep_secret(source.name, secret)
        try:
            fetching.source_of(source, self.profile).check()
            fetching.add_source(self.store, source)
        except BaseException:
            if secret:
                secrets.forget(source.name, self._place_of_secrets)
            raise

    def keep_secret(self, name: str, secret: str) -> None:
        """Keep the password of a source in the keyring; raises SourceError when there is no keyring."""
        self.refuse_read_only()
        if not secrets.keep(name, self._place_of_secrets, secret):
            raise secrets.no_keyring(name)

    def remove_source(self, name: str) -> None:
        """Take a source away, and its password; its contacts stay. Raises NotFound."""
        fetching.remove_source(self.store, name, self.who, self.clock.now())
        secrets.forget(name, self._place_of_secrets)

    def enable_source(self, name: str, enabled: bool) -> None:
        """Let a source be asked by itself, or no longer. Raises NotFound."""
        fetching.enable_source(self.store, name, enabled, self.who, self.clock.now())

    def fetch(
        self,
        names: Sequence[str] = (),
        *,
        progress: Callable[[str, int], None] = lambda name, rows: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[FetchOutcome]:
        """Ask these sources now; without names every one that is not paused.

        Raises NotFound before it asks any, Refused where nothing may be written.
        """
        with self.store.read() as connection:
            every = [one.name for one in configured.every(connection) if one.enabled]
            chosen = [configured.find(connection, name).name for name in names] or every
        if chosen:
            self.refuse_read_only()
        asked = (self._ask(name, progress=progress, cancelled=cancelled) for name in dict.fromkeys(chosen))
        return [outcome for outcome in asked if outcome is not None]

    def schedule(
        self,
        writer: ThreadPoolExecutor,
        told: Callable[[list[FetchOutcome]], None],
        failed: Callable[[Exception], None],
        reported: Callable[[Attempt], None] = lambda attempt: None,
    ) -> Schedule:
        """A heartbeat on `writer` that asks the sources that are due, and then makes the reports that are due.

        Told there what became of them. Where nothing may be written it asks and makes nothing.
        """
        from charter.services.schedule import Schedule  # loads APScheduler

        recurring = self.recurring() if self.profile.report.folder else None

        def beat(ending: Callable[[], bool]) -> None:
            if self._is_read_only(failed):
                return
            outcomes = []
            for name in self._due(failed):
                if ending():
                    break
                try:
                    outcome = self._ask(name, cancelled=ending, only_when_due=True)
                except Exception as error:  # noqa: BLE001 - the next source must have its turn, whatever this one met
                    failed(error)
                else:
                    outcomes += [outcome] if outcome is not None and not outcome.held_by else []
            if outcomes:
                told(outcomes)
            if recurring is not None and not ending():
                try:
                    for attempt in recurring.beat(ending):
                        reported(attempt)
                except CharterError as error:
                    failed(error)

        return Schedule(beat, writer)

    def _is_read_only(self, failed: Callable[[Exception], None]) -> bool:
        """Whether there is nothing to do here, as far as the database lets itself be asked."""
        try:
            return self.is_read_only
        except CharterError as error:
            failed(error)
            return True

    def _due(self, failed: Callable[[Exception], None]) -> list[str]:
        try:
            return fetching.due(self.store, self.clock.now())
        except CharterError as error:
            failed(error)
            return []

    def _ask(
        self,
        name: str,
        *,
        progress: Callable[[str, int], None] = lambda name, rows: None,
        cancelled: Callable[[], bool],
        only_when_due: bool = False,
    ) -> FetchOutcome | None:
        return fetching.run_source(
            self.store,
            name,
            profile=self.profile,
            pseudonym=self._pseudonym,
            who=self.who,
            clock=self.clock,
            progress=progress,
            cancelled=cancelled,
            only_when_due=only_when_due,
        )

    @abstractmethod
    def recurring(self) -> Recurring:
        """The reports that make themselves."""
