"""A synthetic town of any size: its raw logs, and the database into which the ordinary road imports them.

Why: speed is measured on what municipalities have (mostly telephone, then mail, counter, letters and reports), through
the importers and services that everybody uses. The demo (`charter.services.demo`) is more believable and slower to
write; here only amounts and proportions matter. The same size gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.measure import apart
from charter.services.importing import import_files
from charter.services.outcomes import ImportOutcome
from charter.services.privacy import Pseudonymiser
from charter.settings import FILE_NAME, Profile, load_profile
from charter.store.engine import Store
from charter.store.versions import open_store

CONTACTS = 1_000_000
PHONE_SHARE = 0.8
UNTIL = datetime(2026, 11, 19, 8, tzinfo=ZoneInfo("Europe/Amsterdam"))
AS_OF = int(UNTIL.timestamp()) * 1_000_000
QUEUES = ("kcc_algemeen", "burgerzaken", "belastingen", "afval")
OFFICE_S = int(8.5 * 3600)
"""Half past eight UTC is an hour or two after opening in Amsterdam; the office day is as long."""
_PROFILE = """organisation = "Gemeente Maatstaf"
[mail]
own_domains = ["gemeente-maatstaf.example"]
[[calendar]]
valid_from = 2011-03-01
hours = { default = "mon-fri 08:30-17:00" }
[teams]
kcc_algemeen = "Klantcontactcentrum"
burgerzaken = "Burgerzaken"
belastingen = "Belastingen"
afval = "Openbare ruimte"
"""
_DAY_S = 86_400

Kind = tuple[str, str, str, float, Sequence[tuple[str, str, float, float]]]
_KINDS: Sequence[Kind] = (
    # prefix, channel, category, share; events: name, actor, how many of the contacts have it, mean days after the first
    ("E", "email", "", 0.44, (
        ("message_received", "", 1, 0), ("auto_ack", "auto", 0.97, 0.001), ("reply_substantive", "person", 0.96, 2.5),
    )),
    ("F", "form", "", 0.04, (("message_received", "", 1, 0), ("reply_substantive", "person", 0.95, 3))),
    ("B", "counter", "", 0.28, (("ticket", "", 1, 0), ("called", "person", 0.97, 0.006))),
    ("L", "letter", "", 0.05, (
        ("letter_received", "", 1, 0), ("ack_sent", "person", 0.9, 2), ("reply_substantive", "person", 0.9, 20),
    )),
    ("M", "report", "", 0.08, (("report_received", "", 1, 0), ("resolved", "person", 0.95, 5))),
    ("T", "phone", "", 0.06, (("callback_requested", "", 1, 0), ("callback_connected", "person", 0.93, 0.8))),
    ("V", "portal", "permit", 0.02, (("application_received", "", 1, 0), ("decision_sent", "person", 0.8, 40))),
    ("K", "letter", "complaint", 0.01, (
        ("complaint_received", "", 1, 0), ("ack_sent", "person", 0.9, 3), ("outcome_sent", "person", 0.85, 25),
    )),
    ("S", "social", "", 0.02, (("message_received", "", 1, 0), ("reply_human", "person", 0.97, 0.1))),
)  # fmt: skip


def write_profile(folder: Path) -> Profile:
    """A profile in `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text(_PROFILE, encoding="utf-8")
    return load_profile(folder)


def bring_in(store: Store, profile: Profile, paths: Sequence[Path]) -> list[ImportOutcome]:
    """Import `paths` along the ordinary road; raises the first error."""
    outcomes = import_files(
        store, paths, profile=profile, pseudonym=Pseudonymiser(b"benchmark" * 4, "b"), who="benchmark", now=AS_OF
    )
    for outcome in outcomes:
        if outcome.error:
            raise outcome.error
    return outcomes


def open_town(folder: Path, scale: float) -> tuple[Profile, Store]:
    """The town of `scale` times a million contacts in `folder`; written and imported when it is not there yet."""
    profile = write_profile(folder / "town")
    if not profile.database_file.exists():
        apart(_found_town, folder, scale)
    return profile, open_store(f"sqlite:///{profile.database_file}")


def _found_town(folder: Path, scale: float) -> None:
    profile = load_profile(folder / "town")
    phone = round(CONTACTS * scale * PHONE_SHARE)
    calls, others = folder / "town_queue_log", folder / "town.csv"
    write_queue_log(calls, phone)
    write_event_log(others, round(CONTACTS * scale) - phone)
    store = open_store(f"sqlite:///{profile.database_file}")
    bring_in(store, profile, [calls, others])
    store.close()


def office_days() -> list[int]:
    """Midnights, in seconds since 1970, of the weekdays of the year before the last morning."""
    last = (UNTIL.date() - date(1970, 1, 1)).days
    return [day * _DAY_S for day in range(last - 364, last) if (day + 3) % 7 < 5]


def write_queue_log(path: Path, calls: int) -> int:
    """An Asterisk queue log of about `calls` calls, about four lines each, in order of time; how many lines."""
    luck = np.random.default_rng(2026)
    days = office_days()
    number = lines = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for position, midnight in enumerate(days):
            n = calls * (position + 1) // len(days) - calls * position // len(days)
            written: list[tuple[int, str]] = []
            columns = (
                luck.integers(0, OFFICE_S, n) + midnight + OFFICE_S - 3600,
                luck.exponential(22, n).astype(np.int64) + 2,
                luck.lognormal(5, 0.7, n).astype(np.int64) + 8,
                luck.integers(0, len(QUEUES), n),
                luck.random(n),
            )
            for at, wait, talk, queue, chance in zip(*(column.tolist() for column in columns), strict=True):
                number += 1
                call, place = f"{at}.{number}", QUEUES[queue]
                written.append((at, f"{at}|{call}|{place}|NONE|ENTERQUEUE||01055501{number % 100:02}|1\n"))
                if chance < 0.08:
                    written.append((at + wait, f"{at + wait}|{call}|{place}|NONE|ABANDON|1|1|{wait}\n"))
                    continue
                agent, answered = f"Agent/2{number % 40:03}", at + wait
                ended = answered + talk
                if chance < 0.75:
                    written.append((answered - 1, f"{answered - 1}|{call}|{place}|{agent}|RINGNOANSWER|15000\n"))
                written.append((answered, f"{answered}|{call}|{place}|{agent}|CONNECT|{wait}|{answered}.{number}|4\n"))
                if chance < 0.85:
                    written.append((ended, f"{ended}|{call}|{place}|{agent}|COMPLETECALLER|{wait}|{talk}|1\n"))
                    continue
                onward = QUEUES[queue - 1]
                written += [
                    (ended, f"{ended}|{call}|{place}|{agent}|BLINDTRANSFER|610|intern|{wait}|{talk}|1\n"),
                    (ended + 1, f"{ended + 1}|{call}|{onward}|NONE|ENTERQUEUE||01055501{number % 100:02}|1\n"),
                    (ended + 9, f"{ended + 9}|{call}|{onward}|{agent}|CONNECT|8|{ended}.{number}|4\n"),
                    (ended + 99, f"{ended + 99}|{call}|{onward}|{agent}|COMPLETEAGENT|8|90|1\n"),
                ]
            for agent_number in range(n // 40):
                at = midnight + OFFICE_S + agent_number
                written.append((at, f"{at}|NONE|{QUEUES[0]}|Agent/2{agent_number:03}|PAUSE|lunch\n"))
            written.sort(key=lambda line: line[0])
            file.writelines(text for _, text in written)
            lines += len(written)
    return lines


def write_event_log(path: Path, contacts: int) -> None:
    """An event log of about `contacts` contacts of every other kind, up to the last morning."""
    luck = np.random.default_rng(2027)
    days = np.array(office_days())
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("contact,at,event,channel,team,queue,category,actor,detail\n")
        for prefix, channel, category, share, events in _KINDS:
            n = round(contacts * share)
            first = np.sort(luck.choice(days, n)) + OFFICE_S + luck.integers(-3600, OFFICE_S, n)
            queues = luck.integers(0, len(QUEUES), n).tolist()
            told = []
            for _, _, has, mean_days in events:
                at = first + (luck.exponential(mean_days, n) * _DAY_S if mean_days else 0)
                happened = (luck.random(n) < has) & (at < UNTIL.timestamp())
                texts = np.datetime_as_string(at.astype("datetime64[s]"), timezone="UTC").tolist()
                told.append((texts, happened.tolist()))
            for contact, queue in enumerate(queues):
                for (name, actor, _, _), (texts, happened) in zip(events, told, strict=True):
                    if happened[contact]:
                        file.write(
                            f"{prefix}{contact},{texts[contact]},{name},{channel},,{QUEUES[queue]},{category},{actor},\n"
                        )
