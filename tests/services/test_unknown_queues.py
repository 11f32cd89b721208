"""A queue of no team is named, with its contacts counted; once the profile knows its team nothing is read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.services.profiles import make_profile
from charter.services.unknown_queues import queue_of, unknown_queues

NOW = 1_794_902_400_000_000
HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
ROW = "{id},2026-11-09T10:00:00+01:00,message_received,email,{team},{queue},,customer,\n"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    make_profile(tmp_path / "profile", "Gemeente Voorbeeld")
    made = Services(tmp_path / "profile", FixedClock(NOW), "test")
    log = tmp_path / "a.csv"
    rows = [("1", "", "q2"), ("2", "", "q1"), ("3", "", "q2"), ("4", "KCC", "q1"), ("5", "", "")]
    log.write_text(HEADER + "".join(ROW.format(id=id_, team=team, queue=queue) for id_, team, queue in rows))
    made.import_paths([log])
    yield made
    made.close()


def test_queues_are_named_the_one_with_the_most_contacts_first_at_its_first_line(services: Services) -> None:
    found = unknown_queues(services.board().contacts, {"event_log"}, NOW)
    assert [(queue_of(one), one.problem.params["n"], one.problem.line, one.file) for one in found] == [
        ("q2", "2", 2, "a.csv"), ("q1", "1", 3, "a.csv"),
    ]  # fmt: skip
    assert not any(one.rejected for one in found)
    assert unknown_queues(services.board().contacts, {"another"}, NOW) == []


def test_once_the_profile_knows_the_team_the_contacts_have_it(services: Services) -> None:
    services.save_settings({("teams", "q2"): "Belastingen"})
    board = services.board()
    assert [queue_of(one) for one in unknown_queues(board.contacts, {"event_log"}, NOW)] == ["q1"]
    teams = [board.contacts.names.teams[int(team)] for team in board.contacts.team]
    assert teams.count("Belastingen") == 2
    assert [entry.what for entry in services.journal()].count("import") == 1
    assert [entry.payload["keys"] for entry in services.journal() if entry.what == "settings"] == [["teams"]]
