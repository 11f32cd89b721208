"""Events that were changed past the program are found, and what the program itself does to them is not taken for it."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import ColumnElement, Insert, delete, func, insert, select, update

from charter.columns import NO_TIME
from charter.contact import Event, Kind, Precision
from charter.errors import Cancelled
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.services import by_hand, purging, undoing
from charter.services.deriving import Deriving
from charter.services.importing import import_files
from charter.settings import Profile
from charter.store import event_sums, imports, journal, names, witnesses
from charter.store.engine import Store
from charter.store.events import Intake
from charter.store.schema import contact_key, event, name, run

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()) * 1_000_000
HEADER = "contact,at,event,channel,team,queue,category,customer,actor,detail\n"
OLD = """\
old,2025-03-03T10:00:00,message_received,email,KCC,bz,,c1,person,
old,2025-03-04T10:00:00,reply_substantive,email,,,,,person,
"""
NEW = """\
new,2026-10-05T10:00:00,message_received,email,KCC,bz,,c2,person,subject=Boom
new,2026-10-06T10:00:00,reply_substantive,email,,,,,person,
call,,call_started,phone,KCC,bz,,c3,person,
"""
PROFILE = Profile.model_validate(
    tomllib.loads(
        'organisation = "Gemeente Voorbeeld"\n[[calendar]]\nvalid_from = 2011-03-01\n'
        'hours = { default = "mon-fri 08:30-17:00" }\n[privacy.retention]\ndefault = "12 months"\n'
    ),
    context=Path(),
)
HOW = Deriving.of(PROFILE)


@pytest.fixture
def take(store: Store, tmp_path: Path):
    def take(content: str, profile: Profile = PROFILE) -> None:
        path = tmp_path / "log.csv"
        path.write_text(HEADER + content, "utf-8")
        (outcome,) = import_files(
            store, [path], profile=profile, pseudonym=lambda told: told and f"k:{told:p>16}", who="jan", now=NOW
        )
        assert outcome.error is None

    return take


def changed(store: Store) -> tuple[list[str], int]:
    """The imports that were changed, and how many the journal knows too little of."""
    with store.read() as connection:
        assert witnesses.verify(connection) == []
        faults, unknown = witnesses.verify_events(connection)
    return [fault.about for fault in faults], unknown


REPLY = event.c.kind == Kind.REPLY_SUBSTANTIVE


def added(**changed: ColumnElement[int]) -> Insert:
    """The reply once more, `changed` in these columns."""
    columns = [changed.get(column.name, column) for column in event.columns]
    return insert(event).from_select([column.name for column in event.columns], select(*columns).where(REPLY))


EDITS = {
    "a time": update(event).where(REPLY).values(at=event.c.at - 1),
    "no time": update(event).where(REPLY).values(at=None),
    "what happened": update(event).where(REPLY).values(kind=int(Kind.AUTO_ACK)),
    "a line": update(event).where(REPLY).values(line=99),
    "a detail": update(event).where(event.c.detail.is_not(None)).values(detail="subject=Huis"),
    "who called": update(event).where(event.c.customer.is_not(None)).values(customer="k:other"),
    "a waiting time": update(event).where(REPLY).values(wait_us=1),
    "another team": update(event).where(REPLY).values(team_id=1),
    "the name of a queue": update(name).where(name.c.value == "bz").values(value="kcc"),
    "whose it is": update(contact_key).where(contact_key.c.external_id == "new").values(external_id="other"),
    "one removed": delete(event).where(REPLY),
    "one added": added(fingerprint=event.c.fingerprint + 1),
    "one of no import": added(fingerprint=event.c.fingerprint + 1, run_id=event.c.run_id + 7),
}


def test_each_edit_past_the_program_is_found_at_its_import(store: Store, take) -> None:
    take(NEW)
    assert changed(store) == ([], 0)
    found = {}
    for what, edit in EDITS.items():
        with suppress(Cancelled), store.write() as connection:
            assert connection.execute(edit).rowcount != 0, what
            found[what] = [fault.about for fault in witnesses.verify_events(connection)[0]]
            raise Cancelled
    assert found == {what: ["1"] for what in EDITS} | {"one of no import": ["8"]}


def test_two_changes_in_two_imports_do_not_make_up_for_each_other(store: Store, take) -> None:
    take(OLD)
    take(NEW)
    with store.write() as connection:
        connection.execute(
            update(event).where(event.c.kind == Kind.REPLY_SUBSTANTIVE).values(run_id=3 - event.c.run_id)
        )
    assert changed(store) == (["1", "2"], 0)


def test_what_the_program_itself_does_is_no_change(store: Store, take) -> None:
    take(OLD + NEW)
    take(OLD + NEW + "more,2026-11-20T10:00:00,message_received,email,KCC,bz,,,person,\n")
    take(OLD + NEW)  # a mere repetition
    assert changed(store) == ([], 0)
    by_hand.correct(store, HOW, "jan", NOW, ("event_log", "new"), Kind.NOT_OURS, "Voor de omgevingsdienst.")
    rulebook, _faults = files.rulebook([], calendars_of(PROFILE), ())
    assert purging.purge(store, purging.Asked(PROFILE, rulebook, NOW), "jan").contacts == 1
    assert changed(store) == ([], 0)
    take("\n" + OLD + NEW)  # what was purged comes again, and is left out
    assert changed(store) == ([], 0)
    take("\n" + OLD + NEW, PROFILE.model_copy(update={"time_zone": "UTC"}))  # read again, in another manner
    assert changed(store) == ([], 0)
    with store.read() as connection:
        last = imports.runs(connection)[-1].id
    undoing.undo(store, PROFILE, last, "jan", NOW)
    with store.write() as connection:
        connection.execute(update(event).values(agent_id=0))  # names of staff are forgotten
    assert changed(store) == ([], 0)
    with store.write() as connection:
        connection.execute(delete(event).where(event.c.kind == Kind.MESSAGE_RECEIVED))
    assert changed(store)[0] != []


def test_what_is_read_again_after_it_was_taken_back_is_found_when_it_stays(store: Store, take) -> None:
    take(NEW)
    undoing.undo(store, PROFILE, 1, "jan", NOW)
    take(NEW)
    with store.write() as connection:
        connection.execute(update(event).where(event.c.kind == Kind.REPLY_SUBSTANTIVE).values(run_id=1))
    assert changed(store) == (["1", "2"], 0)


def test_a_second_event_in_the_name_of_a_correction_is_found(store: Store, take) -> None:
    take(NEW)
    by_hand.correct(store, HOW, "jan", NOW, ("event_log", "new"), Kind.NOT_OURS, "Voor de omgevingsdienst.")
    with store.write() as connection:
        connection.execute(update(event).where(event.c.kind == Kind.CALL_STARTED).values(run_id=2))
        faults, _unknown = witnesses.verify_events(connection)
    assert [fault.about for fault in faults] == ["1", "2"]


def test_an_import_of_before_is_told_and_is_no_fault(store: Store, take) -> None:
    take(NEW)
    with store.write() as connection:
        source = names.source_id(connection, "event_log")
        number = imports.begin(
            connection, source_id=source, who="jan", at=NOW, file="b", sha256="b", format_id="event_log", manner=""
        )
        Intake(connection, source, number).add([Event("b", Kind.CALL_STARTED, 1, Precision.SECOND, 1, 1, 1)])
        counted = {"read": 1, "used": 1, "duplicates": 0, "rejected": 0, "out_of_scope": 0}
        imports.finish(connection, number, imports.Counts(**counted))
        journal.append(connection, "jan", NOW, "import", "", {"run": number, "sha256": "b", **counted})
    assert changed(store) == ([], 1)


def test_a_sum_is_of_all_in_any_order_and_says_itself() -> None:
    texts = [["a", "b", "a"], ["", "é", "x"]]
    numbers = [np.array([1, 2, NO_TIME]), np.array([3, 4, 5], np.int8)]
    every = np.ones(3, np.bool_)
    whole = event_sums.of_new(texts, numbers, every)
    turned = event_sums.of_new([each[::-1] for each in texts], [each[::-1] for each in numbers], every)
    apart = [event_sums.of_new(texts, numbers, np.arange(3) == place) for place in range(3)]
    assert (whole == turned).all()
    assert (whole == apart[0] + apart[1] + apart[2]).all()
    assert (event_sums.parsed(event_sums.written(whole)) == whole).all()
    assert len({event_sums.written(one) for one in (whole, *apart)}) == 4


def test_how_far_it_is_is_told(store: Store, take) -> None:
    take(NEW)
    shares: list[float] = []
    with store.read() as connection:
        witnesses.verify_events(connection, shares.append)
        assert connection.scalar(select(func.count()).select_from(run)) == 1
    assert shares == [1.0]
