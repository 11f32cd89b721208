"""Writes Gemeente Voorbeeld: one profile and the raw logs of nearly two years, from one seed.

Refuses to know a clock: the last day is an argument. The same day, size and seed give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from charter.services.demo import desks, texts
from charter.services.demo.mail import DOMAIN, FORM_SENDER, MAILBOXES, write_mailboxes
from charter.services.demo.marks import write_marks
from charter.services.demo.partners import write_partners
from charter.services.demo.phone import write_queue_log
from charter.services.demo.post import write_post
from charter.services.demo.year import Year, bridge_day

Progress = Callable[[str, float], None]
"""Told the name of the log that was just written, and which share of all logs is there, 0 to 1."""

MAIL = (0.108, 20_000)
EVENT_LOGS: dict[str, tuple[Callable[[Path, Year, Random, int], None], float, int]] = {
    "balie.csv": (desks.write_counter, 0.125, 30_000),
    "brieven.csv": (write_post, 0.03, 10_000),
    "meldingen.csv": (desks.write_reports, 0.062, 20_000),
    "terugbel.csv": (desks.write_callbacks, 0.043, 20_000),
    "webcare.csv": (desks.write_social, 0.022, 10_000),
    "tevredenheid.csv": (write_marks, 0.04, 20_000),
    "partners.csv": (write_partners, 0.05, 20_000),
}
"""Share of the contacts, and the most that a town writes of it; all the rest telephones."""
PHONE_TEAMS = {
    "kcc_algemeen": "Klantcontactcentrum",
    "burgerzaken": "Burgerzaken",
    "belastingen": "Belastingen",
    "afval": "Openbare ruimte",
}


TARGETS = """\
[[targets]]
year = %d
handling_minutes = 4.0
digital_share = %.2f
satisfaction = %.1f
"""


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the demo stands: the folder of its profile, and its raw logs in the order in which to import them."""

    profile_folder: Path
    logs: tuple[Path, ...]


def write_demo(
    folder: Path,
    *,
    until: date,
    contacts: int = 12_000,
    seed: int = 2026,
    progress: Progress | None = None,
) -> DemoFiles:
    """Write the profile and about `contacts` contacts of the time that ends on `until` at 08:00 into `folder`.

    `until` is a local date in Amsterdam. Raises OSError when the folder cannot be written.
    """
    year = Year(until)
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    (folder / "charter.toml").write_text(profile(year), encoding="utf-8", newline="\n")
    counts = {name: min(round(contacts * share), most) for name, (_, share, most) in EVENT_LOGS.items()}
    mails = min(round(contacts * MAIL[0]), MAIL[1])
    calls = max(contacts - mails - sum(counts.values()), 1)
    files = 2 + len(MAILBOXES) + len(EVENT_LOGS)
    written: list[Path] = []

    def luck(name: str) -> Random:
        return Random(f"{seed}:{name}")  # noqa: S311 - a town to play with, no secret

    def note(paths: Iterable[Path]) -> None:
        written.extend(paths)
        if progress:
            progress(written[-1].name, len(written) / files)

    note(write_queue_log(logs, year, luck("queue_log"), calls))
    note(write_mailboxes(logs, year, luck("mail"), mails))
    for name, (write, _, _) in EVENT_LOGS.items():
        write(logs / name, year, luck(name), counts[name])
        note([logs / name])
    return DemoFiles(folder, tuple(written))


def profile(year: Year) -> str:
    """Write the profile of Gemeente Voorbeeld, with the bridge days and targets of the calendar years it touches."""
    years = range(year.first.year, year.until.year + 1)
    bridges = [bridge_day(number).isoformat() for number in years]
    targets = "\n".join(TARGETS % (number, 0.16 + 0.02 * n, 7.5 + 0.1 * n) for n, number in enumerate(years))
    mailboxes = ", ".join(f'"{name}@{DOMAIN}"' for name in MAILBOXES)
    teams = {**PHONE_TEAMS, **{f"{name}@{DOMAIN}": team for name, team in MAILBOXES.items()}}
    return f"""\
organisation = "Gemeente Voorbeeld"
time_zone = "Europe/Amsterdam"

[mail]
own_domains = ["{DOMAIN}"]
mailboxes = [{mailboxes}]
form_senders = ["{FORM_SENDER}"]

[[mail.interim]]
pattern = "{texts.INTERIM_OPENING}"
reason = true
handler = true

{targets}
[teams]
{chr(10).join(f'"{place}" = "{team}"' for place, team in teams.items())}

[[calendar]]
valid_from = 2011-03-01
hours = {{ default = "mon-fri 08:30-17:00", counter = "mon-fri 09:00-17:00, thu -20:00" }}
closed = [{", ".join(bridges)}]
early_close = {{ "24-12" = "15:00", "31-12" = "15:00" }}
good_friday = "open"
may5_before_2024 = "open"
after_hours = "same_day"
end_of_day = "midnight"
"""
