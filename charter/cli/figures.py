"""Scores, breach lists and explanations on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from charter.cli import output, rows
from charter.cli.closing_commands import as_closed, closed_columns, say_closed
from charter.cli.session import NO_TEAM
from charter.columns import NO_TIME, Verdict
from charter.locale import _, formats, language
from charter.norms.periods import Period
from charter.norms.reasons import text
from charter.norms.score import Group, ScoreRow, score
from charter.services.by_hand import of_breach, standing
from charter.services.closing import rulebook_of
from charter.services.worklist import worklist
from charter.wording import verdict_word

if TYPE_CHECKING:
    from charter.cli.session import Session
    from charter.columns import Rows
    from charter.norms.explain import Explanation
    from charter.norms.model import Rulebook
    from charter.services.board import Board


def show_score(session: Session, period: Period | None, by: Group | None, *, csv: bool) -> int:
    """The figures of the period, split when asked."""
    board = session.board()
    complete = board.completeness.holds_for(period)
    figures = score(board.contacts, board.verdicts, board.rulebook, period, by, complete=complete)
    closed = as_closed(session, board, period) if period is not None and by is None else None
    listing = [rows.score(row) | (closed_columns(closed, row.norm) if closed else {}) for row in figures]
    if session.common.as_json:
        output.as_json(listing)
    elif csv:
        output.as_csv(listing, list(listing[0]) if listing else rows.SCORE_COLUMNS)
    elif closed and closed.differs:
        output.line(_("As closed:"))
        print_score(closed.closed, rulebook_of(session.services.store, closed.closing))
        output.line(_("As it would be now:"))
        print_score(closed.now, board.rulebook)
    else:
        if len(board.contacts):
            print_score(figures, board.rulebook)
        else:
            output.line(_("No contacts. Import a log with charter import FILE."))
        session.tell_what_is_missing(board.completeness, period)
    if closed:
        say_closed(session, closed)
    return 0


def print_score(figures: list[ScoreRow], rulebook: Rulebook) -> None:
    """The figures as a table, norms without data last and in one line."""
    told = [row for row in figures if row.counted + row.pending + row.excluded + row.excused + row.undetermined]
    if told:
        grouped = any(row.group for row in told)
        output.table(
            [_score_cells(row, rulebook, grouped=grouped) for row in told],
            [
                _("Norm"), *([_("Group")] if grouped else []), _("Met"), _("Breached"), _("Running"),
                _("Not counted"), _("Excused"), _("Not measurable"), _("Share"), _("Target"), _("Result"),
            ],
            right=range(2 if grouped else 1, 10 if grouped else 9),
        )  # fmt: skip
    silent = sorted({row.norm for row in figures} - {row.norm for row in told})
    if silent:
        titles = ", ".join(rulebook.norm(norm).title[language()] for norm in silent)
        output.line(_("No data: %(norms)s.") % {"norms": titles})


def _score_cells(row: ScoreRow, rulebook: Rulebook, *, grouped: bool) -> list[str]:
    share = "–" if row.share is None else formats.percent(row.share)
    if row.mean is not None and row.target is None:
        share = f"{share} ({formats.number(row.mean, 1)})"
    result = "" if row.target_met is None else _("reached") if row.target_met else _("not reached")
    return [
        rulebook.norm(row.norm).title[language()],
        *([row.group] if grouped else []),
        *(formats.number(n) for n in (row.met, row.breached, row.pending, row.excluded, row.excused, row.undetermined)),
        share,
        "–" if row.target is None else formats.percent(row.target),
        result,
    ]


def show_breaches(session: Session, period: Period | None, *, team: str, norm: str, due: bool, csv: bool) -> int:
    """Every breached verdict of the period, or what is due."""
    board = session.board()
    chosen = _due(board, period) if due else breached(board, period)
    mine = session.team_position(board, team) if team and len(board.contacts) else None
    if mine is not None:
        chosen = chosen[board.contacts.team[board.verdicts.contact[chosen]] == mine]
    if norm:
        chosen = chosen[board.verdicts.norm[chosen] == session.norm_position(board, norm)]
    listing = breach_rows(session, board, chosen)
    if session.common.as_json:
        output.many_as_json(listing)
    elif csv:
        output.as_csv(listing, rows.BREACH_COLUMNS)
    elif mine != NO_TEAM:
        print_breaches(session, board, chosen, most=50)
        session.tell_what_is_missing(board.completeness, period)
    return 0


def breach_rows(session: Session, board: Board, chosen: Rows) -> Iterator[dict[str, Any]]:
    """The verdicts `chosen` as rows, with who is on each, its cause and the note."""
    known = standing(session.services.by_hand(board.as_of))
    for row in rows.verdicts(board.contacts, board.verdicts, board.rulebook, chosen, session.zone):
        said = of_breach(known, row["source"], row["contact"], row["norm"])
        yield row | {"assigned": said.assigned, "cause": said.cause, "note": said.note}


def breached(board: Board, period: Period | None) -> Rows:
    """The breached verdicts of the period, those still open first, then the latest."""
    verdicts = board.verdicts
    chosen = verdicts.verdict == Verdict.BREACHED
    if period is not None:
        chosen &= period.covers(verdicts.day)
    found = np.flatnonzero(chosen)
    return found[np.lexsort((-verdicts.started_at[found], verdicts.stopped_at[found] != NO_TIME))]


def _due(board: Board, period: Period | None) -> Rows:
    """What is due today or on the next working day, the most urgent first."""
    found = worklist(board)
    chosen = np.concatenate([found.due_today, found.due_next])
    return chosen if period is None else chosen[period.covers(board.verdicts.day[chosen])]


def print_breaches(session: Session, board: Board, chosen: Rows, *, most: int) -> None:
    """The first `most` of the verdicts `chosen` as a table."""
    if not len(board.contacts):
        output.line(_("No contacts. Import a log with charter import FILE."))
        return
    if not len(chosen):
        output.line(_("Nothing here: no contact is late or due."))
        return
    cells: list[list[str]] = []
    for row in rows.verdicts(board.contacts, board.verdicts, board.rulebook, chosen[:most], session.zone):
        place = int(chosen[len(cells)])
        deadline = int(board.verdicts.deadline[place])
        cells.append(
            [
                verdict_word(board.verdicts.verdict[place]),
                row["contact"],
                board.rulebook.norm(row["norm"]).title[language()],
                _begun(row["started_at"], int(board.verdicts.started_at[place]), session.zone),
                "–" if deadline == NO_TIME else formats.deadline(deadline, session.zone),
                row["team"] or row["queue"],
                text(board.verdicts.reason[place]),
            ]
        )
    output.table(cells, [_("Verdict"), _("Number"), _("Norm"), _("Start"), _("Last moment"), _("Team"), _("Why")])
    if len(chosen) > most:
        output.remark(
            _("And %(n)s more. See them all with --csv or --json.") % {"n": formats.number(len(chosen) - most)}
        )


def _begun(written: str | None, at: int, zone: ZoneInfo) -> str:
    """When the clock started; a date where only the date is known."""
    if written is None:
        return "–"
    return formats.instant(at, zone) if "T" in written else formats.day(date.fromisoformat(written))


def show_explanation(session: Session, contact: str, norm: str) -> int:
    """The steps of one verdict, or of all that apply to the contact."""
    as_of, rulebook = session.as_of, session.rulebook
    if norm and norm not in [n.id for n in rulebook.norms]:
        from charter.errors import NotFound
        from charter.locale import N_

        raise NotFound(N_("There is no norm %(norm)s that is on."), N_("See charter norms list."), norm=norm)
    found = session.services.explain_contact(contact, as_of, norm)
    if session.common.as_json:
        output.as_json([_explanation(e, session) for e in found])
        return 0
    if not found:
        output.line(_("No norm applies to this contact."))
    for explanation in found:
        print_explanation(explanation)
    return 0


def print_explanation(explanation: Explanation) -> None:
    """One verdict in numbered steps."""
    output.line(f"{explanation.contact} · {explanation.title} · {verdict_word(explanation.verdict)}")
    output.line(f"  {explanation.promise}")
    for number, step in enumerate(explanation.steps, 1):
        output.line(f"  {number}. {step.text}")
    origin = explanation.origin
    output.line("  " + _("Source: %(file)s, line %(line)s.") % {"file": origin.file, "line": origin.line})
    output.line()


def _explanation(explanation: Explanation, session: Session) -> dict[str, Any]:
    zone = session.zone
    return {
        "contact": explanation.contact,
        "norm": explanation.norm,
        "version": explanation.version,
        "verdict": explanation.verdict.word,
        "reason": explanation.reason.word,
        "reason_text": explanation.reason_text,
        "promise": explanation.promise,
        "deadline": None if explanation.deadline is None else formats.iso(explanation.deadline, zone),
        "spent_s": None if explanation.counted_us is None else rows.seconds(explanation.counted_us),
        "elapsed_s": None if explanation.elapsed_us is None else rows.seconds(explanation.elapsed_us),
        "provisional": explanation.provisional,
        "steps": [{"code": step.code, "text": step.text} for step in explanation.steps],
        "timeline": [
            {"at": None if e.at is None else rows.written(e.at, e.precision, zone), "role": e.role, "text": e.text}
            for e in explanation.timeline
        ],
        "origin_file": explanation.origin.file,
        "origin_digest": explanation.origin.digest,
        "origin_line": explanation.origin.line,
    }
