"""A town and a fresh profile for the commands to work on, and the commands themselves."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
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
