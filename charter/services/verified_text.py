"""What came of verifying a workbook, in sentences: for the command line and for the window.

Why apart: somebody changed the file and the data changed since are different news, and both doors must tell it in the
same words. Of changed data the cause goes first: one late contact moves every range of every formula. Refuses to list
without end: how much is shown is told by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from charter.locale import N_, _, formats, ngettext
from charter.reports.workbook.compare import Difference, Kind
from charter.services import journal_text
from charter.services.verifying import Sheet, State, Verified

LONGEST = 120
"""Characters of a cell that are shown."""
MOST_ENTRIES = 10
"""Entries of the journal after the export that are shown."""
FEW = 5
"""Contacts that are named behind a change, and differences of a sheet that only follows it."""

STATES = {
    State.AGREES: N_("agrees"),
    State.PURGED: N_("as exported; contacts were purged since"),
    State.CHANGED: N_("as exported; the data has changed since"),
    State.EDITED: N_("changed in the file"),
    State.UNCLEAR: N_("not as the journal tells"),
}

_SENTENCES = {
    Kind.CELL: N_("%(sheet)s %(place)s: it says %(found)s, and must be %(expected)s."),
    Kind.FORMULA: N_("%(sheet)s %(place)s: the formula was changed into %(found)s, and must be %(expected)s."),
    Kind.OUTCOME: N_("%(sheet)s %(place)s: the saved outcome of the formula is %(found)s, and must be %(expected)s."),
    Kind.ROW_MISSING: N_("%(sheet)s: row %(place)s is missing (%(about)s)."),
    Kind.ROW_ADDED: N_("%(sheet)s: row %(place)s does not belong there (%(found)s)."),
    Kind.ROW_MOVED: N_("%(sheet)s: row %(found)s belongs on row %(expected)s."),
    Kind.SHEET_MISSING: N_("The sheet %(expected)s is missing."),
    Kind.SHEET_ADDED: N_("The sheet %(found)s was added."),
    Kind.SHEET_RENAMED: N_("The sheet %(expected)s is called %(found)s now."),
    Kind.SHEET_MOVED: N_("The sheet %(sheet)s stands on place %(found)s, and must stand on place %(expected)s."),
    Kind.SHEET_HIDDEN: N_("The sheet %(found)s is hidden."),
    Kind.NAME_ADDED: N_("The name %(found)s was added for cells or a formula."),
    Kind.PROPERTY: N_("The property %(place)s of the file says %(found)s, and must be %(expected)s."),
    Kind.DIGEST: N_("%(sheet)s: the cells are right, but the journal tells another digest (%(expected)s)."),
}

_SINCE = {
    Kind.CELL: N_("%(sheet)s %(place)s: it says %(found)s, and would say %(expected)s now."),
    Kind.FORMULA: N_("%(sheet)s %(place)s: the formula is %(found)s, and would be %(expected)s now."),
    Kind.OUTCOME: N_(
        "%(sheet)s %(place)s: the saved outcome of the formula is %(found)s, and would be %(expected)s now."
    ),
    Kind.ROW_MISSING: N_("%(sheet)s: there would be one row more now, on row %(place)s (%(about)s)."),
    Kind.ROW_ADDED: N_("%(sheet)s: row %(place)s would not be there now (%(about)s)."),
    Kind.ROW_MOVED: N_("%(sheet)s: row %(found)s would be row %(expected)s now."),
}
"""The same of a sheet that nobody changed."""
_SHIFTS = (Kind.FORMULA, Kind.OUTCOME, Kind.ROW_MOVED)
"""What differs on a sheet that nobody changed only because rows elsewhere came or went."""


def lines(result: Verified, most: int | None) -> Iterator[str]:
    """The differences, at most `most` of a sheet; of changed data first the contacts behind it, then what follows.

    Without `most` each one that is known, sheet by sheet.
    """
    yield from map(sentence, result.differences)
    grouped = [sheet for sheet in result.sheets if sheet.state is State.CHANGED and most is not None]
    yield from _causes([sheet for sheet in grouped if sheet.is_evidence])
    for sheet in result.sheets:
        if sheet not in grouped:
            yield from _listed(sheet, sheet.differences, most, sheet.number)
        elif not sheet.is_evidence:
            others = [one for one in sheet.differences if one.kind not in _SHIFTS]
            yield from _listed(sheet, others, FEW, sheet.number - _shifts(sheet))
    n = sum(map(_shifts, grouped))
    if n:
        yield ngettext(
            "%(n)s formula or row has moved because of it.", "%(n)s formulas and rows have moved because of it.", n
        ) % {"n": formats.number(n)}


def _listed(sheet: Sheet, chosen: Sequence[Difference], most: int | None, number: int) -> Iterator[str]:
    """The first of `chosen`, and how many more of `number` there are."""
    shown = chosen[:most]
    for one in shown:
        yield sentence(one, since=sheet.state is State.CHANGED)
    if number > len(shown):
        yield _("%(sheet)s: and %(n)s more.") % {"sheet": sheet.name, "n": formats.number(number - len(shown))}


def _shifts(sheet: Sheet) -> int:
    return sum(sheet.kinds.get(kind, 0) for kind in _SHIFTS)


def _causes(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Of which contacts rows of the evidence came, went or changed."""
    for kind, text in (
        (Kind.ROW_MISSING, N_("Rows that came into the evidence since: %(n)s (%(contacts)s).")),
        (Kind.ROW_ADDED, N_("Rows that are no longer in the evidence: %(n)s (%(contacts)s).")),
        (Kind.CELL, N_("Cells of the evidence that say otherwise now: %(n)s (%(contacts)s).")),
    ):
        n = sum(sheet.kinds.get(kind, 0) for sheet in sheets)
        named = [one.about.rpartition(" ")[0] for sheet in sheets for one in sheet.differences if one.kind is kind]
        contacts = list(dict.fromkeys(named))
        if n:
            shown = ", ".join(map(_cut, contacts[:FEW])) + ("…" if len(contacts) > FEW else "")
            yield _(text) % {"n": formats.number(n), "contacts": shown}


def sentence(one: Difference, *, since: bool = False) -> str:
    """One difference; `since`: on a sheet that nobody changed, the database tells otherwise now."""
    places = {name: _cut(getattr(one, name)) for name in ("sheet", "place", "found", "expected", "about")}
    return _((_SINCE if since and one.kind in _SINCE else _SENTENCES)[one.kind]) % places


def _cut(text: str) -> str:
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return shown if shown.strip() == shown and shown else f'"{shown}"'


def conclusion(result: Verified) -> str:
    """The news in one sentence."""
    if result.agrees:
        return _("Nothing has changed: the workbook says what the database and the journal tell.")
    n = result.number
    if not n:
        return _("The cells are right, but the workbook cannot be proved.")
    return ngettext("%(n)s difference was found.", "%(n)s differences were found.", n) % {"n": formats.number(n)}


def remarks(result: Verified) -> Iterator[str]:
    """What must be said beside it: about the journal, the norms, and what happened since."""
    if result.entry is None:
        yield _("The journal knows no export of this workbook.")
        yield _("Was it made with another profile? Then check it with that profile.")
    if not result.journal_intact:
        yield _("The journal itself was changed. See charter journal --verify.")
    if not result.rulebook_known:
        yield _("The norms of this workbook were never accepted here. It was checked with the norms of now.")
    elif not result.same_rulebook:
        yield _("The norms have changed since. The workbook was checked with the norms of then.")
    filled = sum(sheet.filled for sheet in result.sheets)
    if filled:
        yield ngettext(
            "%(n)s cell was filled in where that is meant. That is no difference.",
            "%(n)s cells were filled in where that is meant. That is no difference.",
            filled,
        ) % {"n": formats.number(filled)}
    if any(sheet.state is State.PURGED for sheet in result.sheets):
        yield ngettext(
            "%(n)s contact was purged since, so not every sheet can be made again. Such a sheet is as it was exported: "
            "its digest stands in the journal. That is no difference.",
            "%(n)s contacts were purged since, so not every sheet can be made again. Such a sheet is as it was "
            "exported: its digest stands in the journal. That is no difference.",
            result.purged,
        ) % {"n": formats.number(result.purged)}
    states = {sheet.state for sheet in result.sheets}
    if State.CHANGED in states:
        yield _("Sheets that are as exported were not changed by anybody: the database tells otherwise now.")
    if states & {State.CHANGED, State.UNCLEAR} and result.since:
        yield _("Since the export:")
        for entry in result.since[:MOST_ENTRIES]:
            yield "- " + journal_text.sentence(entry)
        more = len(result.since) - MOST_ENTRIES
        if more > 0:
            yield ngettext("- and %(n)s more entry of the journal", "- and %(n)s more entries of the journal", more) % {
                "n": formats.number(more)
            }
