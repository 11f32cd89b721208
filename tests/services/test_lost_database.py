"""A database that was deleted does not come back empty by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import Refused, StoreError
from charter.profile_text import default_text
from charter.services import databases
from charter.services.privacy import KEY_FILE
from charter.services.profiles import finish_profile, make_profile
from charter.settings import DATABASE_NAME, load_profile


def opened(folder: Path) -> Services:
    return Services(folder, FixedClock(1_795_300_000_000_000), "tester")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile in use: its journal has an entry."""
    make_profile(tmp_path / "town", "Voorbeeld")
    services = opened(tmp_path / "town")
    services.save_settings({("organisation",): "Elders"})
    services.close()
    return tmp_path / "town"


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_a_lost_database_is_told_and_nothing_is_made(folder: Path, left: str) -> None:
    file = folder / DATABASE_NAME
    file.unlink()
    if left == "an empty file":
        file.touch()
    with pytest.raises(StoreError, match="is gone") as refused:
        opened(folder)
    assert f'charter db new --profile "{folder}"' in str(refused.value)
    assert (file.stat().st_size if file.exists() else 0) == 0


def test_who_puts_the_file_back_has_the_old_journal(folder: Path, tmp_path: Path) -> None:
    (folder / DATABASE_NAME).rename(tmp_path / "away")
    with pytest.raises(StoreError):
        opened(folder)
    (tmp_path / "away").rename(folder / DATABASE_NAME)
    services = opened(folder)
    assert [entry.what for entry in services.journal()] == ["settings"]
    services.close()


def test_who_begins_anew_on_purpose_keeps_settings_and_key(folder: Path) -> None:
    (folder / DATABASE_NAME).unlink()
    key = (folder / KEY_FILE).read_bytes()
    with pytest.raises(StoreError):
        opened(folder)
    assert databases.begin_anew(load_profile(folder)) == folder / DATABASE_NAME
    services = opened(folder)
    assert (services.profile.organisation, services.journal()) == ("Elders", [])
    services.close()
    assert (folder / KEY_FILE).read_bytes() == key


def test_a_database_that_is_there_is_never_begun_anew(folder: Path) -> None:
    services = opened(folder)
    with pytest.raises(Refused, match="already"):
        databases.begin_anew(services.profile)
    services.close()


def test_a_profile_written_by_hand_gets_its_database_before_its_key(tmp_path: Path) -> None:
    (tmp_path / "charter.toml").write_text(default_text("Voorbeeld"), encoding="utf-8")
    services = opened(tmp_path)
    assert not (tmp_path / KEY_FILE).exists()
    assert services._pseudonym("0205550101")
    services.close()
    assert (tmp_path / KEY_FILE).exists()
    again = opened(tmp_path)
    assert again.journal() == []
    again.close()


def test_a_profile_whose_making_was_stopped_is_made_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_anything: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "charter.toml").write_text(default_text("Voorbeeld"), encoding="utf-8")
    monkeypatch.setattr("charter.services.profiles.open_store", stopped)
    with pytest.raises(KeyboardInterrupt):
        finish_profile(tmp_path)
    services = opened(tmp_path)
    assert services.journal() == []
    services.close()
