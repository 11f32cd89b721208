"""What a fetch or a report that made itself came to: a row for scripts, sentences for people.

Refuses to print anything.
"""

from typing import TYPE_CHECKING, Any

from charter.cli.session import Session
from charter.locale import _, ngettext

if TYPE_CHECKING:
    from charter.errors import CharterError
    from charter.services.fetching import FetchOutcome
    from charter.services.recurring import Attempt
    from charter.store.sources import Failure

COUNTS = ("read", "used", "duplicates", "rejected", "out_of_scope", "contacts_new", "contacts_updated")


def of_report(attempt: "Attempt") -> str:
    """A report that made itself, or why it could not be made."""
    period = {"period": attempt.period}
    if attempt.report is None:
        why = "" if attempt.error is None else sentence(attempt.error)
        said = (
            _("The report over %(period)s could not be made.") % period,
            why,
            _("Charter tries it again by itself."),
        )
        return " ".join(part for part in said if part)
    text = _("The report over %(period)s is made: %(file)s.") % (period | {"file": attempt.report.file})
    if attempt.report.running or not attempt.report.complete:
        text += " " + _("Not all data is in. The cover says so.")
    return text


def row(session: Session, outcome: "FetchOutcome") -> dict[str, Any]:
    """What a fetch brought, for scripts."""
    from charter.locale import formats

    return {
        "name": outcome.name,
        "kind": outcome.kind,
        **{name: getattr(outcome.counts, name) for name in COUNTS},
        "started_at": formats.iso(outcome.started_at, session.zone),
        "duration_s": (outcome.ended_at - outcome.started_at) / 1_000_000,
        "next_at": formats.iso(outcome.next_at, session.zone) if outcome.next_at else None,
        "failing_since": formats.iso(outcome.failing_since, session.zone) if outcome.failing_since else None,
        "waiting": outcome.waiting,
        "stopped": outcome.stopped,
        "errors": faults(outcome),
    }


def faults(outcome: "FetchOutcome") -> list[str]:
    """What went wrong, one sentence each: the source itself, then each file."""
    if outcome.held_by:
        text = _("%(source)s is being fetched by %(who)s. Try again when that is done.")
        return [text % {"source": outcome.name, "who": outcome.held_by}]
    said = [f"{outcome.name}: {of_error(outcome.error)}"] if outcome.error is not None else []
    return said + [f"{outcome.name}: {of_error(done.error)}" for done in outcome.imports if done.error is not None]


def remarks(outcome: "FetchOutcome") -> list[str]:
    """What was decided about the source of its files."""
    said = [remark for done in outcome.imports for remark in done.remarks]
    return [" ".join(_(text) % one.params for text in (one.message, one.remedy)) for one in said]


def waiting(outcome: "FetchOutcome") -> str:
    """How many files are still being written."""
    from charter.locale import formats

    text = ngettext(
        "%(source)s: %(n)s file is still being written. It is read once it stands still.",
        "%(source)s: %(n)s files are still being written. They are read once they stand still.",
        outcome.waiting,
    )
    return text % {"source": outcome.name, "n": formats.number(outcome.waiting)}


def sentence(error: Exception) -> str:
    """Any error in words: of the world, or of the program itself."""
    from charter.errors import CharterError

    if isinstance(error, CharterError):
        return of_error(error)
    return _("The program made a mistake (%(fault)s). It goes on.") % {"fault": type(error).__name__}


def of_error(error: "CharterError") -> str:
    """What is wrong and what to do."""
    return " ".join(_(text) % error.params for text in (error.message, error.remedy) if text)


def of_failure(failure: "Failure") -> str:
    """The same of a failure that was kept."""
    return " ".join(_(text) % (failure.params or {}) for text in (failure.message, failure.remedy) if text)
