"""A month of a small town as a dossier, and its workbook written, read and recalculated."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from charter.columns.by_hand import ByHand
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.problem import Problem
from charter.reports import workbook
from charter.reports.workbook.dossier import Dossier, Imported, Rejected, SourceTally, own_seed
from charter.reports.workbook.write import About, Written, write

ZONE = ZoneInfo("Europe/Amsterdam")
OCTOBER = """
    2026-10-05T09:00:00 queue_entered contact=quick channel=phone team=KCC queue=algemeen
    2026-10-05T09:00:12 answered contact=quick
    2026-10-05T09:05:00 queue_entered contact=slow channel=phone team=KCC queue=algemeen
    2026-10-05T09:05:40 answered contact=slow
    2026-10-05T09:10:00 queue_entered contact=gone channel=phone team=KCC queue=algemeen
    2026-10-05T09:10:02 abandoned contact=gone
    2026-10-06T10:00:00 message_received contact=mail channel=email team=KCC queue=info@voorbeeld.example
    2026-10-08T10:00:00 reply_substantive contact=mail actor=person
    2026-10-30T10:00:00 message_received contact=waiting channel=email team=KCC queue=info@voorbeeld.example
    - message_received contact=undated channel=email team=KCC
    2026-10-09T11:00:00 rated contact=happy channel=phone team=KCC | mark=8.5
    2026-10-09T12:00:00 rated contact=cross channel=phone team=KCC | mark=6
    2026-10-12 letter_received contact=letter channel=letter team=KCC
    2026-10-14 ack_sent contact=letter
    2026-11-03T09:00:00 queue_entered contact=november channel=phone team=KCC queue=algemeen
    2026-11-03T09:00:05 answered contact=november
"""
AS_OF = "2026-11-04T08:00:00"


def instant(text: str) -> int:
    """UTC microseconds of a local time; `fold=1` as a trailing `!` is the second of a doubled hour."""
    local = datetime.fromisoformat(text.rstrip("!")).replace(tzinfo=ZONE, fold=int(text.endswith("!")))
    return int(local.timestamp()) * 1_000_000


@pytest.fixture
def dossier(town) -> Callable[..., Dossier]:
    """The dossier of a log; anything in it can be changed."""

    def build(log: str = OCTOBER, *, period: str = "2026-10", as_of: str = AS_OF, **changes: Any) -> Dossier:
        place = town()
        contacts = place.contacts(log, as_of)
        rulebook, chosen = place.rulebook, Period.parse(period)
        whole: dict[str, Any] = {
            "organisation": "Voorbeeldgemeente",
            "period": chosen,
            "as_of": instant(as_of),
            "made_at": instant("2026-11-05T09:00:00"),
            "made_by": "jansen",
            "staff_names": False,
            "rulebook": rulebook,
            "contacts": contacts,
            "verdicts": judge(contacts, rulebook, instant(as_of)),
            "complete": True,
            "remarks": (),
            "imports": (imported(),),
            "rejected": (
                Rejected(1, "log.csv", Problem("bad_time", 7, "No time: %(value)s.", "", {"value": "25:00"})),
            ),
            "sources": (SourceTally("event_log", len(contacts), 0, 0),),
            "journal": (12, "ab" * 32),
            "seed": own_seed(rulebook, chosen),
            "program": "Charter 0.1.0",
        }
        return Dossier(**whole | changes)

    return build


def imported(**changes: Any) -> Imported:
    """An import whose arithmetic is right."""
    whole: dict[str, Any] = {
        "number": 1, "source": "event_log", "at": instant("2026-11-01T07:00:00"), "file": "log.csv",
        "digest": "cd" * 32, "format": "event_log", "repeats": None, "read": 18, "used": 15, "duplicates": 1,
        "rejected": 1, "out_of_scope": 1, "contacts_new": 10, "contacts_updated": 0, "implied": 2,
        "first_at": instant("2026-10-05T09:00:00"), "last_at": None, "held": 13, "gone": 4, "replaced_by": None,
    }  # fmt: skip
    return Imported(**whole | changes)


@pytest.fixture
def by_hand() -> Callable[..., ByHand]:
    """Something that a person said about a contact."""

    def build(**changes: Any) -> ByHand:
        whole: dict[str, Any] = {
            "id": "1", "at": instant("2026-10-20T09:00:00"), "who": "de vries", "source": "event_log",
            "contact": "slow", "norm": "phone.answer", "what": "excuse", "value": "", "reason": "storing",
            "undone": False,
        }  # fmt: skip
        return ByHand(**whole | changes)

    return build


@dataclass(frozen=True)
class Book:
    """A workbook that was written: where it stands, its cells as a reader finds them, and its digests."""

    path: Path
    sheets: list[workbook.Sheet]
    written: Written

    def rows(self, sheet: str) -> list[list[Any]]:
        """The cells of a sheet."""
        return CalamineWorkbook.from_path(self.path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)

    def table(self, sheet: str) -> list[dict[str, Any]]:
        """The rows below the header."""
        made = next(one for one in self.sheets if one.name == sheet)
        header, *rows = self.rows(sheet)[made.header_row - 1 :]
        return [dict(zip(header, row, strict=True)) for row in rows]


ABOUT = About(
    "Title & more",
    "as known at 04-11-2026",
    "jansen",
    datetime.fromisoformat("2026-11-05T08:00:00"),
    {"period": "2026-10"},
)


@pytest.fixture
def book(tmp_path: Path, dossier) -> Callable[..., Book]:
    """The workbook of a dossier."""

    def build(of: Dossier | None = None, name: str = "out.xlsx", **told: Any) -> Book:
        sheets = workbook.sheets(of or dossier())
        path = tmp_path / name
        return Book(path, sheets, write(sheets, ABOUT, path, **told))

    return build


@pytest.fixture
def recalculated(tmp_path: Path) -> Callable[[Path], CalamineWorkbook]:
    """The workbook as LibreOffice computes it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed here, so no other program can compute the formulas")

    def build(path: Path) -> CalamineWorkbook:
        home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
        command = [program, "--headless", home, "--convert-to", "ods", "--outdir", str(tmp_path / "again"), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return CalamineWorkbook.from_path(tmp_path / "again" / f"{path.stem}.ods")

    return build
