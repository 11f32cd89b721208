"""Outcomes and faults in the words of the window, counted to the last row."""

from __future__ import annotations

from charter import locale
from charter.errors import Cancelled, UnreadableFile
from charter.faults import Fault
from charter.importers.registry import UnknownFormat
from charter.norms import examples
from charter.norms.model import Rulebook
from charter.problem import Problem, Severity
from charter.services.fetching import FetchOutcome
from charter.services.outcomes import ImportOutcome
from charter.services.rulebooks import FAULTY, Judging
from charter.ui import messages

LOST = Problem("event_log.bad_time", 12, "%(found)s is no time.", "Write ISO 8601.", {"found": "30-02"})


def outcome(name: str, **counts) -> ImportOutcome:
    return ImportOutcome(f"logs/{name}", **counts)


def test_several_files_are_summed_and_told_apart_in_the_details():
    told = messages.of_import([outcome("a", read=3, used=3), outcome("b", read=2, duplicates=2)])
    assert [message.gravity for message in told] == ["done"]
    assert told[0].text.startswith("5 rows read = 3 used + 2 double")
    assert [line.partition(":")[0] for line in told[0].detail.splitlines()] == ["a", "b"]


def test_rows_that_were_lost_are_named_with_line_and_remedy():
    told = messages.of_import([outcome("a.csv", read=20, used=5, rejected=15, problems=(LOST,) * 15)])
    attention = told[1]
    assert attention.gravity == "attention"
    assert attention.text == "15 rows were not read. The other rows are in."
    assert attention.detail.splitlines()[0] == "a.csv, line 12: 30-02 is no time. Write ISO 8601."
    assert attention.detail.splitlines()[-1] == "3 more rows"


def test_a_file_that_failed_stands_beside_those_that_did_not():
    failed = outcome("b.bin", error=UnreadableFile("Nobody can read %(file)s.", "Export it again.", file="b.bin"))
    told = messages.of_import([outcome("a", read=1, used=1), failed])
    assert [message.gravity for message in told] == ["done", "error"]
    assert told[1].text == "Nobody can read b.bin. Export it again."


def test_a_remark_on_rows_that_were_used_is_said_once_however_many_files_share_it():
    unknown = Problem("mail.own", 1, "Nobody is of ours.", "Fill in own_domains.", severity=Severity.WARNING)
    other = Problem("mail.zone", 3, "No zone.", "Nothing to do.", severity=Severity.WARNING)
    read = [
        outcome("a.mbox", read=1, used=1, problems=(unknown,)),
        outcome("b.mbox", read=1, used=1, problems=(unknown, other)),
    ]
    done, attention = messages.of_import(read)
    assert (done.gravity, attention.gravity) == ("done", "attention")
    assert attention.text == "a.mbox, line 1: Nobody is of ours. Fill in own_domains."
    assert attention.detail == "b.mbox, line 3: No zone. Nothing to do."


def test_a_zone_that_was_assumed_is_said_of_the_file_or_of_the_fetch():
    assumed = Problem("zone_assumed", 0, "It is %(zone)s.", "Or else --zone.", {"zone": "UTC"}, Severity.WARNING)
    read = outcome("a.csv", read=1, used=1, remarks=(assumed,))
    assert messages.of_import([read])[1].text == "a.csv: It is UTC. Or else --zone."
    fetched = messages.of_fetch([FetchOutcome("map", "folder", 0, 0, 0, imports=(read,))])
    assert [(told.gravity, told.text) for told in fetched][1:] == [("attention", "It is UTC. Or else --zone.")]


def test_a_change_of_the_norms_is_said_with_its_faults():
    rulebook = Rulebook((), examples.calendars())
    assert messages.of_rulebook(Judging(rulebook)) is None
    told = messages.of_rulebook(Judging(rulebook, FAULTY, (Fault("a.toml", "limit", "x", "y", "z"),)))
    assert told is not None
    assert told.gravity == "attention"
    assert "a.toml" in told.detail


def test_an_empty_folder_has_a_next_step():
    assert messages.of_import([])[0].text == "There are no files in that folder. Choose another."


def test_who_stops_hears_what_was_kept():
    assert messages.of_error(Cancelled(), "import").gravity == "information"


def test_the_same_in_dutch():
    locale.use("nl")
    told = messages.of_import([outcome("a", read=1428, used=1428, contacts_new=3)])
    assert told[0].text == (
        "1.428 regels gelezen = 1.428 gebruikt + 0 dubbel + 0 afgekeurd + 0 valt erbuiten. Nieuwe contacten: 3."
    )


def test_a_file_that_nobody_knows_is_told_what_can_be_and_no_command() -> None:
    (told,) = messages.of_import([outcome("a.bin", error=UnknownFormat("%(file)s", "--mapping", file="a.bin"))])
    assert told.text.startswith("Charter does not know what is in a.bin. Choose ")
    assert "--" not in told.text


def test_a_file_that_a_faulty_mapping_may_know_is_told_the_faults() -> None:
    error = UnknownFormat("%(file)s is new.", "Correct: %(faults)s", file="a.csv", faults="line 3")
    assert messages.of_import([outcome("a.csv", error=error)])[0].text == "a.csv is new. Correct: line 3"
