"""`charter sources` and `charter serve`: live sources, and the program that asks them without a window."""

import getpass
import os
import re
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import fetched, output, run_commands
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.locale import N_, _

if TYPE_CHECKING:
    from charter.services.fetching import FetchOutcome
    from charter.services.recurring import Attempt
    from charter.store.sources import Configured, Fetch

WORLD_FAILED = 1
_UNIT_S = {"min": 60, "h": 3600, "d": 86_400}
_SHORTEST_S, _LONGEST_S = 60, 31 * 86_400


def application(session: Session) -> typer.Typer:
    """The commands about live sources."""
    app = typer.Typer(no_args_is_help=True)

    @app.command("list", help=_("The configured sources: how each stands, and when it is asked again."))
    def list_() -> int:
        return _list(session)

    @app.command(help=_("The kinds of sources, and what each must be told."))
    def kinds() -> int:
        return _kinds(session)

    @app.command(help=_("Add a source; it is reached once before it is kept."))
    def add(
        kind: Annotated[str, typer.Argument(metavar="KIND", help=_("A kind from charter sources kinds."))],
        name: Annotated[str, typer.Argument(metavar="NAME", help=_("What you call it."))],
        settings: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE", help=_("How to reach it."))] = None,
        every: Annotated[str, typer.Option(metavar="5min|1h|1d", help=_("How often it is asked."))] = "1h",
    ) -> int:
        return _add(session, kind, name, settings or [], every)

    @app.command(help=_("Ask sources now, due or not; without names all that are not paused."))
    def run(names: Annotated[list[str] | None, typer.Argument(metavar="NAME")] = None) -> int:
        return _run(session, names or [])

    @app.command(help=_("Reach a source once, and say whether that works; nothing is fetched."))
    def test(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
        session.services.check_source(session.services.source(name))
        return _said(session, name, _("The connection works. Nothing was fetched."))

    @app.command(help=_("No longer ask a source by itself."))
    def pause(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
        session.services.enable_source(name, False)
        return _said(session, name, _("%(source)s is paused.") % {"source": name})

    @app.command(help=_("Ask a paused source by itself again."))
    def resume(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
        session.services.enable_source(name, True)
        return _said(session, name, _("%(source)s is asked again when it is due.") % {"source": name})

    @app.command(help=_("Give a new password for a source; it is asked, and kept in the keyring."))
    def password(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
        return _password(session, name)

    @app.command(help=_("Remove a source and its password; its contacts stay."))
    def remove(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
        session.services.remove_source(name)
        return _said(session, name, _("%(source)s is removed. Its contacts stay.") % {"source": name})

    run_commands.add_to(app, session)
    return app


def serve(session: Session) -> int:
    """Ask the sources when they are due, until somebody stops the program."""
    import signal
    import threading
    from concurrent.futures import ThreadPoolExecutor

    session.services.refuse_read_only()
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_told: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}

    def told(outcomes: "list[FetchOutcome]") -> None:
        for outcome in outcomes:
            _tell(session, outcome)

    def failed(error: Exception) -> None:
        output.remark(fetched.sentence(error))

    def reported(attempt: "Attempt") -> None:
        output.remark(fetched.of_report(attempt))

    try:
        count = len(session.services.sources())
        if not count:
            output.remark(_("There are no sources yet. Add one with charter sources add."))
        output.remark(_("Charter asks the sources when they are due. Stop it with Ctrl+C."))
        with ThreadPoolExecutor(1, thread_name_prefix="writer") as writer:
            schedule = session.services.schedule(writer, told, failed, reported)
            schedule.start()
            while not ended.wait(1.0):  # not for ever: Windows delivers no signal to a thread that waits
                pass
            schedule.stop()
            writer.shutdown(wait=True, cancel_futures=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    output.remark(_("Charter has stopped. Everything that was fetched is kept."))
    return 0


def _list(session: Session) -> int:
    from charter.locale import formats

    sources = session.services.sources()
    if session.common.as_json:
        output.as_json([_row(session, one, last) for one, last in sources])
        return 0
    if not sources:
        output.line(_("There are no sources yet. Add one with charter sources add."))
        return 0
    zone = session.zone
    output.table(
        [
            [
                one.name, one.kind, _standing(one)[1], formats.duration(one.every_s * 1_000_000),
                formats.instant(_minute(one.succeeded_at), zone) if one.succeeded_at is not None else "–",
                formats.instant(_minute(one.next_at), zone) if one.next_at and one.enabled else "–",
                formats.number(last.counts.read) if last else "–",
            ]
            for one, last in sources
        ],
        [
            _("Source"), _("Kind"), _("State"), _("Every"), _("Last success"), _("Next"), _("Rows"),
        ],
        right=[6],
    )  # fmt: skip
    for one, _last in sources:
        if one.failing_since is not None:
            since = formats.instant(_minute(one.failing_since), zone)
            text = _("%(source)s has failed since %(since)s: %(why)s")
            output.remark(text % {"source": one.name, "since": since, "why": fetched.of_failure(one.failure)})
        elif one.failure.message:
            output.remark(f"{one.name}: {fetched.of_failure(one.failure)}")
    return 0


def _row(session: Session, one: "Configured", last: "Fetch | None") -> dict[str, Any]:
    from charter.locale import formats

    def instant(at: int | None) -> str | None:
        return None if not at else formats.iso(at, session.zone)

    return {
        "name": one.name,
        "kind": one.kind,
        "settings": " ".join(f"{key}={_written(value)}" for key, value in one.settings.items()),
        "every_s": one.every_s,
        "state": _standing(one)[0],
        "added_by": one.added_by,
        "added_at": instant(one.added_at),
        "last_success_at": instant(one.succeeded_at),
        "next_at": instant(one.next_at) if one.enabled else None,
        "failing_since": instant(one.failing_since),
        "failures": one.failures,
        "error": fetched.of_failure(one.failure),
        "last_run_at": instant(last.started_at) if last else None,
        "last_run_by": last.who if last else None,
        "last_run_s": (last.ended_at - last.started_at) / 1_000_000 if last else None,
        **{f"last_{name}": getattr(last.counts, name) if last else None for name in fetched.COUNTS[:5]},
    }


def _kinds(session: Session) -> int:
    from charter.sources.registry import KINDS

    rows = [{"id": kind.id, "title": _(kind.title), "settings": _(kind.how)} for kind in KINDS]
    if session.common.as_json:
        output.as_json(rows)
    else:
        output.table([list(row.values()) for row in rows], [_("Id"), _("What"), _("Write after its name")])
    return 0


def _add(session: Session, kind: str, name: str, settings: list[str], every: str) -> int:
    from charter.sources.registry import by_id
    from charter.sources.settings import WrongSettingsError

    known, name = by_id(kind), name.strip()
    if not name:
        raise WrongValue(_("an empty name is no name."), param_hint="NAME")
    pairs = {}
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals:
            raise WrongValue(_("%(value)s is no KEY=VALUE.") % {"value": text}, param_hint="KEY=VALUE")
        pairs[key] = value
    try:
        source = session.services.configure_source(name, kind, pairs, _seconds(every))
    except WrongSettingsError as error:
        raise WrongValue(fetched.of_error(error), param_hint="KEY=VALUE") from error
    session.services.add_source(source, _asked(name, known.asks) if known.asks else "")
    text = _("%(source)s is added. Fetch it now with charter sources run %(source)s, or let charter serve do it.")
    return _said(session, name, text % {"source": name})


def _password(session: Session, name: str) -> int:
    from charter.sources.registry import by_id

    one = session.services.source(name)
    asks = by_id(one.kind).asks
    if not asks:
        output.remark(_("%(source)s needs no password.") % {"source": name})
        return 0
    session.services.keep_secret(name, _asked(name, asks, from_environment=False))
    return _said(session, name, _("The password of %(source)s is in the keyring.") % {"source": name})


def _asked(name: str, asks: str, *, from_environment: bool = True) -> str:
    """The secret, asked on a terminal without showing it; "" when the environment has it."""
    from charter.sources.base import SourceError
    from charter.sources.secrets import variable

    if from_environment and os.environ.get(variable(name)):
        return ""
    if not sys.stdin.isatty():
        raise SourceError(
            N_("The source %(source)s needs a password, and there is no terminal to ask for it."),
            N_("Run this in a terminal, or put the password in the environment variable %(variable)s."),
            source=name,
            variable=variable(name),
        )
    return getpass.getpass(f"{_(asks)}: ")


def _run(session: Session, names: list[str]) -> int:
    from charter.locale import formats

    with output.progress(_("Fetching")) as tell:

        def show(name: str, rows: int) -> None:
            tell(f"{name} {formats.number(rows)}", None)

        try:
            outcomes = session.services.fetch(names, progress=show)
        except KeyboardInterrupt:
            output.remark(_("Stopped. What was fetched is kept; the next time goes on from there."))
            return WORLD_FAILED
    if session.common.as_json:
        output.as_json([fetched.row(session, outcome) for outcome in outcomes])
    elif not outcomes:
        output.line(_("There are no sources yet. Add one with charter sources add."))
    else:
        output.table(
            [
                [
                    outcome.name,
                    *(formats.number(getattr(outcome.counts, name)) for name in fetched.COUNTS),
                    formats.instant(_minute(outcome.next_at), session.zone) if outcome.next_at else "–",
                ]
                for outcome in outcomes
            ],
            [
                _("Source"), _("Read"), _("Used"), _("Duplicate"), _("Rejected"), _("Out of scope"), _("New"),
                _("Changed"), _("Next"),
            ],
            right=range(1, 8),
        )  # fmt: skip
    failed = False
    for outcome in outcomes:
        for text in fetched.faults(outcome):
            output.remark(text)
            failed = True
        for text in fetched.remarks(outcome):
            output.remark(text)
        if outcome.waiting:
            output.remark(fetched.waiting(outcome))
    return WORLD_FAILED if failed else 0


def _tell(session: Session, outcome: "FetchOutcome") -> None:
    """One line for what a heartbeat brought; silence when there was nothing new."""
    from charter.locale import formats

    if session.common.as_json:
        import json

        sys.stdout.write(json.dumps(fetched.row(session, outcome), ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    if outcome.counts.read:
        text = _("%(moment)s %(source)s: %(read)s rows read, %(used)s used.")
        moment = formats.instant(outcome.ended_at // 1_000_000 * 1_000_000, session.zone)
        counts = {name: formats.number(getattr(outcome.counts, name)) for name in ("read", "used")}
        output.line(text % {"moment": moment, "source": outcome.name, **counts})
        sys.stdout.flush()
    for text in [*fetched.faults(outcome), *fetched.remarks(outcome)]:
        output.remark(text)


def _standing(one: "Configured") -> tuple[str, str]:
    """How a source stands: the word for scripts, and for people."""
    if not one.enabled:
        return "paused", _("paused")
    if one.failing_since is not None:
        return "failing", _("fails")
    return ("new", _("not asked yet")) if one.succeeded_at is None else ("ok", _("in order"))


def _said(session: Session, name: str, text: str) -> int:
    if session.common.as_json:
        output.as_json({"name": name})
    else:
        output.line(text)
    return 0


def _seconds(every: str) -> int:
    found = re.fullmatch(r"(\d{1,6})(min|h|d)", every.strip())
    seconds = int(found[1]) * _UNIT_S[found[2]] if found else 0
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        text = _("%(value)s is no rhythm; write for example 5min, 1h or 1d, at most 31d.")
        raise WrongValue(text % {"value": every}, param_hint="--every")
    return seconds


def _written(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _minute(at: int) -> int:
    return at // 60_000_000 * 60_000_000
