"""The event log: what is used, what is refused, and that CSV and XLSX of the same rows are the same rows."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import BY_HAND, Category, Channel, Event, Kind, Performer, Precision
from charter.errors import UnreadableFile
from charter.importers.base import Head, OutOfScope, Row
from charter.importers.event_log import COLUMNS, UNTIMED, EventLogReader
from charter.problem import Problem, Severity

READER = EventLogReader()
SAMPLES = Path(__file__).parent / "samples" / "event_log"
LOG = (SAMPLES / "a_year_of_channels" / "input.csv").read_bytes()

Read = Callable[..., list[Row]]
Counted = Callable[[list[Row]], list[Row]]


def events(rows: list[Row]) -> list[Event]:
    return [row for row in rows if isinstance(row, Event)]


def problems(rows: list[Row]) -> list[tuple[int, str, Severity]]:
    return [(row.line, row.code, row.severity) for row in rows if isinstance(row, Problem)]


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(rows: list[list[object]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind < 200 and kind not in BY_HAND], ids=lambda kind: kind.word
)
def test_every_event_of_the_vocabulary_is_used(read: Read, kind: Kind) -> None:
    rows = read(READER, f"contact,at,event\nC,2026-11-09,{kind.word}\n")
    assert [event.kind for event in events(rows)] == [kind]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind >= 200 or kind in BY_HAND], ids=lambda kind: kind.word)
def test_what_only_the_rules_derive_or_a_person_says_is_no_event(read: Read, kind: Kind) -> None:
    rows = read(READER, f"contact,at,event\nC,2026-11-09,{kind.word}\n")
    assert problems(rows) == [(2, "unknown_event", Severity.REJECTED)]


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("category", Category)
def test_every_word_for_channel_and_category_is_known(read: Read, channel: Channel, category: Category) -> None:
    row = f"contact,at,event,channel,category\nC,2026-11-09,ticket,{channel.word.title()},{category.word}\n"
    (event,) = read(READER, row)
    assert (event.channel, event.category) == (channel, category)


def test_position_is_the_instant_and_what_has_none_comes_last(read: Read) -> None:
    timed, day, untimed = events(
        read(READER, "contact,at,event\nC,2026-11-09T10:00:00Z,ticket\nC,2026-11-09,called\nC,,ended\n")
    )
    assert timed.position == timed.at
    assert day.position == day.at
    assert untimed.position == UNTIMED > max(timed.position, day.position)


def test_a_workbook_and_a_csv_of_the_same_rows_have_the_same_fingerprints(read: Read) -> None:
    header = ["contact", "at", "event", "channel", "team", "detail"]
    sheet = [
        header,
        [7, datetime(2026, 11, 9, 10, 0, 25), "queue_entered", "phone", "KCC", "x=1"],  # noqa: DTZ001 - local
        [7, date(2026, 11, 10), "called", None, None, None],
        ["é", "2026-11-09T10:00:00+01:00", "ended", None, None, "=1+1"],
    ]
    text = [
        header,
        ["7", "2026-11-09 10:00:25", "queue_entered", "phone", "KCC", "x=1"],
        ["7", "2026-11-10", "called", "", "", ""],
        ["é", "2026-11-09T09:00:00Z", "ended", "", "", ""],
    ]
    of_csv = events(read(READER, as_csv(text)))
    of_book = events(read(READER, workbook(sheet)))
    assert [event.fingerprint for event in of_book] == [event.fingerprint for event in of_csv]
    assert [event.line for event in of_book] == [2, 3, 4]
    assert of_book[0].contact == "7"


def test_the_order_of_columns_the_delimiter_and_the_case_of_words_do_not_matter(read: Read) -> None:
    one = as_csv([["contact", "at", "event", "actor"], ["C", "2026-11-09", "ticket", "person"]])
    other = as_csv([["ACTOR", " Event ", "At", "Contact"], ["Person", "Ticket", "2026-11-09", "C"]], ";")
    assert READER.recognises(Head("x.csv", other.encode()))
    assert events(read(READER, other)) == events(read(READER, one))


@pytest.mark.parametrize(
    "changed", ["contact", "at", "event", "channel", "team", "queue", "category", "actor", "detail"]
)
def test_a_row_that_says_something_else_has_another_fingerprint(read: Read, changed: str) -> None:
    row = {
        "contact": "C",
        "at": "2026-11-09",
        "event": "ticket",
        "channel": "counter",
        "team": "KCC",
        "queue": "Balie",
        "category": "complaint",
        "actor": "person",
        "detail": "a=1",
    }
    other = row | {
        changed: {"at": "2026-11-10", "event": "called", "channel": "form", "category": "woo", "actor": "bot"}.get(
            changed, "x"
        )
    }
    rows = read(READER, as_csv([list(row), list(row.values()), list(other.values()), list(row.values())]))
    one, two, again = (event.fingerprint for event in events(rows))
    assert one == again != two


def test_who_may_guess_numbers_does_not_find_them_in_the_fingerprint(read: Read) -> None:
    header = ["contact", "at", "event", "customer", "agent"]
    rows = read(
        READER, as_csv([header, ["C", "", "ticket", "0612345678", "Jansen"], ["C", "", "ticket", "0612345679", ""]])
    )
    one, other = events(rows)
    assert one.fingerprint == other.fingerprint
    assert (one.customer, one.agent) == ("p(0612345678)", "")


def test_details_speak_for_queue_category_and_extension_where_the_columns_are_silent(read: Read) -> None:
    header = ["contact", "at", "event", "queue", "category", "detail"]
    rows = events(
        read(
            READER,
            as_csv(
                [
                    header,
                    ["C", "", "message_received", "", "", "Mailbox = a@x.example ; formal_message=YES"],
                    ["C", "", "message_received", "b@x.example", "complaint", "mailbox=a@x.example;formal_message=yes"],
                    ["C", "", "message_received", "", "", "formal_message=no"],
                    ["C", "", "extended_2_weeks", "", "", "x=1"],
                    ["C", "", "extended_2_weeks", "", "", "weeks=4"],
                ]
            ),
        )
    )
    assert [(row.queue, row.category) for row in rows[:3]] == [
        ("a@x.example", Category.FORMAL),
        ("b@x.example", Category.COMPLAINT),
        ("", Category.NONE),
    ]
    assert [(row.kind, row.detail) for row in rows[3:]] == [
        (Kind.EXTENDED, "x=1;weeks=2"),
        (Kind.EXTENDED, "weeks=4"),
    ]


def test_an_unknown_word_is_warned_about_once_and_counts_as_not_said(read: Read) -> None:
    rows = read(READER, "contact,at,event,actor\nC,2026-11-09,ticket,ghost\nC,2026-11-09,called,ghost\n")
    assert problems(rows) == [(2, "unknown_word", Severity.WARNING)]
    assert [event.performer for event in events(rows)] == [Performer.UNKNOWN] * 2


def test_planned_moments_may_lie_in_the_future(read: Read) -> None:
    rows = read(READER, "contact,at,event\nC,2027-01-01,agreed_date\nC,2027-01-01,answered\n")
    assert problems(rows) == [(3, "in_the_future", Severity.WARNING)]
    assert len(events(rows)) == 2


@pytest.mark.parametrize(
    "data", [b"contact,at\nC,2026-11-09\n", b"C,2026-11-09,ticket\n", b'"contact,at,event\n', b"\0"]
)
def test_a_file_without_the_columns_is_refused_with_what_to_do(read: Read, data: bytes) -> None:
    assert not READER.recognises(Head("x.csv", data[:10]))
    with pytest.raises(UnreadableFile, match="first row"):
        read(READER, data)


def test_an_empty_file_has_no_rows(read: Read) -> None:
    assert read(READER, b"") == []
    assert read(READER, b"\xef\xbb\xbf\r\n\r\n") == []


def test_a_line_of_a_hundred_million_characters_costs_one_row(read: Read) -> None:
    data = (
        b"contact,at,event,detail\nC,2026-11-09,ticket,a\nC,2026-11-09,called," + b"x" * 100_000_000 + b"\nC,,ended,\n"
    )
    rows = read(READER, data)
    assert problems(rows) == [(3, "line_too_long", Severity.REJECTED)]
    assert [event.kind for event in events(rows)] == [Kind.TICKET, Kind.ENDED]


def test_a_quotation_mark_that_never_closes_costs_only_its_own_row(read: Read) -> None:
    good = "".join(f"C{i},2026-11-09,ticket,x\n" for i in range(5000))
    rows = read(READER, f'contact,at,event,detail\nA,2026-11-09,ticket,"oops\n{good}')
    assert problems(rows) == [(2, "open_quotation", Severity.REJECTED)]
    assert len(events(rows)) == 5000


def test_inches_in_the_middle_of_a_cell_are_just_text(read: Read) -> None:
    rows = read(READER, 'contact,at,event,detail\nA,2026-11-09,ticket,5" pipe\nB,2026-11-09,ticket,6" pipe\n')
    assert [event.detail for event in events(rows)] == ['5" pipe', '6" pipe']


def test_precision_is_what_was_written(read: Read) -> None:
    written = [
        "2026-11-09T10:00:00.5Z",
        "2026-11-09 10:00:00",
        "2026-11-09 10:00",
        "2026-11-09",
        "2026-10-25 02:30",
        "",
    ]
    rows = events(read(READER, as_csv([["contact", "at", "event"], *[["C", at, "ticket"] for at in written]])))
    assert [row.precision for row in rows] == [
        Precision.INSTANT,
        Precision.SECOND,
        Precision.MINUTE,
        Precision.DAY,
        Precision.AMBIGUOUS,
        Precision.MISSING,
    ]


CELL = st.one_of(
    st.sampled_from(["", "C1", "2026-11-09", "ticket", "phone", "person", "a=1;b=2", "=1+1", "2026-02-30", "woo"]),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\n"), max_size=12),
)


@given(st.lists(st.lists(CELL, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=8), st.sampled_from(",;\t"))
def test_every_row_that_is_not_blank_counts_once(
    read: Read, counted: Counted, cells: list[list[str]], delimiter: str
) -> None:
    rows = counted(read(READER, as_csv([list(COLUMNS), *cells], delimiter)))
    assert len(rows) == sum(1 for row in cells if any(cell.strip() for cell in row))
    assert all(isinstance(row, Event | OutOfScope | Problem) for row in rows)


WOUND = st.tuples(
    st.integers(0, len(LOG) - 1),
    st.sampled_from([b",", b'"', b"\n", b"\r", b"", b"\xff", b"\0", b";", b"\xfe\xff"]),
)
START = st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"contact,at,event\n"])


@given(st.lists(WOUND, max_size=8))
def test_a_mutilated_log_is_read_or_refused_but_never_makes_it_fall(
    read: Read, wounds: list[tuple[int, bytes]]
) -> None:
    data = LOG
    for place, wound in wounds:
        data = data[:place] + wound + data[place + 1 :]
    with contextlib.suppress(UnreadableFile):
        lines = [row.line for row in read(READER, data) if not isinstance(row, Problem)]
        assert lines == sorted(lines)


@given(st.binary(max_size=300), START)
def test_random_bytes_are_read_or_refused_but_never_make_it_fall(read: Read, data: bytes, start: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        assert all(isinstance(row, Row) for row in read(READER, start + data))
