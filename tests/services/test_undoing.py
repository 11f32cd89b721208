"""Taking an import back: what it alone told goes, what others told stays, and reading it again brings it all back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Act
from charter.errors import NotFound, Refused
from charter.norms.periods import Period
from charter.reports.workbook.imports import imported
from charter.services import exporting
from charter.services.completeness import Completeness
from charter.services.profiles import make_profile
from charter.services.source_overview import Standing, times

NOW = 1_794_902_400_000_000
HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
ASKED = "{id},2026-{month}-{day:02}T10:00:00+01:00,message_received,email,KCC,info,,customer,\n"
ANSWERED = "{id},2026-{month}-{day:02}T15:00:00+01:00,reply_substantive,email,KCC,info,,person,\n"


def log(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(rows))
    return path


def asked(id_: str, day: int = 9, month: int = 11) -> str:
    return ASKED.format(id=id_, day=day, month=month)


def answered(id_: str, day: int = 9, month: int = 11) -> str:
    return ANSWERED.format(id=id_, day=day, month=month)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    make_profile(tmp_path / "profile", "Gemeente Voorbeeld")
    made = Services(tmp_path / "profile", FixedClock(NOW), "test")
    yield made
    made.close()


def ids(services: Services) -> list[str]:
    return sorted(map(str, services.contacts()[0].ids))


def completeness(services: Services) -> Completeness:
    return services.completeness(NOW)


def test_what_an_import_alone_told_goes_and_a_look_beforehand_changes_nothing(services: Services, tmp_path: Path):
    services.import_paths([log(tmp_path, "a.csv", asked("K1"), asked("K2"))])
    services.import_paths([log(tmp_path, "b.csv", answered("K2", 12), asked("K3", 12))])
    told = services.undo_import(2)
    assert (told.events, told.contacts, told.changed, told.live) == (2, 1, 1, False)
    assert ids(services) == ["K1", "K2", "K3"]
    assert services.undo_import(2, for_good=True) == told
    assert ids(services) == ["K1", "K2"]
    board = services.board()
    row = board.contacts.ids.tolist().index("K2")
    assert (board.verdicts.stopped_at[board.verdicts.contact == row] < 0).all()


def test_what_another_import_told_first_stays(services: Services, tmp_path: Path) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1"))])
    services.import_paths([log(tmp_path, "grown.csv", asked("K1"), asked("K2"))])
    services.undo_import(2, for_good=True)
    assert ids(services) == ["K1"]


def test_an_import_is_not_undone_before_a_later_one_that_may_have_told_the_same(
    services: Services, tmp_path: Path
) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1"))])
    services.import_paths([log(tmp_path, "grown.csv", asked("K1"), asked("K2"))])
    services.import_paths([log(tmp_path, "later.csv", asked("K3", 20), asked("K3", 20))])
    with pytest.raises(Refused, match="grown"):
        services.undo_import(1)
    services.undo_import(2, for_good=True)
    services.undo_import(1, for_good=True)
    assert ids(services) == ["K3"]


def test_an_event_without_a_time_may_stand_in_any_later_file(services: Services, tmp_path: Path) -> None:
    untimed = "K1,,message_received,email,KCC,info,,customer,\n"
    services.import_paths([log(tmp_path, "a.csv", untimed)])
    services.import_paths([log(tmp_path, "b.csv", untimed, asked("K2", 12))])
    with pytest.raises(Refused, match=r"b\.csv"):
        services.undo_import(1)


def test_reading_the_file_again_brings_all_back_also_what_colleagues_wrote(services: Services, tmp_path: Path) -> None:
    path = log(tmp_path, "a.csv", asked("K1"), asked("K2"))
    services.import_paths([path])
    services.follow_up(["K1"], Act.NOTE, "gebeld")
    before = services.board()
    assert services.undo_import(1).by_hand == 1
    services.undo_import(1, for_good=True)
    assert ids(services) == []
    (outcome,) = services.import_paths([path])
    assert (outcome.used, outcome.duplicates) == (2, 0)
    after = services.board()
    assert (after.verdicts.verdict == before.verdicts.verdict).all()
    assert [one.value for one in services.by_hand(contact="K1")] == ["gebeld"]
    services.undo_import(2, for_good=True)
    assert ids(services) == []


def test_a_file_read_again_in_another_manner_and_undone_is_new_in_either_manner(
    services: Services, tmp_path: Path
) -> None:
    from zoneinfo import ZoneInfo

    path = log(tmp_path, "a.csv", asked("K1").replace("+01:00", ""))
    services.import_paths([path], zone=ZoneInfo("Europe/Amsterdam"))
    services.import_paths([path], zone=ZoneInfo("UTC"))
    services.undo_import(2, for_good=True)
    assert ids(services) == []
    (again,) = services.import_paths([path], zone=ZoneInfo("Europe/Amsterdam"))
    assert (again.used, ids(services)) == (1, ["K1"])


def test_going_back_to_an_earlier_manner_reads_the_file_anew(services: Services, tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    path = log(tmp_path, "a.csv", asked("K1").replace("+01:00", ""))
    began = []
    for key in ("Europe/Amsterdam", "UTC", "Europe/Amsterdam"):
        (outcome,) = services.import_paths([path], zone=ZoneInfo(key))
        assert outcome.used == 1
        began.append(int(services.board().verdicts.started_at.max()))
    assert began[0] == began[2] != began[1]


def test_a_closed_period_refuses(services: Services, tmp_path: Path) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1", 28, 10))])
    services.import_paths([log(tmp_path, "b.csv", answered("K1", 3), asked("K2", 3))])
    services.import_paths([log(tmp_path, "c.csv", asked("K3", 4))])
    october: Period = Period.parse("2026-10")
    services.close_period(services.board(), october, "")
    for number in (1, 2):
        with pytest.raises(Refused, match="2026-10"):
            services.undo_import(number, for_good=True)
    services.undo_import(3, for_good=True)
    assert ids(services) == ["K1", "K2"]


def test_the_import_stays_visible_and_counts_nowhere(services: Services, tmp_path: Path) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1"), "K9,2026-11-09T10:00:00+01:00,nonsense,,,,,,\n")])
    assert not completeness(services).complete
    services.undo_import(1, for_good=True)
    (one,) = services.overview()
    assert (one.standing, one.counts.read, one.wrong) == (Standing.FILES, 0, ())
    assert [time.run is not None and time.run.undone for time in times(one)] == [True]
    assert services.troubles(one) == []
    assert completeness(services).sources == ()


def test_a_sum_that_does_not_come_out_is_said_with_every_figure(services: Services, tmp_path: Path) -> None:
    from sqlalchemy import update

    from charter.store.schema import run

    services.import_paths([log(tmp_path, "a.csv", asked("K1"), asked("K2"))])
    assert "not counted" not in " ".join(completeness(services).remarks)
    with services.store.write() as connection:
        connection.execute(update(run).values(used=1))
    found = completeness(services)
    assert not found.complete
    assert "event_log: 1 row was read and not counted." in found.remarks


def test_the_journal_tells_it_and_a_mark_without_an_entry_is_found(services: Services, tmp_path: Path) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1")), log(tmp_path, "b.csv", asked("K2", 20))])
    services.undo_import(1, for_good=True)
    last = services.journal()[-1]
    assert (last.what, last.payload["run"], last.payload["contacts"]) == ("import undone", 1, 1)
    assert services.verify_journal() == []
    from charter.store import imports

    with services.store.write() as connection:
        imports.mark_undone(connection, 2)
    assert [fault.about for fault in services.verify_journal()] == ["2"]


def test_the_workbook_counts_what_went(services: Services, tmp_path: Path) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1"))])
    services.undo_import(1, for_good=True)
    board = services.board()
    dossier = exporting.gather(
        services.store, services.profile, board, Period.parse("2026-11"), who="test", now=NOW
    )  # fmt: skip
    (one,) = dossier.imports
    assert (one.used + one.implied, one.held, one.gone, one.undone) == (1, 0, 1, True)
    (row,) = imported(dossier).make()
    assert "Undone" in str(row[-1])


def test_undoing_twice_or_what_is_not_there_is_refused(services: Services, tmp_path: Path) -> None:
    services.import_paths([log(tmp_path, "a.csv", asked("K1"))])
    services.undo_import(1, for_good=True)
    with pytest.raises(Refused, match="already"):
        services.undo_import(1)
    with pytest.raises(NotFound):
        services.undo_import(7)


def test_messages_of_one_conversation_part_again(services: Services, tmp_path: Path) -> None:
    def mail(name: str, id_: str, sender: str, to: str, day: int, more: str = "") -> Path:
        path = tmp_path / name
        path.write_text(
            f"From: {sender}\nTo: {to}\nDate: {day:02} Nov 2026 10:00:00 +0100\nMessage-ID: <{id_}@x.example>\n{more}"
            f"Subject: vraag\n\nTekst\n"
        )
        return path

    services.import_paths([mail("a.eml", "one", "b@example.org", "info@gemeente.example", 9)])
    services.import_paths(
        [mail("b.eml", "two", "b@example.org", "info@gemeente.example", 10, "In-Reply-To: <one@x.example>\n")]
    )
    assert len(ids(services)) == 1
    services.undo_import(1, for_good=True)
    assert len(ids(services)) == 1
    assert "two" in ids(services)[0]
