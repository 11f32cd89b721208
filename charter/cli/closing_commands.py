"""`charter close` and `charter closed`: freeze a period, and see a closed one beside what it would be now."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.errors import NotFound
from charter.locale import N_, _, ngettext

if TYPE_CHECKING:
    from charter.norms.periods import Period
    from charter.norms.score import ScoreRow
    from charter.services.as_closed import Compared, Differences
    from charter.services.board import Board
    from charter.store.closings import Closing

NEEDS_ATTENTION = 3
FIGURES = ("met", "breached", "pending", "excluded", "excused", "undetermined", "share", "target", "target_met", "mean")
"""The figures of a score that a closing freezes."""
DIFFERENCE_COLUMNS = (
    "contact", "source", "norm", "change", "cause", "closed_verdict", "now_verdict", "closed_version", "now_version",
)  # fmt: skip
MOST_ROWS = 50
_MINUTE = 60_000_000


def add(app: typer.Typer, session: Session) -> None:
    """Add the commands about closing to the program."""

    @app.command(help=_("Close a period: its figures do not change any more. Shows what is not in order."))
    def close(
        period: Annotated[
            str, typer.Argument(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))
        ],
        remark: Annotated[str, typer.Option(metavar="T", help=_("What readers must know of these figures."))] = "",
    ) -> int:
        return _close(session, _period(session, period), remark.strip())

    @app.command(help=_("The closed periods, or one of them beside what it would be now, with every difference."))
    def closed(
        period: Annotated[str, typer.Argument(metavar="P", help=_("A closed period."))] = "",
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        return _closed(session, _period(session, period), csv=csv) if period else _list(session, csv=csv)


def as_closed(session: Session, board: "Board", period: "Period") -> "Compared | None":
    """The closing of exactly these days beside `board`; None when they were not closed."""
    from charter.services.closing import of_period

    found = of_period(session.services.store, period)
    return None if found is None else session.services.as_closed(board, found, explained=False)


def closed_columns(compared: "Compared", norm: str) -> dict[str, Any]:
    """What a score of a closed period has besides: every figure as it was closed, and whether any contact differs."""
    row = next((row for row in compared.closed if row.norm == norm), None)
    return {f"closed_{name}": None if row is None else getattr(row, name) for name in FIGURES} | {
        "differs": _differs(compared, norm)
    }


def say_closed(session: Session, compared: "Compared") -> None:
    """Tell on standard error that the period is closed, and whether it would be otherwise now."""
    closing = compared.closing
    said = _("%(period)s was closed on %(at)s by %(who)s.") % {
        "period": closing.period,
        "at": _minute(session, closing.at),
        "who": closing.who,
    }
    output.remark(f"{said} {_sum_of(compared)}")


def _minute(session: Session, at: int) -> str:
    from charter.locale import formats

    return formats.instant(at // _MINUTE * _MINUTE, session.zone)


def _sum_of(compared: "Compared") -> str:
    from charter.locale import formats

    texts = []
    if compared.differences is None:
        texts.append(_("The key that named the contacts is not here, so the differences cannot be told by contact."))
    elif compared.differs:
        n = len(compared.differences)
        text = ngettext(
            "Now it would be otherwise: %(n)s difference. See charter closed %(period)s.",
            "Now it would be otherwise: %(n)s differences. See charter closed %(period)s.",
            n,
        )
        texts.append(text % {"n": formats.number(n), "period": compared.closing.period})
    else:
        texts.append(_("Now it would be the same."))
    if compared.purged:
        text = ngettext(
            "%(n)s contact was purged since and counts as it was closed.",
            "%(n)s contacts were purged since and count as they were closed.",
            compared.purged,
        )
        texts.append(text % {"n": formats.number(compared.purged)})
    return " ".join(texts)


def _differs(compared: "Compared", norm: str) -> bool:
    if compared.differences is not None:
        return bool((compared.differences.norm == norm).any())
    then, now = ([row for row in rows if row.norm == norm] for rows in (compared.closed, compared.now))
    return [_figures(row) for row in then] != [_figures(row) for row in now]


def _figures(row: "ScoreRow") -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIGURES}


def _period(session: Session, text: str) -> "Period":
    found = session.period(text)
    if found is None:
        raise WrongValue(_("an empty name is no period."), param_hint="P")
    return found


def _close(session: Session, period: "Period", remark: str) -> int:
    from charter.services.closing import checks

    board = session.board()
    found = checks(session.services.store, board, period)
    closing = session.services.close_period(board, period, remark)
    if session.common.as_json:
        told = [{"code": check.code, "red": check.red, "texts": list(check.texts)} for check in found]
        output.as_json({**_row(session, closing), "checks": told})
        return 0
    for check in found:
        for text in check.texts:
            output.line(f"{'!' if check.red else '·'} {text}")
    output.line(
        _("%(period)s is closed. Its figures do not change any more. Control code: %(digest)s.")
        % {"period": closing.period, "digest": closing.digest}
    )
    return 0


def _row(session: Session, closing: "Closing") -> dict[str, Any]:
    from charter.locale import formats
    from charter.services.closing import scores

    with_target = [row for row in scores(closing) if row.target_met is not None]
    return {
        "period": closing.period,
        "first_day": formats.date_of(closing.first_day).isoformat(),
        "last_day": formats.date_of(closing.last_day).isoformat(),
        "closed_at": formats.iso(closing.at, session.zone),
        "as_of": formats.iso(closing.as_of, session.zone),
        "who": closing.who,
        "remark": closing.remark,
        "contacts": closing.figures["contacts"],
        "norms_met": sum(bool(row.target_met) for row in with_target),
        "norms_judged": len(with_target),
        "rulebook": closing.rulebook,
        "digest": closing.digest,
    }


def _list(session: Session, *, csv: bool) -> int:
    from charter.locale import formats
    from charter.services.closing import every

    found = every(session.services.store)
    rows = [{**_row(session, closing), "intact": intact} for closing, intact in found]
    if session.common.as_json:
        output.as_json(rows)
    elif csv:
        output.as_csv(rows, list(rows[0]) if rows else [])
    elif not rows:
        output.line(_("No period has been closed. Close one with charter close P."))
    else:
        output.table(
            [
                [
                    row["period"],
                    _minute(session, closing.at),
                    row["who"],
                    formats.number(row["contacts"]),
                    f"{row['norms_met']}/{row['norms_judged']}",
                    row["remark"],
                    row["digest"][:12],
                    output.yes_no(row["intact"]),
                ]
                for (closing, _intact), row in zip(found, rows, strict=True)
            ],
            [
                _("Period"), _("Closed on"), _("Who"), _("Contacts"), _("Norms reached"), _("Remark"),
                _("Control code"), _("Unchanged"),
            ],
            right=[3, 4],
        )  # fmt: skip
    return 0 if all(intact for _closing, intact in found) else NEEDS_ATTENTION


def _closed(session: Session, period: "Period", *, csv: bool) -> int:
    from charter.cli.figures import print_score
    from charter.services.closing import every, rulebook_of

    found = next(((one, intact) for one, intact in every(session.services.store) if _is(one, period)), None)
    if found is None:
        raise NotFound(N_("The period %(period)s has not been closed."), N_("See charter closed."), period=period.label)
    closing, intact = found
    board = session.board()
    compared = session.services.as_closed(board, closing)
    listing = _differences(compared.differences) if compared.differences is not None else iter(())
    if session.common.as_json:
        now = {row.norm: row for row in compared.now}
        norms = dict.fromkeys([*(row.norm for row in compared.closed), *now])
        figures = [{"norm": norm, **closed_columns(compared, norm), **_now(now.get(norm))} for norm in norms]
        told = {**_row(session, closing), "intact": intact, "purged": compared.purged}
        output.as_json({**told, "figures": figures, "differences": list(listing)})
    elif csv:
        output.as_csv(listing, DIFFERENCE_COLUMNS)
    else:
        say_closed(session, compared)
        if closing.remark:
            output.line(closing.remark)
        output.line(_("As closed:"))
        print_score(compared.closed, rulebook_of(session.services.store, closing))
        if compared.differs:
            output.line(_("As it would be now:"))
            print_score(compared.now, board.rulebook)
            _print(list(listing))
    if not intact:
        output.remark(_("This closing was changed past the program. Run charter journal --verify."))
    return 0 if intact else NEEDS_ATTENTION


def _is(closing: "Closing", period: "Period") -> bool:
    from charter.days import day_number

    return (closing.first_day, closing.last_day) == (day_number(period.first), day_number(period.last))


def _now(row: "ScoreRow | None") -> dict[str, Any]:
    return {f"now_{name}": None if row is None else getattr(row, name) for name in FIGURES}


def _differences(found: "Differences") -> Iterator[dict[str, Any]]:
    from charter.columns import Verdict
    from charter.services.as_closed import Change
    from charter.services.causes import Cause

    def word(verdict: int) -> str | None:
        return Verdict(verdict).word if verdict else None

    for row in range(len(found)):
        yield {
            "contact": str(found.contact[row]),
            "source": found.source[row],
            "norm": found.norm[row],
            "change": Change(int(found.change[row])).word,
            "cause": ";".join(Cause(int(found.cause[row])).words),
            "closed_verdict": word(int(found.closed_verdict[row])),
            "now_verdict": word(int(found.now_verdict[row])),
            "closed_version": int(found.closed_version[row]) or None,
            "now_version": int(found.now_version[row]) or None,
        }


def _print(rows: list[dict[str, Any]]) -> None:
    from charter.columns import Verdict
    from charter.services.as_closed import CHANGES, Change
    from charter.services.causes import Cause, reason
    from charter.wording import verdict_word

    def word(code: str | None) -> str:
        return "–" if code is None else verdict_word(Verdict[code.upper()])

    def cells(row: dict[str, Any]) -> list[str]:
        change = CHANGES[Change[row["change"].upper()]]
        cause = Cause(sum(Cause[name.upper()] for name in row["cause"].split(";")))
        verdicts = word(row["closed_verdict"]), word(row["now_verdict"])
        return [row["contact"], row["norm"], _(change), *verdicts, reason(cause)]

    output.table(
        [cells(row) for row in rows[:MOST_ROWS]],
        [_("Number"), _("Norm"), _("Difference"), _("As closed"), _("Now"), _("Why")],
    )
    if len(rows) > MOST_ROWS:
        from charter.locale import formats

        more = formats.number(len(rows) - MOST_ROWS)
        output.remark(_("And %(n)s more. See them all with --csv or --json.") % {"n": more})
