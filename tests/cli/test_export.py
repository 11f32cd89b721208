"""`charter export` as scripts and auditors use it: from a line of a log to a cell of Excel, and back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

LOG = """\
1772438400|1772438400.1|kcc|NONE|ENTERQUEUE||0655501001|1
1772438412|1772438400.1|kcc|SIP/11|CONNECT|12|1772438400.2|3
1772438502|1772438400.1|kcc|SIP/11|COMPLETECALLER|12|90|1
1772438700|1772438700.3|kcc|NONE|ENTERQUEUE||0655501002|1
1772438740|1772438700.3|kcc|SIP/12|CONNECT|40|1772438700.4|3
1772438800|1772438700.3|kcc|SIP/12|COMPLETEAGENT|40|60|1
"""
MORNING = "2026-03-10T08:00"


def _table(path, sheet: str, header: int = 1) -> list[dict[str, object]]:
    titles, *rows = (
        CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)[header - 1 :]
    )
    return [dict(zip(titles, row, strict=True)) for row in rows]


@pytest.fixture
def exported(run, profile, write, tmp_path):
    """Export March from a profile with two calls."""
    assert run("import", write("queue_log", LOG), "--profile", profile).code == 0

    def export(*words: object):
        return run("export", "--period", "2026-03", tmp_path / "out.xlsx", "--profile", profile, *words)

    return export


def test_from_the_line_of_a_log_to_the_cell_that_counts_it_and_back(exported, tmp_path) -> None:
    said = exported("--as-of", MORNING, "--json")
    assert said.code == 0
    told = said.json
    assert (told["period"], told["rows"], told["as_of"]) == ("2026-03", 8, "2026-03-10T08:00:00+01:00")

    (share,) = [row for row in _table(tmp_path / "out.xlsx", "Summary", 6) if row["Norm"] == "phone.answer"]
    assert (share["Met"], share["Breached"], share["Share"], share["Target"]) == (1, 1, 0.5, 0.8)
    assert share["Result"] == "not reached"

    rows = _table(tmp_path / "out.xlsx", "Evidence")
    (breach,) = [row for row in rows if row["Norm"] == "phone.answer" and row["Verdict (code)"] == "breached"]
    assert breach["Contact"] == "1772438700.3"
    assert breach["Clock started (Europe/Amsterdam)"] == datetime.fromisoformat("2026-03-02T09:05:00")
    assert breach["Time counted"] == timedelta(seconds=40)
    assert (breach["File"], breach["Line"]) == ("queue_log", 4)

    line = LOG.splitlines()[int(breach["Line"]) - 1]
    assert breach["Contact"] in line
    assert int(line.split("|")[0]) == datetime.fromisoformat("2026-03-02T09:05:00+01:00").timestamp()
    assert "0655501002" not in str(
        CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("Evidence").to_python()
    )


def test_it_says_what_it_wrote_and_the_journal_says_it_too(exported, run, profile, tmp_path) -> None:
    said = exported("--as-of", MORNING)
    assert said.code == 0
    assert "holds 8 rows of evidence" in said.out
    assert "Seed of the sample:" in said.out
    (entry,) = [one for one in run("journal", "--json", "--profile", profile).json if one["what"] == "export"]
    assert entry["payload_content"] in said.out
    assert run("journal", "--verify", "--profile", profile).code == 0


def test_an_empty_period_is_written_and_says_so(exported, run, profile, tmp_path) -> None:
    said = run("export", "--period", "2020", tmp_path / "empty.xlsx", "--profile", profile)
    assert said.code == 0
    assert "The period is empty: the workbook says so." in said.err
    guide = CalamineWorkbook.from_path(tmp_path / "empty.xlsx").get_sheet_by_name("Guide").to_python()
    assert any("no contact began in it" in str(row) for row in guide)


def test_dutch_is_the_language_unless_another_is_asked_for(exported, tmp_path) -> None:
    assert exported("--lang", "nl").code == 0
    assert CalamineWorkbook.from_path(tmp_path / "out.xlsx").sheet_names == [
        "Leeswijzer", "Samenvatting", "Bewijs", "Normen", "Kalender", "Verwerkingen", "Afgewezen", "Uitzonderingen",
        "Steekproef", "Aansluiting", "Ondertekening",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("out.xlsx",), "--period is missing"),
        (("--period", "2026-13", "out.xlsx"), "2026-13 is no period"),
        (("--period", "", "out.xlsx"), "name a period"),
        (("--period", "2026-03"), "missing"),
        (("--period", "2026-03", "out.pdf"), "write the name of a file that ends in .xlsx"),
        (("--period", "2026-03", "out.xlsx", "--seed", "-1"), "--seed"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(run, profile, words, sentence: str) -> None:
    said = run("export", *words, "--profile", profile)
    assert said.code == 2
    assert sentence in said.err
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_a_folder_that_does_not_exist_is_the_fault_of_the_world(exported, run, profile, tmp_path) -> None:
    said = run("export", "--period", "2026-03", tmp_path / "nowhere" / "out.xlsx", "--profile", profile)
    assert said.code == 1
    assert "does not exist. Make it first." in said.err
