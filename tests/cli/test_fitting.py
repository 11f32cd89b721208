"""A table on any terminal: every word whole, every line within the room, nothing left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charter.cli import fitting

HEADINGS = ("Norm", "Gehaald", "Overschreden")
ROWS = [("Telefoon opgenomen", "5.578", "800"), ("E-mail beantwoord", "1.148", "")]
words = st.text("abcdé-1.", min_size=1, max_size=12)
cells = st.lists(words, min_size=1, max_size=4).map(" ".join)
tables = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.lists(cells, min_size=n, max_size=n),
        st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=5),
    )
)


def test_a_table_with_room_enough_is_as_wide_as_its_cells() -> None:
    assert fitting.widths([HEADINGS, *ROWS], 80) == [18, 7, 12]


def test_a_table_gives_up_room_between_words_only() -> None:
    assert fitting.widths([HEADINGS, *ROWS], 38) == [11, 7, 12]


def test_a_table_that_would_cut_a_word_is_none() -> None:
    assert fitting.widths([HEADINGS, *ROWS], 36) is None


def test_a_row_without_room_is_a_paragraph_and_an_empty_cell_is_left_out() -> None:
    assert list(fitting.paragraphs(ROWS, HEADINGS, 40)) == [
        "Norm: Telefoon opgenomen",
        "  Gehaald: 5.578 · Overschreden: 800",
        "Norm: E-mail beantwoord",
        "  Gehaald: 1.148",
    ]


@given(tables, st.integers(10, 120))
def test_columns_stay_within_the_room_and_cut_no_word(table: tuple[list[str], list[list[str]]], room: int) -> None:
    widths = fitting.widths([table[0], *table[1]], room)
    if widths is not None:
        assert sum(widths) + fitting.GAP * (len(widths) - 1) + fitting.EDGES <= room
        for column, width in zip(zip(table[0], *table[1], strict=True), widths, strict=True):
            assert max(len(word) for cell in column for word in cell.split()) <= width


@given(tables, st.integers(10, 120))
def test_paragraphs_hold_every_word_and_stay_within_the_room(
    table: tuple[list[str], list[list[str]]], room: int
) -> None:
    headings, rows = table
    lines = list(fitting.paragraphs(rows, headings, room))
    told = " ".join(lines).split()
    for word in (word for row in rows for cell in row for word in cell.split()):
        assert word in told
    assert all(len(line) <= room or len(line.split()) == 1 for line in lines)
