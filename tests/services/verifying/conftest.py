"""A small town with calls, mail, an excuse and a rejected row, exported once; and workbooks made from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Act
from charter.instants import parse
from charter.norms.periods import Period
from charter.services.profiles import make_profile
from charter.services.verifying import Verified

CALLS = "".join(
    f"2026-03-{day:02}T09:0{call}:00,c{day}-{call},queue_entered,phone,KCC,algemeen,,,\n"
    f"2026-03-{day:02}T09:0{call}:{10 + 9 * call},c{day}-{call},answered,,,,,person,\n"
    for day in (2, 3, 4, 5, 6)
    for call in range(5)
)
LOG = f"""at,contact,event,channel,team,queue,category,actor,detail
{CALLS}2026-03-02T09:00:00,A1,message_received,email,KCC,info@voorbeeld.example,,,
2026-03-03T09:00:00,A1,reply_substantive,,,,,person,
2026-03-02T10:00:00,=A2,message_received,email,KCC,info@voorbeeld.example,,,
2026-03-25T10:00:00,=A2,reply_substantive,,,,,person,
2026-03-30T10:00:00,A3,message_received,email,KCC,info@voorbeeld.example,,,
2026-03-09T11:00:00,R1,rated,phone,KCC,algemeen,,,mark=8.5
2026-03-09T12:00:00,R2,rated,phone,KCC,algemeen,,,mark=6
2026-03-02T25:00:00,A4,message_received,email,KCC,info@voorbeeld.example,,,
"""
MARCH = Period.parse("2026-03")


def at(text: str) -> int:
    """UTC microseconds of a local time."""
    from zoneinfo import ZoneInfo

    found = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert found is not None
    assert found.at is not None
    return found.at


def make(folder: Path) -> Services:
    """A profile in which the log of March was imported on 1 April, and one breach was excused."""
    make_profile(folder / "profile", "Gemeente Voorbeeld")
    services = Services(folder / "profile", FixedClock(at("2026-04-01T08:00:00")), "jansen")
    log = folder / "log.csv"
    log.write_text(LOG, encoding="utf-8")
    (outcome,) = services.import_paths([log])
    assert outcome.error is None
    services.follow_up(["c2-4"], Act.EXCUSE, "", "storing van de centrale", "phone.answer")
    return services


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town that no test changes."""
    made = make(tmp_path_factory.mktemp("town"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def exported(town, tmp_path_factory) -> Path:
    """The workbook of March, as written."""
    path = tmp_path_factory.mktemp("workbook") / "out.xlsx"
    town.export(town.board(), MARCH, path)
    return path


@pytest.fixture
def own(tmp_path):
    """A town of one's own."""
    made = make(tmp_path)
    yield made
    made.close()


@pytest.fixture
def edited(town, exported, tmp_path) -> Callable[..., Verified]:
    """Change the workbook as a person would in a spreadsheet program, save it, and verify it."""

    def change(edit: Callable[[openpyxl.Workbook], object]) -> Verified:
        path = tmp_path / "edited.xlsx"
        book = openpyxl.load_workbook(exported)
        edit(book)
        book.save(path)
        return town.verify(path)

    return change
