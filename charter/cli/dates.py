"""Whether day or month stands first in dates such as 5-6: as written on the command line, or asked of a person."""

import sys
from datetime import date
from typing import TYPE_CHECKING

from charter.cli import output
from charter.cli.usage import WrongValue
from charter.locale import _, formats

if TYPE_CHECKING:
    from charter.importers.table_times import Order

SPELLED: "dict[str, Order]" = {"dd-mm": "day_first", "mm-dd": "month_first"}


def given(text: str) -> "Order":
    """The order spelled `text`, `auto` for ""; wrong use when it is neither."""
    if not text:
        return "auto"
    if text not in SPELLED:
        raise WrongValue(_("write dd-mm when the day stands first, mm-dd when the month does."), param_hint="--dates")
    return SPELLED[text]


def asked(bar: output.Bar, file: str, example: str) -> "Order":
    """The order that a person at the terminal chose for a file; there is none to propose.

    Raises DatesOpen when nobody answers.
    """
    from charter.importers.resaved import DatesOpen
    from charter.importers.table_times import year_first

    question = _("What is %(date)s in %(file)s: %(days)s (dd-mm) or %(months)s (mm-dd)? ") % {
        "date": example,
        "file": file,
        "days": formats.long_day(date.fromisoformat(year_first(example, "day_first")[:10])),
        "months": formats.long_day(date.fromisoformat(year_first(example, "month_first")[:10])),
    }
    with bar.aside():
        while True:
            sys.stderr.write(question)
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                raise DatesOpen(example)
            if line.strip() in SPELLED:
                return SPELLED[line.strip()]
