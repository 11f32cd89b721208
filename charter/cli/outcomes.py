"""What became of imported files, for people and for scripts (design.md 5, `charter import`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from charter.cli import output
from charter.locale import _, formats
from charter.problem import Severity
from charter.services.outcomes import ImportOutcome

MOST_PROBLEMS = 20
"""Problems shown per file; all of them stand in the JSON and in the database."""


def show_outcomes(outcomes: Sequence[ImportOutcome], *, as_json: bool) -> None:
    """Show what became of each file; a file that failed is one line on standard error."""
    _tell_errors(outcomes)
    for outcome in outcomes:
        for remark in outcome.remarks:
            output.remark(f"{_(remark.message) % remark.params} {_(remark.remedy) % remark.params}")
    if as_json:
        output.as_json([outcome_row(outcome) for outcome in outcomes])
        return
    done = [outcome for outcome in outcomes if outcome.error is None]
    if not done:
        return
    counts = ("read", "used", "duplicates", "rejected", "out_of_scope", "contacts_new", "contacts_updated")
    output.table(
        [[Path(o.file).name, o.format, *(formats.number(getattr(o, name)) for name in counts)] for o in done],
        [
            _("File"), _("Format"), _("Read"), _("Used"), _("Duplicate"), _("Rejected"), _("Out of scope"), _("New"),
            _("Changed"),
        ],
        right=range(2, 9),
    )  # fmt: skip
    said: set[str] = set()
    for outcome in done:
        for problem in outcome.problems[:MOST_PROBLEMS]:
            text = f"{_(problem.message) % problem.params} {_(problem.remedy) % problem.params}"
            if problem.severity is Severity.WARNING and text in said:
                continue
            said.add(text)
            output.remark(_at(outcome, problem.line) + text)
        if len(outcome.problems) > MOST_PROBLEMS:
            output.remark(
                _("%(file)s: and %(n)s more problems. See them all with --json.")
                % {
                    "file": Path(outcome.file).name,
                    "n": formats.number(len(outcome.problems) - MOST_PROBLEMS),
                }
            )


def _tell_errors(outcomes: Sequence[ImportOutcome]) -> None:
    """Name every file that failed; a remedy that many files share is told once, after the last of them."""
    failed = [(outcome, outcome.error) for outcome in outcomes if outcome.error is not None]
    remedies = [_(error.remedy) % error.params if error.remedy else "" for _outcome, error in failed]
    for place, ((outcome, error), remedy) in enumerate(zip(failed, remedies, strict=True)):
        text = _(error.message) % error.params
        told_later = remedy in remedies[place + 1 :]
        text = text if told_later or not remedy else f"{text} {remedy}"
        output.remark(text if Path(outcome.file).name in text else f"{outcome.file}: {text}")


def _at(outcome: ImportOutcome, line: int) -> str:
    """Where a problem is; the file alone when the problem is of all of it (line 0)."""
    file = Path(outcome.file).name
    return _("%(file)s, line %(line)s: ") % {"file": file, "line": line} if line else f"{file}: "


def outcome_row(outcome: ImportOutcome) -> dict[str, Any]:
    """What became of one file, as scripts read it."""
    problems = [
        {
            "code": p.code,
            "line": p.line,
            "message": _(p.message) % p.params,
            "remedy": _(p.remedy) % p.params,
            "severity": p.severity.value,
        }
        for p in outcome.problems
    ]
    if outcome.error is not None:
        error = outcome.error
        problems.append(
            {
                "code": "file",
                "line": 0,
                "message": _(error.message) % error.params,
                "remedy": _(error.remedy) % error.params,
                "severity": "error",
            }
        )
    return {
        "file": outcome.file,
        "format": outcome.format,
        "sha256": outcome.sha256,
        "read": outcome.read,
        "used": outcome.used,
        "duplicates": outcome.duplicates,
        "rejected": outcome.rejected,
        "out_of_scope": outcome.out_of_scope,
        "contacts_new": outcome.contacts_new,
        "contacts_updated": outcome.contacts_updated,
        "problems": problems,
    }
