"""What the wizard proposes: a table written in any dialect is detected back, and nothing about persons is shown."""

from __future__ import annotations

import io
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.contact import Outcome
from charter.importers import table_mapping
from charter.importers.base import ReadContext
from charter.importers.detection import Proposal, propose
from charter.importers.preview import preview

CONTEXT = ReadContext(ZoneInfo("Europe/Amsterdam"), 0, lambda text: f"p({text})" if text else "")
TABLE = (
    "Datum;Tijd;Wachtrij;Naam beller;BSN;Telefoon;Wachttijd (sec);Gespreksduur;Uitkomst\r\n"
    "9-11-2026;10:05;Café;José;111222333;0612345678;25;0:02:30;Afgehandeld\r\n"
    "13-11-2026;10:06;Balie;Piet;123456782;+31 20 555 0142;30;0:00:00;Verlaten\r\n"
    "Totaal;;;;;;55;;\r\n"
)


def proposed(table: str | bytes) -> Proposal:
    return propose(io.BytesIO(table.encode() if isinstance(table, str) else table))


def test_a_dutch_report_becomes_a_mapping_without_a_question() -> None:
    found = proposed(TABLE)
    assert (found.delimiter, found.has_header, found.header_line, found.rows, found.footers) == (";", True, 1, 2, (4,))
    assert found.faults == ()
    assert found.unsettled == ()
    assert found.draft["columns"] == {
        "start": ["Datum", "Tijd"],
        "queue": "Wachtrij",
        "wait": "Wachttijd (sec)",
        "talk": "Gespreksduur",
        "outcome": "Uitkomst",
    }
    assert table_mapping.read(found.toml, "a.toml") == table_mapping.of(found.draft, "a.toml")


def test_what_tells_of_a_person_is_masked_and_not_read() -> None:
    columns = {column.name: column for column in proposed(TABLE).columns}
    private = {name for name, column in columns.items() if column.private}
    assert private == {"Naam beller", "BSN", "Telefoon"}
    assert columns["BSN"].examples == ("999999999", "999999999")
    assert columns["Naam beller"].examples == ("xxxx", "xxxx")
    assert columns["Telefoon"].examples == ("9999999999", "+99 99 999 9999")
    assert all(columns[name].words == () for name in private)
    assert not private & {name for names in proposed(TABLE).draft["columns"].values() for name in names}


def test_an_order_or_a_unit_that_stays_open_has_to_be_asked() -> None:
    found = proposed("Tijdstip;Wachttijd;Status\n5-6-2026 10:00;1:30;Verlaten\n7-8-2026 10:01;2:10;Weg\n")
    assert found.unsettled == ("Tijdstip", "Wachttijd")
    assert "wait" not in found.draft["columns"]


def test_outcomes_that_nobody_knows_have_to_be_asked() -> None:
    found = proposed("Tijdstip;Status\n2026-06-05 10:00;Verlaten\n2026-06-05 10:01;Weggelopen\n")
    assert found.unknown_words == ("Weggelopen",)


def test_a_table_that_tells_no_answer_has_a_draft_with_that_fault() -> None:
    (fault,) = proposed("Tijdstip;Wachtrij\n2026-06-05 10:00;KCC\n2026-06-05 10:01;KCC\n").faults
    assert "whether a person answered" in str(fault)


def test_totals_are_seen_as_totals() -> None:
    assert proposed("Datum;Aantal aangeboden;Aantal beantwoord\n9-11-2026;100;94\n13-11-2026;90;80\n").row == "total"


@pytest.mark.parametrize(("column", "row"), [("Parent", "leg"), ("Wachtrij", "visit")])
def test_ids_that_repeat_make_a_visit_or_a_leg(column: str, row: str) -> None:
    rows = "".join(f"{number // 2},2026-11-09 10:{number:02}:00,x,beantwoord\n" for number in range(20))
    assert proposed(f"Call id,Start,{column},Status\n{rows}").row == row


def test_a_type_row_and_a_title_are_seen() -> None:
    found = proposed(b"\xef\xbb\xbfOverzicht\nid;start;status\nint;datetime;varchar(20)\n1;2026-11-09 10:00;verlaten\n")
    assert (found.encoding, found.header_line, found.type_row, found.rows) == ("utf-8-sig", 2, True, 1)


def test_a_table_without_a_header_has_numbered_columns() -> None:
    found = proposed("1;2026-11-09 10:00:00;verlaten\n2;2026-11-09 10:01:00;beantwoord\n")
    assert not found.has_header
    assert found.draft["columns"]["start"] == "2"
    assert (
        preview(io.BytesIO(b"1;2026-11-09 10:00:00;verlaten\n"), table_mapping.of(found.draft, ""), CONTEXT).offered
        == 1
    )


def test_an_empty_file_is_proposed_as_nothing() -> None:
    for nothing in (b"", b"\n\n", b"\xff\xfe"):
        found = proposed(nothing)
        assert (found.rows, found.columns) == (0, ())


WAYS = {
    "iso": ("{0:%Y-%m-%d}", "{0:%H:%M:%S}"),
    "dutch": ("{0:%d-%m-%Y}", "{0:%H:%M}"),
    "american": ("{0:%m/%d/%Y}", "{0:%I:%M:%S %p}"),
}


@settings(max_examples=60)
@given(
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(sorted(WAYS)),
    st.sampled_from([("J", "N"), ("ja", "nee"), ("Y", "N"), ("true", "false")]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.lists(st.booleans(), min_size=1, max_size=8),
)
def test_a_table_in_any_dialect_is_detected_back(
    delimiter: str,
    encoding: str,
    line_end: str,
    way: str,
    words: tuple[str, str],
    one_column: bool,
    trailing: bool,
    footer: bool,
    answers: list[bool],
) -> None:
    from datetime import datetime

    written_date, written_time = WAYS[way]
    header = ["Datum"] if one_column else ["Datum", "Tijd"]
    rows = [[*header, "Wachtrij", "Wachttijd (sec)", "Beantwoord"]]
    for number, answer in enumerate([*answers, True]):
        when = datetime(2026, 11, 13 + number, 10, number, 3)  # noqa: DTZ001
        moment = [written_date.format(when), written_time.format(when)]
        moment = [" ".join(moment)] if one_column else moment
        rows.append([*moment, "Café", str(number), words[0] if answer else words[1]])
    if footer:
        rows.append(["Totaal", *[""] * (len(rows[0]) - 1)])
    lines = [delimiter.join(row) + (delimiter if trailing else "") for row in rows]
    table = (line_end.join(lines) + line_end).encode(encoding)
    found = propose(io.BytesIO(table))
    assert found.encoding == ("windows-1252" if encoding == "cp1252" else encoding)
    assert (found.delimiter, found.has_header, found.rows) == (delimiter, True, len(answers) + 1)
    assert found.faults == ()
    seen = preview(io.BytesIO(table), table_mapping.of(found.draft, ""), CONTEXT)
    assert seen.problems == ()
    assert (seen.offered, seen.answered) == (len(answers) + 1, sum(answers) + 1)
    assert seen.visits[0].queue == "Café"
    assert seen.visits[0].offered_at == 1_794_560_400_000_000 + (0 if way == "dutch" else 3_000_000)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_are_ever_a_traceback(data: bytes) -> None:
    if not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        assert isinstance(propose(io.BytesIO(data)).toml, str)


def test_a_preview_shows_the_normal_form_and_the_counts_of_an_import() -> None:
    mapping = table_mapping.of(proposed(TABLE).draft, "")
    seen = preview(io.BytesIO(TABLE.encode()), mapping, CONTEXT)
    assert (seen.read, seen.out_of_scope, seen.rejected, seen.contacts) == (3, 1, 0, 2)
    assert (seen.offered, seen.answered, seen.abandoned, seen.whole) == (2, 1, 1, True)
    first, second = seen.visits
    assert (first.line, first.outcome, first.wait_us, first.talk_us) == (2, Outcome.ANSWERED, 25_000_000, 150_000_000)
    assert (second.outcome, second.answered_at, second.wait_us) == (Outcome.ABANDONED, None, 30_000_000)


def test_a_preview_of_a_table_without_calls_shows_what_is_told() -> None:
    mapping = table_mapping.read(
        'id = "desk"\ntitle = "x"\nrow = "contact"\nchannel = "counter"\n[moments]\nticket = "t"\n', ""
    )
    seen = preview(io.BytesIO(b"t,u\n2026-11-09 10:00,x\nmorgen,x\n"), mapping, CONTEXT)
    assert (seen.contacts, seen.offered, seen.rejected) == (1, 0, 1)
    assert [(one.line, one.event) for one in seen.told] == [(2, "ticket")]


def test_a_workbook_is_proposed_as_its_csv_would_be(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in TABLE.splitlines():
        book.active.append(line.split(";"))
    book.save(tmp_path / "a.xlsx")
    found = proposed((tmp_path / "a.xlsx").read_bytes())
    assert (found.encoding, found.delimiter) == ("workbook", "")
    assert found.draft == proposed(TABLE).draft
