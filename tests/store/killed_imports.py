"""Imports files and is killed in the middle, as often as it is told: each line is a life, `DATABASE SECONDS`.

A program of its own, because it must die. It loads everything once and forks. The child is killed (SIGKILL) when it
has used so many seconds of the processor, so that a busy computer does not move the moment.
"""

import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

import alembic.command  # noqa: F401 - loaded before the first fork, so that a life is mostly importing

from charter.services.importing import import_files
from charter.settings import Profile
from charter.store.versions import open_store


def import_all(database: str, paths: list[Path], profile: Profile) -> None:
    store = open_store(f"sqlite:///{database}")
    import_files(store, paths, profile=profile, pseudonym=str, who="jan", now=0)


def die_after(seconds: float) -> None:
    sys.setswitchinterval(0.0005)
    while time.process_time() < seconds:
        time.sleep(0.0005)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    paths = [Path(argument) for argument in sys.argv[1:]]
    calendar = [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}]
    profile = Profile.model_validate({"organisation": "x", "calendar": calendar}, strict=False, context=Path())
    for line in sys.stdin:
        database, seconds = line.rsplit(" ", 1)
        child = os.fork()
        if child == 0:
            Thread(target=die_after, args=(float(seconds),), daemon=True).start()
            import_all(database, paths, profile)
            os._exit(0)
        _, status, used = os.wait4(child, 0)
        how = "killed" if os.WIFSIGNALED(status) else f"exit{os.WEXITSTATUS(status)}"
        print(how, used.ru_utime + used.ru_stime, flush=True)


if __name__ == "__main__":
    main()
