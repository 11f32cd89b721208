"""Turns what happened into a strip: the one place where faults and outcomes become words of the window.

Why: the door decides how a fault looks (style.md 4.6). Faults of ours show no inner workings and no personal data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from charter.columns import Verdict
from charter.contact import Channel
from charter.errors import Cancelled, CharterError
from charter.importers.registry import UnknownFormat
from charter.locale import _, formats, ngettext
from charter.problem import Problem, Severity
from charter.services.completeness import Completeness
from charter.services.fetching import FetchOutcome
from charter.services.first_result import FirstResult
from charter.services.importing import Progress
from charter.services.outcomes import ImportOutcome
from charter.services.recurring import Attempt
from charter.services.rulebooks import Judging
from charter.ui.sight import Sight
from charter.ui.widgets.strips import Gravity, Message

IMPORT = "import"
WAITING = "import waiting"
DATA = "data"
RULEBOOK = "rulebook"
SOURCES = "sources"
FETCHED = "fetched"
REPORT = "report"
AGE = "age"
READ_ONLY = "read-only"
_PROBLEMS_SHOWN = 12
_MINUTE = 60_000_000


def of_error(error: Exception, topic: str, again: Callable[[], None] | None = None) -> Message:
    """What to say of a failure, with the road back where there is one."""
    if isinstance(error, Cancelled):
        return Message("information", _("Stopped. Files that were done are kept; of the others nothing."), topic=topic)
    action = (_("Try again"), again) if again is not None else None
    if isinstance(error, CharterError):
        return Message("error", said(error), action=action, topic=topic)
    return Message(
        "error",
        _("Something went wrong in the program. Your data has not changed. Details are in the log."),
        action=action,
        topic=topic,
    )


def of_read_only(unnoted: str) -> Message:
    """That nothing may be written here; `unnoted` is the msgid of what the journal could not be told, or ""."""
    text = _("This profile is read-only. You see everything, but nothing can be changed or noted in the journal.")
    return Message("information", text, _(unnoted) if unnoted else "", topic=READ_ONLY)


def said(error: CharterError) -> str:
    """The sentence of a fault of the world, and what to do."""
    return " ".join(_(text) % error.params for text in (error.message, error.remedy) if text)


def of_import(
    outcomes: Sequence[ImportOutcome],
    tables: Collection[Path] = (),
    map_columns: Callable[[Path], None] = lambda path: None,
    undo: Callable[[int], None] | None = None,
) -> list[Message]:
    """What was read, counted to the last row; then the files that failed and the rows that were not read.

    `map_columns` is the way on for those files in no known format that could be `tables`, `undo` the way back for a
    single file, by the number of its import.
    """
    done = [outcome for outcome in outcomes if outcome.error is None]
    messages = []
    if not outcomes:
        messages.append(Message("attention", _("There are no files in that folder. Choose another."), topic=IMPORT))
    if done:
        detail = "\n".join(map(_line_of, done)) if len(done) > 1 else ""
        messages.append(Message("done", _sum_of(done), detail, _way_back(done, undo), IMPORT))
    rejected = sum(outcome.rejected for outcome in done)
    if rejected:
        text = ngettext(
            "%(n)s row was not read. The other rows are in.",
            "%(n)s rows were not read. The other rows are in.",
            rejected,
        )
        messages.append(
            Message("attention", text % {"n": formats.number(rejected)}, _problems_of(done), topic=f"{IMPORT} rows")
        )
    remarks = _remarks_of(done)
    if remarks:
        messages.append(Message("attention", remarks[0], "\n".join(remarks[1:]), topic=f"{IMPORT} remarks"))
    messages += [
        _of_table(Path(outcome.file), map_columns)
        if Path(outcome.file) in tables
        else Message("error", _of_failed(outcome.file, outcome.error), topic=f"{IMPORT} {outcome.file}")
        for outcome in outcomes
        if outcome.error is not None
    ]
    return messages


def of_first_result(result: FirstResult, outcomes: Sequence[ImportOutcome], look: Callable[[], None]) -> Message:
    """What came of the first files, in one sentence, in place of the sum of their rows, which is in the details.

    `look` is the way to the breaches, for most of them are over and so not on the worklist.
    """
    counts = result.counts
    parts = [
        _("%(n)s met") % {"n": formats.number(counts[Verdict.MET])},
        _("%(n)s breached") % {"n": formats.number(counts[Verdict.BREACHED])},
    ]
    for verdict, text in (
        (Verdict.PENDING, ngettext("%(n)s still runs", "%(n)s still run", counts[Verdict.PENDING])),
        (
            Verdict.UNDETERMINED,
            ngettext("%(n)s is not measurable", "%(n)s are not measurable", counts[Verdict.UNDETERMINED]),
        ),
        (Verdict.EXCUSED, ngettext("%(n)s is excused", "%(n)s are excused", counts[Verdict.EXCUSED])),
        (Verdict.EXCLUDED, ngettext("%(n)s does not count", "%(n)s do not count", counts[Verdict.EXCLUDED])),
    ):
        if counts[verdict]:
            parts.append(text % {"n": formats.number(counts[verdict])})
    read = _read(result) % {"n": formats.number(result.contacts)}
    text = _("%(read)s %(counts)s.") % {"read": read, "counts": ", ".join(parts)}
    action = (_("See the breaches"), look) if counts[Verdict.BREACHED] else None
    return Message("done", text, _sum_of([one for one in outcomes if one.error is None]), action, IMPORT)


def _read(result: FirstResult) -> str:
    """How many contacts were read, by the road along which they came."""
    n = result.contacts
    if result.channel is Channel.EMAIL:
        return ngettext("%(n)s e-mail read.", "%(n)s e-mails read.", n)
    if result.channel is Channel.PHONE:
        return ngettext("%(n)s telephone call read.", "%(n)s telephone calls read.", n)
    return ngettext("%(n)s contact read.", "%(n)s contacts read.", n)


def of_waiting(files: int, answer: Callable[[], None]) -> Message:
    """Files of which somebody must say something first."""
    text = ngettext(
        "%(n)s file is not read in yet: Charter must know something of it first.",
        "%(n)s files are not read in yet: Charter must know something of them first.",
        files,
    )
    return Message("attention", text % {"n": formats.number(files)}, action=(_("Answer..."), answer), topic=WAITING)


def of_known(title: str, change: Callable[[], None]) -> Message:
    """By which mapping of their own a file was recognised, and the way to another."""
    text = _("Recognised as %(title)s.") % {"title": title}
    return Message("information", text, action=(_("Change the mapping..."), change), topic=f"{IMPORT} known")


def _of_table(file: Path, map_columns: Callable[[Path], None]) -> Message:
    text = _("%(file)s is new to Charter. Say once which column is what.") % {"file": file.name}
    return Message(
        "attention", text, action=(_("Map the columns..."), lambda: map_columns(file)), topic=f"{IMPORT} {file}"
    )


def of_rulebook(judging: Judging) -> Message | None:
    """What must be said of the norms that judge; None when there is nothing."""
    if not judging.notice:
        return None
    gravity: Gravity = "attention" if judging.faults or judging.params else "information"
    return Message(gravity, judging.said, "\n".join(map(str, judging.faults)), topic=RULEBOOK)


def of_fetch(outcomes: Sequence[FetchOutcome]) -> list[Message]:
    """What came in from live sources: the sum, and the files that nobody could read. What fails, the figures tell."""
    done = [done for outcome in outcomes for done in outcome.imports if done.error is None]
    messages = [Message("done", _sum_of(done), topic=FETCHED)] if done else []
    held = [outcome.name for outcome in outcomes if outcome.held_by]
    if held:
        text = _("Somebody else is fetching %(sources)s now. The figures follow by themselves.")
        messages.append(Message("information", text % {"sources": ", ".join(held)}, topic=FETCHED))
    decided = [_problem(remark) for outcome in done for remark in outcome.remarks]
    if decided:
        messages.append(Message("attention", decided[0], "\n".join(decided[1:]), topic=f"{FETCHED} remarks"))
    return messages + [
        Message("error", f"{outcome.name}: {said(done.error)}", topic=f"{FETCHED} {done.file}")
        for outcome in outcomes
        for done in outcome.imports
        if done.error is not None
    ]


def of_failing(completeness: Completeness, again: Callable[[], None], look: Callable[[], None]) -> Message | None:
    """Which sources fail since when, why, and the road back; None when all is well."""
    if not completeness.failing:
        return None
    why = "\n".join(
        f"{one.name}: "
        + " ".join(_(text) % (one.failure.params or {}) for text in (one.failure.message, one.failure.remedy) if text)
        for one in completeness.failing
    )
    told = " ".join(completeness.failing_remarks)
    return Message("attention", told, why, (_("Fetch now"), again), SOURCES, (_("To the sources"), look))


def of_age(sight: Sight, fetch: Callable[[], None], read_in: Callable[[], None]) -> Message | None:
    """That nothing of today came in yet, with the roads to it; None while that is no news, or a source says why."""
    completeness = sight.board.completeness
    newest = completeness.newest
    if newest is None or completeness.failing or sight.worklist.closed_today or sight.day(newest) >= sight.today:
        return None
    day, zone = sight.day(newest), ZoneInfo(sight.zone)
    time = formats.clock(newest // _MINUTE * _MINUTE, zone)
    if day == sight.today - timedelta(days=1):
        text = _("Data of yesterday %(time)s.") % {"time": time}
    else:
        text = _("Data of %(day)s %(time)s.") % {"day": formats.long_day(day), "time": time}
    return Message("information", text, action=(_("Fetch now"), fetch), topic=AGE, also=(_("Import..."), read_in))


def of_report(attempt: Attempt, open_folder: Callable[[Path], None]) -> Message:
    """A report that made itself, or could not be made; a folder that fails is tried again by itself."""
    topic, period = f"{REPORT} {attempt.period}", {"period": attempt.period}
    if attempt.report is None:
        why = _why_no_report(attempt.error)
        return Message("attention", _("The report over %(period)s could not be made.") % period, why, topic=topic)
    file = attempt.report.file
    text = _("The report over %(period)s is made: %(file)s.") % (period | {"file": file.name})
    if attempt.report.running or not attempt.report.complete:
        text += " " + _("Not all data is in. The cover says so.")
    return Message("done", text, action=(_("Open folder"), lambda: open_folder(file.parent)), topic=topic)


def of_progress(told: Progress) -> tuple[str, float]:
    """What is being read, and the share of all files that is done."""
    text = _("Reading %(file)s (%(number)s of %(files)s): %(rows)s rows.") % {
        "file": Path(told.file).name,
        "number": formats.number(told.number),
        "files": formats.number(told.files),
        "rows": formats.number(told.rows),
    }
    return text, (told.number - 1 + (told.share or 0.0)) / max(1, told.files)


def _sum_of(outcomes: Sequence[ImportOutcome]) -> str:
    counts = {
        name: sum(getattr(outcome, name) for outcome in outcomes)
        for name in ("read", "used", "duplicates", "rejected", "out_of_scope", "contacts_new", "contacts_updated")
    }
    rows = ngettext("%(n)s row read", "%(n)s rows read", counts["read"]) % {"n": formats.number(counts["read"])}
    return _(
        "%(rows)s = %(used)s used + %(duplicates)s double + %(rejected)s rejected + %(out_of_scope)s out of scope. "
        "%(contacts_new)s new contacts."
    ) % {"rows": rows, **{name: formats.number(count) for name, count in counts.items()}}


def _way_back(
    done: Sequence[ImportOutcome], undo: Callable[[int], None] | None
) -> tuple[str, Callable[[], None]] | None:
    """The button that takes back what was just read: a single file that brought something."""
    run = done[0].run
    if undo is None or len(done) > 1 or not done[0].used or run is None:
        return None
    return _("Undo the import..."), partial(undo, run)


def _line_of(outcome: ImportOutcome) -> str:
    return f"{Path(outcome.file).name}: {_sum_of([outcome])}"


def _of_failed(file: str, error: CharterError) -> str:
    """Why a file was not read; of one that no reader knows what can be, for the command line's remedy is none here."""
    if isinstance(error, UnknownFormat) and "faults" not in error.params:
        return _(
            "Charter does not know what is in %(file)s. "
            "Choose a log of a telephone system, mail, or a table (CSV, Excel)."
        ) % {"file": Path(file).name}
    return _of_file(file, said(error))


def _of_file(file: str, text: str) -> str:
    """A sentence that says which file it is about."""
    name = Path(file).name
    return text if name in text else f"{name}: {text}"


def _why_no_report(error: Exception | None) -> str:
    """Why a report could not be made, and what happens next."""
    again = _("Charter tries it again by itself.")
    return f"{said(error)} {again}" if isinstance(error, CharterError) else again


def _remarks_of(outcomes: Sequence[ImportOutcome]) -> list[str]:
    """What is remarked on rows that were used, with the first file and row of each; the same is said once."""
    remarks: dict[str, str] = {}
    for outcome in outcomes:
        for problem in (*outcome.remarks, *outcome.problems):
            if problem.severity is Severity.WARNING:
                text = _problem(problem)
                between = ", " if problem.line else ": "
                remarks.setdefault(text, f"{Path(outcome.file).name}{between}{text}")
    return list(remarks.values())[:_PROBLEMS_SHOWN]


def _problems_of(outcomes: Sequence[ImportOutcome]) -> str:
    lines = [
        f"{Path(outcome.file).name}, {_problem(problem)}"
        for outcome in outcomes
        for problem in outcome.problems
        if problem.severity is Severity.REJECTED
    ]
    shown = lines[:_PROBLEMS_SHOWN]
    more = sum(outcome.rejected for outcome in outcomes) - len(shown)
    if more > 0:
        shown.append(ngettext("%(n)s more row", "%(n)s more rows", more) % {"n": formats.number(more)})
    return "\n".join(shown)


def _problem(problem: Problem) -> str:
    message = _(problem.message) % problem.params
    remedy = _(problem.remedy) % problem.params
    if not problem.line:
        return f"{message} {remedy}"
    return _("line %(line)s: %(message)s %(remedy)s") % {
        "line": formats.number(problem.line),
        "message": message,
        "remedy": remedy,
    }
