"""Live sources on both databases: a source made by hand, a clock made by hand, and every way in which it can end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from charter.clock import FixedClock
from charter.contact import Channel, Event, Kind, Precision
from charter.errors import NotFound, Refused, StoreError
from charter.importers.base import OutOfScope, fingerprint
from charter.problem import Problem
from charter.services import fetching
from charter.services.fetching import PAUSES_MIN, add_source, configure, due, run_source
from charter.settings import Profile
from charter.sources import registry
from charter.sources.base import Fetched, RetryLater, SourceError, SourceKind, SourceSettings
from charter.store import imports, journal, leases
from charter.store import sources as kept
from charter.store.schema import event as event_table

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 1_794_816_000 * SECOND
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
    },
    strict=False,
    context=Path(),
)


def call(number: int) -> Event:
    """The beginning of a call of its own."""
    return Event(
        contact=f"c{number}",
        kind=Kind.QUEUE_ENTERED,
        at=START - DAY + number * SECOND,
        precision=Precision.SECOND,
        line=number,
        position=number,
        fingerprint=fingerprint(f"c{number}"),
        channel=Channel.PHONE,
    )


@dataclass
class Exchange:
    """A telephone exchange that somebody can ask; `calls` is how many it has logged, `page` how many it gives at once.

    `before` happens before each page; what it raises, the exchange raises.
    """

    kind: str = "exchange"
    conversations: bool = False
    address: str = "https://centrale.voorbeeld.nl"
    calls: int = 0
    page: int = 10
    asked: list[str] = field(default_factory=list)
    before: Callable[[int], None] = lambda page: None

    def fetch(self, state, context, cancelled) -> Iterator[Fetched]:
        self.asked.append(state)
        first = json.loads(state)["next"] if state else 0
        for number, start in enumerate(range(first, self.calls, self.page)):
            if cancelled():
                return
            self.before(number)
            end = min(start + self.page, self.calls)
            yield Fetched([call(n) for n in range(start, end)], json.dumps({"next": end}))
        self.before(-1)

    def check(self) -> None:
        self.before(-1)


def fails(page: int) -> None:
    raise SourceError("The server does not answer.", "Check the network.")


def fails_at(wanted: int, error: Exception) -> Callable[[int], None]:
    def before(page: int) -> None:
        if page == wanted:
            raise error

    return before


@pytest.fixture
def exchange(monkeypatch) -> Exchange:
    made = Exchange()
    kind = SourceKind("exchange", "An exchange", "nothing", SourceSettings, lambda settings, secret: made)
    monkeypatch.setattr(registry, "KINDS", (*registry.KINDS, kind))
    monkeypatch.setattr(fetching, "ENOUGH", 1)
    return made


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def ask(store, exchange, clock):
    """Ask the exchange, and see that the arithmetic holds."""
    add_source(store, configure("centrale", "exchange", {}, 3600, "jan", clock.now()))

    def ask(**options):
        outcome = run_source(store, "centrale", profile=PROFILE, pseudonym=str, who="jan", clock=clock, **options)
        if outcome is not None:
            counts = outcome.counts
            assert counts.read == counts.used + counts.duplicates + counts.rejected + counts.out_of_scope
        return outcome

    return ask


def stands(store):
    with store.read() as connection:
        return kept.find(connection, "centrale")


def events_in(store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(event_table))


def words_of_journal(store) -> list[str]:
    with store.read() as connection:
        assert journal.verify(connection) == []
        return [entry.what for entry in journal.entries(connection)]


def test_everything_new_is_stored_once_batch_by_batch_with_a_run_and_a_journal_entry_each(store, exchange, clock, ask):
    exchange.calls = 25
    outcome = ask()
    assert (outcome.counts.read, outcome.counts.used, len(outcome.imports)) == (25, 25, 3)
    with store.read() as connection:
        runs = imports.runs(connection)
        assert [(run.file, run.format, run.counts.used) for run in runs] == [
            (exchange.address, "exchange", 10), (exchange.address, "exchange", 10), (exchange.address, "exchange", 5)
        ]  # fmt: skip
        assert len({run.sha256 for run in runs}) == 3
    assert words_of_journal(store) == ["source added", "import", "import", "import"]
    exchange.calls = 27
    again = ask()
    assert (again.counts.read, again.counts.used, events_in(store)) == (2, 2, 27)
    assert exchange.asked == ["", '{"next": 25}']


def test_small_batches_are_stored_together(store, exchange, ask, monkeypatch):
    monkeypatch.setattr(fetching, "ENOUGH", 20)
    exchange.calls = 45
    outcome = ask()
    assert [done.read for done in outcome.imports] == [20, 20, 5]


def test_every_kind_of_row_is_counted(store, exchange, ask, monkeypatch):
    rows = [call(1), call(1), Problem("bad", 3, "no", "yes"), OutOfScope(4, "bulk")]
    monkeypatch.setattr(exchange, "fetch", lambda state, context, cancelled: iter([Fetched(rows, "{}")]))
    counts = ask().counts
    assert (counts.read, counts.used, counts.duplicates, counts.rejected, counts.out_of_scope) == (4, 1, 1, 1, 1)


def test_a_batch_without_rows_only_moves_the_state(store, exchange, ask, monkeypatch):
    monkeypatch.setattr(exchange, "fetch", lambda state, context, cancelled: iter([Fetched([], '{"delta": 1}')]))
    assert ask().imports == ()
    assert stands(store).state == '{"delta": 1}'
    assert words_of_journal(store) == ["source added"]


def test_each_run_leaves_a_record(store, exchange, clock, ask):
    exchange.calls = 3
    ask()
    clock.at += HOUR
    exchange.before = fails
    ask()
    with store.read() as connection:
        last, first = kept.history(connection, "centrale", 10)
    assert (first.who, first.started_at, first.counts.read, first.next_at) == ("jan", START, 3, START + HOUR)
    assert (first.failure.message, last.failure.message) == ("", "The server does not answer.")


def test_a_source_that_fails_for_three_days_backs_off_and_catches_up_completely(store, exchange, clock, ask):
    exchange.calls = 20
    ask()
    exchange.before = fails
    tried = []
    clock.at += HOUR
    failed_at = clock.at
    while clock.at < failed_at + 3 * DAY:
        ask(only_when_due=True)
        tried.append(clock.at)
        exchange.calls += 10
        clock.at = stands(store).next_at - 1
        assert due(store, clock.now()) == []
        clock.at += 1
        assert due(store, clock.now()) == ["centrale"]
    pauses = [(later - earlier) // MINUTE for earlier, later in pairwise(tried)]
    assert pauses[:7] == list(PAUSES_MIN)
    assert set(pauses[7:]) == {360}
    found = stands(store)
    assert (found.failing_since, found.state, found.succeeded_at) == (failed_at, '{"next": 20}', START)
    assert events_in(store) == 20
    exchange.before = lambda page: None
    clock.at = found.next_at
    outcome = ask(only_when_due=True)
    assert (outcome.failing_since, events_in(store)) == (None, exchange.calls)
    assert stands(store).failure.message == ""
    assert words_of_journal(store).count("source failing") == words_of_journal(store).count("source restored") == 1


def test_what_came_before_a_failure_is_kept_and_the_rest_comes_later(store, exchange, clock, ask):
    exchange.calls = 30
    exchange.before = fails_at(2, SourceError("The server does not answer.", "Check the network."))
    outcome = ask()
    assert (outcome.counts.used, events_in(store), stands(store).state) == (20, 20, '{"next": 20}')
    assert outcome.failing_since == START
    exchange.before = lambda page: None
    assert ask().counts.used == 10
    assert events_in(store) == 30


def test_a_kill_at_any_moment_loses_nothing_and_doubles_nothing(store, exchange, clock, ask, monkeypatch):
    exchange.calls = 40

    class Killed(BaseException):
        pass

    def dies() -> None:
        raise Killed

    moments = [
        ("advance", lambda: monkeypatch.setattr(kept, "advance", lambda *told: dies())),
        ("page", lambda: setattr(exchange, "before", fails_at(2, Killed()))),
        ("record", lambda: monkeypatch.setattr(kept, "record", lambda *told: dies())),
    ]
    for name, strike in moments:
        with monkeypatch.context() as patch:
            patch.setattr(leases, "release", lambda *told: None)  # who is killed gives nothing back
            before = getattr(kept, name, None), exchange.before
            strike()
            with pytest.raises(Killed):
                ask()
            if before[0]:
                monkeypatch.setattr(kept, name, before[0])
            exchange.before = before[1]
        assert events_in(store) == (json.loads(stands(store).state)["next"] if stands(store).state else 0)
        assert ask().held_by == f"jan@{fetching.platform.node()}"
        clock.at += fetching.LEASE_S * SECOND
    ask()
    assert events_in(store) == exchange.calls


def test_two_programs_never_fetch_one_source_at_the_same_time(store, exchange, clock, ask):
    exchange.calls = 20
    other = []

    def meanwhile(page: int) -> None:
        exchange.before = lambda page: None
        other.append(ask())

    exchange.before = meanwhile
    mine = ask()
    assert (other[0].held_by != "", other[0].counts.read, mine.counts.used) == (True, 0, 20)
    assert len(exchange.asked) == 1
    assert ask().held_by == ""


def test_who_lost_its_lease_keeps_nothing_of_the_batch_it_was_at(store, exchange, clock, ask):
    exchange.calls = 20

    def sleeps(page: int) -> None:
        exchange.before = lambda page: None
        clock.at += 2 * fetching.LEASE_S * SECOND
        assert ask().counts.used == 20

    exchange.before = sleeps
    late = ask()
    assert isinstance(late.error, kept.Overtaken)
    assert (late.counts.read, events_in(store)) == (0, 20)
    assert stands(store).failing_since is None


def test_a_source_that_was_removed_meanwhile_keeps_nothing(store, exchange, clock, ask):
    exchange.calls = 20
    exchange.before = lambda page: fetching.remove_source(store, "centrale", "piet", clock.now())
    assert isinstance(ask().error, kept.Overtaken)
    assert events_in(store) == 0


def test_a_clock_put_forward_nine_hours_runs_the_due_one_once(store, exchange, clock, ask):
    ask()
    clock.at += 9 * HOUR
    assert due(store, clock.now()) == ["centrale"]
    assert ask(only_when_due=True) is not None
    assert due(store, clock.now()) == []
    assert ask(only_when_due=True) is None
    assert len(exchange.asked) == 2


def test_a_clock_that_was_set_back_does_not_make_a_source_wait(store, exchange, clock, ask):
    ask()
    clock.at -= DAY
    assert due(store, clock.now()) == ["centrale"]


def test_a_paused_source_is_not_due_but_can_be_asked(store, exchange, clock, ask):
    fetching.enable_source(store, "centrale", False, "jan", clock.now())
    assert due(store, clock.now()) == []
    exchange.calls = 1
    assert ask().counts.used == 1


def test_who_asks_for_patience_gets_it_and_is_not_failing_when_it_gave_something(store, exchange, clock, ask):
    exchange.calls = 20
    exchange.before = fails_at(1, RetryLater(90))
    outcome = ask()
    assert (outcome.counts.used, outcome.failing_since, outcome.next_at) == (10, None, START + 90 * SECOND)
    exchange.before = fails_at(0, RetryLater(float("inf")))
    outcome = ask()
    assert (outcome.failing_since, outcome.next_at) == (START, START + DAY)


def test_who_is_stopped_keeps_what_is_done_and_is_due_again(store, exchange, clock, ask):
    exchange.calls = 30
    outcome = ask(cancelled=lambda: events_in(store) >= 20)
    assert (outcome.stopped, outcome.counts.used, outcome.error, outcome.failing_since) == (True, 20, None, None)
    assert due(store, clock.now()) == ["centrale"]


def test_a_fault_of_ours_is_remembered_as_a_failure_and_raised(store, exchange, clock, ask):
    exchange.calls = 20
    exchange.before = fails_at(1, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        ask()
    found = stands(store)
    assert (found.failing_since, found.failure.params, found.state) == (
        START,
        {"fault": "ZeroDivisionError"},
        '{"next": 10}',
    )
    assert ask().held_by == ""


def test_a_source_without_its_password_fails_with_the_remedy(store, exchange, clock, ask, monkeypatch):
    kind = registry.by_id("exchange")
    needy = SourceKind("exchange", "", "", SourceSettings, lambda settings, secret: secret(), "Password")
    monkeypatch.setattr(registry, "KINDS", tuple(needy if one is kind else one for one in registry.KINDS))
    monkeypatch.delenv("CHARTER_SECRET_CENTRALE", raising=False)
    outcome = ask()
    assert outcome.error is not None
    assert "CHARTER_SECRET_CENTRALE" in str(outcome.error)


def test_names_are_told_apart(store, ask, clock):
    with pytest.raises(Refused, match="already a source called centrale"):
        add_source(store, configure("centrale", "exchange", {}, 60, "jan", clock.now()))
    with pytest.raises(NotFound, match="There are: centrale"):
        run_source(store, "mail", profile=PROFILE, pseudonym=str, who="jan", clock=clock)
    with pytest.raises(NotFound, match="no kind of source called “fax”"):
        configure("fax", "fax", {}, 60, "jan", clock.now())


def test_a_database_that_fails_is_no_failure_of_the_source(store, exchange, ask, monkeypatch):
    exchange.calls = 10

    def full(*told, **more):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(kept, "advance", full)
        patch.setattr(kept, "record", full)
        with pytest.raises(StoreError):
            ask()
    assert (events_in(store), stands(store).failing_since) == (0, None)
