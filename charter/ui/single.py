"""One window for each profile: a second start brings the first one to the front.

Why: two windows on one profile would notify twice and wait for each other's imports. Refuses to stand in the way of
another account: lock and call lie in the user's own folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_cache_path
from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject


class Single(QObject):
    """The place of the one window on `folder`. A window that was killed leaves no place behind."""

    def __init__(self, folder: Path, place: Path | None = None) -> None:
        """`place` is the folder for the lock, by default the user's own cache folder."""
        super().__init__()
        name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        place = place or user_cache_path("charter", appauthor=False, ensure_exists=True)
        self._call = place / f"{name}.call"
        self._lock = QLockFile(str(place / f"{name}.lock"))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None

    def take(self) -> bool:
        """Take the place; False when there is a window already."""
        return self._lock.tryLock(0)

    def call(self) -> None:
        """Ask the window that is there to come to the front."""
        self._call.write_bytes(b"!")

    def answer(self, come_forward: Callable[[], None]) -> None:
        """Come forward whenever another start calls."""
        self._call.touch()
        self._watcher = QFileSystemWatcher([str(self._call)], self)
        self._watcher.fileChanged.connect(lambda _path: come_forward())

    def close(self) -> None:
        """Give the place up."""
        if self._watcher is not None:
            self._watcher.removePaths(self._watcher.files())
            self._call.unlink(missing_ok=True)
        self._lock.unlock()
