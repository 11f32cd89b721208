"""What `charter serve` says of a report that made itself, or could not be made."""

from __future__ import annotations

from pathlib import Path

from charter.cli.fetched import of_report
from charter.errors import Refused
from charter.services.recurring import Attempt
from charter.services.reporting import Report


def test_where_it_is_and_that_it_is_not_complete() -> None:
    made = Report(Path("out") / "charter-2026-10.pdf", "2026-10", 0, "", 1, complete=False, running=False, contacts=7)
    said = of_report(Attempt("2026-10", made))
    assert said.startswith("The report over 2026-10 is made: out")
    assert said.endswith("Not all data is in. The cover says so.")


def test_why_it_could_not_be_made() -> None:
    error = Refused("The folder %(folder)s does not exist.", "Make it first.", folder="M:")
    assert of_report(Attempt("2026-10", error=error)) == (
        "The report over 2026-10 could not be made. The folder M: does not exist. Make it first. "
        "Charter tries it again by itself."
    )
