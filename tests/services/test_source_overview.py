"""Every place that data came from stands in one list, and what was read twice is counted once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.services.profiles import make_profile
from charter.services.source_overview import Standing, Supply, adds_up, times
from charter.store.imports import Counts

NOW = 1_794_902_400_000_000
HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
ROW = "K{n},2026-11-09T10:00:00+01:00,call_started,phone,KCC,algemeen,,person,\n"
LOST = "K9,2026-11-09T10:00:00+01:00,nonsense,phone,KCC,,,person,\n"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + ROW.format(n=1) + ROW.format(n=2) + LOST)
    return folder


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    make_profile(tmp_path / "profile", "Gemeente Voorbeeld")
    made = Services(tmp_path / "profile", FixedClock(NOW), "test")
    yield made
    made.close()


def add(services: Services, name: str, folder: Path, **more: str) -> None:
    settings = {"path": str(folder), "settle": "0", **more}
    services.add_source(services.configure_source(name, "folder", settings, 3600))


def by_name(services: Services) -> dict[str, Supply]:
    return {one.name: one for one in services.overview()}


def test_a_file_by_hand_is_a_source_of_its_own_and_counts_once(services: Services, logs: Path) -> None:
    services.import_paths([logs / "a.csv"])
    services.import_paths([logs / "a.csv"])
    (one,) = services.overview()
    assert (one.name, one.standing, one.configured) == ("event_log", Standing.LOST_ROWS, None)
    assert (one.counts.read, one.counts.used, one.counts.duplicates, one.counts.rejected) == (3, 2, 0, 1)
    assert len(times(one)) == 2
    assert [found.problem.line for found in services.troubles(one)] == [4]


def test_what_a_folder_brought_is_its_own_and_a_file_by_hand_is_not(services: Services, logs: Path) -> None:
    add(services, "centrale", logs)
    services.fetch(["centrale"])
    services.clock.at = NOW + 3_600_000_000  # type: ignore[attr-defined]
    other = logs.parent / "b.csv"
    other.write_text(HEADER + ROW.format(n=5))
    services.import_paths([other])
    found = by_name(services)
    assert (found["centrale"].counts.read, found["centrale"].standing) == (3, Standing.LOST_ROWS)
    assert (found["event_log"].counts.read, found["event_log"].standing) == (1, Standing.FILES)
    assert all(adds_up(one.counts) for one in found.values())


def test_a_folder_with_a_name_for_its_contacts_has_the_files_of_that_name(services: Services, logs: Path) -> None:
    add(services, "centrale", logs, source="kcc")
    services.import_paths([logs / "a.csv"], source="kcc")
    assert list(by_name(services)) == ["centrale"]


def test_what_a_folder_reads_again_is_double_and_still_adds_up(services: Services, logs: Path) -> None:
    services.import_paths([logs / "a.csv"])
    services.clock.at = NOW + 3_600_000_000  # type: ignore[attr-defined]
    add(services, "centrale", logs)
    services.fetch(["centrale"])
    one = by_name(services)["centrale"]
    assert (one.counts.read, one.counts.used, one.counts.duplicates, one.counts.rejected) == (3, 0, 2, 1)
    assert adds_up(one.counts)


def test_each_standing_has_its_reason(services: Services, logs: Path) -> None:
    add(services, "nieuw", logs)
    add(services, "stil", logs)
    services.enable_source("stil", False)
    gone = logs.parent / "gone"
    gone.mkdir()
    add(services, "weg", gone)
    shutil.rmtree(gone)
    services.fetch(["weg"])
    found = by_name(services)
    assert [found[name].standing for name in ("nieuw", "stil", "weg")] == [
        Standing.NEVER,
        Standing.PAUSED,
        Standing.FAILING,
    ]
    assert found["stil"].next_at is None
    assert times(found["weg"])[0].failure.message


@pytest.mark.parametrize(("counts", "right"), [(Counts(5, 1, 1, 1, 2), True), (Counts(5, 1, 1, 1, 1), False)])
def test_a_sum_that_does_not_come_out_is_found(counts: Counts, right: bool) -> None:
    assert adds_up(counts) is right
