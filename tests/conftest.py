"""What every test may use: the language, the folder of real samples where it exists, and a place for a profile."""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

from charter import locale
from charter.columns import NO_TIME, Contacts, Events, Verdict, Verdicts
from charter.contact import Event
from charter.importers.base import ReadContext
from charter.importers.event_log import COLUMNS, EventLogReader
from charter.instants import parse
from charter.locale.formats import iso
from charter.moments import Derived, derive
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.norms.explain import Explanation, explain
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.reasons import Reason
from charter.settings import Profile

_STEADY = hypothesis.settings(
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
"""The same examples in every run, however busy the machine: what fails, fails for who changed something."""
hypothesis.settings.register_profile("steady", _STEADY)
hypothesis.settings.register_profile("brief", _STEADY, max_examples=5)
"""For a run that proves something else than the properties: `--hypothesis-profile=brief`."""
hypothesis.settings.register_profile("search", _STEADY, derandomize=False, max_examples=1_000)
"""Other examples in every run, to look for what nobody found: `--hypothesis-profile=search`."""
hypothesis.settings.load_profile("steady")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder with real samples that stands beside some checkouts and is never part of the project."""
    if not (SHARED / "samples").is_dir():
        pytest.skip("the real samples are not beside this checkout; the written fixtures cover the same rules")
    return SHARED


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it spoke."""
    locale.use("en")
    yield
    locale.use("en")


ZONE = ZoneInfo("Europe/Amsterdam")
LATER = "2027-06-01T12:00:00"


def instant(text: str) -> int:
    """UTC microseconds of a time in Amsterdam."""
    read = parse(text, ZONE)
    assert read is not None
    assert read.at is not None
    return read.at


def events(log: str) -> Events:
    """Facts as the event-log reader reads them. A line: `AT EVENT [column=value ...] [| detail]`; `-` is no time.

    The contact is `c` and the row is about whatever was said before, unless the line says otherwise.
    """
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    for line in filter(None, map(str.strip, log.splitlines())):
        facts, _, detail = line.partition("|")
        at, event, *columns = facts.split()
        row = {"contact": "c", "at": at.strip("-") and at, "event": event, "detail": detail.strip()}
        writer.writerow(row | dict(column.split("=", 1) for column in columns))
    context = ReadContext(ZONE, instant("2028-01-01"), lambda text: text)
    read = list(EventLogReader().read(io.BytesIO(table.getvalue().encode()), context))
    facts_read = [row for row in read if isinstance(row, Event)]
    assert len(facts_read) == len(table.getvalue().splitlines()) - 1, read
    return Events.gather(facts_read, source="event_log", file="log.csv")


@dataclass(frozen=True)
class Ruled:
    """One verdict in words, with what it rests on."""

    verdict: str
    reason: str
    deadline: str
    spent_s: float | None
    version: int
    started_at: str
    derived: Derived
    verdicts: Verdicts
    explanation: Explanation


@dataclass(frozen=True)
class Town:
    """A municipality with its rulebook: from event log to verdict by the real road."""

    rulebook: Rulebook

    def derive(self, log: str, as_of: str = LATER) -> Derived:
        """Contacts and visits as known at `as_of`."""
        return derive(events(log), ZONE, as_of=instant(as_of))

    def contacts(self, log: str, as_of: str = LATER) -> Contacts:
        """The contacts alone."""
        return self.derive(log, as_of).contacts

    def norms(self, log: str, as_of: str = LATER) -> list[str]:
        """The norms that apply."""
        return [self.rulebook.norms[n].id for n in judge(self.contacts(log, as_of), self.rulebook, instant(as_of)).norm]

    def ruled(self, log: str, norm: str, as_of: str = LATER) -> Ruled:
        """The verdict of the one contact of `log` under `norm`, which must be what its explanation says."""
        derived = self.derive(log, as_of)
        found = judge(derived.contacts, self.rulebook, instant(as_of))
        found = found.take(found.norm == self.rulebook.position(norm))
        assert len(found) == 1, f"{norm} gave {len(found)} verdicts"
        said = explain(derived.contacts, self.rulebook, instant(as_of), norm)
        verdict, reason = Verdict(int(found.verdict[0])), Reason(int(found.reason[0]))
        assert (said.verdict, said.reason) == (verdict, reason)
        return Ruled(
            verdict=verdict.word,
            reason=reason.word,
            deadline=_local(found.deadline),
            spent_s=None if found.spent_us[0] < 0 else float(found.spent_us[0]) / 1e6,
            version=int(found.version[0]),
            started_at=_local(found.started_at),
            derived=derived,
            verdicts=found,
            explanation=said,
        )

    def verdict(self, log: str, norm: str, as_of: str = LATER) -> str:
        """The word for the verdict alone."""
        return self.ruled(log, norm, as_of).verdict


def _local(column: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> str:
    """The local time of the one instant in `column`, without its offset."""
    return "" if column[0] == NO_TIME else iso(int(column[0]), ZONE)[:-6]


@cache
def _rulebook(norms: tuple[tuple[str, str, str], ...], profile: str, central: tuple[str, ...]) -> Rulebook:
    own = []
    for norm, changes, later in norms:
        lines = (Path(files.__file__).parent / "library" / f"{norm}.toml").read_text(encoding="utf-8").splitlines()
        changed = {line.split(" = ")[0] for line in changes.splitlines()}
        kept = [line for line in lines if line.split(" = ")[0] not in changed]
        place = kept.index("[[version]]") + 1
        text = "\n".join([*kept[:place], *changes.splitlines(), *kept[place:]]).split("[[example]]")[0]
        own.append((f"{norm}.toml", f"{text}\n{later}"))
    calendars = calendars_of(Profile.model_validate(tomllib.loads(profile)))
    rulebook, faults = files.rulebook(own, calendars, central)
    assert not faults
    return rulebook


@pytest.fixture
def town() -> Callable[..., Town]:
    """A municipality: open 08:30-17:00, closed on the Cao days and 15 May 2026; anything in it can be changed.

    `norms` gives lines of TOML that replace those in the version of a norm of the library, `later` further versions.
    """

    def build(
        norms: dict[str, str] | None = None,
        *,
        later: dict[str, str] | None = None,
        hours: str = '{ default = "mon-fri 08:30-17:00" }',
        calendar: str = "",
        central: tuple[str, ...] = (),
    ) -> Town:
        profile = f"""
            organisation = "Voorbeeldgemeente"
            time_zone = "Europe/Amsterdam"
            [[calendar]]
            valid_from = 2011-03-01
            hours = {hours}
            closed = [2026-05-15]
            early_close = {{ "24-12" = "15:00", "31-12" = "15:00" }}
            {calendar}
        """
        edits, more = norms or {}, later or {}
        own = tuple((norm, edits.get(norm, ""), more.get(norm, "")) for norm in edits | more)
        return Town(_rulebook(own, profile, central))

    return build
