"""What can be wrong with one row, whatever the format: each fault said in one way, with what to do about it."""

from __future__ import annotations

from charter.locale import N_
from charter.problem import Problem

_SHOWN = 80
"""Characters of the source's own text that a fault repeats."""


def no_contact(line: int) -> Problem:
    """Say that the row belongs to no contact."""
    return Problem(
        "no_contact",
        line,
        N_("The row has no contact id."),
        N_("Without an id the row belongs to no contact. Correct the export and import it again."),
    )


def unknown_event(line: int, name: str) -> Problem:
    """Say that the row tells of something that the format does not know."""
    return Problem(
        "unknown_event",
        line,
        N_("The event “%(event)s” is not known."),
        N_("Check the spelling, or report this event so that it can be added."),
        {"event": name[:_SHOWN]},
    )


def no_time(line: int, written: str) -> Problem:
    """Say that the row's time is none."""
    return Problem(
        "no_time",
        line,
        N_("“%(text)s” is no time between 1990 and 2099."),
        N_("Write times as 2026-11-09T10:00:00+01:00, or as a local time in that order."),
        {"text": written[:_SHOWN]},
    )


def no_duration(line: int, written: str) -> Problem:
    """Say that how long something took cannot be read."""
    return Problem(
        "no_duration",
        line,
        N_("“%(text)s” is no duration."),
        N_("Export the file again without changing it in a spreadsheet."),
        {"text": written[:_SHOWN]},
    )


def no_unit(line: int, written: str) -> Problem:
    """Say that a duration of two parts, such as 1:00, is in another unit than the mapping says."""
    return Problem(
        "no_unit",
        line,
        N_("“%(text)s” can be minutes and seconds, or hours and minutes. The mapping says neither."),
        N_("Write m:ss or h:mm as the unit of this column, under [units] in the mapping."),
        {"text": written[:_SHOWN]},
    )


def too_many_cells(line: int, columns: int) -> Problem:
    """Say that a row is wider than the header, which has `columns`."""
    return Problem(
        "too_many_cells",
        line,
        N_("The row has more cells than the header, which has %(columns)s."),
        N_("Put quotation marks around a text that holds the delimiter."),
        {"columns": str(columns)},
    )
