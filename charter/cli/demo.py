"""`charter demo`: raw logs of a believable municipality, then the ordinary road: import, judge, show.

Why: who tries Charter sees the real readers and the real rules at work. Refuses shortcuts around them.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from charter.cli import WORLD_FAILED, output, rows
from charter.cli.figures import breach_rows, print_breaches, print_score
from charter.cli.options import Common
from charter.cli.outcomes import outcome_row, show_outcomes
from charter.cli.session import Session
from charter.clock import FixedClock
from charter.errors import Cancelled, Refused
from charter.locale import N_, _, formats
from charter.norms.score import score
from charter.services.demo import follow_up, write_demo
from charter.services.profiles import DEMO_MARK, finish_profile
from charter.services.worklist import worklist
from charter.settings import DATABASE_NAME, DEFAULT_ZONE, FILE_NAME

if TYPE_CHECKING:
    from charter.services.demo import DemoFiles
    from charter.services.importing import Progress

MOST_BREACHES = 10


def run(session: Session, folder: Path, *, contacts: int, seed: int, window: bool) -> int:
    """Write the demo into `folder`, import it, show score and breaches, open the window when there is a display."""
    try:
        return _make(session, folder, contacts=contacts, seed=seed, window=window)
    except (Cancelled, KeyboardInterrupt):
        output.remark(_("Stopped. What was made of the demo by now stays in %(folder)s.") % {"folder": folder})
        return WORLD_FAILED


def _make(session: Session, folder: Path, *, contacts: int, seed: int, window: bool) -> int:
    zone = ZoneInfo(DEFAULT_ZONE)
    now = session.given_as_of(zone) if session.common.as_of else session.clock.now()
    if _clear(folder):
        said = _("The earlier demo in %(folder)s is replaced, with its closings and what was said of its breaches.")
        output.remark(said % {"folder": folder})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMO_MARK).write_text("", encoding="utf-8")
    with output.progress(_("Writing logs")) as tell:
        files = write_demo(
            folder,
            until=formats.local(now, zone).date(),
            contacts=contacts,
            seed=seed,
            progress=tell,
        )
    finish_profile(files.profile_folder)
    common = Common(files.profile_folder, session.common.language, session.common.as_json, session.common.as_of)
    clock = FixedClock(now) if common.as_of else session.clock  # the town's own day, on any other day
    with closing(Session(common, clock)) as here:
        return _show(here, folder, files, seed, window=window)


def _show(here: Session, folder: Path, files: DemoFiles, seed: int, *, window: bool) -> int:
    """Import the logs, show what came of them, open the window when there is a display."""
    say = output.remark if here.common.as_json else output.line
    say(_("Raw logs are written to %(folder)s.") % {"folder": folder / "logs"})
    with output.progress(_("Importing")) as tell:

        def show(at: Progress) -> None:
            tell(Path(at.file).name, at.share)

        outcomes = here.services.import_paths(files.logs, zone=here.zone, progress=show)
    _say(here, seed)
    board = here.board()
    figures = score(board.contacts, board.verdicts, board.rulebook, complete=board.completeness.complete)
    late = worklist(board).late
    if here.common.as_json:
        shown = breach_rows(here, board, late[:MOST_BREACHES])
        output.as_json(
            {
                "profile": str(folder),
                "imports": [outcome_row(outcome) for outcome in outcomes],
                "score": [rows.score(row) for row in figures],
                "breaches": list(shown),
            }
        )
    else:
        show_outcomes(outcomes, as_json=False)
        output.line(_("Score per norm of %(name)s:") % {"name": here.services.profile.organisation})
        print_score(figures, board.rulebook)
        output.line(_("The worst breaches that are still open:"))
        print_breaches(here, board, late, most=MOST_BREACHES)
        output.line(_("Explain one with: charter explain NUMBER --profile %(folder)s") % {"folder": _typed(folder)})
    return _open_window(here, folder) if window else 0


def _say(here: Session, seed: int) -> None:
    """Let the team leads follow up what the logs brought."""
    services = here.services
    follow_up.say(
        here.board(),
        seed,
        lambda contacts, act, value, reason, norm: services.follow_up(contacts, act, value, reason, norm),
        lambda contact, kind, reason, at: services.correct(contact, kind, reason, at=at),
    )


def _clear(folder: Path) -> bool:
    """Make room for a new demo; whether one was there. A folder that holds anything else is left alone."""
    if not folder.exists() or not any(folder.iterdir()):
        return False
    if not (folder / DEMO_MARK).exists():
        raise Refused(
            N_("%(folder)s is not empty, and it is no earlier demo."), N_("Choose another folder."), folder=str(folder)
        )
    found = [*(folder / "logs").glob("*"), *folder.glob(f"{DATABASE_NAME}*"), folder / FILE_NAME]
    old = [path for path in found if path.is_file()]
    for path in old:
        path.unlink()
    return bool(old)


def _open_window(session: Session, folder: Path) -> int:
    """Open the window, or say how to see it."""
    if importlib.util.find_spec("PySide6") is None or not _has_display():
        output.remark(
            _("There is no display here. Where there is one, see the window with: charter-window --profile %(folder)s")
            % {"folder": _typed(folder)}
        )
        return 0
    from charter.ui.start import run as open_window

    return open_window(session.services)


def _typed(folder: Path) -> str:
    """The folder as one types it in a command."""
    return f'"{folder}"' if " " in str(folder) else str(folder)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
