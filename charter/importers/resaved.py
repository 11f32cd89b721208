"""Rows of a log, also when a spreadsheet has saved it again: another delimiter, a workbook, dates turned round.

Why: whoever looks at an export in a Dutch Excel and saves it makes 16-11-2026 09:00 of 2026-11-16 09:00:12, semicolons
of commas, or a workbook of the text. Readers of logs take their rows from here, so that they know one spelling of a
time. Refuses to guess: all dates of the file together must allow one order, or a person says it of this very file. That
is not kept for the next file, for it is the machine on which somebody pressed Save that orders dates. Where a
spreadsheet has been at work and not one of many times has seconds, they were lost: such times are known to the minute
(decision 0007).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import BinaryIO

from charter.errors import UnreadableFile
from charter.importers import dialect, sheet
from charter.importers.base import HEAD_SIZE, Head
from charter.importers.table_times import Order, Orders, year_first
from charter.locale import N_
from charter.problem import Problem

_TURNED = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:199|20[0-9])[0-9](?:(?:T|,? +)[0-9]{1,2}:.*)?")
_YEAR_FIRST = re.compile(r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}[T ][0-9]{1,2}:[0-9]{2}")
_CLOCK = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(?::([0-9]{2}(?:[.,][0-9]+)?))?")
_WHOLE_MINUTE = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T(?!00:00)[0-9]{2}:[0-9]{2}):00(?:\.0+)?(?![0-9.])")
_MANY = 10
"""Times that do not all fall on a whole minute by chance."""


Rows = Iterator[tuple[int, list[str] | Problem]]


class DatesOpen(UnreadableFile):
    """Every date of a file can be read in two ways, such as `example`, and nobody said yet in which."""

    def __init__(self, example: str) -> None:
        super().__init__(
            N_("The dates can be read in two ways: in %(date)s either the day or the month stands first."),
            N_(
                "Say which of the two it is (on the command line --dates dd-mm or --dates mm-dd). Or export more days:"
                " from the 13th day of a month it is clear."
            ),
            date=example,
        )
        self.example = example


def in_both_orders() -> UnreadableFile:
    """Say that no order reads all dates of a file."""
    return UnreadableFile(
        N_("Some dates in the table have the day first and others the month. No order reads them all."),
        N_("A spreadsheet has probably changed the file. Export it again and import it without opening it first."),
    )


def rows(stream: BinaryIO, said: Order = "auto") -> Rows:
    """Each row that is not empty, from the beginning; a date with its year last, and a time behind it, as ISO 8601.

    `said` is the order of dates that the file itself leaves open. Where dates were turned round, the stream is read
    twice; where their order stays open, their rows are rejected. Raises DatesOpen when no row has another date than
    those, and UnreadableFile when no order reads them all, or for a workbook that cannot be read.
    """
    stream.seek(0)
    is_workbook = stream.read(len(sheet.MAGIC)) in (sheet.MAGIC, sheet.OLD_OR_LOCKED)
    source = dialect.as_written(stream)
    first = [*islice(source, dialect.LAST_HEADER)]
    dates = _Dates(first, is_workbook=is_workbook)
    if not dates.turned and not (dates.times and dates.whole_minutes):
        yield from (row for row in chain(first, source) if isinstance(row[1], Problem) or any(row[1]))
        return
    source.close()
    dates = _Dates(dialect.as_written(stream), is_workbook=is_workbook)
    order = dates.decided or dates.as_said(said)
    if order is None and not dates.others:
        raise dates.undecided()
    rough = dates.whole_minutes and dates.times >= _MANY
    for number, cells in dialect.rows(stream):
        if isinstance(cells, Problem):
            yield number, cells
        elif order is not None:
            yield number, [_spelled(cell, order, rough=rough, always=is_workbook) for cell in cells]
        elif any(map(_TURNED.fullmatch, cells)):
            why = dates.undecided()
            yield number, Problem("date_order_open", number, why.message, why.remedy, why.params)
        else:
            yield number, cells


def first_rows(head: Head) -> tuple[tuple[str, ...], ...]:
    """The rows at the beginning of a file, spelled as `rows` does; in whatever order of the date, should it be open."""
    return _first_rows(head.data, head.sheet_rows)


@lru_cache(maxsize=1)
def _first_rows(data: bytes, of_sheet: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Every reader asks it of the same beginning."""
    whole = data if len(data) < HEAD_SIZE else data[: data.rfind(b"\n") + 1] or data
    found = dialect.first_rows(Head("", whole, of_sheet))
    order = _Dates(enumerate(found)).decided or "day_first"
    return tuple(tuple(_spelled(cell, order) for cell in cells) for cells in found)


class _Dates:
    """What the dates of a file look like."""

    def __init__(self, source: Iterable[tuple[int, list[str] | Problem]], *, is_workbook: bool = False) -> None:
        self.turned = False
        """Whether there are dates with their year last."""
        self.others = False
        """Whether there are times with their year first."""
        self.times = 0
        """Of those that a spreadsheet wrote: in a workbook every one."""
        self.whole_minutes = True
        self._is_workbook = is_workbook
        self._orders = Orders()
        for _, cells in source:
            for cell in [] if isinstance(cells, Problem) else cells:
                if cell[:1].isdecimal():
                    self._look(cell.strip())

    def _look(self, cell: str) -> None:
        if _TURNED.fullmatch(cell):
            self.turned = True
            self._orders.look(cell)
        elif _YEAR_FIRST.match(cell):
            self.others = True
            if not self._is_workbook:
                return
        else:
            return
        if clock := _CLOCK.search(cell):
            self.times += 1
            self.whole_minutes &= not (clock[1] or "").strip("0.,")

    @property
    def decided(self) -> Order | None:
        """The one order that reads all of them."""
        return self._orders.decided

    def as_said(self, said: Order) -> Order | None:
        """The order that a person said, where the dates allow it."""
        return None if said == "auto" or self._orders.mixed else said

    def undecided(self) -> UnreadableFile:
        """Why there is no order, and what to do."""
        return in_both_orders() if self._orders.mixed else DatesOpen(self._orders.example)


def _spelled(cell: str, order: Order, *, rough: bool = False, always: bool = False) -> str:
    """The cell with the year first; `rough` without seconds, where it was turned round or `always`."""
    turned = _TURNED.fullmatch(cell) is not None
    if turned:
        cell = year_first(cell, order)
    return _WHOLE_MINUTE.sub(r"\1", cell) if rough and (turned or always) else cell
