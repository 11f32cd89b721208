"""One window for each profile: the second start calls the first one."""

from __future__ import annotations

from charter.ui.single import Single


def test_a_second_start_calls_the_first_window_to_the_front(qtbot, tmp_path) -> None:
    first, second = Single(tmp_path, tmp_path), Single(tmp_path, tmp_path)
    called: list[bool] = []
    assert first.take()
    first.answer(lambda: called.append(True))
    assert not second.take()
    second.call()
    qtbot.waitUntil(lambda: bool(called))
    first.close()


def test_another_profile_has_a_window_of_its_own_and_a_closed_one_leaves_its_place(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, other, later = (Single(tmp_path / name, tmp_path) for name in ("a", "b", "a"))
    assert first.take()
    assert other.take()
    first.close()
    assert later.take()
    later.close()
    other.close()
    assert not list(tmp_path.glob("*.call"))
