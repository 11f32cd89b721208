"""A norm has a direction where its chart may speak of the last whole month, and else none."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.measures.control import Variation
from charter.services.demo import write_demo
from charter.services.directions import directions, last_whole_month
from charter.services.telling import tell

AS_OF = round(datetime(2026, 11, 17, 8, 12, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    town = write_demo(tmp_path_factory.mktemp("town"), until=date(2026, 11, 17), contacts=3000, seed=7)
    services = Services(town.profile_folder, FixedClock(AS_OF), "tester")
    services.import_paths(town.logs)
    yield services.board()
    services.close()


def test_the_direction_is_that_of_the_last_whole_month(board):
    assert last_whole_month(board).label == "2026-10"
    told = {one.norm.id: one.variation for one in tell(board, last_whole_month(board)).findings}
    found = directions(board)
    assert found
    assert found == {norm: heading for norm, heading in told.items() if heading is not Variation.UNKNOWN}
    assert len(found) < len(told)
