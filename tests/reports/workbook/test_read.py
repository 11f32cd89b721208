"""A file that is no workbook of ours, or was made to harm, is refused in one sentence."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from charter.errors import UnreadableFile
from charter.reports.workbook import read
from charter.reports.workbook.cells import Formula
from charter.reports.workbook.read import Other, opened

FOREIGN = "This is no workbook of Charter."
DAMAGED = "The workbook is damaged and cannot be read."
TOO_LARGE = "The workbook unpacks to more than a workbook of Charter can hold."
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def _everything(path: Path) -> dict[str, list]:
    with opened(path) as book:
        return {sheet.name: list(book.rows(sheet)) for sheet in book.sheets}


@pytest.fixture
def changed(book, tmp_path):
    """A workbook of which one part was replaced or removed."""

    def build(part: str, content: bytes | None) -> Path:
        path = tmp_path / "changed.xlsx"
        with zipfile.ZipFile(book().path) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                if name != part:
                    new.writestr(name, old.read(name))
            if content is not None:
                new.writestr(part, content)
        return path

    return build


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", FOREIGN),
        (b"at,contact\n2026-01-01,1\n", FOREIGN),
        (b"PK\x03\x04 and then nothing", DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The workbook has a password, or is of an old kind"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, content: bytes, sentence: str) -> None:
    (tmp_path / "out.xlsx").write_bytes(content)
    with pytest.raises(UnreadableFile, match=sentence):
        _everything(tmp_path / "out.xlsx")


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path) -> None:
    for path in (tmp_path / "nowhere.xlsx", tmp_path):
        with pytest.raises(UnreadableFile, match="cannot be opened"):
            _everything(path)


def test_a_zip_of_something_else_is_no_workbook(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "out.xlsx", "w") as archive:
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(UnreadableFile, match=FOREIGN):
        _everything(tmp_path / "out.xlsx")


def test_a_workbook_that_was_cut_off_anywhere_is_refused(book, tmp_path) -> None:
    whole = book().path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "cut.xlsx").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnreadableFile, match=DAMAGED):
            _everything(tmp_path / "cut.xlsx")


@pytest.mark.parametrize(
    ("part", "content", "sentence"),
    [
        (SHEET, None, DAMAGED),
        ("xl/_rels/workbook.xml.rels", None, DAMAGED),
        ("xl/workbook.xml", b"<workbook", DAMAGED),
        (SHEET, b"no xml", DAMAGED),
        (SHEET, f"{HEAD}<row r='1'><c r='A1'><v>1".encode(), DAMAGED),
        (SHEET, f"{HEAD}<row r='x'><c/></row></sheetData></worksheet>".encode(), DAMAGED),
        (SHEET, f"{HEAD}<row r='1'><c r='A1'><v>one</v></c></row></sheetData></worksheet>".encode(), DAMAGED),
        (SHEET, f"{HEAD}<row r='1'><c r='A1' t='s'><v>9</v></c></row></sheetData></worksheet>".encode(), DAMAGED),
        (SHEET, f"{HEAD}<row r='1'><c r='ZZZ1'><v>9</v></c></row></sheetData></worksheet>".encode(), DAMAGED),
        (SHEET, b'<!DOCTYPE a [<!ENTITY b "bb">]>' + HEAD.encode() + b"</sheetData></worksheet>", DAMAGED),
        (SHEET, f"{HEAD}<row r='1'><c r='A1'/><c r='A1'/></row></sheetData></worksheet>".encode(), DAMAGED),
        (SHEET, f"{HEAD}<row r='2'><c/></row><row r='2'><c/></row></sheetData></worksheet>".encode(), DAMAGED),
        ("docProps/custom.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', DAMAGED),
        (SHEET, HEAD.encode() + b" " * 40_000_000 + b"</sheetData></worksheet>", TOO_LARGE),
    ],
)
def test_a_part_that_is_broken_or_made_to_harm_is_refused(changed, part: str, content, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        _everything(changed(part, content))


def test_a_row_without_end_is_refused_before_it_fills_the_memory(changed, monkeypatch) -> None:
    monkeypatch.setattr(read, "LARGEST_ROW", 200_000)
    monkeypatch.setattr(read, "TIGHTEST", 1_000_000)
    cells = "".join(f"<c r='A1'><v>{number}</v></c>" for number in range(100_000))
    with pytest.raises(UnreadableFile, match=TOO_LARGE):
        _everything(changed(SHEET, f"{HEAD}<row r='1'>{cells}</row></sheetData></worksheet>".encode()))


def test_more_than_a_workbook_can_hold_is_refused_unread(book, monkeypatch) -> None:
    monkeypatch.setattr(read, "LARGEST_UNPACKED", 100_000)
    with pytest.raises(UnreadableFile, match=TOO_LARGE):
        _everything(book().path)


def test_a_password_on_a_part_is_refused(book, tmp_path) -> None:
    path = tmp_path / "locked.xlsx"
    shutil.copy(book().path, path)
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=DAMAGED):
        _everything(path)


def test_a_fault_of_ours_is_not_blamed_on_the_file(book) -> None:
    def fail() -> None:
        with opened(book().path) as found:
            for _row in found.rows(found.sheets[0]):
                raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        fail()


CELLS = """<row r="2"><c r="A2"><v>1</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c>
<c r="E2" t="str"><f>A2&amp;"x"</f><v>1x</v></c><c r="F2"><f t="shared" si="0" ref="F2:F3">A2+1</f><v>2</v></c>
<c r="G2"><f t="array" ref="G2">SUM(A2)</f><v>1</v></c><c r="H2" t="d"><v>2026-03-02T12:00:00</v></c>
<c r="I2" t="inlineStr"><is><r><t>two </t></r><r><t>parts</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c></row>
<row><c><v>7</v></c><c r="F3"><f t="shared" si="0"/></c></row>
<row r="9"><c r="A9" t="inlineStr"><is><t/></is></c></row>"""


def test_every_kind_of_cell_is_read_as_it_stands(changed) -> None:
    rows = _everything(changed(SHEET, f"{HEAD}{CELLS}</sheetData></worksheet>".encode()))["Guide"]
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].cells == (
        1.0, None, Other("1"), Other("#N/A"), Formula('=A2&"x"', "1x"), Formula("=A2+1", 2.0),
        Formula("{=SUM(A2)}", 1.0), 46083.5, "two parts",
    )  # fmt: skip
    assert rows[1].cells == (7.0, None, None, None, None, Formula("=A3+1", None))
