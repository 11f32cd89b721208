"""The 84 worked examples: from event log through reader, moments and judge to score, exactly as stated."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charter.columns import NO_TIME, Contacts, Events, Verdict, Verdicts
from charter.contact import Event
from charter.importers.base import ReadContext
from charter.importers.event_log import EventLogReader
from charter.instants import parse
from charter.locale.formats import iso
from charter.moments import derive
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.score import score
from charter.settings import Profile

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Amsterdam")
LATER = "2027-06-01T12:00:00+02:00"

PROFILE = """
organisation = "Voorbeeldgemeente"
time_zone = "Europe/Amsterdam"
[mail]
own_domains = ["voorbeeldgemeente.nl"]
central_mailboxes = ["info@voorbeeldgemeente.nl"]
[[calendar]]
valid_from = 2011-03-01
hours = { default = "mon-fri 08:30-17:00"PHONE }
closed = [CLOSED]
early_close = { "24-12" = "15:00", "31-12" = "15:00" }
good_friday = "GOOD_FRIDAY"
after_hours = "AFTER_HOURS"
end_of_day = "END_OF_DAY"
"""


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines()))


def settings_of(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";") if "=" in part)


def edited(norm_id: str, changes: dict[str, str]) -> list[tuple[str, str]]:
    """The library's own file of a norm with some keys of its version replaced, as a municipality would write it."""
    folder = Path(files.__file__).parent / "library"
    lines = (folder / f"{norm_id}.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(" = ")[0] not in changes]
    place = kept.index("[[version]]") + 1
    lines = [*kept[:place], *(f"{key} = {value}" for key, value in changes.items()), *kept[place:]]
    text = "\n".join(lines).split("[[example]]")[0]
    return [(f"{norm_id}.toml", text)]


def own_norms(norm_id: str, settings: dict[str, str]) -> list[tuple[str, str]]:
    if settings.get("unit") == "hours":
        return edited(norm_id, {"limit": f'"{settings["limit"]} hours"'})
    if "2_attempts" in settings.get("effort_rule", ""):
        return edited(norm_id, {"effort_rule": f'"{settings["effort_rule"]}"'})
    if settings.get("scope"):
        return edited(norm_id, {"scope": f'"{settings["scope"]}"'})
    if settings.get("rollover") == "next_working_day":
        return edited(norm_id, {"rollover": '"next_working_day"'})
    if "version_rule" in settings:
        ((name, text),) = edited(norm_id, {})
        version = text[text.index("[[version]]") :]
        later = version.replace("number = 1", "number = 2").replace("2011-03-01", "2027-01-01").replace("5 w", "3 w")
        return [(name, f"{text}\n{later}")]
    return []


def rulebook_for(norm_id: str, text: str) -> Rulebook:
    settings = settings_of(text)
    closed = settings.get("closed", "2026-05-15")
    profile = (
        PROFILE.replace("PHONE", ', phone = "24x7"' if settings.get("phone_hours") == "24x7" else "")
        .replace("CLOSED", closed)
        .replace("GOOD_FRIDAY", settings.get("good_friday", "open"))
        .replace("AFTER_HOURS", settings.get("after_hours", "same_day"))
        .replace("END_OF_DAY", settings.get("end_of_day", "midnight"))
    )
    read_profile = Profile.model_validate(tomllib.loads(profile))
    rulebook, faults = files.rulebook(
        own_norms(norm_id, settings), calendars_of(read_profile), read_profile.mail.central_mailboxes
    )
    assert not faults
    return rulebook


def facts(contact: str) -> list[Event]:
    """The rows of one example as the event-log reader reads them; a row that is there twice counts once."""
    rows = [row for row in read("events.csv") if row["contact"] == contact]
    log = io.StringIO()
    writer = csv.DictWriter(log, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    at = parse(LATER, ZONE)
    assert at is not None
    assert at.at is not None
    context = ReadContext(ZONE, at.at, lambda text: text)
    events = EventLogReader().read(io.BytesIO(log.getvalue().encode()), context)
    return list({event.fingerprint: event for event in events if isinstance(event, Event)}.values())


def judged(example: dict[str, str]) -> tuple[Contacts, Verdicts, Rulebook]:
    rulebook = rulebook_for(example["norm"], example["settings"])
    as_of = parse(example["as_of"] or LATER, ZONE)
    assert as_of is not None
    assert as_of.at is not None
    contacts = derive(Events.gather(facts(example["contact"])), ZONE, as_of=as_of.at).contacts
    verdicts = judge(contacts, rulebook, as_of.at)
    return contacts, verdicts.take(verdicts.norm == rulebook.position(example["norm"])), rulebook


@pytest.mark.parametrize("example", read("expected.csv"), ids=lambda e: f"{e['contact']} {e['title']}")
def test_the_example_comes_out_as_stated(example: dict[str, str]) -> None:
    contacts, verdicts, rulebook = judged(example)
    assert len(verdicts) == 1
    assert Verdict(int(verdicts.verdict[0])).word == example["verdict"]
    deadline = int(verdicts.deadline[0])
    assert (iso(deadline, ZONE) if deadline != NO_TIME else "") == example["deadline"]
    if example["spent_s"]:
        assert int(verdicts.spent_us[0]) == round(float(example["spent_s"]) * 1_000_000)
    assert int(verdicts.reason[0]) != 0
    (row,) = [row for row in score(contacts, verdicts, rulebook) if row.norm == example["norm"]]
    assert getattr(row, example["verdict"]) == 1
    assert row.counted == (example["verdict"] in ("met", "breached"))


def test_the_examples_are_all_there() -> None:
    assert [row["contact"] for row in read("expected.csv")] == [f"W{n:02}" for n in range(1, 85)]


def test_judging_one_by_one_equals_judging_all_together() -> None:
    rulebook = rulebook_for("", "")
    at = parse(LATER, ZONE)
    assert at is not None
    assert at.at is not None
    everything = [event for row in read("expected.csv") for event in facts(row["contact"])]
    contacts = derive(Events.gather(everything), ZONE, as_of=at.at).contacts
    whole = judge(contacts, rulebook, at.at)
    for row in range(len(contacts)):
        alone = judge(contacts.take(np.array([row])), rulebook, at.at)
        mine = whole.take(whole.contact == row)
        for column in ("norm", "version", "verdict", "reason", "day", "deadline", "stopped_at", "spent_us"):
            assert np.array_equal(getattr(alone, column), getattr(mine, column)), (column, contacts.ids[row])
