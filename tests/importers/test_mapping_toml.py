"""What is written as a mapping is read as that mapping."""

from __future__ import annotations

from charter.importers.mapping_toml import toml_of
from charter.importers.table_mapping import read


def test_what_is_written_as_toml_reads_back() -> None:
    values = {
        "id": "a_list",
        "title": 'A "list" \\ of é',
        "row": "call",
        "columns": {"start": ["Datum", "Tijd"], "outcome": "Status\x7f"},
        "outcomes": {"Niet = opgenomen": "abandoned"},
    }
    again = read(toml_of(values), "a.toml")
    assert (again.title, again.columns.outcome) == (values["title"], ("Status\x7f",))
    assert again.outcomes == values["outcomes"]
