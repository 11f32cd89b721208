"""As-of is honest: a past morning looked at again is what was known that morning (design.md 6, contract.md 2).

For each morning a fresh profile gets the demo's logs with everything later blanked out. Planned moments stay when
they were announced by then.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ZONE = ZoneInfo("Europe/Amsterdam")
PLANNED = ("agreed_date", "appointment", "objection_term_ended")
MORNINGS = ["2025-12-24T08:00", "2026-06-01T08:00", "2026-11-12T16:30"]


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def _queue_log(text: str, until: datetime) -> Iterator[str]:
    for line in text.splitlines():
        yield line if float(line.split("|")[0]) <= until.timestamp() else ""


def _event_log(text: str, until: datetime) -> Iterator[str]:
    header, *lines = text.splitlines()
    yield header
    rows = [next(csv.reader([line])) for line in lines]
    known = {row[0] for row in rows if row[2] not in PLANNED and _instant(row[1]) <= until}
    for line, (contact, at, event, *_more, detail) in zip(lines, rows, strict=True):
        announced = re.search(r"known_at=([^;]+)", detail)
        if event not in PLANNED:
            stays = _instant(at) <= until
        else:
            stays = _instant(announced[1]) <= until if announced else contact in known
        yield line if stays else ""


def _mbox(text: str, until: datetime) -> Iterator[str]:
    for message in re.split(r"(?m)(?=^From )", text):
        sent = re.search(r"(?m)^(?:Received: .*;|Date:) (.*)$", message)
        if sent and parsedate_to_datetime(sent[1]) <= until:
            yield message.rstrip("\n") + "\n"


def _until(source: Path, until: datetime) -> str:
    keep = {".csv": _event_log, ".mbox": _mbox}.get(source.suffix, _queue_log)
    return "\n".join(keep(source.read_text(encoding="utf-8"), until)) + "\n"


@pytest.mark.parametrize("morning", MORNINGS)
def test_a_past_morning_is_what_was_known_then(run, demo, tmp_path, morning) -> None:
    fresh, logs = tmp_path / "fresh", tmp_path / "logs"
    logs.mkdir()
    assert run("init", "--profile", fresh).code == 0
    shutil.copy(demo / "charter.toml", fresh / "charter.toml")
    for source in (demo / "logs").iterdir():
        if (told := _until(source, _instant(morning))).strip():
            (logs / source.name).write_text(told, encoding="utf-8")
    assert run("import", logs, "--profile", fresh, "--json").code == 0
    for command in ("contacts", "contacts --visits", "verdicts", "breaches --due", "score --by month"):
        then, again = (
            run(*command.split(), "--json", "--profile", profile, "--as-of", morning).json for profile in (fresh, demo)
        )
        assert _compared(again) == _compared(then), command


def _compared(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """The rows without what is not about the morning: where the row stands, and whether sources were silent since."""
    return sorted(
        (tuple(v for k, v in row.items() if k not in ("origin_file", "origin_line", "complete")) for row in rows),
        key=repr,
    )


@pytest.mark.parametrize("morning", ["2026-06-01T08:00", "2026-11-12T16:30"])
def test_nothing_that_is_shown_happened_later(run, demo, morning) -> None:
    until = _instant(morning)
    for row in run("contacts", "--json", "--profile", demo, "--as-of", morning).json:
        for name in ("acknowledged_at", "interim_at", "answered_at", "ended_at"):
            assert row[name] is None or _instant(row[name]) <= until
    late = run("breaches", "--json", "--profile", demo, "--as-of", morning).json
    assert all(row["stopped_at"] is None or _instant(row["stopped_at"]) <= until for row in late)
    told = run("explain", late[0]["contact"], "--json", "--profile", demo, "--as-of", morning).json
    assert [e["verdict"] for e in told if e["norm"] == late[0]["norm"]] == ["breached"]


def test_every_explanation_of_a_morning_is_the_verdict_of_that_morning(run, demo) -> None:
    morning = ["--json", "--profile", demo, "--as-of", "2026-06-01T08:00"]
    verdicts = run("verdicts", *morning).json
    for row in verdicts[:: len(verdicts) // 12]:
        (told,) = run("explain", row["contact"], "--norm", row["norm"], *morning).json
        assert [told[k] for k in ("verdict", "reason", "deadline")] == [
            row[k] for k in ("verdict", "reason", "deadline")
        ]


def test_contacts_without_as_of_lists_everything_imported(run, profile, write) -> None:
    rows = ["contact,at,event,channel", "c1,2026-03-02T09:00:00,message_received,email"]
    log = write("log.csv", "\n".join([*rows, "c2,2098-01-01,message_received,email"]))
    run("import", log, "--profile", profile)
    assert [r["contact"] for r in run("contacts", "--json", "--profile", profile).json] == ["c1", "c2"]
    for as_of, known in (("2026-03-02T08:59", []), ("2026-03-02T09:00", ["c1"]), ("2098-01-02", ["c1", "c2"])):
        rows = run("contacts", "--json", "--profile", profile, "--as-of", as_of).json
        assert [r["contact"] for r in rows] == known
    assert "c2" not in {r["contact"] for r in run("verdicts", "--json", "--profile", profile).json}


def test_a_plan_announced_later_is_not_known_before(run, profile, write) -> None:
    log = (
        "contact,at,event,channel,team,queue,category,actor,detail\n"
        "c1,2026-03-02T09:00:00,callback_requested,phone,,,,,\n"
        "c1,2026-03-20,agreed_date,,,,,,known_at=2026-03-03T09:00\n"
    )
    run("import", write("log.csv", log), "--profile", profile)
    deadlines = [
        [r["deadline"] for r in run("verdicts", "--json", "--profile", profile, "--as-of", as_of).json]
        for as_of in ("2026-03-02T12:00", "2026-03-03T09:00")
    ]
    assert deadlines == [["2026-03-04T23:59:59+01:00"], ["2026-03-20T23:59:59+01:00"]]
