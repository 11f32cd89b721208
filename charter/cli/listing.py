"""A long list: all of it for scripts, the first rows as a table of words for people.

Refuses to choose or to sort rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from charter.cli import output
from charter.cli.session import Session
from charter.locale import N_, _

MOST_ROWS = 1000
"""Rows of a listing shown on a screen; scripts get all of them."""

_INSTANT = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2})")

HEADINGS = {
    "acknowledged_at": N_("Acknowledged"),
    "answered_at": N_("Answered"),
    "channel": N_("Channel"),
    "contact": N_("Number"),
    "deadline": N_("Due"),
    "ended_at": N_("Ended"),
    "norm": N_("Norm"),
    "outcome": N_("Outcome"),
    "queue": N_("Queue"),
    "reason": N_("Why"),
    "received_at": N_("Received"),
    "spent_s": N_("Counted (s)"),
    "talk_s": N_("Talked (s)"),
    "team": N_("Team"),
    "transfers": N_("Transferred"),
    "verdict": N_("Verdict"),
    "version": N_("Version"),
    "visit": N_("Visit"),
    "wait_s": N_("Waited (s)"),
}
"""The words above the columns of a table; in JSON and CSV the names themselves stand."""


def show(
    session: Session,
    listing: Iterable[output.Row],
    columns: tuple[str, ...],
    shown: tuple[str, ...],
    *,
    csv: bool,
    empty: str,
) -> None:
    """Show rows as JSON or CSV with all `columns`, or as a table of the first ones with the columns `shown`."""
    if session.common.as_json:
        output.many_as_json({name: row[name] for name in columns} for row in listing)
    elif csv:
        output.as_csv(listing, columns)
    else:
        cells: list[list[str]] = []
        more = 0
        for row in listing:
            if len(cells) < MOST_ROWS:
                cells.append([_cell(name, row[name]) for name in shown])
            else:
                more += 1
        if not cells:
            output.line(empty)
            return
        output.table(cells, [_(HEADINGS[name]) for name in shown])
        if more:
            from charter.locale import formats as written

            output.remark(_("And %(n)s more. See them all with --csv or --json.") % {"n": written.number(more)})


def _cell(name: str, value: object) -> str:
    """A cell for people: codes in words, instants without the offset, the end of a day as 24:00."""
    from charter.columns import Verdict
    from charter.contact import Channel, Outcome
    from charter.norms.reasons import Reason, text
    from charter.wording import channel_word, outcome_word, verdict_word

    said = "" if value is None else str(value)
    if name == "channel":
        return channel_word(Channel.of(said) or Channel.UNKNOWN)
    if name == "outcome":
        return outcome_word(Outcome.of(said) or Outcome.NONE)
    if name == "verdict":
        return verdict_word(Verdict[said.upper()])
    if name == "reason":
        return text(Reason[said.upper()])
    if found := _INSTANT.match(said):
        year, month, day, clock = found.groups()
        return f"{day}-{month}-{year} {'24:00' if name == 'deadline' and clock == '23:59:59' else clock}"
    return said
