"""A watched folder: log files and messages that another system puts there.

Why: no notification can be trusted on a network share (ecosystem.md 1), so the folder is looked at, by size and time of
each file. Refuses a file that is still being written: it must stand still for the settle time, by its own time or
between two looks (the clock of a share may differ from ours). Refuses to take an empty mount point for a folder whose
files were cleared away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from charter.importers import registry as readers
from charter.locale import N_, _, system
from charter.sources.base import Look, SourceError, SourceKind, SourceSettings, Words

DONE = 0
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".lock")
"""How programs call a file that they are still copying."""
_OPEN_IN_OFFICE = "~$"

Seen = dict[str, tuple[int, int, int]]
"""For each file, by its place in the folder: size, time of change (ns), and when it was first seen so (us), or DONE."""


def _absolute(path: str) -> str:
    """The same folder, wherever the program is started."""
    return str(Path(path).expanduser().absolute())


class FolderSettings(SourceSettings):
    """Where to look. `files` are patterns such as `queue_log*`; none means every file."""

    path: Annotated[str, Field(min_length=1), AfterValidator(_absolute)]
    files: Words = ()
    format: str = ""
    settle: Annotated[int, Field(ge=0, le=86_400)] = 60


class Folder:
    """A folder with everything below it."""

    kind = "folder"

    def __init__(self, settings: FolderSettings) -> None:
        self.folder = Path(settings.path)
        self.address = settings.path
        self.format_id = readers.by_id(settings.format).id if settings.format else ""
        self._patterns = settings.files
        self._settle_us = settings.settle * 1_000_000

    def look(self, state: str, now: int) -> Look:
        """The files that are new or have changed since they were imported, and stand still."""
        device = self._device()
        before: Any = json.loads(state) if state else {"device": device, "files": {}}
        known: Seen = {name: tuple(seen) for name, seen in before["files"].items()}
        seen: Seen = {}
        files: list[Path] = []
        messages: list[Path] = []
        waiting = 0
        for path, is_message in readers.FOLDERS.files_in(self.folder):
            if not self._wanted(path):
                continue
            name = path.relative_to(self.folder).as_posix()
            try:
                told = path.stat()
            except OSError:
                continue  # gone since the listing
            was = known.get(name)
            is_same = was is not None and was[:2] == (told.st_size, told.st_mtime_ns)
            if was is not None and is_same and was[2] == DONE:
                seen[name] = was
                continue
            since = was[2] if was is not None and is_same else now
            seen[name] = (told.st_size, told.st_mtime_ns, since)
            if min(since, told.st_mtime_ns // 1000) + self._settle_us > now:
                waiting += 1
            elif is_message and not self.format_id:
                messages.append(path)
            else:
                files.append(path)
        if known and not seen and device != before["device"]:
            raise self._gone(_("the network share is not connected"))
        self.check()
        return Look(tuple(files), tuple(messages), waiting, _written(device, seen))

    def done(self, state: str, paths: Sequence[Path]) -> str:
        """The same files, `paths` of them imported as they were when looked at."""
        told = json.loads(state)
        for path in paths:
            told["files"][path.relative_to(self.folder).as_posix()][2] = DONE
        return _written(told["device"], told["files"])

    def check(self) -> None:
        """Whether the folder is there."""
        self._device()

    def _device(self) -> int:
        """The disk or share on which the folder lies; raises SourceError when it cannot be listed."""
        try:
            next(self.folder.iterdir(), None)
            return self.folder.stat().st_dev
        except OSError as error:
            raise self._gone(system.reason(error)) from error

    def _wanted(self, path: Path) -> bool:
        name = path.name.lower()
        if name.endswith(_UNFINISHED) or name.startswith(_OPEN_IN_OFFICE):
            return False
        return not self._patterns or any(fnmatch(name, pattern.lower()) for pattern in self._patterns)

    def _gone(self, reason: str) -> SourceError:
        return SourceError(
            N_("The folder %(folder)s cannot be seen: %(reason)s."),
            N_("Check that the network share is connected, and that this account may read the folder."),
            folder=self.address,
            reason=reason,
        )


def _written(device: int, seen: Mapping[str, Sequence[int]]) -> str:
    return json.dumps({"device": device, "files": seen}, ensure_ascii=False, separators=(",", ":"))


def _make(settings: Any, _secret: object) -> Folder:  # noqa: ANN401 - the registry knows which settings belong here
    return Folder(settings)


KIND = SourceKind(
    id="folder",
    title=N_("A folder in which another system puts its logs"),
    how=N_("path=FOLDER [files=queue_log*,*.csv] [format=ID] [settle=60] [source=NAME] [zone=ZONE]"),
    settings=FolderSettings,
    make=_make,
    silence_tells=False,
)
