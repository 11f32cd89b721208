"""Asks configured sources for what is new: one transaction a batch, so that a kill loses nothing and doubles nothing.

Why: rows and the state to go on from are kept together, or not at all. A source that fails keeps its last good state,
is asked again after ever longer pauses, and everybody is told since when figures are incomplete. Two programs never
fetch one source at the same time: a lease in the database sees to that. Refuses to decide when: that is
`charter.services.schedule`; and to let one source stop the others.
"""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from charter.clock import MICROSECONDS, Clock
from charter.errors import Cancelled, CharterError, StoreError
from charter.importers.base import Row
from charter.locale import N_
from charter.services import deriving
from charter.services.deriving import Deriving
from charter.services.found import Found
from charter.services.importing import import_files, read_context, store_rows
from charter.services.outcomes import ImportOutcome
from charter.settings import Profile
from charter.sources import registry, secrets
from charter.sources.base import Fetched, FileSource, RetryLater, Source, SourceError
from charter.sources.settings import parsed
from charter.store import journal, leases, names
from charter.store import sources as kept
from charter.store.engine import Connection, Store
from charter.store.imports import Counts
from charter.store.sources import Configured, Failure, Fetch

ENOUGH = 2000
"""Rows that are stored together: small batches are gathered, because threads of mail are joined at each."""
LEASE_S = 600
"""How long a program that was killed keeps others away from its source."""
PAUSES_MIN = (1, 5, 15, 60, 120, 240, 360)
"""Minutes to wait after the first failure, the second, and so on; the last holds for all that follow."""
WAITING_S = 300
"""When to look again after files that are still being written."""
_COMMITTED_FILES = 50
"""Files imported before a folder's state is kept; after a kill at most so many are looked at again."""


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of asking one source. Instants in UTC microseconds.

    `error` says why it ended early; what was stored before that is counted and kept. `held_by` names who is fetching
    it now, and then nothing was done. `stopped`: the user, or the end of the program, stopped it.
    """

    name: str
    kind: str
    started_at: int
    ended_at: int
    next_at: int
    counts: Counts = field(default_factory=Counts)
    imports: tuple[ImportOutcome, ...] = ()
    """Each batch or file."""
    waiting: int = 0
    """Files that are still being written."""
    failing_since: int | None = None
    error: CharterError | None = None
    held_by: str = ""
    stopped: bool = False


Progress = Callable[[str, int], None]
"""Told the name of a source and the rows that it gave so far."""


def configure(name: str, kind: str, settings: Mapping[str, str], every_s: int, who: str, now: int) -> Configured:
    """A source as it may be added. Raises NotFound for an unknown kind, WrongSettingsError with every fault."""
    told = parsed(name, registry.by_id(kind), settings).model_dump(mode="json", exclude_unset=True)
    return Configured(names.storable(name), kind, told, every_s, True, who, now)


def add_source(store: Store, source: Configured) -> None:
    """Keep a source; it is due at once. Raises Refused when there is one of this name."""
    with store.write() as connection:
        kept.add(connection, source)
        told = {"source": source.name, "kind": source.kind, "every_s": source.every_s, "settings": source.settings}
        journal.append(connection, source.added_by, source.added_at, "source added", "", told)


def remove_source(store: Store, name: str, who: str, now: int) -> None:
    """Take a source away; the contacts that it brought stay. Raises NotFound."""
    with store.write() as connection:
        kept.remove(connection, name)
        journal.append(connection, who, now, "source removed", "", {"source": name})


def enable_source(store: Store, name: str, enabled: bool, who: str, now: int) -> None:
    """Let a source be asked by itself, or no longer. Raises NotFound."""
    with store.write() as connection:
        kept.enable(connection, name, enabled)
        journal.append(connection, who, now, "source resumed" if enabled else "source paused", "", {"source": name})


def source_of(configured: Configured, profile: Profile) -> Source | FileSource:
    """The source with its settings filled in, not connected yet."""
    kind = registry.by_id(configured.kind)
    settings = parsed(configured.name, kind, configured.settings)
    place = str(profile.folder.resolve())
    return kind.make(settings, lambda: secrets.secret(configured.name, place))


def check(configured: Configured, profile: Profile, secret: str = "") -> None:
    """Reach a source once and fetch nothing; `secret` takes the place of the one that is kept.

    Raises SourceError when it cannot be reached.
    """
    kind = registry.by_id(configured.kind)
    settings = parsed(configured.name, kind, configured.settings)
    if secret:
        kind.make(settings, lambda: secret).check()
    else:
        source_of(configured, profile).check()


def fetched_by(connection: Connection, name: str, now: int) -> str:
    """Who is fetching a source at `now`; "" when nobody is."""
    return leases.holder_of(connection, _lease(name), now).partition(":")[0]


def due(store: Store, now: int) -> list[str]:
    """The names of the sources that must be asked at `now`, the longest waiting first."""
    with store.read() as connection:
        waiting = [source for source in kept.every(connection) if source.is_due(now)]
    return [source.name for source in sorted(waiting, key=lambda source: source.next_at)]


def run_source(
    store: Store,
    name: str,
    *,
    profile: Profile,
    pseudonym: Callable[[str], str],
    who: str,
    clock: Clock,
    progress: Progress = lambda name, rows: None,
    cancelled: Callable[[], bool] = lambda: False,
    only_when_due: bool = False,
) -> FetchOutcome | None:
    """Ask one source for everything new; None when it must be due and, by now, is not.

    A failure of the other side, or of the world, is in the outcome and is remembered. Raises NotFound when there is no
    such source, StoreError when the database fails; a fault of ours is remembered as a failure and raised.
    """
    owner = f"{who}@{platform.node()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    started = clock.now()
    with store.write() as connection:
        source = kept.find(connection, name)
        if only_when_due and not source.is_due(started):
            return None
        holder = leases.take(connection, _lease(name), owner, started, LEASE_S)
    if holder != owner:
        held_by = holder.partition(":")[0]
        return FetchOutcome(name, source.kind, started, started, source.next_at, held_by=held_by)
    run = _Run(store, source, owner, profile, pseudonym, who, clock, progress, cancelled)
    try:
        return _asked(run, started)
    finally:
        with store.write() as connection:
            leases.release(connection, _lease(name), owner)


def _asked(run: _Run, started: int) -> FetchOutcome:
    try:
        run.go()
    except Cancelled:
        return run.conclude(started, stopped=True)
    except KeyboardInterrupt:
        run.conclude(started, stopped=True)
        raise
    except CharterError as error:
        return run.conclude(started, error)
    except Exception as error:
        run.conclude(
            started,
            SourceError(
                N_("The program made a mistake while it fetched (%(fault)s)."),
                N_("Install the newest version. If it stays, report it."),
                fault=type(error).__name__,
            ),
        )
        raise
    return run.conclude(started, stopped=run.cancelled())


@dataclass
class _Run:
    """One time that a source is asked, from the lease to the record of it."""

    store: Store
    source: Configured
    owner: str
    profile: Profile
    pseudonym: Callable[[str], str]
    who: str
    clock: Clock
    progress: Progress
    cancelled: Callable[[], bool]
    outcomes: list[ImportOutcome] = field(default_factory=list)
    waiting: int = 0

    def go(self) -> None:
        """Fetch and store until the source has nothing more."""
        made = source_of(self.source, self.profile)
        settings = parsed(self.source.name, registry.by_id(self.source.kind), self.source.settings)
        zone = ZoneInfo(settings.zone) if settings.zone else None
        how = Deriving.of(self.profile)
        deriving.ensure(self.store, how, cancelled=self.cancelled)
        if isinstance(made, FileSource):
            self._import(made, settings.source, zone)
        else:
            self._fetch(made, settings.source or self.source.name, zone, how)

    def _fetch(self, source: Source, target: str, zone: ZoneInfo | None, how: Deriving) -> None:
        context = read_context(self.profile, self.clock.now(), self.pseudonym, zone=zone)
        for batch in _gathered(source.fetch(self.source.state, context, self.cancelled)):
            with self._moving_to(batch.state) as connection:
                if not batch.rows:
                    continue
                outcome = store_rows(
                    connection,
                    batch.rows,
                    profile=self.profile,
                    source=target,
                    kind=source.kind,
                    conversations=source.conversations,
                    address=source.address,
                    who=self.who,
                    now=self.clock.now(),
                )
            self._tell(outcome)

    def _import(self, source: FileSource, target: str, zone: ZoneInfo | None) -> None:
        look = source.look(self.source.state, self.clock.now())
        self.waiting = look.waiting
        self._remember(look.state)
        pieces: list[Found | Path] = [Found(source.folder, look.messages)] * bool(look.messages)
        state, uncommitted = look.state, 0
        for piece in [*pieces, *look.files]:
            outcomes = import_files(
                self.store,
                [piece],
                profile=self.profile,
                pseudonym=self.pseudonym,
                who=self.who,
                now=self.clock.now(),
                format_id=source.format_id,
                source=target,
                zone=zone,
                cancelled=self.cancelled,
            )
            lost = False
            for outcome in outcomes:
                if isinstance(outcome.error, StoreError):
                    raise outcome.error
                if outcome.error is not None:
                    source.check()
                cause = outcome.error.__cause__ if outcome.error else None
                lost = lost or isinstance(cause, OSError)
                if not isinstance(cause, FileNotFoundError):  # rotated away: the next look finds it by its new name
                    self._tell(outcome)
            if not lost:
                state = source.done(state, piece.rows if isinstance(piece, Found) else [piece])
                uncommitted += 1
            if uncommitted >= _COMMITTED_FILES:
                self._remember(state)
                uncommitted = 0
        self._remember(state)

    def _tell(self, outcome: ImportOutcome) -> None:
        self.outcomes.append(outcome)
        self.progress(self.source.name, sum(done.read for done in self.outcomes))

    def _remember(self, state: str) -> None:
        with self._moving_to(state):
            pass

    @contextmanager
    def _moving_to(self, state: str) -> Iterator[Connection]:
        """A transaction that keeps the lease and, at its end, moves the source on to `state`; Overtaken undoes it."""
        name = self.source.name
        with self.store.write() as connection:
            if leases.take(connection, _lease(name), self.owner, self.clock.now(), LEASE_S) != self.owner:
                raise kept.overtaken(name)
            yield connection
            kept.advance(connection, name, self.source.state, state)
        self.source = replace(self.source, state=state)

    def conclude(self, started: int, error: CharterError | None = None, *, stopped: bool = False) -> FetchOutcome:
        """Note what became of it, and when the source is due again."""
        before, now = self.source, max(self.clock.now(), started)
        refused = next((done.error for done in self.outcomes if done.error is not None), None)
        after = before
        if stopped:
            pass
        elif error is None:
            pause = min(before.every_s, WAITING_S) if self.waiting else before.every_s
            after = replace(
                before,
                succeeded_at=started,
                next_at=started + pause * MICROSECONDS,
                failing_since=None,
                failures=0,
                failure=_failure(refused),
            )
        elif isinstance(error, RetryLater) and self.outcomes:
            after = replace(before, next_at=now + _patience(error))
        elif not isinstance(error, kept.Overtaken):
            failures = before.failures + 1
            pause = PAUSES_MIN[min(failures, len(PAUSES_MIN)) - 1] * 60 * MICROSECONDS
            after = replace(
                before,
                next_at=now + (_patience(error) if isinstance(error, RetryLater) else pause),
                failing_since=before.failing_since or started,
                failures=failures,
                failure=_failure(error),
            )
        outcome = FetchOutcome(
            name=before.name,
            kind=before.kind,
            started_at=started,
            ended_at=now,
            next_at=after.next_at,
            counts=_sum(self.outcomes),
            imports=tuple(self.outcomes),
            waiting=self.waiting,
            failing_since=after.failing_since,
            error=error,
            stopped=stopped,
        )
        if not isinstance(error, kept.Overtaken):
            self._record(outcome, before, after, _failure(error or refused))
        return outcome

    def _record(self, outcome: FetchOutcome, before: Configured, after: Configured, failure: Failure) -> None:
        told = Fetch(
            outcome.name, self.who, outcome.started_at, outcome.ended_at, outcome.next_at, outcome.counts, failure
        )
        with self.store.write() as connection:
            kept.record(connection, told, replace(after, tried_at=outcome.started_at))
            change = {"source": before.name, "since": before.failing_since or after.failing_since}
            if before.failing_since is None and after.failing_since is not None:
                journal.append(connection, self.who, outcome.ended_at, "source failing", "", change)
            if before.failing_since is not None and after.failing_since is None:
                journal.append(connection, self.who, outcome.ended_at, "source restored", "", change)
            for done in self.outcomes:
                if done.error is not None:
                    payload = {"source": before.name, "file": Path(done.file).name, "reason": done.error.message}
                    journal.append(connection, self.who, outcome.ended_at, "file refused", "", payload)


def _gathered(batches: Iterator[Fetched]) -> Iterator[Fetched]:
    """The batches, small ones together; what came before a failure is given before it is raised."""
    rows: list[Row] = []
    state: str | None = None
    try:
        for batch in batches:
            rows += batch.rows
            state = batch.state
            if len(rows) >= ENOUGH:
                yield Fetched(rows, state)
                rows, state = [], None
    except Exception:
        if state is not None:
            yield Fetched(rows, state)
        raise
    if state is not None:
        yield Fetched(rows, state)


def _lease(name: str) -> str:
    return f"configured {name}"


def _patience(error: RetryLater) -> int:
    """Microseconds that the other side asks for: at least a second, at most a day."""
    return round(min(max(error.seconds, 1), 86_400) * MICROSECONDS)


def _failure(error: CharterError | None) -> Failure:
    return Failure(error.message, error.remedy, error.params) if error is not None else Failure()


def _sum(outcomes: Sequence[ImportOutcome]) -> Counts:
    names = ("read", "used", "duplicates", "rejected", "out_of_scope", "contacts_new", "contacts_updated")
    return Counts(**{name: sum(getattr(outcome, name) for outcome in outcomes) for name in names})
