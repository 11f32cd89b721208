"""The real window over a million contacts: start to shown, to filled; sorting, filtering; and every block of its loop.

The window runs in a process of its own, started as a user starts it (interpreter, imports and all), on Qt's offscreen
platform: painting is done, a graphics card is not asked. It works on a copy of the town, for it reads a log in. The
yardstick for sorting is the list of the same keys through Python's `sorted`; that for a block is the longest block of
an event loop that does nothing, in the same process, while numpy works in another thread.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.measure import Measured, Spent
from benchmarks.town import AS_OF, CONTACTS, open_town, write_queue_log
from benchmarks.window.watchdog import Block
from charter.services.rulebooks import judging

LOG_SHARE = 0.25
"""A log of so many calls, as a share of the town's contacts, is read in."""

CALM_MS = 450
"""Longer than any pause that the window makes by itself, before an explanation or a picture. A test waits for none."""


def run(folder: Path, scale: float) -> list[Measured]:
    """Start the window on a copy of the town, and read what it tells of itself."""
    profile, store = open_town(folder, scale)
    judging(store, profile, "benchmark", AS_OF)
    store.close()
    own, log = folder / "window", folder / "morning_queue_log"
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(profile.folder, own)
    write_queue_log(log, round(CONTACTS * scale * LOG_SHARE))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "benchmarks.window", str(own), str(log), str(CALM_MS if scale >= 0.05 else 50)]
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        shown = perf_counter() - began
        assert process.stdout.readline() == "filled\n"
        filled = perf_counter() - began
        told = json.loads(process.stdout.read())
    assert process.returncode == 0
    shutil.rmtree(own)
    rows, sorts = told["rows"], told["sorts"]
    slowest = max(sorts, key=sorts.__getitem__)
    return [
        Measured("start to window usable", _wall(shown), limit_s=1.5),
        Measured("start to worklist filled", _wall(filled), peak_mb=told["peak_mb"], limit_s=5),
        Measured(
            f"sorting {rows:_} rows of the register by its slowest column ({slowest})",
            _wall(sorts[slowest]),
            limit_s=0.2,
        ),
        Measured(
            "sorting them by every column in turn",
            _wall(sum(sorts.values())),
            "sorted() on the same keys",
            _wall(told["sorted()"]),
        ),
        Measured("filtering them, slowest filter", _wall(max(told["filters"].values())), limit_s=0.2),
        *_blocks({kind: Block(**block) for kind, block in told["blocks"].items()}, Block(**told["idle"])),
    ]


def _blocks(blocks: dict[str, Block], idle: Block) -> list[Measured]:
    """The longest block of every kind of action, and of all; on stderr what held the loop."""
    for kind, block in blocks.items():
        print(f"  {kind}: {block.told()}", file=sys.stderr)
    print(f"  the loop that does nothing: {idle.told()}", file=sys.stderr)
    against, yardstick = "an idle loop beside numpy", _wall(max(idle.seconds, 1e-6))
    longest = max(blocks.values(), key=lambda block: block.seconds)
    return [
        Measured(
            f"longest block of the window: {kind}", Spent(block.seconds, block.own), against, yardstick, limit_s=0.05
        )
        for kind, block in [*blocks.items(), ("all of it", longest)]
    ]


def _wall(seconds: float) -> Spent:
    return Spent(seconds, seconds)  # the processor works for other threads of the window too
