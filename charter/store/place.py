"""Where a SQLite file may lie, and who may read it.

Why: the write-ahead log of SQLite needs the shared memory of one computer (design.md 4.16), and the file holds
personal data (design.md 8). Refuses to write on network shares; the remedy is PostgreSQL.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from charter.errors import Refused, StoreError
from charter.locale import N_

NETWORK_FILE_SYSTEMS = frozenset(
    {"afs", "ceph", "cifs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"}
)
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE_DRIVE = 4


def refuse_network_share(path: Path) -> None:
    """Raise `Refused` when `path` lies on another computer."""
    if on_network_share(path):
        raise Refused(
            N_("The database %(file)s lies on a network share; that is not safe."),
            N_("Choose a folder on this computer, or use PostgreSQL when several people work together."),
            file=str(path),
        )


def on_network_share(path: Path) -> bool:
    """Whether `path` lies on another computer."""
    return is_unc(str(path)) or _on_remote_drive(path) or _on_network_mount(path)


def is_read_only(path: Path) -> bool:
    """Whether the file is there and can be read, and it or its folder (where SQLite keeps its log) not written."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return False
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) and _lets_itself_be_written(path))


class Standing:
    """A file that was opened: on most systems it can be moved, deleted or replaced while a program writes to it.

    What is written then is lost without a word. Windows lets nobody do so.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._was = self._now()

    def __call__(self) -> None:
        """Raise StoreError when the file is gone, or another one stands in its place."""
        if sys.platform != "win32" and self._now() != self._was:
            raise StoreError(
                N_("The database was moved, deleted or replaced while Charter was using it: %(file)s."),
                N_("Close Charter, put the file or a backup of it back, and start Charter again."),
                file=str(self._file),
            )

    def _now(self) -> int:
        try:
            return self._file.stat().st_ino
        except OSError:
            return 0


def is_unc(path: str) -> bool:
    r"""Whether `path` names a server itself: `\\server\share\...`, with either slash."""
    start = path.replace("/", "\\")
    if start.startswith(("\\\\?\\", "\\\\.\\")):
        return start[4:8].upper() == "UNC\\"
    return start.startswith("\\\\")


def file_system_of(path: Path, mounts: str) -> str:
    """The type of the file system under `path`, by the text of a Linux `mountinfo`; "" when none fits."""
    found, longest = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= longest:
            found, longest = after.split()[0], len(point.parts)
    return found


def make_private(path: Path) -> None:
    """Make the file readable and writable by its owner only; a new one is never anything else.

    On Windows the folder of the user's own data does this by inheritance.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)


def _lets_itself_be_written(path: Path) -> bool:
    """On Windows only trying tells; elsewhere trying would take away the locks of this very program."""
    if sys.platform != "win32":
        return True
    try:
        os.close(os.open(path, os.O_RDWR))
    except PermissionError:
        return False
    return True


def _on_remote_drive(path: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes  # only Windows has windll

    return int(ctypes.windll.kernel32.GetDriveTypeW(path.resolve().anchor)) == _REMOTE_DRIVE


def _on_network_mount(path: Path) -> bool:
    if not _MOUNTS.exists():
        return False
    return file_system_of(path.resolve(), _MOUNTS.read_text("utf-8", "replace")) in NETWORK_FILE_SYSTEMS
