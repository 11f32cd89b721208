"""What the wizard asks, and that its answers give the very mapping that `--mapping` would read."""

from __future__ import annotations

import io
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from charter.importers import table_mapping
from charter.importers.base import ReadContext
from charter.importers.detection import propose
from charter.importers.dialect import Writing
from charter.importers.mapping_draft import CALLS, NOT_READ, SORTS, Draft, draft_from, draft_of
from charter.importers.preview import preview

CONTEXT = ReadContext(ZoneInfo("Europe/Amsterdam"), 0, lambda text: f"p({text})" if text else "")
CALLS_TABLE = (
    "Nr;Datum;Tijd;Wachtrij;Naam beller;BSN;Wachttijd;Uitkomst\n"
    "1;13-11-2026;10:05;Burgerzaken;Jan;111222333;25;Afgehandeld\n"
    "2;14-11-2026;10:06;Balie;Piet;123456782;30;Verlaten\n"
    "2;14-11-2026;10:06;Balie;Piet;123456782;30;Verlaten\n"
)
REPORTS = "Zaaknummer;Datum binnen;Datum afgehandeld;Afdeling;BSN\nM1;2-10-2026;9-10-2026;Wegen;111222333\n"


def draft(table: str) -> Draft:
    return draft_of(propose(io.BytesIO(table.encode())))


def asked(one: Draft) -> list[str]:
    return [question.place for question in one.questions]


def test_private_columns_are_not_read_by_default() -> None:
    for table in (draft(CALLS_TABLE), draft(REPORTS).of_sort(next(s for s in SORTS if s.id == "report"))):
        private = [column.name for column in table.proposal.columns if column.private]
        assert "BSN" in private
        assert all(table.meanings[name] == NOT_READ for name in private)


def test_a_duration_without_a_unit_is_a_question_until_it_is_said() -> None:
    table = draft(CALLS_TABLE)
    assert table.meanings["Wachttijd"] == "wait"
    assert asked(table) == ["Wachttijd"]
    said = replace(table, units={"Wachttijd": "min"})
    assert said.questions == ()
    assert said.mapping.units.wait == "min"


def test_an_order_of_dates_that_stays_open_is_a_question() -> None:
    table = draft(REPORTS).of_sort(next(s for s in SORTS if s.id == "report"))
    assert asked(table) == ["order"]
    said = replace(table, order="day_first")
    assert said.questions == ()
    assert said.mapping.times.order == "day_first"
    assert dict(said.mapping.moments) == {"report_received": ("Datum binnen",), "resolved": ("Datum afgehandeld",)}


def test_an_order_that_the_dates_decide_is_written_down_for_the_next_file() -> None:
    table = replace(draft(CALLS_TABLE), units={"Wachttijd": "s"})
    assert table.order_found == "day_first"
    assert table.mapping.times.order == "day_first"


def test_two_columns_with_one_meaning_are_a_question_at_the_first_of_them() -> None:
    table = draft(CALLS_TABLE)
    double = replace(table, row="call", meanings={**table.meanings, "Nr": "queue"}, units={"Wachttijd": "s"})
    assert asked(double) == ["Nr"]


@pytest.mark.parametrize(("dropped", "words"), [({"Datum", "Tijd"}, "began"), ({"Uitkomst"}, "person answered")])
def test_what_no_norm_can_do_without_is_asked(dropped: set[str], words: str) -> None:
    table = replace(draft(CALLS_TABLE), units={"Wachttijd": "s"})
    lacking = replace(table, meanings={**table.meanings, **dict.fromkeys(dropped, NOT_READ)})
    assert [question.place for question in lacking.questions] == ["columns"]
    assert words in lacking.questions[0].text


def test_a_time_alone_asks_for_its_day() -> None:
    table = replace(draft(CALLS_TABLE), units={"Wachttijd": "s"})
    assert asked(replace(table, meanings={**table.meanings, "Datum": NOT_READ})) == ["Tijd"]


def test_the_draft_is_a_mapping_file_that_reads_the_same() -> None:
    table = replace(draft(CALLS_TABLE), units={"Wachttijd": "s"}, id="kcc", title="KCC")
    assert table_mapping.read(table.toml, "kcc.toml") == table.mapping
    found = preview(io.BytesIO(CALLS_TABLE.encode()), table.mapping, CONTEXT)
    assert (found.read, found.used, found.duplicates, found.rejected, found.out_of_scope) == (3, 2, 1, 0, 0)
    assert (found.answered, found.abandoned) == (1, 1)


def test_a_mapping_that_is_changed_keeps_what_nobody_is_asked() -> None:
    text = (
        'id = "kcc"\ntitle = "KCC"\nrow = "call"\nempty = ["onbekend"]\n'
        'header = ["Nr", "Datum", "Tijd", "Wachtrij", "Naam beller", "BSN", "Wachttijd", "Uitkomst"]\n'
        '[columns]\ncontact = "Nr"\nstart = ["Datum", "Tijd"]\nwait = "Wachttijd"\noutcome = "Uitkomst"\n'
        '[times]\norder = "day_first"\nzone = "UTC"\n[units]\nwait = "min"\n[outcomes]\n"Balie" = "other"\n'
        '[only]\nWachtrij = ["Balie"]\n'
    )
    mapping = table_mapping.read(text, "kcc.toml")
    again = draft_from(mapping, propose(io.BytesIO(CALLS_TABLE.encode())))
    assert again.sort == CALLS
    assert again.mapping == mapping


def test_a_mapping_of_moments_comes_back_as_its_sort() -> None:
    table = draft(REPORTS).of_sort(next(s for s in SORTS if s.id == "report"))
    mapping = replace(table, order="day_first").mapping
    again = draft_from(mapping, table.proposal)
    assert (again.sort.id, again.mapping) == ("report", mapping)


def test_a_person_may_say_that_there_is_no_header() -> None:
    proposal = propose(io.BytesIO(CALLS_TABLE.encode()), Writing(";"), 0)
    assert not proposal.has_header
    assert [column.name for column in proposal.columns][:3] == ["1", "2", "3"]
    assert propose(io.BytesIO(b"Title\nA;B\n1;2\n"), Writing(";"), 2).header_line == 2
