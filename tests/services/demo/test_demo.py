"""The demo writes the raw logs of a believable year, the same ones from the same seed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from charter.importers import registry
from charter.importers.base import HEAD_SIZE, Head, Implied, MailSettings, OutOfScope, ReadContext
from charter.problem import Problem
from charter.services.demo import write_demo
from charter.services.demo.year import Year, bridge_day
from charter.settings import load_profile

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UNTIL = date(2026, 11, 19)
LAST_MORNING = datetime(2026, 11, 19, 8, tzinfo=AMSTERDAM)


def contents(demo):
    return {path.name: path.read_bytes() for path in (*demo.logs, demo.profile_folder / "charter.toml")}


def queue_lines(logs):
    for name in ("queue_log.1", "queue_log"):
        for line in logs[name].read_text().splitlines():
            at, *rest = line.split("|")
            yield datetime.fromtimestamp(int(at), UTC).astimezone(AMSTERDAM), *rest


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def arrivals(logs):
    return [at for at, _call, _queue, _agent, event, *_ in queue_lines(logs) if event == "ENTERQUEUE"]


def test_the_same_seed_day_and_size_give_the_same_bytes(tmp_path):
    first, second = (write_demo(tmp_path / name, until=UNTIL, contacts=800, seed=7) for name in "ab")
    assert contents(first) == contents(second)


@pytest.mark.parametrize("change", [{"seed": 8}, {"until": UNTIL - timedelta(days=30)}, {"contacts": 900}])
def test_another_seed_day_or_size_gives_another_town(tmp_path, change):
    usual = {"until": UNTIL, "contacts": 800, "seed": 7}
    one, other = write_demo(tmp_path / "a", **usual), write_demo(tmp_path / "b", **{**usual, **change})
    assert contents(one)["queue_log.1"] != contents(other)["queue_log.1"]


def test_progress_names_each_log_and_ends_at_the_whole(tmp_path):
    seen = []
    demo = write_demo(tmp_path, until=UNTIL, contacts=200, seed=1, progress=lambda *told: seen.append(told))
    assert {name for name, _ in seen} <= {path.name for path in demo.logs}
    shares = [share for _, share in seen]
    assert shares == sorted(set(shares))
    assert shares[-1] == 1.0


def test_ten_times_the_contacts_are_ten_times_the_calls(tmp_path, logs):
    small = write_demo(tmp_path, until=UNTIL, contacts=1200, seed=2026)
    few = len(arrivals({path.name: path for path in small.logs}))
    assert len(arrivals(logs)) == pytest.approx(10 * few, rel=0.15)


def test_the_number_of_contacts_is_about_what_was_asked(logs):
    calls = {call for _at, call, _queue, _agent, event, *_ in queue_lines(logs) if event in ("ENTERQUEUE", "CLOSED")}
    others = {row["contact"] for name, path in logs.items() if name.endswith(".csv") for row in rows(path)}
    texts = [path.read_text("utf-8") for name, path in logs.items() if name.endswith(".mbox")]
    mails = sum(len(re.findall(r"^From: ", text, re.M)) - text.count("In-Reply-To: ") for text in texts)
    assert len(calls) + len(others) + mails == pytest.approx(12_000, rel=0.05)


def test_the_profile_is_one_that_the_program_reads(town):
    profile = load_profile(town.profile_folder)
    assert profile.organisation == "Gemeente Voorbeeld"
    assert profile.calendar[0].closed == {date(2025, 5, 30), date(2026, 5, 15)}
    assert {"kcc_algemeen", "burgerzaken", "belastingen", "afval"} <= set(profile.teams)
    assert set(profile.mail.mailboxes) <= set(profile.teams)


@pytest.mark.parametrize("until", [date(2026, 1, 1), date(2026, 2, 1), date(2026, 11, 19), date(2027, 12, 31)])
def test_the_town_tells_of_thirteen_months_or_more_and_of_the_whole_calendar_year_before(until):
    year = Year(until)
    assert (until - year.first).days >= 396
    assert year.first <= date(until.year - 1, 1, 1)
    assert (year.first.month, year.first.day) == (1, 1)


def test_every_year_has_a_target_of_its_own(town):
    targets = load_profile(town.profile_folder).targets
    assert [target.year for target in targets] == [2025, 2026]
    assert all(target.satisfaction and target.digital_share for target in targets)


def test_partner_organisations_answer_and_are_marked_on_more_than_one_channel(logs):
    told = [row for name in ("partners.csv", "meldingen.csv") for row in rows(logs[name]) if row["organisation"]]
    partners = Counter(row["organisation"] for row in told)
    assert len(partners) == 3
    assert min(partners.values()) > 100
    assert {row["channel"] for row in told if row["event"] == "rated"} == {"phone", "email"}


def test_five_channels_are_marked_in_both_years(logs):
    marked = {(row["at"][:4], row["channel"]) for row in rows(logs["tevredenheid.csv"])}
    assert len(marked) == 2 * 5


def test_residents_go_digital(logs):
    asked = Counter(row["at"][:4] for row in rows(logs["webcare.csv"]) if row["event"] == "message_received")
    days = {"2025": 365, "2026": 322}
    assert asked["2026"] / days["2026"] > asked["2025"] / days["2025"]


def test_one_reader_and_only_one_claims_each_log(logs):
    claimed = {name: registry.recognise(Head(name, path.read_bytes()[:HEAD_SIZE])).id for name, path in logs.items()}
    assert {name for name, reader in claimed.items() if reader == "asterisk_queue_log"} == {"queue_log", "queue_log.1"}
    assert {reader for name, reader in claimed.items() if name.endswith(".mbox")} == {"mbox"}
    assert {reader for name, reader in claimed.items() if name.endswith(".csv")} == {"event_log"}


def test_the_readers_find_nothing_wrong_in_any_log(logs):
    mail = MailSettings(
        own_domains=frozenset({"gemeente-voorbeeld.example"}),
        form_senders=frozenset({"webformulier@gemeente-voorbeeld.example"}),
    )
    context = ReadContext(AMSTERDAM, int(LAST_MORNING.timestamp()) * 1_000_000, lambda text: text, mail)
    for name, path in logs.items():
        reader = registry.recognise(Head(name, path.read_bytes()[:HEAD_SIZE]))
        with path.open("rb") as stream:
            found = [row for row in reader.read(stream, context) if not isinstance(row, Implied)]
        assert [row for row in found if isinstance(row, Problem)] == []
        if name.endswith(".csv"):
            assert len(found) == sum(1 for _ in rows(path))
            assert not [row for row in found if isinstance(row, OutOfScope)]


def test_every_address_and_number_is_a_fictitious_one(logs):
    for path in logs.values():
        text = path.read_text("utf-8")
        for domain in re.findall(r"@([\w.-]+)", text):
            assert re.fullmatch(r"(mx\.)?gemeente-voorbeeld\.example|(nieuws\.)?example\.(org|net|com)", domain)
        assert not re.search(r"https?://|www\.", text)
    numbers = {line[6] for line in queue_lines(logs) if line[4] == "ENTERQUEUE"}
    assert len(numbers) > 100
    assert all(re.fullmatch(r"anonymous|(\+31|0)\d\d55501\d\d", number) for number in numbers)


def test_nobody_answers_or_serves_on_a_closed_day(logs):
    year = Year(UNTIL)
    busy = {at.date() for at, *_ in queue_lines(logs) if at.hour > 3}
    served = {"called", "ack_sent", "reply_substantive", "callback_connected", "resolved", "decision_sent"}
    for name, path in logs.items():
        if name.endswith(".csv"):
            busy |= {date.fromisoformat(row["at"][:10]) for row in rows(path) if row["event"] in served}
    assert len(busy) > 240
    assert all(year.is_open(day) for day in busy)
    assert bridge_day(2026) not in busy


def test_nothing_but_plans_lies_after_the_last_morning(logs):
    assert max(at for at, *_ in queue_lines(logs)) < LAST_MORNING
    for name, path in logs.items():
        if name.endswith(".mbox"):
            dates = re.findall(r"^From \S+ (.*)$", path.read_text("utf-8"), re.M)
            latest = max(datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC) for text in dates)
            assert latest <= LAST_MORNING
        elif name.endswith(".csv"):
            happened = [row["at"] for row in rows(path) if row["event"] not in ("appointment", "agreed_date")]
            assert max(happened) < LAST_MORNING.isoformat()


def test_event_logs_carry_the_offset_of_summer_and_of_winter(logs):
    offsets = Counter(row["at"][-6:] for row in rows(logs["balie.csv"]))
    assert set(offsets) == {"+01:00", "+02:00"}


def test_monday_morning_is_the_busiest_time_of_the_week(logs):
    mornings = Counter(at.weekday() for at in arrivals(logs) if at.hour < 12)
    assert mornings.most_common(1)[0][0] == 0
    assert mornings[0] > 1.5 * mornings[4]
    hours = Counter(at.hour for at in arrivals(logs))
    assert hours[10] > 1.5 * hours[12]


def test_before_the_summer_everybody_wants_a_passport(logs):
    visitors = Counter(row["at"][:7] for row in rows(logs["balie.csv"]) if row["event"] in ("ticket", "check_in"))
    assert visitors["2026-06"] > 1.5 * visitors["2026-03"]


def test_waits_grow_in_the_passport_rush(logs):
    def late(months):
        waits = [int(line[5]) for line in queue_lines(logs) if line[4] == "CONNECT" and line[0].month in months]
        return sum(wait > 25 for wait in waits) / len(waits)

    assert late({5, 6}) > late({8, 9, 10})


def test_the_exchange_fails_for_half_a_day_and_a_caller_is_lost(logs):
    restart = next(at for at, *rest in queue_lines(logs) if rest[3] == "QUEUESTART")
    same_day = [line for line in queue_lines(logs) if line[0].date() == restart.date()]
    before = [line for line in same_day if line[0] < restart]
    assert restart - before[-1][0] > timedelta(hours=3)
    ended = {line[1] for line in same_day if line[4] not in ("ENTERQUEUE", "CONNECT", "RINGNOANSWER")}
    assert before[-1][4] == "ENTERQUEUE"
    assert before[-1][1] not in ended


def test_every_call_that_entered_has_an_end_save_those_lost_in_the_outage(logs):
    ends = {"COMPLETECALLER", "COMPLETEAGENT", "ABANDON", "EXITWITHTIMEOUT", "EXITWITHKEY"}
    ends |= {"BLINDTRANSFER", "ATTENDEDTRANSFER"}
    entered, ended = Counter(), Counter()
    for _at, call, queue, _agent, event, *_ in queue_lines(logs):
        if event == "ENTERQUEUE":
            entered[call, queue] += 1
        elif event in ends:
            ended[call, queue] += 1
    assert not ended - entered
    assert 1 <= sum((entered - ended).values()) <= 5


def test_lines_of_the_queue_log_stand_in_order_of_time(logs):
    times = [at for at, *_ in queue_lines(logs)]
    assert times == sorted(times)


def test_burgerzaken_gets_better_at_calling_back(logs):
    asked, late, total = {}, Counter(), Counter()
    year = Year(UNTIL)
    for row in rows(logs["terugbel.csv"]):
        if row["team"] == "Burgerzaken" and row["event"] == "callback_requested":
            asked[row["contact"]] = date.fromisoformat(row["at"][:10])
        elif row["team"] == "Burgerzaken" and row["event"] == "callback_connected":
            day = asked[row["contact"]]
            half = "first" if year.progress(day) < 0.5 else "second"
            total[half] += 1
            late[half] += date.fromisoformat(row["at"][:10]) > year.workday(day, 2)
    assert late["first"] / total["first"] > 1.4 * late["second"] / total["second"]


@pytest.mark.parametrize("until", [date(2026, 3, 29), date(2026, 1, 1), date(2024, 2, 29), date(2026, 11, 21)])
def test_any_day_can_be_the_last(tmp_path, until):
    demo = write_demo(tmp_path, until=until, contacts=100, seed=3)
    assert all(path.stat().st_size > 100 for path in demo.logs)
