from __future__ import annotations

from datetime import date

import pytest

from charter.services.demo import write_demo

UNTIL = date(2026, 11, 19)


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Gemeente Voorbeeld on the Thursday morning of 19 November 2026."""
    return write_demo(tmp_path_factory.mktemp("voorbeeld"), until=UNTIL, contacts=12_000, seed=2026)


@pytest.fixture(scope="session")
def logs(town):
    return {path.name: path for path in town.logs}
