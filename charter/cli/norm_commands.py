"""`charter norms`: the rulebook that judges, its examples, its faults, and what a changed norm would have given."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.locale import _, language

if TYPE_CHECKING:
    from charter.faults import Fault
    from charter.norms.examples import ExampleResult
    from charter.norms.model import Norm

NEEDS_ATTENTION = 3


def application(session: Session) -> typer.Typer:
    """The commands about norms."""
    app = typer.Typer(no_args_is_help=True)

    @app.command("list", help=_("The norms, and which are on."))
    def list_() -> int:
        return _list(session)

    @app.command(help=_("One norm: promise, versions, basis, examples."))
    def show(norm: Annotated[str, typer.Argument(metavar="ID")]) -> int:
        return _show(session, norm)

    @app.command(help=_("Copy a norm of the program into the profile's folder norms, to change it there."))
    def copy(norm: Annotated[str, typer.Argument(metavar="ID")]) -> int:
        from charter.services.profiles import copy_norm

        file = copy_norm(session.services.profile, norm)
        if session.common.as_json:
            output.as_json({"file": str(file)})
        else:
            output.line(_("The norm is copied to %(file)s. It says the same until you change it.") % {"file": file})
        return 0

    @app.command(help=_("Every fault of every norm file, and every example that fails."))
    def check(
        path: Annotated[Path | None, typer.Argument(metavar="PATH", help=_("A file or folder."))] = None,
    ) -> int:
        return _check(session, path)

    @app.command(help=_("Let the norm files and the calendar of the profile judge from now on."))
    def accept(
        why: Annotated[str, typer.Option(metavar="TEXT", help=_("The reason, for the journal."))] = "",
    ) -> int:
        changed = session.services.accept_rulebook(why)
        if session.common.as_json:
            output.as_json({"changed": changed})
        else:
            output.line(_("Accepted: these norms judge from now on.") if changed else _("These norms judge already."))
        return 0

    @app.command(help=_("What a changed norm would have given over a past period."))
    def preview(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The norm file to try."))],
        period: Annotated[str, typer.Option(metavar="P", help=_("The period."))],
    ) -> int:
        return _preview(session, file, period)

    return app


def _list(session: Session) -> int:
    from charter.locale import formats
    from charter.norms.files import library, optional
    from charter.norms.phrases import within
    from charter.services.closing import locked_versions

    on = session.rulebook.norms
    off = [norm for norm in (*library(), *optional()) if norm.id not in {n.id for n in on}]
    closed = locked_versions(session.services.store)
    rows = [_summary(norm, closed, enabled=norm in on) for norm in (*on, *off)]
    if session.common.as_json:
        output.as_json(rows)
        return 0
    output.table(
        [
            [
                norm.id,
                norm.title[language()],
                within(norm.versions[-1].limit),
                "–" if norm.versions[-1].target is None else formats.percent(norm.versions[-1].target),
                output.yes_no(norm in on),
                output.yes_no((norm.id, norm.versions[-1].number) in closed),
            ]
            for norm in (*on, *off)
        ],
        [_("Id"), _("Norm"), _("Limit"), _("Target"), _("On"), _("Locked")],
        right=[3],
    )
    return 0


def _summary(norm: "Norm", closed: set[tuple[str, int]], *, enabled: bool) -> dict[str, Any]:
    """The last version of a norm; `closed` are the versions by which a period was closed."""
    version = norm.versions[-1]
    return {
        "id": norm.id,
        "title": norm.title[language()],
        "kind": norm.kind.value,
        "enabled": enabled,
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "start": ", ".join(kind.word for kind in version.start),
        "stop": ", ".join(kind.word for kind in version.stop),
        "calendar": version.calendar.value,
        "limit": str(version.limit),
        "target": version.target,
        "denominator": version.denominator.value,
        "statutory": norm.statutory,
        "promise": norm.promise[language()],
        "locked": (norm.id, version.number) in closed,
    }


def _show(session: Session, norm_id: str) -> int:
    from charter.errors import NotFound
    from charter.locale import N_, formats
    from charter.norms.examples import run
    from charter.norms.files import library, optional
    from charter.norms.phrases import certainty_word, ground, remark, within
    from charter.services.closing import locked_versions

    rulebook = session.rulebook
    known = {norm.id: norm for norm in (*library(), *optional(), *rulebook.norms)}
    if norm_id not in known:
        raise NotFound(N_("There is no norm %(norm)s."), N_("See charter norms list."), norm=norm_id)
    norm = known[norm_id]
    results = run(norm, rulebook)
    closed = locked_versions(session.services.store)
    if session.common.as_json:
        on = norm_id in {n.id for n in rulebook.norms}
        told = {**_summary(norm, closed, enabled=on), "versions": _versions(norm, closed)}
        output.as_json(told | {"examples": _results(results)})
        return 0
    output.line(f"{norm.id} · {norm.title[language()]}")
    output.line(norm.promise[language()])
    for version in norm.versions:
        output.line()
        output.line(
            _("Version %(number)s, from %(day)s: %(limit)s.")
            % {
                "number": version.number,
                "day": formats.day(version.valid_from),
                "limit": within(version.limit),
            }
        )
        if (norm.id, version.number) in closed:
            output.line(_("Locked: a period was closed by this version. To change the norm, make a new version."))
        if version.target is not None:
            output.line(_("Target: %(share)s of the contacts.") % {"share": formats.percent(version.target)})
        for basis in version.basis:
            output.line(
                _("Basis: %(source)s (%(certainty)s). %(note)s")
                % {"source": ground(basis), "certainty": certainty_word(basis.certainty), "note": remark(basis)}
            )
    output.line()
    _print_results(results)
    return 0


def _versions(norm: "Norm", closed: set[tuple[str, int]]) -> list[dict[str, Any]]:
    from charter.norms.phrases import remark

    return [
        {
            "number": v.number,
            "valid_from": v.valid_from.isoformat(),
            "limit": str(v.limit),
            "target": v.target,
            "locked": (norm.id, v.number) in closed,
            "basis": [
                {"source": b.source, "article": b.article, "certainty": b.certainty.value, "note": remark(b)}
                for b in v.basis
            ],
        }
        for v in norm.versions
    ]


def _results(results: "list[ExampleResult]") -> list[dict[str, Any]]:
    return [
        {
            "norm": r.norm,
            "title": r.title[language()],
            "expected": r.expected,
            "found": r.found,
            "expected_deadline": r.expected_deadline,
            "found_deadline": r.found_deadline,
            "ok": r.ok,
        }
        for r in results
    ]


def _print_results(results: "list[ExampleResult]") -> None:
    for result in results:
        mark = "✓" if result.ok else "✗"
        output.line(f"  {mark} {result.title[language()]}: {_word(result.expected)}" + _failure(result))
    output.line(_("%(ok)s of %(n)s examples pass.") % {"ok": sum(r.ok for r in results), "n": len(results)})


def _failure(result: "ExampleResult") -> str:
    if result.ok:
        return ""
    return " " + _("(found: %(verdict)s, %(deadline)s)") % {
        "verdict": _word(result.found),
        "deadline": result.found_deadline or "–",
    }


def _word(code: str) -> str:
    """The word for a verdict's code; a dash where the norm gave none."""
    from charter.columns import Verdict
    from charter.wording import verdict_word

    found = Verdict.of(code)
    return "–" if found is None else verdict_word(found)


def _check(session: Session, path: Path | None) -> int:
    from charter.services.norm_checks import check_path, check_profile

    checked = check_profile(session.services.profile) if path is None else check_path(path)
    failing = [result for result in checked.results if not result.ok]
    if session.common.as_json:
        output.as_json({"faults": _faults(checked.faults), "examples": _results(checked.results)})
    else:
        for fault in checked.faults:
            output.line(str(fault))
        for result in failing:
            output.line(
                _("%(norm)s, example “%(title)s”: expected %(expected)s, found %(found)s.")
                % {
                    "norm": result.norm,
                    "title": result.title[language()],
                    "expected": f"{_word(result.expected)} {result.expected_deadline}".strip(),
                    "found": f"{_word(result.found)} {result.found_deadline}".strip(),
                }
            )
        if not checked.faults and not failing:
            output.line(
                _("%(norms)s norms without faults; %(n)s examples pass.")
                % {"norms": checked.norms, "n": len(checked.results)}
            )
    return NEEDS_ATTENTION if checked.faults or failing else 0


def _faults(faults: "list[Fault]") -> list[dict[str, Any]]:
    return [{"file": f.file, "line": f.line, "key": f.key, "code": f.code, "message": str(f)} for f in faults]


def _preview(session: Session, file: Path, period_text: str) -> int:
    from charter.cli import rows
    from charter.cli.figures import print_score
    from charter.locale import formats
    from charter.services.norm_checks import preview

    period = session.period(period_text)
    tried = preview(session.services.standing_board(session.as_of), file, period)
    if tried.faults:
        if session.common.as_json:
            output.as_json(_faults(tried.faults))
        else:
            for fault in tried.faults:
                output.line(str(fault))
        return NEEDS_ATTENTION
    if session.common.as_json:
        output.as_json(
            [
                {"rulebook": name, **rows.score(row)}
                for name, row in (("now", tried.now), ("proposed", tried.proposed))
                if row is not None
            ]
        )
        return 0
    output.line(_("Now:"))
    print_score([tried.now] if tried.now else [], tried.rulebook)
    output.line(_("With this file:"))
    print_score([tried.proposed], tried.rulebook)
    output.line(
        _("%(n)s verdicts would be different. Nothing has been changed.") % {"n": formats.number(tried.different)}
    )
    return 0
