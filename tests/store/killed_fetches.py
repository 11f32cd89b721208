"""Fetches a source and is killed at a statement, as often as it is told: each line is a life, `DATABASE STATEMENT NOW`.

A program of its own, because it must die: at once and without any handler, as SIGKILL does.
"""

import json
import os
import signal
import sys
from pathlib import Path

import alembic.command  # noqa: F401 - loaded before the first fork, so that a life is mostly fetching
from sqlalchemy import event

from charter.clock import FixedClock
from charter.contact import Channel, Event, Kind, Precision
from charter.importers.base import fingerprint
from charter.services import fetching
from charter.settings import Profile
from charter.sources import registry
from charter.sources.base import Fetched, SourceKind, SourceSettings
from charter.store.versions import open_store

CALLS, PAGE = 12, 3


def call(number: int) -> Event:
    return Event(
        contact=f"c{number}",
        kind=Kind.QUEUE_ENTERED,
        at=1_700_000_000_000_000 + number,
        precision=Precision.SECOND,
        line=number,
        position=number,
        fingerprint=fingerprint(f"c{number}"),
        channel=Channel.PHONE,
    )


class Exchange:
    kind = "exchange"
    conversations = False
    address = "https://centrale.voorbeeld.nl"

    def fetch(self, state, context, cancelled):
        for first in range(json.loads(state) if state else 0, CALLS, PAGE):
            yield Fetched([call(number) for number in range(first, first + PAGE)], json.dumps(first + PAGE))

    def check(self) -> None:
        pass


def live(database: str, statement: int, now: int, profile: Profile) -> None:
    store = open_store(f"sqlite:///{database}")
    left = [statement]

    def count(*_told) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store._engine, "before_cursor_execute", count)
    event.listen(store._engine, "commit", count)
    fetching.run_source(store, "centrale", profile=profile, pseudonym=str, who="jan", clock=FixedClock(now))


def main() -> None:
    registry.KINDS = (SourceKind("exchange", "", "", SourceSettings, lambda settings, secret: Exchange()),)
    fetching.ENOUGH = 1
    calendar = [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}]
    profile = Profile.model_validate({"organisation": "x", "calendar": calendar}, strict=False, context=Path())
    for line in sys.stdin:
        database, statement, now = line.rsplit(" ", 2)
        child = os.fork()
        if child == 0:
            live(database, int(statement), int(now), profile)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else f"exit{os.WEXITSTATUS(status)}", flush=True)


if __name__ == "__main__":
    main()
