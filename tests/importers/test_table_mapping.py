"""What can be wrong with a mapping: one file a mistake, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.importers.table_mapping import FaultyMappingError, TableMapping, check, read

GOOD = """
id = "kcc_list"
title = "List of the contact centre"
row = "call"
[columns]
contact = "Nr"
start = ["Datum", "Tijd"]
wait = "Wacht"
outcome = "Status"
[units]
wait = "ms"
[outcomes]
"Gesproken" = "answered"
"""


def faults(text: str) -> dict[str, str]:
    with pytest.raises(FaultyMappingError) as refusal:
        read(text, "kcc.toml")
    assert all(fault.file == "kcc.toml" and fault.allowed and fault.remedy for fault in refusal.value.faults)
    return {fault.key: str(fault) for fault in refusal.value.faults}


def test_a_good_mapping_is_read_and_names_what_it_needs() -> None:
    mapping = read(GOOD, "kcc.toml")
    assert mapping.columns.start == ("Datum", "Tijd")
    assert mapping.needed == {"nr", "datum", "tijd", "wacht", "status"}
    assert read("\ufeff" + GOOD.replace("\n", "\r\n"), "kcc.toml") == mapping


def test_another_meaning_is_another_digest() -> None:
    assert read(GOOD, "a").digest == read(GOOD, "b").digest != read(GOOD.replace('"ms"', '"s"'), "a").digest


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ('id = "kcc_list"', 'id = "KCC list"', "id", "small letters"),
        ('id = "kcc_list"', "", "id", "Add this key"),
        ('title = "List of the contact centre"', 'title = ""', "title", "Write the text"),
        ('row = "call"', 'row = "gesprek"', "row", "call, visit, leg, contact, total"),
        ('row = "call"', "row = 1", "row", "one of"),
        ("[columns]", "[colums]", "colums", "Did you mean columns?"),
        ('wait = "Wacht"', 'wachten = "Wacht"', "columns.wachten", "one of"),
        ('contact = "Nr"', "contact = 3", "columns.contact", "header"),
        ('start = ["Datum", "Tijd"]', 'start = ["a", "b", "c"]', "columns.start", "two that are read together"),
        ('start = ["Datum", "Tijd"]', "", "columns", "start or queued"),
        ('outcome = "Status"', "", "columns", "outcome, answered_flag or answered"),
        ('wait = "ms"', 'wait = "seconden"', "units.wait", "ms"),
        ('wait = "ms"', 'talk = "ms"', "columns.talk", "duration"),
        ('"Gesproken" = "answered"', '"Gesproken" = "opgenomen"', "outcomes.Gesproken", "answered"),
        ('row = "call"', 'row = "call"\nchannel = "fax"', "channel", "counter"),
        ('row = "call"', 'row = "call"\ndelimiter = "#"', "delimiter", "one of"),
        ('row = "call"', 'row = "call"\nheader = "Nr"', "header", "square brackets"),
        ('row = "call"', 'row = "call"\nhas_header = "ja"', "has_header", "true or false"),
        ('row = "call"', 'row = "call"\nhas_header = false\nheader = ["Nr"]', "header", "has_header"),
        ("[units]", '[times]\norder = "dmy"\n[units]', "times.order", "day_first"),
        ("[units]", '[times]\nzone = "Amsterdam"\n[units]', "times.zone", "Europe/Amsterdam"),
        ("[units]", '[directions]\n"In" = "in"\n[units]', "columns.direction", "these words"),
        ("[units]", '[only]\n"Type" = "Tel"\n[units]', "only.Type", "square brackets"),
        ("[units]", '[moments]\nanswered = "x"\n[units]', "moments", "only where it fits call"),
    ],
)
def test_each_mistake_is_told_with_its_key_and_a_remedy(old: str, new: str, key: str, says: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert says in found[key], found


def test_a_row_that_is_a_contact_needs_moments_and_reads_no_columns_of_calls() -> None:
    text = 'id = "desk"\ntitle = "Desk"\nrow = "contact"\n[columns]\nwait = "Wacht"\n'
    assert faults(text).keys() == {"moments", "columns.wait"}
    assert "event of the event log" in faults(text + '[moments]\nopgeroepen = "x"\n')["moments.opgeroepen"]


@pytest.mark.parametrize("row", ["visit", "leg"])
def test_visits_and_legs_need_the_number_of_the_call(row: str) -> None:
    found = faults(GOOD.replace('"call"', f'"{row}"').replace('contact = "Nr"', ""))
    assert "number of the call" in found["columns.contact"]


def test_a_file_that_is_no_toml_is_told_with_its_line() -> None:
    assert "line 3" in faults('id = "a"\n\nrow = call\n')[""]


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    found = faults('id = "!"\nrow = "call"\nx = 1\n[columns]\nstart = 5\n[units]\ntalk = "u"\n')
    assert found.keys() == {"id", "title", "x", "columns.start", "columns", "columns.talk", "units.talk"}


VALUES = st.recursive(
    st.one_of(
        st.text(max_size=5), st.integers(), st.booleans(), st.floats(), st.dates(), st.sampled_from(["call", "leg"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(TableMapping.model_fields)), VALUES, max_size=6))
def test_whatever_stands_in_a_mapping_is_a_fault_in_words_and_never_a_traceback(values: dict[str, object]) -> None:
    for fault in check(values, "kcc.toml"):
        assert "kcc.toml" in str(fault)


def test_the_examples_of_the_documentation_are_mappings() -> None:
    page = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text("utf-8")
    examples = [part.partition("```")[0] for part in page.split("```toml\n")[1:]]
    assert [read(example, "mapping.md").row for example in examples] == ["call", "contact"]
