"""What every test may use: the language, the folder of real samples where it exists, and a place for a profile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

from charter import locale

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder with real samples that stands beside some checkouts and is never part of the project."""
    if not (SHARED / "samples").is_dir():
        pytest.skip("the real samples are not beside this checkout; the written fixtures cover the same rules")
    return SHARED


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it spoke."""
    locale.use("en")
    yield
    locale.use("en")
