"""Imports files and is killed in the middle, as often as it is told: one line a time, `DATABASE SECONDS`.

A program of its own, because a process can only be killed from outside. It loads everything once and forks.
"""

import os
import signal
import sys
import time
from pathlib import Path

import alembic.command  # noqa: F401 - loaded before the first fork, so that a life is mostly importing

from charter.services.importing import import_files
from charter.settings import Profile
from charter.store.versions import open_store


def import_all(database: str, paths: list[Path], profile: Profile) -> None:
    store = open_store(f"sqlite:///{database}")
    import_files(store, paths, profile=profile, pseudonym=str, who="jan", now=0)


def main() -> None:
    paths = [Path(argument) for argument in sys.argv[1:]]
    calendar = [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}]
    profile = Profile.model_validate({"organisation": "x", "calendar": calendar}, strict=False, context=Path())
    for line in sys.stdin:
        database, seconds = line.rsplit(" ", 1)
        child = os.fork()
        if child == 0:
            import_all(database, paths, profile)
            os._exit(0)
        begun = time.monotonic()
        ended = 0
        while not ended and time.monotonic() < begun + float(seconds):
            ended, _ = os.waitpid(child, os.WNOHANG)
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        print("ended" if ended else "killed", time.monotonic() - begun, flush=True)


if __name__ == "__main__":
    main()
