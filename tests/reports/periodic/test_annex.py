"""The tables of the annex: what is the same in every row is said once, and nothing of a picture is lost."""

from __future__ import annotations

from matplotlib.figure import Figure

from charter.reports.charts import Chart, Column, Kind, Table
from charter.reports.periodic import annex
from charter.reports.periodic.blocks import Grid, Picture, Section, Text


def chart(*rows: tuple[object, ...], columns: tuple[Column, ...]) -> Chart:
    return Chart(Figure(), "Title", "subtitle", (), "In words.", Table(columns, rows))  # type: ignore[arg-type]


def told(one: Chart) -> tuple[str, Grid]:
    (section,) = annex.sections([Section("Any", (Picture(one),))])
    _title, said, table = section.blocks
    assert isinstance(said, Text)
    assert isinstance(table, Grid)
    return said.text, table


MONTHS = (
    Column("period", "Period"),
    Column("n", "Contacts", Kind.COUNT),
    Column("target", "Target", Kind.SHARE),
    Column("remark", "Remark"),
)


def test_what_is_the_same_in_every_row_is_said_once_above_the_table() -> None:
    said, table = told(chart(("2026-09", 12, 0.9, None), ("2026-10", 15, 0.9, None), columns=MONTHS))
    assert "Target: 90.0\N{NARROW NO-BREAK SPACE}%" in said
    assert "Remark" not in said
    assert table.rows == (("2026-09", "12"), ("2026-10", "15"))


def test_a_column_that_differs_once_stands_in_the_table() -> None:
    _said, table = told(chart(("2026-09", 12, 0.9, None), ("2026-10", 12, 0.9, "strike"), columns=MONTHS))
    assert [one.heading for one in table.columns] == ["Period", "Remark"]
    assert table.rows == (("2026-09", "–"), ("2026-10", "strike"))


def test_words_that_differ_in_few_rows_are_said_with_those_rows() -> None:
    months = [(f"2026-{month:02}", 10 + month, 0.9, "strike" if month == 5 else None) for month in range(1, 11)]
    said, table = told(chart(*months, columns=MONTHS))
    assert [one.heading for one in table.columns] == ["Period", "Contacts"]
    assert "Remark: – (except 2026-05: strike)" in said


def test_words_that_differ_often_and_figures_that_differ_once_stand_in_the_table() -> None:
    often = [(f"2026-{month:02}", 12, 0.9, "strike" if month < 5 else None) for month in range(1, 11)]
    assert [one.heading for one in told(chart(*often, columns=MONTHS))[1].columns] == ["Period", "Remark"]
    once = [(f"2026-{month:02}", 13 if month == 5 else 12, 0.9, None) for month in range(1, 11)]
    assert [one.heading for one in told(chart(*once, columns=MONTHS))[1].columns] == ["Period", "Contacts"]


def test_a_table_of_one_row_keeps_its_columns() -> None:
    said, table = told(chart(("2026-10", 12, 0.9, None), columns=MONTHS))
    assert said == "subtitle"
    assert [one.heading for one in table.columns] == ["Period", "Contacts", "Target", "Remark"]


def test_where_a_curve_runs_level_its_rows_are_left_out_but_not_its_ends() -> None:
    columns = (Column("wait", "Wait", Kind.NUMBER), Column("share", "Share", Kind.SHARE))
    said, table = told(chart((0, 0.0), (1, 0.5), (2, 0.5), (3, 0.9), (4, 0.9), (5, 0.9), columns=columns))
    assert [row[0] for row in table.rows] == ["0", "1", "3", "5"]
    assert "A row that only repeats the one above it is left out." in said


def test_months_with_the_same_figures_all_stand_in_the_table() -> None:
    rows = (("2026-08", 12, 0.9, None), ("2026-09", 12, 0.9, None), ("2026-10", 15, 0.8, None))
    _said, table = told(chart(*rows, columns=MONTHS))
    assert len(table.rows) == 3


def test_a_wide_table_gets_the_width_of_the_page() -> None:
    columns = (Column("group", "Team"), *(Column(f"c{n}", f"Number {n}", Kind.COUNT) for n in range(8)))
    rows = (("Klantcontactcentrum", *range(8)), ("Burgerzaken", *range(1, 9)))
    (section,) = annex.sections([Section("Any", (Picture(chart(*rows, columns=columns)),))])
    assert section.columns == 1
