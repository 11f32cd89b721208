"""`charter demo`: raw logs of a believable municipality, then the ordinary road: import, judge, show."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charter.cli import output
from charter.cli.figures import print_breaches, print_score
from charter.cli.options import Common
from charter.cli.outcomes import show_outcomes
from charter.cli.session import Session
from charter.errors import Refused
from charter.locale import N_, _, formats
from charter.norms.score import score
from charter.services.demo import write_demo
from charter.services.profiles import finish_profile
from charter.services.worklist import worklist
from charter.settings import DATABASE_NAME, FILE_NAME

if TYPE_CHECKING:
    from charter.services.importing import Progress

MARK = ".charter-demo"


def run(session: Session, folder: Path, *, contacts: int, seed: int, window: bool) -> int:
    """Write the demo into `folder`, import it, show score and breaches, open the window when there is a display."""
    from zoneinfo import ZoneInfo

    from charter.clock import SystemClock
    from charter.instants import parse

    zone = ZoneInfo("Europe/Amsterdam")
    now = SystemClock().now()
    if session.common.as_of:
        found = parse(session.common.as_of, zone)
        if found is None or found.at is None:
            import typer

            raise typer.BadParameter(session.common.as_of, param_hint="--as-of")
        now = found.at
    _clear(folder)
    say = output.remark if session.common.as_json else output.line
    with output.progress(_("Writing logs")) as tell:
        files = write_demo(
            folder,
            until=formats.local(now, zone).date(),
            contacts=contacts,
            seed=seed,
            progress=tell,
        )
    (folder / MARK).write_text("", encoding="utf-8")
    finish_profile(files.profile_folder)
    here = Session(Common(files.profile_folder, session.common.language, session.common.as_json, session.common.as_of))
    say(_("Raw logs are written to %(folder)s.") % {"folder": folder / "logs"})
    with output.progress(_("Importing")) as tell:

        def show(at: Progress) -> None:
            tell(Path(at.file).name, at.share)

        outcomes = here.services.import_paths(files.logs, progress=show)
    show_outcomes(outcomes, as_json=session.common.as_json)
    if not session.common.as_json:
        board = here.board()
        output.line(_("Score per norm of %(name)s:") % {"name": here.services.profile.organisation})
        print_score(score(board.contacts, board.verdicts, board.rulebook), board.rulebook)
        output.line(_("The worst breaches that are still open:"))
        print_breaches(here, board, worklist(board).late, most=10)
        output.line(_("Explain one with: charter explain NUMBER --profile %(folder)s") % {"folder": folder})
    return _open_window(here, folder) if window else 0


def _clear(folder: Path) -> None:
    """Make room for a new demo; a folder that holds anything else is left alone."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).exists():
        raise Refused(
            N_("%(folder)s is not empty, and it is no earlier demo."), N_("Choose another folder."), folder=str(folder)
        )
    old = [*(folder / "logs").glob("*"), *folder.glob(f"{DATABASE_NAME}*"), folder / FILE_NAME]
    for path in old:
        if path.is_file():
            path.unlink()


def _open_window(session: Session, folder: Path) -> int:
    """Open the window, or say how to see it."""
    if importlib.util.find_spec("PySide6") is None or not _has_display():
        output.remark(
            _("There is no display here. Where there is one, see the window with: python main.py --profile %(folder)s")
            % {"folder": folder}
        )
        return 0
    from charter.ui.start import run as open_window

    return open_window(session.services)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
