"""What a cell of an unknown table looks like: which shapes it could have, and whether it tells of a person.

Why: a column is known by what nearly all its cells could be, so every reading that is possible counts. A cell that
looks like a number or an address of a person is shown with its signs masked. Refuses to know columns and their names.
"""

from __future__ import annotations

import re
from typing import Literal
from zoneinfo import ZoneInfo

from charter.contact import Precision
from charter.importers.outcome_words import KNOWN_RESULTS, KNOWN_WAYS, NO, YES, plain
from charter.importers.table_times import Order, duration, moment

Shape = Literal[
    "empty", "moment", "day", "clock", "span", "short_span", "number", "share", "yes_no", "result", "way", "text"
]
"""What the cells of a column look like: `span` is h:mm:ss, `short_span` two numbers with a colon, `share` below 1."""

_UTC = ZoneInfo("UTC")
_ORDERS: tuple[Order, ...] = ("day_first", "month_first")

SHORT_SPAN = re.compile(r"[0-9]{1,3}:[0-5][0-9]")
_SPAN = re.compile(r"(?:[0-9]{1,3} days?, )?[0-9]{1,4}:[0-5][0-9]:[0-5][0-9](?:[.,][0-9]+)?")
_HALF_DAY = re.compile(r"[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])? ?[AaPp]\.?[Mm]\.?")
_NUMBER = re.compile(r"[0-9]{1,17}(?:[.,][0-9]{1,25})?(?:[eE]-[0-9]{1,2})?")
_PHONE = re.compile(r"(?:tel:|sip:)?(?:\+|00)?[0-9][0-9 ()-]{7,16}[0-9]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
_BSN = re.compile(r"[0-9]{8,9}")


def looks_like(cell: str) -> set[str]:
    """Everything that a cell could be."""
    looks: set[str] = set()
    word = plain(cell)
    if word in YES or word in NO:
        looks.add("yes_no")
    if word in KNOWN_RESULTS:
        looks.add("result")
    if word in KNOWN_WAYS:
        looks.add("way")
    if _NUMBER.fullmatch(cell):
        looks.add("number")
        if float(cell.replace(",", ".")) < 1:
            looks.add("share" if "." in cell or "," in cell else "number")
        elif len(cell) < 8 and "." not in cell and "," not in cell:
            return looks
    elif _SPAN.fullmatch(cell):
        looks |= {"span"} | (
            {"clock"} if duration(cell, "s") is not None and int(cell.split(":")[0][-2:]) < 24 else set()
        )
    elif SHORT_SPAN.fullmatch(cell):
        looks |= {"short_span"} | ({"clock"} if int(cell.partition(":")[0]) < 24 else set())
    elif _HALF_DAY.fullmatch(cell):
        looks.add("clock")
    for order in _ORDERS:
        found = moment([cell], order, _UTC)
        if found is not None and found.precision is not Precision.MISSING:
            looks.add("day" if found.precision is Precision.DAY else "moment")
    return looks


def names_no_column(cell: str) -> bool:
    """Whether a cell can be no name of a column: a number, a time or an address."""
    looks = looks_like(cell) - {"result", "way", "yes_no"}
    return bool(looks) or bool(_PHONE.fullmatch(cell) or _MAIL.fullmatch(cell))


def personal(cell: str) -> bool:
    """Whether a cell looks like a citizen service number, a telephone number, an address or an account."""
    if _BSN.fullmatch(cell) and _eleven(cell.zfill(9)):
        return True
    digits = sum(map(str.isdigit, cell))
    phone = 9 <= digits <= 15 and bool(_PHONE.fullmatch(cell)) and cell.lstrip("telsip:")[0] in "+0"
    return phone or any(pattern.fullmatch(cell) for pattern in (_MAIL, _POSTCODE, _IBAN))


def _eleven(digits: str) -> bool:
    """The check of a citizen service number: weights 9 to 2, the last digit counts negative."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return total > 0 and total % 11 == 0


def masked(cell: str) -> str:
    """The cell with every letter as x and every digit as 9."""
    return "".join("9" if sign.isdigit() else "x" if sign.isalpha() else sign for sign in cell)
