"""`charter follow-up`, `correct`, `undo` and `follow-ups`: what people say about contacts, and the list of it.

Everything is said now, whatever `--as-of` names: nobody can have said something yesterday that was written down today.
Refuses to change or remove an entry; `undo` adds one.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.locale import N_, _

if TYPE_CHECKING:
    from charter.columns import Act, ByHand
    from charter.instants import Instant

_Given = TypeVar("_Given")
COLUMNS = ("id", "at", "who", "source", "contact", "norm", "what", "value", "reason", "undone")
_WORDS = {
    "assign": N_("assigned"),
    "cause": N_("cause"),
    "note": N_("note"),
    "excuse": N_("excused"),
    "undo": N_("undone"),
    "answered_elsewhere": N_("answered elsewhere"),
    "wrong_start": N_("wrong start"),
    "not_ours": N_("not ours"),
    "belongs_to": N_("belongs to"),
}


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the commands to the program."""
    reason_option = typer.Option("--reason", metavar="T", help=_("Why; an auditor reads this."))

    @app.command("follow-up", help=_("Follow a breach up: who is on it, the cause, a note, or an excuse."))
    def follow_up(
        contacts: Annotated[list[str], typer.Argument(metavar="CONTACT", help=_("One contact or several."))],
        norm: Annotated[str, typer.Option(metavar="ID", help=_("Only this norm."))] = "",
        assign: Annotated[str | None, typer.Option(metavar="T", help=_("The team that is on it."))] = None,
        cause: Annotated[
            str | None, typer.Option(metavar="T", help=_("A cause from the list in charter.toml."))
        ] = None,
        note: Annotated[str | None, typer.Option(metavar="T", help=_("A note."))] = None,
        excuse: Annotated[str | None, typer.Option(metavar="REASON", help=_("Why it counts no more."))] = None,
    ) -> int:
        from charter.columns import Act

        given = {Act.ASSIGN: assign, Act.CAUSE: cause, Act.NOTE: note, Act.EXCUSE: excuse}
        chosen = [(act, text) for act, text in given.items() if text is not None]
        return _follow_up(session, contacts, norm, *_only(chosen, "--assign, --cause, --note, --excuse"))

    @app.command(help=_("Put a contact right: answered elsewhere, another start, not ours, part of another contact."))
    def correct(
        contact: Annotated[str, typer.Argument(metavar="CONTACT", help=_("The contact's id, or SOURCE/ID."))],
        reason: Annotated[str, reason_option],
        answered: Annotated[
            str, typer.Option("--answered-at", metavar="INSTANT", help=_("When it was answered."))
        ] = "",
        started: Annotated[str, typer.Option("--started-at", metavar="INSTANT", help=_("When it really began."))] = "",
        not_ours: Annotated[bool, typer.Option("--not-ours", help=_("It is no contact of this municipality."))] = False,
        other: Annotated[str, typer.Option("--belongs-to", metavar="CONTACT", help=_("The other contact."))] = "",
    ) -> int:
        from charter.contact import Kind

        given = {
            Kind.ANSWERED_ELSEWHERE: bool(answered),
            Kind.WRONG_START: bool(started),
            Kind.NOT_OURS: not_ours,
            Kind.BELONGS_TO: bool(other),
        }
        kind = _only(
            [kind for kind, chosen in given.items() if chosen],
            "--answered-at, --started-at, --not-ours, --belongs-to",
        )
        at = _instant(session, answered or started, "--answered-at" if answered else "--started-at")
        return _said(session, [session.services.correct(contact, kind, reason, at=at, other=other)])

    @app.command(help=_("Take back a correction or a follow-up, by a new entry."))
    def undo(
        entry: Annotated[str, typer.Argument(metavar="ID", help=_("The entry's id; see charter follow-ups."))],
        reason: Annotated[str, reason_option],
    ) -> int:
        return _said(session, [session.services.undo(entry, reason)])

    @app.command("follow-ups", help=_("Everything that people said about contacts: corrections and follow-ups."))
    def follow_ups(
        contact: Annotated[str, typer.Option(metavar="CONTACT", help=_("Only this contact."))] = "",
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        return _list(session, contact, csv=csv)


def _only(given: list[_Given], options: str) -> _Given:
    """What was given, when it is one thing of what `options` names."""
    if len(given) != 1:
        raise WrongValue(_("give exactly one of these."), param_hint=options)
    return given[0]


def _follow_up(session: Session, contacts: list[str], norm: str, act: "Act", text: str) -> int:
    from charter.columns import Act, Verdict

    excusing = act is Act.EXCUSE
    _rulebook = session.rulebook
    ids = session.services.follow_up(contacts, act, "" if excusing else text, text if excusing else "", norm)
    if excusing:
        for contact in dict.fromkeys(contacts):
            judged = session.services.explain_contact(contact, session.clock.now(), norm)
            if not any(one.verdict is Verdict.EXCUSED for one in judged):
                output.remark(_("%(contact)s: nothing was late, so the excuse changes nothing.") % {"contact": contact})
    return _said(session, ids)


def _said(session: Session, ids: list[str]) -> int:
    if session.common.as_json:
        output.as_json([{"id": one} for one in ids])
    else:
        output.line(_("Kept as %(ids)s. Take it back with charter undo ID.") % {"ids": ", ".join(ids)})
    return 0


def _instant(session: Session, text: str, option: str) -> "Instant | None":
    from charter.instants import parse

    if not text:
        return None
    found = parse(text, session.zone)
    if found is None:
        raise WrongValue(
            _("%(value)s is no instant; write for example 2026-11-17T08:00.") % {"value": text}, param_hint=option
        )
    return found


def _list(session: Session, contact: str, *, csv: bool) -> int:
    from charter.locale import formats

    entries = session.services.by_hand(session.as_of if session.common.as_of else None, contact)
    if session.common.as_json:
        output.many_as_json(_rows(session, entries))
    elif csv:
        output.as_csv(_rows(session, entries), COLUMNS)
    elif entries:
        output.table(
            [
                [
                    one.id,
                    formats.instant(one.at, session.zone),
                    one.who,
                    one.contact,
                    one.norm,
                    _(_WORDS[one.what]) + (f" ({_('undone')})" if one.undone else ""),
                    one.value,
                    one.reason,
                ]
                for one in entries
            ],
            [_("Id"), _("When"), _("Who"), _("Number"), _("Norm"), _("What"), _("Of what"), _("Why")],
        )
    else:
        output.line(_("Nobody said anything about a contact."))
    return 0


def _rows(session: Session, entries: "list[ByHand]") -> Iterator[dict[str, Any]]:
    from charter.locale import formats

    for one in entries:
        yield {name: getattr(one, name) for name in COLUMNS} | {"at": formats.iso(one.at, session.zone)}
