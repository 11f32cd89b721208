import shutil
import sys
from pathlib import Path

import pytest

from charter.errors import Refused, StoreError
from charter.store import journal, place
from charter.store.versions import open_store

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /srv/shared\\040files rw,relatime shared:1 - nfs4 server:/files rw
31 30 254:1 / /srv/shared\\040files/own rw,relatime - xfs /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("path", "server"),
    [
        (r"\\server\share\charter.db", True),
        ("//server/share/charter.db", True),
        (r"\\?\UNC\server\share\charter.db", True),
        (r"\\?\C:\charter.db", False),
        (r"C:\charter.db", False),
        ("/home/charter.db", False),
    ],
)
def test_a_path_that_names_a_server_is_recognised(path, server):
    assert place.is_unc(path) is server


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/charter.db", "ext4"),
        ("/srv/shared files/charter.db", "nfs4"),
        ("/srv/shared files/own/charter.db", "xfs"),
        ("/srv/shared files elsewhere/charter.db", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path, kind):
    assert place.file_system_of(Path(path), MOUNTS) == kind


def test_a_database_on_a_network_share_is_refused_with_the_remedy(tmp_path, monkeypatch):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"30 22 0:40 / {tmp_path.resolve()} rw - cifs //server/share rw\n")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    with pytest.raises(Refused, match="PostgreSQL"):
        open_store(f"sqlite:///{tmp_path / 'charter.db'}")
    assert not (tmp_path / "charter.db").exists()


def _replace(file: Path) -> None:
    backup = file.with_suffix(".backup")
    shutil.copyfile(file, backup)
    backup.replace(file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take away a file that is open")
@pytest.mark.parametrize(
    "befall",
    [Path.unlink, lambda file: file.rename(file.with_suffix(".moved")), _replace],
    ids=["deleted", "moved", "replaced"],
)
def test_nothing_is_kept_in_a_database_that_was_taken_away(tmp_path, befall):
    file = tmp_path / "charter.db"
    store = open_store(f"sqlite:///{file}")
    befall(file)
    with pytest.raises(StoreError, match="moved, deleted or replaced") as caught, store.write() as connection:
        journal.append(connection, "jan", 1, "import", "", {})
    assert caught.value.remedy
    with pytest.raises(StoreError, match="moved, deleted or replaced"), store.read() as connection:
        journal.entries(connection)
    store.close()
