"""The partner organisations of the town, which answer residents in its name and deliver their contacts each month.

The waste company picks up the phone fast, the tax office slowly after its yearly assessments, the health service is
liked best. Refuses to know the town's own desks.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from charter.services.demo.eventlog import EventLog, event_log
from charter.services.demo.year import HOUR, Year, pick

WASTE_COMPANY = "Afvalbedrijf Rijn en Duin"


class Partner(NamedTuple):
    """A partner: its name and team, share of the contacts, usual wait in seconds, transfers, and usual mark."""

    name: str
    team: str
    share: int
    wait: int
    transfers: float
    mark: float

    def slowness(self, day: date) -> float:
        """Say how many times longer than usual residents wait on `day`."""
        return 3.0 if self.team == "Belastingen" and (2, 20) <= (day.month, day.day) <= (3, 31) else 1.0


PARTNERS = (
    Partner(WASTE_COMPANY, "Afval", 5, 9, 0.05, 7.6),
    Partner("GGD Hollandse Kust", "GGD", 3, 14, 0.12, 8.3),
    Partner("Belastingsamenwerking De Delta", "Belastingen", 4, 17, 0.2, 6.9),
)
MARKED = 0.18
"""How often a resident of a partner gives a mark."""


def write_partners(path: Path, year: Year, rng: Random, contacts: int) -> None:
    """Write the calls and e-mails of the partners, with the marks that residents gave."""
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, contacts, year.open_days, year.crowd), start=1):
            partner = rng.choices(PARTNERS, [one.share for one in PARTNERS])[0]
            if rng.random() < 0.15 + 0.2 * year.progress(day):
                _mail(log, year, rng, day, f"PAR-{n:06}", partner)
            else:
                _call(log, year, rng, day, f"PAR-{n:06}", partner)


def _call(log: EventLog, year: Year, rng: Random, day: date, contact: str, partner: Partner) -> None:
    log.about(contact, "phone", partner.team, f"lijn {partner.team}", organisation=partner.name)
    came = year.office(day, rng)
    if not log.add(came, "queue_entered", actor="auto"):
        return
    wait = 3 + int(rng.expovariate(1 / (partner.wait * partner.slowness(day))))
    if wait > 60 and rng.random() < 0.5:
        log.add(came + rng.randrange(20, 60), "abandoned")
        return
    log.add(came + wait, "answered")
    talked = came + wait + int(rng.lognormvariate(5.1, 0.6))
    if rng.random() < partner.transfers:
        log.add(talked, "transferred")
    log.add(talked + 20, "ended")
    _mark(log, rng, talked + HOUR, partner, wait > 60)


def _mail(log: EventLog, year: Year, rng: Random, day: date, contact: str, partner: Partner) -> None:
    log.about(contact, "email", partner.team, f"post {partner.team}", organisation=partner.name)
    came = year.office(day, rng)
    if not log.add(came, "message_received"):
        return
    log.add(came + rng.randrange(2, 60), "auto_ack", actor="auto")
    days = rng.choices((1, 2, 3, 5, 7), (30, 30, 20, 14, 6))[0]
    answered = year.office(year.workday(day, days), rng)
    if log.add(answered, "reply_substantive"):
        _mark(log, rng, answered + HOUR, partner, days > 5)


def _mark(log: EventLog, rng: Random, at: int, partner: Partner, waited_long: bool) -> None:
    if rng.random() < MARKED:
        mark = rng.gauss(partner.mark - (1.5 if waited_long else 0), 1.0)
        log.add(at, "rated", detail=f"mark={min(10.0, max(1.0, round(mark * 2) / 2)):g}")
