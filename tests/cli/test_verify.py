"""`charter verify` as auditors and scripts use it; and the way from a line of a log to a cell of Excel and back."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

LOG = """\
1772438400|1772438400.1|kcc|NONE|ENTERQUEUE||0655501001|1
1772438412|1772438400.1|kcc|SIP/11|CONNECT|12|1772438400.2|3
1772438502|1772438400.1|kcc|SIP/11|COMPLETECALLER|12|90|1
1772438700|1772438700.3|kcc|NONE|ENTERQUEUE||0655501002|1
1772438740|1772438700.3|kcc|SIP/12|CONNECT|40|1772438700.4|3
1772438800|1772438700.3|kcc|SIP/12|COMPLETEAGENT|40|60|1
"""


@pytest.fixture
def verify(run, profile, write, tmp_path):
    """Import two calls, export March, and verify the workbook after `edit`."""
    assert run("import", write("queue_log", LOG), "--profile", profile).code == 0
    out = tmp_path / "out.xlsx"
    assert run("export", "--period", "2026-03", out, "--as-of", "2026-03-10T08:00", "--profile", profile).code == 0

    def call(*words: object, edit=None):
        if edit is not None:
            book = openpyxl.load_workbook(out)
            edit(book)
            book.save(out)
        return run("verify", out, "--profile", profile, *words)

    return call


def test_a_workbook_as_written_agrees(verify) -> None:
    said = verify()
    assert said.code == 0
    assert "Period 2026-03, as known at 10-03-2026 08:00, 8 rows of evidence." in said.out
    assert said.out.endswith("Nothing has changed: the workbook says what the database and the journal tell.\n")
    assert said.err == ""


def test_of_changed_data_the_cause_is_told_and_when_asked_everything(verify, run, profile, write) -> None:
    late = LOG.replace(".3|", ".9|").replace("1772438", "1772538")
    assert run("import", write("late_log", late), "--profile", profile).code == 0
    said = verify()
    assert said.code == 3
    assert "Rows that came into the evidence since: " in said.out
    assert "COUNTIFS" not in said.out
    assert "See the differences one by one with --all." in said.err
    said = verify("--all")
    assert "the formula is =COUNTIFS" in said.out
    assert "--all" not in said.err


def test_an_edited_cell_is_named_for_people_and_for_scripts(verify) -> None:
    def edit(book) -> None:
        book["Evidence"]["P3"] = "met"

    said = verify(edit=edit)
    assert said.code == 3
    assert "Evidence P3: it says met, and must be breached." in said.out
    assert "1 difference was found." in said.out
    told = verify("--json")
    assert told.code == 3
    assert told.err == ""
    assert (told.json["agrees"], told.json["same_bytes"], told.json["rows"]) == (False, False, 8)
    (sheet,) = [one for one in told.json["sheets"] if one["result"] != "agrees"]
    assert (sheet["sheet"], sheet["result"], sheet["number"]) == ("Evidence", "edited", 1)
    assert sheet["differences"] == [
        {
            "kind": "cell",
            "sheet": "Evidence",
            "place": "P3",
            "found": "met",
            "expected": "breached",
            "about": "asterisk_queue_log 1772438700.3 phone.answer",
        }
    ]


def test_many_differences_are_counted_and_the_first_are_shown(verify) -> None:
    def edit(book) -> None:
        for number in range(30):
            book["Evidence"].append(["asterisk_queue_log", f"new {number}"])

    said = verify(edit=edit)
    assert "Evidence: and 10 more." in said.out
    assert "30 differences were found." in said.out


def test_the_as_of_of_the_workbook_counts(verify) -> None:
    said = verify("--as-of", "2026-03-01T08:00")
    assert said.code == 0
    assert "--as-of does not count" in said.err


def test_dutch_is_spoken_of_an_english_workbook_and_the_other_way_round(verify) -> None:
    said = verify("--lang", "nl")
    assert said.code == 0
    assert "Evidence" in said.out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"at,contact\n", "This is no workbook of Charter. Choose a file that charter export made.\n"),
        (b"PK\x03\x04", "The workbook is damaged and cannot be read. Take the file that Charter made.\n"),
    ],
)
def test_a_foreign_file_is_one_sentence(run, profile, write, content: bytes, sentence: str) -> None:
    said = run("verify", write("out.xlsx", content), "--profile", profile)
    assert (said.code, said.out, said.err) == (1, "", sentence)


def test_a_workbook_of_somebody_else_is_one_sentence(run, profile, tmp_path) -> None:
    openpyxl.Workbook().save(tmp_path / "budget.xlsx")
    said = run("verify", tmp_path / "budget.xlsx", "--profile", profile)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("This is no workbook of Charter.")


def test_a_file_that_is_not_there_is_one_sentence(run, profile, tmp_path) -> None:
    said = run("verify", tmp_path / "nowhere.xlsx", "--profile", profile)
    assert (said.code, said.out) == (1, "")
    assert "nowhere.xlsx cannot be opened" in said.err


def test_from_the_line_of_a_log_to_a_cell_of_excel_and_back(verify, tmp_path) -> None:
    """Line 4 is a call at 9:05 that waits 40 seconds; its cell, its norm, its share, and the line again."""
    assert verify().code == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    title = {cell.value: cell.column - 1 for cell in book["Evidence"][1]}
    rows = list(book["Evidence"].iter_rows(min_row=2, values_only=True))
    (breach,) = [row for row in rows if (row[title["Contact"]], row[title["Norm"]]) == ("1772438700.3", "phone.answer")]
    assert breach[title["Verdict (code)"]] == "breached"

    counted = {row[0]: row for row in book["Summary"].iter_rows(min_row=7, values_only=True)}["phone.answer"]
    assert counted[4:6] == (1, 1)
    assert "breached" in counted[14]

    (imported,) = book["Imports"].iter_rows(min_row=2, values_only=True)
    assert imported[3] == breach[title["File"]] == "queue_log"
    assert imported[5].startswith(breach[title["Digest of the file"]])

    line = (tmp_path / breach[title["File"]]).read_text().splitlines()[breach[title["Line"]] - 1]
    assert line == LOG.splitlines()[3]
    at, contact, *_rest = line.split("|")
    assert contact == breach[title["Contact"]]
    started = breach[title["Clock started (Europe/Amsterdam)"]]
    assert datetime.fromisoformat(f"{started.isoformat()}+01:00").timestamp() == int(at)
