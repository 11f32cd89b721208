"""What a column could mean: its name and all of its cells are looked at, and whoever it tells of stays unseen."""

from __future__ import annotations

import pytest

from charter.importers.column_guess import SURE, Column, ColumnGuess


def guessed(name: str, *cells: str) -> ColumnGuess:
    column = Column(name)
    for cell in cells:
        column.take(cell)
    return column.guess()


@pytest.mark.parametrize(
    "cells", [("123456782", "111222333"), ("jan@example.org", "p@example.org"), ("1234AB", "1012 LG")]
)
def test_private_cells_are_known_by_their_look_whatever_the_column_is_called(cells: tuple[str, str]) -> None:
    found = guessed("Kolom", *cells)
    assert found.private
    assert not set(cells) & set(found.examples)
    assert found.words == ()


def test_a_number_that_fails_the_check_of_a_citizen_service_number_is_not_private() -> None:
    assert not guessed("Kolom", "123456789", "111222334").private


def test_the_last_date_of_a_long_table_decides_the_order() -> None:
    both_ways = [f"{1 + n % 12}-{1 + n % 11}-2026 10:00" for n in range(6000)]
    assert guessed("Tijdstip", *both_ways).order is None
    assert guessed("Tijdstip", *both_ways, "13-1-2026 10:00").order == "day_first"
    assert guessed("Tijdstip", *both_ways, "1-13-2026 10:00").order == "month_first"


@pytest.mark.parametrize(
    ("name", "cells", "unit"),
    [
        ("Wachttijd (sec)", ("25", "30"), "s"),
        ("Wachttijd (ms)", ("25000", "30000"), "ms"),
        ("Wachttijd in minuten", ("1", "3"), "min"),
        ("Wachttijd", ("25", "30"), None),
        ("Wachttijd", ("0:02:30", "0:00:10"), "s"),
        ("Wachttijd", ("1:30", "31:10"), "m:ss"),
        ("Wachttijd", ("1:30", "2:10"), None),
        ("Wachttijd", ("0.00025", "0.0004"), "day"),
    ],
)
def test_the_unit_of_a_duration_is_known_or_has_to_be_asked(
    name: str, cells: tuple[str, str], unit: str | None
) -> None:
    found = guessed(name, *cells)
    assert (found.meanings[0][0], found.unit) == ("wait", unit)


def test_a_name_alone_is_never_sure() -> None:
    meanings = dict(guessed("Wachttijd", "vaak", "lang").meanings)
    assert "wait" in meanings
    assert max(meanings.values()) < SURE
