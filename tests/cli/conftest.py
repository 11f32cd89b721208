"""A town and a fresh profile for the commands to work on, and the commands themselves."""

from __future__ import annotations

import csv
import ctypes
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from charter.cli import main

MORNING = "2026-11-17T08:00"


@dataclass(frozen=True)
class Said:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Said]


@pytest.fixture
def run(capsys) -> Run:
    """Run one command in this process; English unless the arguments name a language."""

    def call(*words: object) -> Said:
        arguments = [str(word) for word in words]
        capsys.readouterr()
        code = main(arguments if "--lang" in arguments else [*_english(arguments), *arguments])
        caught = capsys.readouterr()
        assert "Traceback" not in caught.err
        return Said(code, caught.out, caught.err)

    return call


def _english(arguments: list[str]) -> list[str]:
    return ["--lang", "en"] if arguments else []


def _once(*words: object) -> None:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert main([str(word) for word in words]) == 0


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """A demo town of which the tests may read but not change anything."""
    folder = tmp_path_factory.mktemp("town") / "demo"
    _once("demo", folder, "--contacts", 1000, "--seed", 7, "--as-of", MORNING, "--no-window")
    return folder


@pytest.fixture(scope="session")
def _new_profile(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "profile"
    _once("init", "--profile", folder, "--organisation", "Gemeente Voorbeeld")
    settings = folder / "charter.toml"
    text = settings.read_text(encoding="utf-8")
    assert "own_domains = []" in text
    settings.write_text(text.replace("own_domains = []", 'own_domains = ["voorbeeld.example"]'), encoding="utf-8")
    return folder


@pytest.fixture
def profile(_new_profile: Path, tmp_path: Path) -> Path:
    """A profile of one's own, in which nothing was imported."""
    return Path(shutil.copytree(_new_profile, tmp_path / "profile"))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a log."""

    def file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return file


@pytest.fixture
def permissions_hold(tmp_path: Path) -> Iterator[None]:
    """What the modes of files forbid is forbidden during the test, to root as well."""
    closed = tmp_path / "nobody"
    closed.touch(mode=0)
    with _as_others() if sys.platform == "linux" else nullcontext():
        try:
            closed.read_bytes()
        except PermissionError:
            yield
        else:
            pytest.skip("nothing is forbidden to this user")


@contextmanager
def _as_others() -> Iterator[None]:
    """Let this thread do without CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH for a while (capabilities(7))."""
    libc = ctypes.CDLL(None)
    this_thread = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()  # in force, allowed and inherited; again for numbers over 31
    if libc.capget(this_thread, sets):
        yield
        return
    in_force = sets[0]
    sets[0] &= ~0b110
    libc.capset(this_thread, sets)
    try:
        yield
    finally:
        sets[0] = in_force
        libc.capset(this_thread, sets)
