"""Purges a database and dies in the middle of it, after the rows are gone and before the journal knows: `DATABASE NOW`.

A program of its own, because it must die.
"""

import os
import sys
from pathlib import Path

from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.services import purging
from charter.settings import Profile
from charter.store import retention
from charter.store.versions import open_store


def main() -> None:
    calendar = [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}]
    profile = Profile.model_validate({"organisation": "x", "calendar": calendar}, strict=False, context=Path())
    rulebook, _faults = files.rulebook([], calendars_of(profile), ())

    def die(_connection: object) -> None:
        os._exit(9)

    retention.remove_unused_staff = die
    store = open_store(f"sqlite:///{sys.argv[1]}")
    purging.purge(store, purging.Asked(profile, rulebook, int(sys.argv[2])), "jan")


if __name__ == "__main__":
    main()
