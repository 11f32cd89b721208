"""A text is told as it is, or visibly otherwise; never as something that a program would run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charter.reports.workbook.cells import LONGEST, Column, Sheet, fit, letter


def test_ordinary_texts_stay_as_they_are() -> None:
    for text in ("=1+1", "+31 20 555 0101", "-", "@home", "\ttab", "two\nlines", "ĳ € 😀", "_x", ""):
        assert fit(text) == text


def test_what_nobody_can_see_becomes_a_sign() -> None:
    assert fit("a\x00b\x07c\rd\x7fe") == "a␀b␇c␍d␡e"
    assert fit("half \ud800 and \ufffe") == "half \ufffd and \ufffd"


def test_a_text_that_excel_would_read_as_an_escape_is_told_otherwise() -> None:
    assert fit("_x0041_") == "＿x0041_"


def test_a_text_too_long_is_cut_and_says_so() -> None:
    cut = fit("a" * 40_000)
    assert len(cut) == LONGEST
    assert cut.endswith("… [cut]")
    assert fit("a" * LONGEST) == "a" * LONGEST


def test_a_pair_of_surrogates_is_never_cut_in_two() -> None:
    cut = fit("😀" * 20_000)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut.removesuffix("… [cut]").strip("😀") == ""


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_a_fit_text_can_be_written_and_stays_fit(text: str) -> None:
    once = fit(text)
    assert fit(once) == once
    once.encode("utf-8")
    assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in once)


def test_rows_come_out_fit_and_can_be_asked_for_again() -> None:
    sheet = Sheet("Sheet", (Column("Text", 9),), lambda: iter([("a\x00", 1), ("b", None)]), 2, table="Sheet")
    assert list(sheet.rows()) == list(sheet.rows()) == [("a␀", 1), ("b", None)]


def test_columns_are_lettered_as_in_excel() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
