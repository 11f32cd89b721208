"""The four doors are one, and nothing heavy is loaded before it is needed (contract.md 1, 8)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(sys.executable).with_name("charter.exe" if os.name == "nt" else "charter")
DOORS = {
    "charter": [str(SCRIPT)],
    "python -m charter": [sys.executable, "-m", "charter"],
    "python -m charter.cli": [sys.executable, "-m", "charter.cli"],
    "python main.py": [sys.executable, str(ROOT / "main.py")],
}
HEAVY = ("numpy", "matplotlib", "alembic", "sqlalchemy", "PySide6")


def _call(command: list[str], **more) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False, **more)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_opens_on_the_same_commands(door) -> None:
    if door == "charter" and not SCRIPT.exists():
        pytest.skip("the program is not installed beside this Python")
    done = _call([*DOORS[door], "formats", "--json"], env={**os.environ, "PYTHONIOENCODING": "cp1252", "LC_ALL": "C"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert {"id", "title"} <= set(json.loads(done.stdout.decode("utf-8"))[0])
    wrong = _call([*DOORS[door], "score", "--nope"])
    assert (wrong.returncode, wrong.stdout) == (2, b"")


def test_output_is_utf_8_whatever_the_pipe_says(demo) -> None:
    command = [*DOORS["python -m charter.cli"], "score", "--profile", str(demo)]
    done = _call(command, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert done.returncode == 0
    assert "─" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("words", [["contacts", "--csv"], ["formats", "--json"]])
def test_a_reader_that_has_enough_is_no_failure(demo, words) -> None:
    command = [*DOORS["python -m charter.cli"], *words, "--profile", str(demo)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 0


@pytest.mark.parametrize("words", [["--help"], ["score", "--help"], ["norms", "--help"], ["score", "--nope"]])
def test_help_loads_nothing_heavy(words) -> None:
    program = (
        "import sys; from charter.cli import main; main(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = _call([sys.executable, "-c", program, *words])
    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_everything_runs_without_qt(tmp_path) -> None:
    program = "import sys; sys.modules['PySide6'] = None; from charter.cli import main; sys.exit(main(sys.argv[1:]))"
    folder = tmp_path / "town"
    command = [sys.executable, "-c", program]
    done = _call([*command, "demo", str(folder), "--contacts", "200", "--seed", "3", "--as-of", "2026-11-17T08:00"])
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"charter-window --profile" in done.stderr
    assert _call([*command, "breaches", "--profile", str(folder)]).returncode == 0


def test_nothing_prompts_when_nobody_can_answer(tmp_path) -> None:
    done = _call([*DOORS["python -m charter.cli"], "init", "--profile", str(tmp_path / "new")])
    assert done.returncode == 0
    assert (tmp_path / "new" / "charter.toml").exists()
