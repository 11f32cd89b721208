"""What a mapping makes of a table: every way to say how a call ended, and everything in a table that is no call."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.contact import Event, Kind, Precision
from charter.errors import NotFound, UnreadableFile
from charter.importers import mapped_table, registry
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.mapped_table import MappedTable, presets
from charter.importers.table_mapping import FaultyMappingError, read
from charter.instants import SECOND
from charter.locale.formats import local
from charter.problem import Problem, Severity

Read = Callable[..., list[Row]]
LIST = """
id = "kcc_list"
title = "List"
row = "call"
[columns]
contact = "Nr"
start = ["Datum", "Tijd"]
wait = "Wacht"
talk = "Gesprek"
queue = "Wachtrij"
direction = "Richting"
outcome = "Uitkomst"
caller = "Beller"
[times]
order = "day_first"
[outcomes]
"Naar de balie" = "other"
"""
FLAG = 'id = "ab"\ntitle = "x"\nrow = "call"\n[columns]\nstart = "t"\nanswered_flag = "ok"\n'
HEADER = "Nr;Datum;Tijd;Wachtrij;Richting;Uitkomst;Wacht;Gesprek;Beller\n"


def reader(text: str = LIST) -> MappedTable:
    return MappedTable(read(text, "mapping.toml"))


def events(rows: list[Row]) -> list[Event]:
    return [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]


def kinds(rows: list[Row]) -> list[str]:
    return [event.kind.word + (f" {event.detail}" if event.detail else "") for event in events(rows)]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("Afgehandeld", ["queue_entered", "answered", "ended"]),
        ("Answer", ["queue_entered", "answered", "ended"]),
        ("doorverbonden", ["queue_entered", "answered", "transferred"]),
        ("Verlaten", ["queue_entered", "abandoned"]),
        ("Abandon", ["queue_entered", "abandoned"]),
        ("Exit Menu", ["queue_entered", "abandoned exit=key"]),
        ("Timeout", ["queue_entered", "abandoned exit=timeout"]),
        ("Exit no agent", ["queue_entered", "abandoned exit=empty"]),
        ("voicemail", ["queue_entered", "abandoned exit=voicemail"]),
        ("Naar de  BALIE", ["queue_entered", "abandoned exit=other"]),
        ("terugbelverzoek", ["queue_entered", "callback_requested", "abandoned exit=callback"]),
        ("Queue full", ["played_closed_message blocked=Queue full"]),
        ("Entry with no agent", ["played_closed_message blocked=Entry with no agent"]),
        ("in behandeling", ["queue_entered"]),
        ("test", []),
    ],
)
def test_every_outcome_is_told_as_what_it_is(outcome: str, told: list[str], read: Read, counted: Read) -> None:
    rows = read(reader(), f"{HEADER}7;9-11-2026;10:05:03;KCC;inkomend;{outcome};25;0:02:00;0612345678\n")
    assert kinds(rows) == told
    assert len(counted(rows)) == 1
    assert all(event.contact == "7" and event.customer == "p(0612345678)" for event in events(rows))


def test_the_answer_stands_after_the_wait_and_the_end_after_the_talk(read: Read) -> None:
    entered, answered, ended = events(read(reader(), f"{HEADER}7;9-11-2026;10:05;KCC;in;opgenomen;25;0:02:00;\n"))
    assert entered.at is not None
    assert answered.at == entered.at + 25 * SECOND
    assert ended.at == answered.at + 120 * SECOND
    assert {event.precision for event in (entered, answered, ended)} == {Precision.MINUTE}
    assert (answered.wait_us, answered.talk_us) == (25 * SECOND, 120 * SECOND)


def test_what_goes_out_is_an_attempt_or_a_connection_and_what_stays_inside_is_no_contact(read: Read) -> None:
    rows = read(
        reader(),
        f"{HEADER}1;9-11-2026;10:05;;uitgaand;beantwoord;;;06\n2;9-11-2026;10:05;;uit;geen gehoor;;;06\n"
        "3;9-11-2026;10:05;;intern;beantwoord;;;06\n",
    )
    assert kinds(rows) == ["outbound_call_connected", "attempt_failed"]
    assert rows[-1] == OutOfScope(4, "internal")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";9-11-2026;10:05;KCC;in;verlaten;;;", "no_contact"),
        ("7;31-2-2026;10:05;KCC;in;verlaten;;;", "no_time"),
        ("7;9-11-2026;25:05;KCC;in;verlaten;;;", "no_time"),
        ("7;9-11-2026;10:05;KCC;in;verlaten;lang;;", "no_duration"),
        ("7;9-11-2026;10:05;KCC;in;verlaten;2:30;;", "no_unit"),
        ("7;9-11-2026;10:05;KCC;in;weg;;;", "unknown_word"),
        ("7;9-11-2026;10:05;KCC;in;;;;", "unknown_word"),
        ("7;9-11-2026;10:05;KCC;schuin;verlaten;;;", "unknown_word"),
        ("7;9-11-2026;10:05;KCC;in;verlaten;;;;x", "too_many_cells"),
        ('7;"9-11-2026;10:05;KCC;in;verlaten;;;', "open_quotation"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_alone(row: str, code: str, read: Read, counted: Read) -> None:
    rows = read(reader(), f"{HEADER}{row}\n8;9-11-2026;10:06;KCC;in;verlaten;12;;\n")
    problem = next(found for found in rows if isinstance(found, Problem))
    assert (problem.code, problem.line, problem.severity) == (code, 2, Severity.REJECTED)
    assert kinds(rows) == ["queue_entered", "abandoned"]
    assert len(counted(rows)) == 2


def test_what_is_about_the_table_is_out_of_scope(read: Read) -> None:
    text = (
        f"Overzicht KCC\n{HEADER}int;date;time;varchar(50);text;text;int;time;text\n"
        f"7;9-11-2026;10:05;KCC;in;verlaten;12;;\n;;;;;;;;\n{HEADER}Totaal;;;;;;12;;\nGemaakt op 10-11-2026\n"
    )
    rows = read(reader(), text)
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == [
        "above_header",
        "type_row",
        "header",
        "totals",
        "remark",
    ]
    assert kinds(rows) == ["queue_entered", "abandoned"]


@pytest.mark.parametrize("nothing", ["", "NULL", "\\N", "-", "n.v.t.", "onbekend"])
def test_words_for_nothing_are_nothing(nothing: str, read: Read) -> None:
    mapped = reader(LIST.replace('row = "call"', 'row = "call"\nempty = ["Onbekend"]'))
    rows = read(mapped, f"{HEADER}7;{nothing};{nothing};{nothing};{nothing};opgenomen;{nothing};{nothing};{nothing}\n")
    assert [event.precision for event in events(rows)] == [Precision.MISSING] * 2
    assert {event.queue + event.customer for event in events(rows)} == {""}


ANSWER_TIME = """
id = "bookings"
title = "Bookings"
row = "call"
[columns]
start = "Call Time"
answered = "Time Answered"
end = "Time Ended"
outcome = "Outcome"
[outcomes]
"Call unanswered" = "abandoned"
"Sale" = "answered"
"""


def test_a_filled_answer_time_is_an_answer_where_no_word_says_otherwise(read: Read) -> None:
    text = (
        "Call Time,Time Answered,Time Ended,Outcome\n"
        "2026-11-09 10:00:00,2026-11-09 10:00:21,2026-11-09 10:02:00,Sale\n"
        "2026-11-09 10:01:00,,2026-11-09 10:01:09,Call unanswered\n"
        "2026-11-09 10:02:00,2026-11-09 10:02:05,,\n"
        "2026-11-09 10:03:00,,2026-11-09 10:03:44,\n"
    )
    rows = read(reader(ANSWER_TIME), text)
    assert kinds(rows) == [
        *("queue_entered", "answered", "ended", "queue_entered", "abandoned"),
        *("queue_entered", "answered", "queue_entered", "abandoned"),
    ]
    answered = next(event for event in events(rows) if event.kind is Kind.ANSWERED)
    assert (answered.wait_us, answered.talk_us) == (None, 99 * SECOND)


@pytest.mark.parametrize(
    ("flag", "kind"), [("J", "answered"), ("ja", "answered"), ("1", "answered"), ("Nee", "abandoned")]
)
def test_yes_and_no_are_understood_in_both_languages(flag: str, kind: str, read: Read) -> None:
    mapped = reader(FLAG)
    assert kinds(read(mapped, f"t,ok\n2026-11-09 10:00,{flag}\n")) == ["queue_entered", kind]


QUEUED = """
id = "menu"
title = "x"
row = "call"
[columns]
contact = "id"
start = "begin"
queued = "wachtrij in"
answered = "antwoord"
"""


def test_the_clock_starts_at_the_queue_and_a_call_that_never_got_there_was_no_visit(read: Read) -> None:
    rows = read(
        reader(QUEUED),
        "id,begin,wachtrij in,antwoord\n1,2026-11-09 10:00:00,2026-11-09 10:01:00,2026-11-09 10:01:10\n"
        "2,2026-11-09 10:00:00,,\n",
    )
    assert kinds(rows) == ["call_started", "queue_entered", "answered", "call_started", "ended"]


def test_rows_without_a_number_are_told_apart_by_what_they_say(read: Read) -> None:
    mapped = reader(LIST.replace('contact = "Nr"\n', ""))
    row = "9-11-2026;10:05;KCC;in;verlaten;12;;"
    header = HEADER.removeprefix("Nr;")
    rows = read(mapped, f"{header}{row}06\n{row}07\n{row}06\n")
    first, second, again = (event for event in events(rows) if event.kind is Kind.QUEUE_ENTERED)
    assert first.contact != second.contact
    assert (first.contact, first.fingerprint) == (again.contact, again.fingerprint)
    assert first.contact.startswith("9-11-2026 10:05 KCC ")


def test_the_fingerprint_does_not_rest_on_the_number_of_the_resident(read: Read) -> None:
    one, other = (
        read(reader(), f"{HEADER}7;9-11-2026;10:05;KCC;in;verlaten;12;;{number}\n")
        for number in ("0612345678", "0687654321")
    )
    assert [event.fingerprint for event in events(one)] == [event.fingerprint for event in events(other)]


LEGS = """
id = "legs"
title = "x"
row = "leg"
[columns]
contact = ["parent", "id"]
start = "start"
answered = "answered"
end = "end"
queue = "queue"
"""


def test_legs_of_one_call_are_one_visit_whatever_their_order(read: Read) -> None:
    header = "parent,id,start,answered,end,queue\n"
    first = ",a,2026-11-09 10:00:00,,2026-11-09 10:02:00,KCC\n"
    rang = "a,b,2026-11-09 10:00:05,,2026-11-09 10:00:15,KCC\n"
    spoke = "a,c,2026-11-09 10:00:15,2026-11-09 10:00:20,2026-11-09 10:02:00,KCC\n"
    lost = ",z,2026-11-09 10:05:00,,2026-11-09 10:05:30,KCC\n"
    rows = read(reader(LEGS), header + spoke + lost + rang + first)
    told = sorted((event.contact, event.position, event.kind.word) for event in events(rows))
    assert [(contact, kind) for contact, _, kind in told] == [
        ("a", "queue_entered"),
        ("a", "rang_unanswered"),
        ("a", "answered"),
        ("a", "ended"),
        ("z", "queue_entered"),
        ("z", "abandoned"),
    ]


COUNTER = """
id = "counter"
title = "x"
row = "contact"
channel = "counter"
category = "permit"
[columns]
contact = "Bon"
queue = "Balie"
team = "Team"
[moments]
called = ["Dag", "Opgeroepen"]
ticket = ["Dag", "Gekomen"]
[only]
"Soort" = ["Loket"]
"""


def test_a_row_that_is_a_contact_is_told_by_its_moments_in_the_order_of_time(read: Read) -> None:
    text = (
        "Bon,Dag,Gekomen,Opgeroepen,Balie,Team,Soort\nA1,9-11-2026,10:00,10:07,Balie 3,Publiek,loket\n"
        "A2,13-11-2026,10:00,10:01,,,Online\n"
    )
    rows = read(reader(COUNTER), text)
    assert kinds(rows) == ["ticket", "called"]
    event = events(rows)[0]
    assert (event.channel.word, event.category.word, event.queue, event.team) == (
        "counter",
        "permit",
        "Balie 3",
        "Publiek",
    )
    assert rows[-1] == OutOfScope(3, "not_chosen")


def undecided(dates: str, read: Read) -> str:
    mapped = reader(FLAG)
    with pytest.raises(UnreadableFile) as refusal:
        read(mapped, "t;ok\n" + "".join(f"{date} 10:00;J\n" for date in dates.split()))
    return str(refusal.value)


def test_an_order_of_dates_that_stays_open_is_refused_with_the_remedy(read: Read) -> None:
    assert "5-6-2026" in undecided("5-6-2026 7-8-2026", read)
    assert "without opening it first" in undecided("13-6-2026 6-13-2026", read)


@pytest.mark.parametrize(("said", "day"), [("day_first", 5), ("month_first", 6)])
def test_an_order_of_dates_that_stays_open_is_the_one_that_a_person_says(said: str, day: int, read: Read) -> None:
    (first, *_) = events(read(reader(FLAG), "t;ok\n5-6-2026 10:00;J\n7-6-2026 10:00;J\n", dates=said))
    assert first.at is not None
    assert local(first.at, ZoneInfo("Europe/Amsterdam")).day == day


def test_one_late_date_decides_the_order_of_all(read: Read) -> None:
    mapped = reader(FLAG)
    rows = read(mapped, "t;ok\n5/6/2026 10:00;J\n6/13/2026 10:00;N\n")
    assert len(events(rows)) == 4


def test_totals_are_refused_as_calls(read: Read) -> None:
    with pytest.raises(UnreadableFile, match="totals, not calls"):
        read(reader('id = "days"\ntitle = "x"\nrow = "total"\n'), "Datum;Aantal\n9-11-2026;100\n")


def test_a_table_without_the_columns_is_refused_with_their_names(read: Read) -> None:
    for text in ("Nr;Datum\n1;9-11-2026\n", "", "\n" * 50 + "x\n" * 50):
        with pytest.raises(UnreadableFile, match="uitkomst"):
            read(reader(), text)


def test_a_table_without_a_header_is_read_by_the_numbers_of_its_columns(read: Read) -> None:
    mapped = reader(
        'id = "ab"\ntitle = "x"\nrow = "call"\nhas_header = false\n[columns]\nstart = "2"\nanswered_flag = "3"\n'
    )
    assert kinds(read(mapped, "a,2026-11-09 10:00,J\nb,2026-11-09 10:01,N\n")) == [
        *("queue_entered", "answered", "queue_entered", "abandoned")
    ]


def test_a_changed_header_is_a_warning_with_what_came_and_what_went(read: Read) -> None:
    mapped = reader(
        LIST.replace('row = "call"', f'row = "call"\nheader = {[*HEADER.strip().split(";"), "Oud"]}'.replace("'", '"'))
    )
    rows = read(mapped, f"Nieuw;{HEADER}x;7;9-11-2026;10:05;KCC;in;verlaten;12;;\n")
    (warning,) = (row for row in rows if isinstance(row, Problem))
    assert (warning.severity, warning.params["new"], warning.params["gone"]) == (Severity.WARNING, "nieuw", "oud")


def test_a_workbook_is_read_as_its_csv_would_be(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [HEADER.strip().split(";"), [7, 46335, 0.42017361111, "KCC", "in", "Verlaten", 12, 0.001, "06"]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    rows = read(
        reader(LIST.replace("[outcomes]", '[units]\ntalk = "day"\n[outcomes]')), (tmp_path / "a.xlsx").read_bytes()
    )
    assert kinds(rows) == ["queue_entered", "abandoned"]
    assert events(rows)[0].at == events(read(reader(), f"{HEADER}7;9-11-2026;10:05:03;KCC;in;verlaten;12;;\n"))[0].at


def test_a_utf16_or_windows_1252_table_is_read(read: Read) -> None:
    text = f"{HEADER}7;9-11-2026;10:05:03;Café;in;verlaten;12;;\n"
    for encoding in ("utf-16", "cp1252", "utf-8-sig"):
        assert events(read(reader(), text.encode(encoding)))[0].queue == "Café"


SOUND = f"{HEADER}7;9-11-2026;10:05:03;KCC;in;verlaten;12;0:00:10;06\n8;9-11-2026;10:06;KCC;in;opgenomen;;;\n".encode()
CONTEXT = ReadContext(ZoneInfo("Europe/Amsterdam"), 0, lambda text: text)


@settings(max_examples=60)
@given(st.binary(max_size=30), st.integers(0, len(SOUND)), st.integers(0, 30))
def test_damage_anywhere_costs_rows_and_never_a_traceback(noise: bytes, place: int, lost: int) -> None:
    damaged = SOUND[:place] + noise + SOUND[place + lost :]
    for mapping in (LIST, LIST.replace('"day_first"', '"auto"'), LIST.replace('row = "call"', 'row = "leg"')):
        reader(mapping).recognises(Head("x.csv", damaged))
        try:
            rows = list(reader(mapping).read(io.BytesIO(damaged), CONTEXT))
        except UnreadableFile:
            continue
        lines = [row.line for row in rows if isinstance(row, Event | OutOfScope)]
        lines += [row.line for row in rows if isinstance(row, Problem) and row.severity is Severity.REJECTED]
        assert len(lines) == len(set(lines))


def test_each_preset_is_sound_says_how_certain_it_is_and_claims_only_its_own() -> None:
    ids = [preset.id for preset in presets()]
    assert {"anywhere365", "xelion", "topdesk", "zendesk_talk", "twilio", "cuic_nl", "mitel_reports"} <= set(ids)
    assert len(set(ids) | {one.id for one in registry.READERS}) == len(ids) + len(registry.READERS)
    for preset in presets():
        assert preset.mapping.remark
        assert not preset.mapping.verified
        assert preset.mapping.title_nl
        header = ",".join([*preset.mapping.recognised_by, *sorted(preset.mapping.needed)])
        claims = [other.id for other in presets() if other.recognises(Head("x.csv", header.encode()))]
        assert claims == [preset.id] * bool(preset.mapping.recognised_by)


def test_a_mapping_knows_its_header_also_when_a_column_was_added_but_not_when_most_is_gone() -> None:
    mapped = reader('header = ["t", "ok", "c", "d"]\n' + FLAG)
    assert mapped.likeness(Head("x.csv", b"T;OK;C;D\n")) == 1
    assert 0 < mapped.likeness(Head("x.csv", b"Overzicht\nT;OK;C;D;E\n1;2;3;4;5\n")) < 1
    assert not mapped.recognises(Head("x.csv", b"T;OK;x;y\n"))
    assert not mapped.recognises(Head("x.csv", b"T;C;D\n"))


def test_saved_mappings_come_before_presets_and_the_most_like_one_wins(tmp_path: Path) -> None:
    base = 'title = "x"\nrow = "call"\n[columns]\nstart = "t"\nanswered_flag = "ok"\n'
    for name, header in (("small", '["t", "ok", "c"]'), ("large", '["t", "ok", "c", "d"]')):
        (tmp_path / f"{name}.toml").write_text(f'id = "{name}"\nheader = {header}\n{base}', "utf-8")
    (tmp_path / "broken.toml").write_text("id = 1", "utf-8")
    (tmp_path / "latin.toml").write_bytes(b'id = "\xe9"')
    saved, faults = mapped_table.saved(tmp_path)
    assert registry.recognise(Head("x.csv", b"t;ok;c;d\n1;2;3;4\n"), saved).id == "large"
    assert registry.recognise(Head("x.csv", b"t;ok;c\n1;2;3\n"), saved).id == "small"
    assert registry.by_id("small", saved).id == "small"
    assert {fault.file for fault in faults} == {"broken.toml", "latin.toml"}
    with pytest.raises(NotFound):
        registry.by_id("small")


def test_two_equal_mappings_are_refused_with_both_names(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('header = ["t", "ok"]\n' + FLAG.replace('"ab"', f'"{name}"'))
    with pytest.raises(UnreadableFile, match="one, two"):
        registry.recognise(Head("x.csv", b"t;ok\n1;2\n"), mapped_table.saved(tmp_path)[0])


def test_a_mapping_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"no\.toml"):
        mapped_table.load(tmp_path / "no.toml")
    (tmp_path / "a.toml").write_text("x = 1")
    with pytest.raises(FaultyMappingError):
        mapped_table.load(tmp_path / "a.toml")
