"""`python -m benchmarks [NAME...] [--scale 0.1 | --contacts 100000]`: each in a process of its own, then one table."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Measured, apart
from benchmarks.town import CONTACTS

NAMES = ("judging", "queue_log", "mailboxes", "readers", "board", "workbook", "report", "window")


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and say with the exit code whether every target was reached (0) or not (3)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(NAMES)}")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--scale", type=float, default=1.0, help="1: a million contacts and 100 000 messages")
    size.add_argument("--contacts", type=int, help="the same as a number of contacts, for a quick run")
    chosen = parser.parse_args(argv)
    scale = chosen.contacts / CONTACTS if chosen.contacts else chosen.scale
    if unknown := set(chosen.names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="charter-benchmarks-") as folder:
        for name in chosen.names or NAMES:
            print(f"{name} ...", file=sys.stderr)
            found += measured(name, Path(folder), scale)
    show(found, scale)
    return 3 if any(one.reached(scale) is False for one in found) else 0


def measured(name: str, folder: Path, scale: float) -> list[Measured]:
    """What the benchmark `name` measures, in a process of its own, so that its memory is its own."""
    return apart(import_module(f"benchmarks.{name}").run, folder, scale)


def show(found: list[Measured], scale: float) -> None:
    """Print the table; times are judged only in a run of full size."""
    table = Table("what", "against", title=f"scale {scale:g}")
    for column in ("seconds", "cpu", "yardstick", "its cpu", "ratio", "peak MB", "target", "reached"):
        table.add_column(column, justify="right")
    for one in found:
        reached = one.reached(scale)
        table.add_row(
            one.what,
            one.against or "-",
            f"{one.spent.wall:.3g}",
            f"{one.spent.cpu:.3g}",
            "-" if one.yardstick is None else f"{one.yardstick.wall:.3g}",
            "-" if one.yardstick is None else f"{one.yardstick.cpu:.3g}",
            "-" if one.ratio is None else f"{one.ratio:.3g}",
            "-" if one.peak_mb is None else f"{one.peak_mb:.0f}",
            one.target or "-",
            "-" if reached is None else "yes" if reached else "NO",
        )
    Console(width=None if sys.stdout.isatty() else 170).print(table)


if __name__ == "__main__":
    sys.exit(main())
