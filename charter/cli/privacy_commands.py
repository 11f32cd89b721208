"""`charter purge` and `charter subject`: what goes when its term is over, and what is held about one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import output, usage
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.locale import _, ngettext

if TYPE_CHECKING:
    from charter.services.purging import Leaving, Purge
    from charter.services.subject import HeldContact, Overview

NOTHING = "–"
PURGE_COLUMNS = (
    "source", "before", "contacts", "events", "first_at", "last_at", "oldest_kept_at", "still_open", "purged",
)  # fmt: skip
SUBJECT_COLUMNS = (
    "contact", "source", "reader", "channel", "category", "team", "queue", "fact", "at", "what", "value", "file",
    "sha256", "line",
)  # fmt: skip


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the commands to the program."""

    @app.command(help=_("What is kept longer than the profile says; --yes deletes it."))
    def purge(
        yes: Annotated[bool, typer.Option("--yes", help=_("Delete it. Without this nothing changes."))] = False,
        source: Annotated[str, typer.Option(metavar="NAME", help=_("Only this source."))] = "",
        before: Annotated[str, typer.Option(metavar="DATE", help=_("Only contacts that ended before this day."))] = "",
        staff_names: Annotated[
            bool, typer.Option("--staff-names", help=_("Only the names of staff, when those are off."))
        ] = False,
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        day = usage.day(before, "--before")
        if staff_names:
            if source or before:
                raise WrongValue(_("names of staff go from every source at once."), param_hint="--staff-names")
            return _purge_staff_names(session, for_good=yes)
        found = session.services.purge(source.strip(), day, for_good=yes)
        rows = [_leaving_row(one, session, purged=yes) for one in found.sources]
        if session.common.as_json:
            output.as_json(rows)
        elif csv:
            output.as_csv([{**row, "still_open": " ".join(row["still_open"])} for row in rows], PURGE_COLUMNS)
        else:
            _print_purge(found, session, purged=yes)
        return 0

    @app.command(help=_("What is held about the person with this e-mail address or phone number, or about a contact."))
    def subject(
        value: Annotated[str, typer.Argument(metavar="VALUE", help=_("An address, a number, or a contact's id."))],
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        if not value.strip():
            raise WrongValue(_("an empty value is nobody."), param_hint="VALUE")
        found = session.services.held_about(value.strip(), session.as_of)
        if session.common.as_json:
            told = [_held(one, session) for one in found.contacts]
            output.as_json(
                {
                    "pseudonym": found.pseudonym,
                    "key_id": found.key_id,
                    "events_under_other_keys": found.other_keys,
                    "contacts": told,
                }
            )
        elif csv:
            output.as_csv(_fact_rows(found, session), SUBJECT_COLUMNS)
        else:
            _print_overview(found, session)
        return 0


def _purge_staff_names(session: Session, *, for_good: bool) -> int:
    from charter.locale import formats

    count = session.services.purge_staff_names() if for_good else session.services.purge().staff_names
    if session.common.as_json:
        output.as_json({"names": count, "purged": for_good})
    elif for_good:
        text = ngettext("%(n)s name of staff was removed.", "%(n)s names of staff were removed.", count)
        output.line(text % {"n": formats.number(count)})
    else:
        output.line(_staff_names_stored(count))
    return 0


def _staff_names_stored(count: int) -> str:
    from charter.locale import formats

    if not count:
        return _("No names of staff are stored while those are off.")
    return ngettext(
        "%(n)s name of staff is stored, and names of staff are off. Remove it with charter purge --staff-names --yes.",
        "%(n)s names of staff are stored, and names of staff are off. "
        "Remove them with charter purge --staff-names --yes.",
        count,
    ) % {"n": formats.number(count)}


def _leaving_row(one: Leaving, session: Session, *, purged: bool) -> dict[str, Any]:
    return {
        "source": one.source,
        "before": one.before.isoformat(),
        "contacts": one.contacts,
        "events": one.events,
        "first_at": _iso(one.first_at, session),
        "last_at": _iso(one.last_at, session),
        "oldest_kept_at": _iso(one.oldest_kept_at, session),
        "still_open": list(one.still_open),
        "purged": purged,
    }


def _iso(at: int | None, session: Session) -> str | None:
    from charter.locale import formats

    return None if at is None else formats.iso(at, session.zone)


def _print_purge(found: Purge, session: Session, *, purged: bool) -> None:
    from charter.locale import formats

    def day(at: int | None) -> str:
        return NOTHING if at is None else formats.day(formats.local(at, session.zone).date())

    output.table(
        [
            [
                one.source,
                formats.day(one.before),
                formats.number(one.contacts),
                formats.number(one.events),
                day(one.first_at),
                day(one.last_at),
                day(one.oldest_kept_at),
            ]
            for one in found.sources
        ],
        [_("Source"), _("Ended before"), _("Contacts"), _("Events"), _("From"), _("To"), _("Oldest that stays")],
        right=[2, 3],
    )
    for one in found.sources:
        if one.still_open:
            text = ngettext(
                "%(source)s: %(n)s old contact stays, because a term still runs: %(contacts)s.",
                "%(source)s: %(n)s old contacts stay, because a term still runs: %(contacts)s.",
                len(one.still_open),
            )
            told = {"source": one.source, "n": len(one.still_open), "contacts": ", ".join(one.still_open)}
            output.line(text % told)
    if found.staff_names:
        output.remark(_staff_names_stored(found.staff_names))
    if not found.contacts and not found.problems:
        output.line(_("Nothing is older than its term."))
    elif purged:
        output.line(_("This was deleted. The journal tells how much, when and by whom."))
    else:
        output.line(_("Nothing was deleted. Delete this with charter purge --yes."))


def _held(one: HeldContact, session: Session) -> dict[str, Any]:
    facts = list(_facts(one, session))
    return {
        **_about(one),
        "moments": [
            {name: fact[name] for name in ("at", "what", "file", "sha256", "line")}
            for fact in facts
            if fact["fact"] == "moment"
        ],
        "verdicts": [{"norm": norm, "verdict": verdict.word} for norm, verdict in one.verdicts],
        "notes": [
            {
                "at": _iso(note.at, session),
                "who": note.who,
                "what": note.what,
                "value": note.value,
                "reason": note.reason,
            }
            for note in one.notes
        ],
    }


def _about(one: HeldContact) -> dict[str, Any]:
    return {
        "contact": one.contact,
        "source": one.source,
        "reader": one.reader,
        "channel": one.channel.word,
        "category": one.category.word,
        "team": one.team,
        "queue": one.queue,
    }


def _fact_rows(found: Overview, session: Session) -> Iterator[dict[str, Any]]:
    for one in found.contacts:
        for fact in _facts(one, session):
            yield {**_about(one), **fact}


def _facts(one: HeldContact, session: Session) -> Iterator[dict[str, Any]]:
    """Everything known of one contact, one row a moment, verdict or note."""
    from charter.cli import rows
    from charter.columns import NO_TIME

    nothing = dict.fromkeys(("value", "file", "sha256", "line"))
    for moment in one.moments:
        at = rows.written(NO_TIME if moment.at is None else moment.at, moment.precision, session.zone)
        place = {"file": moment.file, "sha256": moment.digest, "line": moment.line}
        yield {**nothing, "fact": "moment", "at": at, "what": moment.what.word, **place}
    for norm, verdict in one.verdicts:
        yield {**nothing, "fact": "verdict", "at": None, "what": norm, "value": verdict.word}
    for note in one.notes:
        at = _iso(note.at, session)
        yield {**nothing, "fact": "note", "at": at, "what": note.what, "value": f"{note.value} {note.reason}".strip()}


def _print_overview(found: Overview, session: Session) -> None:
    if found.pseudonym:
        output.line(_("Pseudonym: %(pseudonym)s (key %(key)s).") % {"pseudonym": found.pseudonym, "key": found.key_id})
    if not found.contacts:
        output.line(_("Nothing is held under this value."))
        output.line(
            _("Charter knows addresses and numbers only as pseudonyms. Did this person use another address or number?")
        )
    for one in found.contacts:
        _print_held(one, session)
    if found.other_keys:
        from charter.locale import formats

        text = ngettext(
            "%(n)s event bears a pseudonym of an older key. Nobody can find out whose it is.",
            "%(n)s events bear a pseudonym of an older key. Nobody can find out whose they are.",
            found.other_keys,
        )
        output.remark(text % {"n": formats.number(found.other_keys)})


def _print_held(one: HeldContact, session: Session) -> None:
    from charter.contact import Kind
    from charter.wording import channel_word, event_sentence, verdict_word

    output.line()
    output.line(f"{one.contact} · {one.source} · {channel_word(one.channel)} · {one.team or one.queue or NOTHING}")
    for fact in _facts(one, session):
        if fact["fact"] == "moment":
            place = _("%(file)s, line %(line)s") % {"file": fact["file"] or NOTHING, "line": fact["line"]}
            said = event_sentence(Kind[str(fact["what"]).upper()])
            output.line(f"  {fact['at'] or NOTHING}  {said} ({place})")
    for norm, verdict in one.verdicts:
        output.line(f"  {norm}: {verdict_word(verdict)}")
    for note in one.notes:
        output.line(f"  {_iso(note.at, session)}  {note.who}: {note.what} {note.value} {note.reason}".rstrip())
    told = {"source": one.source, "reader": one.reader}
    output.line("  " + _("The original is in the system behind the source %(source)s (%(reader)s).") % told)
