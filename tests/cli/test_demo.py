"""`charter demo`, tried as a stranger would."""

from __future__ import annotations

import pytest

SMALL = ["--contacts", 150, "--seed", 7, "--no-window", "--as-of", "2026-11-17T08:00"]


def test_the_same_seed_and_morning_give_the_same_score(run, tmp_path) -> None:
    first = run("demo", tmp_path / "one", *SMALL, "--json").json
    second = run("demo", tmp_path / "two", *SMALL, "--json").json
    assert first["score"] == second["score"]
    assert first["breaches"] == second["breaches"]
    assert [row["sha256"] for row in first["imports"]] == [row["sha256"] for row in second["imports"]]
    other = run("demo", tmp_path / "three", *SMALL, "--json", "--seed", 8).json
    assert other["score"] != first["score"]


def test_its_profile_answers_as_it_did(run, tmp_path) -> None:
    shown = run("demo", tmp_path / "town", *SMALL, "--json").json
    assert set(shown) == {"profile", "imports", "score", "breaches"}
    assert all(row["rejected"] == 0 for row in shown["imports"])
    common = ["--profile", shown["profile"], "--as-of", "2026-11-17T08:00", "--json"]
    assert run("score", *common).json == shown["score"]
    late = run("breaches", *common).json
    assert all(row in late for row in shown["breaches"])


def test_a_demo_is_replaced_by_the_next_in_the_same_folder(run, tmp_path) -> None:
    first = run("demo", tmp_path / "town", *SMALL, "--json").json
    again = run("demo", tmp_path / "town", *SMALL, "--json").json
    assert again["score"] == first["score"]
    assert sum(row["duplicates"] for row in again["imports"]) == 0


def test_that_an_earlier_demo_goes_with_its_closings_is_said_once(run, tmp_path) -> None:
    folder = tmp_path / "town"
    assert "replaced" not in run("demo", folder, *SMALL).err
    assert run("close", "2026-09", "--profile", folder, "--as-of", "2026-11-17T08:00").code == 0
    assert run("journal", "--profile", folder, "--json").out.count('"closing"') == 1
    again = run("demo", folder, *SMALL)
    assert again.code == 0
    assert again.err.splitlines()[0] == (
        f"The earlier demo in {folder} is replaced, with its closings and what was said of its breaches."
    )
    assert run("journal", "--profile", folder, "--json").out.count('"closing"') == 0


def test_a_profile_that_is_no_demo_is_left_as_it_was(run, profile) -> None:
    def all_of_it() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(profile.rglob("*")) if path.is_file()}

    (profile / "logs").mkdir()
    (profile / "logs" / "mine.csv").write_text("a;b", "utf-8")
    before = all_of_it()
    said = run("demo", profile, *SMALL)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert all_of_it() == before


def test_a_profile_made_in_the_place_of_a_demo_is_no_demo(run, tmp_path) -> None:
    folder = tmp_path / "town"
    assert run("demo", folder, *SMALL).code == 0
    (folder / "charter.toml").unlink()
    assert run("init", "--profile", folder).code == 0
    own = (folder / "charter.toml").read_bytes()
    assert run("demo", folder, *SMALL).code == 1
    assert (folder / "charter.toml").read_bytes() == own


def test_a_folder_with_something_else_is_left_alone(run, write, tmp_path) -> None:
    kept = write("mine/letter.txt", "dear")
    said = run("demo", tmp_path / "mine", *SMALL)
    assert (said.code, said.out) == (1, "")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [kept.name]


@pytest.mark.parametrize("name", ["my town", "städtchen", "deep/er/folder", "."])
def test_any_empty_folder_will_do_and_the_advice_can_be_typed(run, tmp_path, monkeypatch, name) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    said = run("demo", name, *SMALL)
    assert said.code == 0
    assert (inside / name / "charter.toml").exists()
    assert (f'--profile "{name}"' if " " in name else f"--profile {name}") in said.out


def test_without_a_display_it_says_how_to_see_the_window(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    said = run("demo", tmp_path / "town", *SMALL[:-3], *SMALL[-2:])
    assert said.code == 0
    assert "charter-window --profile" in said.err


def test_a_file_in_the_place_of_the_folder_is_refused(run, write) -> None:
    said = run("demo", write("town", "x"), *SMALL)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)


def test_a_profile_that_is_named_is_where_the_demo_comes(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("demo", *SMALL, "--profile", "here").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_demo_that_was_stopped_half_way_can_be_made_again(run, tmp_path, monkeypatch) -> None:
    def stopped(*_anything, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("charter.cli.demo.finish_profile", stopped)
        said = run("demo", tmp_path / "town", *SMALL)
        assert (said.code, said.out) == (1, "")
        assert said.err == f"Stopped. What was made of the demo by now stays in {tmp_path / 'town'}.\n"
        assert list((tmp_path / "town" / "logs").iterdir())
    assert run("demo", tmp_path / "town", *SMALL).code == 0


def test_a_demo_of_another_day_does_not_depend_on_todays_date(run, tmp_path) -> None:
    later = [*SMALL[:-1], "2031-05-06T08:00"]
    told = run("demo", tmp_path / "town", *later, "--json").json
    assert not [problem for row in told["imports"] for problem in row["problems"]]
