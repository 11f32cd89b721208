"""A watched folder: files that grow, rotate, come in halves and vanish."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from charter.sources.base import FileSource, SourceError
from charter.sources.folder import KIND, Folder, FolderSettings

SECOND = 1_000_000
NOW = 1_800_000_000 * SECOND
OLD = 1_700_000_000


@pytest.fixture
def put(tmp_path):
    """Write a file that was last changed at a second, by default long ago."""

    def put(name: str, content: str = "x", at: float = OLD) -> Path:
        path = tmp_path / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        os.utime(path, (at, at))
        return path

    return put


def folder(tmp_path: Path, **settings) -> Folder:
    return Folder(FolderSettings.model_validate({"path": str(tmp_path / "logs"), **settings}))


def names(paths) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_given_once_and_again_only_when_it_changed(tmp_path, put):
    put("a.log")
    put("b.log")
    watched = folder(tmp_path)
    look = watched.look("", NOW)
    assert (names(look.files), look.waiting) == (["a.log", "b.log"], 0)
    state = watched.done(look.state, look.files)
    assert watched.look(state, NOW).files == ()
    put("a.log", "xx")
    assert names(watched.look(state, NOW).files) == ["a.log"]


def test_a_file_that_was_looked_at_but_not_done_is_given_again(tmp_path, put):
    put("a.log")
    watched = folder(tmp_path)
    assert names(watched.look(watched.look("", NOW).state, NOW).files) == ["a.log"]


def test_a_file_that_is_being_written_waits_until_it_stood_still_for_the_settle_time_between_two_looks(tmp_path, put):
    now = NOW // SECOND
    put("a.log", "x", now - 1)
    watched = folder(tmp_path)
    look = watched.look("", NOW)
    assert (look.files, look.waiting) == ((), 1)
    put("a.log", "xx", now + 86_400)
    look = watched.look(look.state, NOW + 10 * SECOND)
    assert (look.files, look.waiting) == ((), 1)
    look = watched.look(look.state, NOW + 69 * SECOND)
    assert (look.files, look.waiting) == ((), 1)
    look = watched.look(look.state, NOW + 70 * SECOND)
    assert (names(look.files), look.waiting) == (["a.log"], 0)


def test_a_file_older_than_the_settle_time_need_not_wait(tmp_path, put):
    now = NOW // SECOND
    put("a.log", "x", now - 30)
    assert folder(tmp_path, settle=31).look("", NOW).waiting == 1
    assert folder(tmp_path, settle=30).look("", NOW).waiting == 0


def test_a_clock_of_the_share_that_runs_ahead_only_costs_one_look(tmp_path, put):
    put("a.log", "x", NOW // SECOND + 86_400)
    watched = folder(tmp_path)
    look = watched.look("", NOW)
    assert look.waiting == 1
    assert names(watched.look(look.state, NOW + 60 * SECOND).files) == ["a.log"]


def test_a_log_that_grows_after_it_was_read_is_given_again_when_it_stands_still(tmp_path, put):
    now = NOW // SECOND
    put("a.log")
    watched = folder(tmp_path)
    look = watched.look("", NOW)
    state = watched.done(look.state, look.files)
    put("a.log", "xx", now)
    look = watched.look(state, NOW + SECOND)
    assert (look.files, look.waiting) == ((), 1)
    assert names(watched.look(look.state, NOW + 60 * SECOND).files) == ["a.log"]


def test_files_that_others_still_copy_or_have_open_are_left_alone(tmp_path, put):
    for name in ("a.log.tmp", "b.part", "~$c.xlsx", ".hidden", "d.CRDOWNLOAD"):
        put(name)
    look = folder(tmp_path).look("", NOW)
    assert (look.files, look.messages, look.waiting) == ((), (), 0)


def test_patterns_choose_files_whatever_their_case(tmp_path, put):
    for name in ("queue_log", "Queue_Log.1", "full", "report.CSV"):
        put(name)
    watched = folder(tmp_path, files="queue_log*, *.csv")
    assert sorted(names(watched.look("", NOW).files)) == ["Queue_Log.1", "queue_log", "report.CSV"]


def test_single_messages_are_given_together_unless_a_format_is_named(tmp_path, put):
    for name in ("1.eml", "2.eml", "queue_log"):
        put(name)
    look = folder(tmp_path).look("", NOW)
    assert (names(look.messages), names(look.files)) == (["1.eml", "2.eml"], ["queue_log"])
    look = folder(tmp_path, format="event_log").look("", NOW)
    assert (look.messages, len(look.files)) == ((), 3)


def test_a_folder_that_cannot_be_seen_is_a_fault_with_a_remedy(tmp_path):
    for ask in (lambda watched: watched.look("", NOW), lambda watched: watched.check()):
        with pytest.raises(SourceError, match=r"cannot be seen: it does not exist\. Check that the network share"):
            ask(folder(tmp_path))


def test_a_file_in_the_place_of_the_folder_is_a_fault(tmp_path):
    (tmp_path / "logs").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="a part of the path is no folder"):
        folder(tmp_path).check()


def test_an_empty_mount_point_is_no_folder_whose_files_were_cleared_away(tmp_path, put, monkeypatch):
    path = put("a.log")
    watched = folder(tmp_path)
    look = watched.look("", NOW)
    state = watched.done(look.state, look.files)
    path.unlink()
    assert watched.look(state, NOW).files == ()
    here = watched._device()
    monkeypatch.setattr(watched, "_device", lambda: here + 1)
    with pytest.raises(SourceError, match="the network share is not connected"):
        watched.look(state, NOW)


def test_a_relative_folder_is_kept_as_it_is_meant_now(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert FolderSettings.model_validate({"path": "logs"}).path == str(tmp_path / "logs")


def test_a_folder_is_a_source_of_files():
    assert isinstance(KIND.make(FolderSettings(path="x"), lambda: ""), FileSource)
    assert not KIND.silence_tells
