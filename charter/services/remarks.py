"""What people remark on a period of a norm, such as a strike: under the chart, in its table, in the report.

Why in the journal: whoever looks back sees who wrote it and when, and what stood there before; and an earlier instant
does not know it yet. Refuses to change a figure: a remark explains a point, it never takes it away.
"""

from __future__ import annotations

from collections.abc import Mapping

from charter.errors import NotFound, Refused
from charter.locale import N_, formats
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.store import journal
from charter.store.engine import Connection, Store

ENTRY = "remark"
"""What the journal calls it."""
MOST = 200
"""Characters of a remark."""

Remarks = Mapping[str, Mapping[str, str]]
"""Per norm id, per label of a period (2026-10, 2026-W46): what is remarked on it."""


def standing(connection: Connection, as_of: int) -> Remarks:
    """The remarks that hold at `as_of` (UTC microseconds): of each period the one that was written last."""
    found: dict[str, dict[str, str]] = {}
    for entry in journal.entries(connection, ENTRY):
        if entry.at <= as_of:
            of_norm = found.setdefault(str(entry.payload.get("norm")), {})
            of_norm[str(entry.payload.get("period"))] = "" if entry.payload.get("taken_back") else entry.why
    return {norm: {label: text for label, text in those.items() if text} for norm, those in found.items()}


def write(store: Store, rulebook: Rulebook, who: str, now: int, norm: str, period: Period, text: str) -> None:
    """Remark something on a period of a norm, in the place of what stood there; "" takes that away.

    Raises NotFound for a norm that is not on; Refused when nothing changes, or for a text of more than `MOST`
    characters.
    """
    text = " ".join(text.split())
    if norm not in {one.id for one in rulebook.norms}:
        raise NotFound(N_("There is no norm %(norm)s that is on."), N_("See charter norms list."), norm=norm)
    if len(text) > MOST:
        raise Refused(
            N_("A remark has at most %(most)s characters."), N_("Write it shorter."), most=formats.number(MOST)
        )
    with store.write() as connection:
        before = standing(connection, now).get(norm, {}).get(period.label, "")
        if text == before:
            raise Refused(N_("Nothing was changed."), N_("Write a remark, or cancel."))
        about = {"norm": norm, "period": period.label, "taken_back": not text}
        journal.append(connection, who, now, ENTRY, text or before, about)
