"""`charter journal`: who did what, when and why, and whether anything was changed since.

Refuses to write in the journal; it is written by what is done.
"""

from typing import Annotated

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.locale import _, ngettext

NEEDS_ATTENTION = 3


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the command to the program."""

    @app.command(help=_("Who did what, when and why; --verify checks the chain."))
    def journal(
        verify: Annotated[bool, typer.Option("--verify", help=_("Check that nothing was changed."))] = False,
        events: Annotated[
            bool, typer.Option("--events", help=_("Check the events of every import too. This takes longer."))
        ] = False,
    ) -> int:
        return _verify(session, events=events) if verify or events else _show(session)


def _show(session: Session) -> int:
    from charter.locale import formats as written
    from charter.services import journal_text

    entries = session.services.journal()
    if session.common.as_json:
        output.many_as_json(
            {
                "seq": e.seq,
                "at": written.iso(e.at, session.zone),
                "who": e.who,
                "what": e.what,
                "why": e.why,
                "digest": e.digest,
                **{f"payload_{key}": output.flat(value) for key, value in e.payload.items()},
            }
            for e in entries
        )
        return 0
    contacts = journal_text.contacts_of(session.services.by_hand())
    output.table(
        [
            [
                str(e.seq),
                written.instant(e.at, session.zone),
                e.who,
                journal_text.sentence(e, contacts),
                journal_text.why(e),
            ]
            for e in entries
        ],
        [_("No"), _("When"), _("Who"), _("What"), _("Why")],
        right=[0],
    )
    return 0


def _verify(session: Session, *, events: bool) -> int:
    faults = session.services.verify_journal()
    if events:
        with output.progress(_("Checking the events")) as tell:
            changed, unknown = session.services.verify_events(lambda share: tell(_("Checking the events"), share))
        faults += changed
        if unknown:
            output.remark(
                ngettext(
                    "%(n)s import is older than this check: the journal does not know its events.",
                    "%(n)s imports are older than this check: the journal does not know their events.",
                    unknown,
                )
                % {"n": unknown}
            )
    said = [_(fault.message) % fault.params for fault in faults]
    if session.common.as_json:
        output.as_json([{"seq": f.seq, "message": text} for f, text in zip(faults, said, strict=True)])
    else:
        for text in said or [_("The journal is whole: nothing was changed, removed or reordered.")]:
            output.line(text)
        if events and not faults:
            output.line(_("The events are those that the imports brought."))
    return NEEDS_ATTENTION if faults else 0
