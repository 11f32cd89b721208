"""`[report]` in charter.toml: what it may say, and what is told when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.profile_faults import FaultyProfileError
from charter.profile_text import default_text
from charter.settings import FILE_NAME, Every, Profile, load_profile


def loaded(folder: Path, changes: dict[str, str]) -> Profile:
    begin, rest = default_text("Gemeente Voorbeeld").split("[report]")
    for line, instead in changes.items():
        assert line in rest
        rest = rest.replace(line, instead)
    (folder / FILE_NAME).write_text(f"{begin}[report]{rest}", encoding="utf-8")
    return load_profile(folder)


def test_no_report_makes_itself_until_a_folder_is_named(tmp_path) -> None:
    report = loaded(tmp_path, {}).report
    assert (report.folder, report.every, report.working_day, report.language) == ("", (Every.MONTH,), 5, "nl")


def test_several_rhythms_can_be_named(tmp_path) -> None:
    changes = {'every = ["month"]': 'every = ["year", "tertaal"]', "working_day = 5": "working_day = 20"}
    report = loaded(tmp_path, changes | {'folder = ""': "folder = 'M:\\Directie'"}).report
    assert (report.every, report.working_day, report.folder) == ((Every.YEAR, Every.TERTAAL), 20, "M:\\Directie")


@pytest.mark.parametrize(
    ("line", "instead", "key", "said"),
    [
        ("working_day = 5", "working_day = 0", "report.working_day", "1 or more"),
        ("working_day = 5", "working_day = 21", "report.working_day", "at most 20"),
        ("working_day = 5", 'working_day = "5"', "report.working_day", "a whole number"),
        ('every = ["month"]', 'every = ["week"]', "report.every", "month"),
        ('every = ["month"]', 'every = "month"', "report.every", "list between square brackets"),
        ('language = "nl"', 'language = "fr"', "report.language", "one of: nl, en"),
        ('folder = ""', "folder = 7", "report.folder", "a text"),
        ('folder = ""', 'map = ""', "report.map", "one of: folder, every, working_day, language"),
    ],
)
def test_every_fault_is_told_with_its_key(tmp_path, line, instead, key, said) -> None:
    with pytest.raises(FaultyProfileError) as caught:
        loaded(tmp_path, {line: instead})
    (fault,) = caught.value.faults
    assert fault.key.startswith(key)
    assert said in str(fault)
