"""The command line: a contract that scripts and auditors rely on (design.md 5, contract.md 1).

Exit codes: 0 done; 1 the world failed, one line on stderr; 2 wrong use; 3 done, but something needs attention. Holds no
rule: it asks `charter.app` and shows what it is told. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import closing

from charter import locale
from charter.cli.options import Common, CommonOptionError, hoist

WORLD_FAILED = 1
WRONG_USE = 2
NEEDS_ATTENTION = 3


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code; `arguments` are those after the program's name."""
    _speak_utf8()
    locale.use("nl")
    try:
        common, rest = hoist(sys.argv[1:] if arguments is None else arguments)
        locale.use(common.language)
    except CommonOptionError as fault:
        print(str(fault), file=sys.stderr)  # noqa: T201 - before there is anything else to speak with
        return WRONG_USE
    return _run(common, rest)


def _run(common: Common, arguments: list[str]) -> int:
    import typer

    from charter.cli import help_pages
    from charter.cli.commands import application
    from charter.cli.session import Session
    from charter.cli.usage import wrong_use
    from charter.errors import Cancelled, CharterError
    from charter.locale import _, system

    def say(text: str) -> None:
        print(text, file=sys.stderr)  # noqa: T201 - the one line on stderr

    try:
        with closing(Session(common)) as session:
            command = typer.main.get_command(application(session))
            if help_pages.is_asked(arguments):
                help_pages.translate(command)
            with command.make_context("charter", list(arguments)) as context:
                result = command.invoke(context)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except typer.Exit as end:
        return end.exit_code
    except CharterError as error:
        say(" ".join(_(text) % error.params for text in (error.message, error.remedy) if text).replace("\n", " "))
        return WORLD_FAILED
    except (Cancelled, KeyboardInterrupt, typer.Abort):
        say(_("Stopped. Nothing of it was kept."))
        return WORLD_FAILED
    except BrokenPipeError:  # whoever reads has enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(_("%(file)s: %(reason)s.") % {"file": error.filename or "", "reason": system.reason(error)})
        return WORLD_FAILED
    except Exception as error:
        sentence = wrong_use(error)
        if sentence is None:
            raise
        if sentence:
            say(sentence)
        return WRONG_USE


def _speak_utf8() -> None:
    """Write the same bytes on every system: UTF-8, lines that end in LF; a lone surrogate must not stop a listing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
