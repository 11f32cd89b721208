"""Where the database is, a copy of it, and whether another one can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import StoreError
from charter.profile_text import default_text
from charter.services import databases


@pytest.fixture
def services(tmp_path: Path):
    (tmp_path / "charter.toml").write_text(default_text("Voorbeeld"), encoding="utf-8")
    made = Services(tmp_path, FixedClock(1_795_300_000_000_000), "tester")
    made.save_settings({("organisation",): "Elders"})
    yield made
    made.close()


def test_the_place_and_size_of_the_file_are_told(services, tmp_path):
    found = databases.place(services.profile)
    assert found.file == tmp_path / "charter.sqlite"
    assert found.size > 10_000


def test_a_copy_holds_everything_while_the_database_is_open(services, tmp_path):
    copy = tmp_path / "elsewhere" / "kopie.sqlite"
    copy.parent.mkdir()
    assert databases.copy(services.store, copy) == copy.stat().st_size
    (copy.parent / "charter.toml").write_text(default_text("Voorbeeld"), encoding="utf-8")
    copy.rename(copy.parent / "charter.sqlite")
    other = Services(copy.parent, FixedClock(1_795_300_000_000_000), "tester")
    try:
        assert [entry.what for entry in other.journal()] == ["settings"]
        assert other.verify_journal() == []
    finally:
        other.close()


def test_a_copy_that_cannot_be_written_leaves_nothing(services, tmp_path):
    with pytest.raises(StoreError):
        databases.copy(services.store, tmp_path / "nowhere" / "kopie.sqlite")
    assert not list(tmp_path.glob("**/*.part"))


def test_a_database_can_be_reached_without_changing_it(services, tmp_path):
    assert databases.check(services.database_url) is True
    assert databases.check(f"sqlite:///{tmp_path / 'new.sqlite'}") is False


def test_one_that_cannot_be_reached_is_told(services):
    with pytest.raises(StoreError):
        databases.check("oracle://nowhere")
