"""What residents bring to the desks of the town hall: visits, callbacks, reports in public space, messages.

Each function writes one event log. The team Burgerzaken gets better at calling back through the year, the counter
suffers from the passport rush, reports come in on closed days too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from charter.services.demo.eventlog import EventLog, event_log
from charter.services.demo.partners import WASTE_COMPANY
from charter.services.demo.year import HOUR, Year, midnight, pick

COUNTER_OPENS = 9 * HOUR
REPORT_KINDS = (
    "losse stoeptegel",
    "kapotte straatverlichting",
    "vol afvalbakje",
    "zwerfafval",
    "kuil in het fietspad",
    "overhangende takken",
    "graffiti op een bankje",
    "rattenoverlast",
)
WASTE = ("vol afvalbakje", "zwerfafval")
DANGERS = ("omgewaaide boom over de weg", "open putdeksel", "loshangende stroomkabel", "olie op het wegdek")


def write_counter(path: Path, year: Year, rng: Random, visitors: int) -> None:
    """Write the visits to the counter: tickets, appointments, no-shows, and how soon a slot was to be had."""
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, visitors, year.open_days, lambda day: _busy_counter(day, year)), start=1):
            pressure = _busy_counter(day, year) ** 0.8
            if n % 25 == 0:
                _first_free_slot(log, year, rng, day, f"BES-{n:06}")
            elif rng.random() < 0.5:
                _walk_in(log, rng, day, f"BAL-{n:06}", pressure)
            else:
                _appointment(log, year, rng, day, f"AFS-{n:06}", pressure)


def _busy_counter(day: date, year: Year) -> float:
    return year.crowd(day) * (0.5 + 0.5 * year.rush(day)) * (1.3 if day.weekday() == 3 else 1.0)


def _counter_time(day: date, rng: Random) -> int:
    closes = (20 if day.weekday() == 3 else 17) * HOUR
    return midnight(day) + rng.randrange(COUNTER_OPENS, closes - HOUR // 2)


def _walk_in(log: EventLog, rng: Random, day: date, contact: str, pressure: float) -> None:
    log.about(contact, "counter", "Burgerzaken", "balie")
    came = _counter_time(day, rng)
    log.add(came, "ticket", actor="auto")
    wait = int(rng.expovariate(1 / (330 * pressure)))
    if wait > 1500 and rng.random() < 0.4:
        log.add(came + rng.randrange(900, 1500), "left_without_service")
    else:
        log.add(came + wait, "called")


def _appointment(log: EventLog, year: Year, rng: Random, day: date, contact: str, pressure: float) -> None:
    log.about(contact, "counter", "Burgerzaken", "balie")
    slot = _counter_time(day, rng) // 600 * 600
    booked = year.workday(day, -rng.randrange(2, 12))
    if not log.add(slot, "appointment", detail=f"known_at={booked}"):
        return
    if rng.random() < 0.05:
        log.add(slot + 1200, "no_show")
        return
    arrived = slot + int(rng.gauss(-240, 240))
    log.add(arrived, "check_in", actor="auto")
    log.add(max(slot, arrived) + int(rng.expovariate(1 / (115 * pressure))), "called")


def _first_free_slot(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, "counter", "Burgerzaken", "balie", "availability")
    days = int(rng.triangular(1, 4, 2) * (0.6 + 0.55 * year.rush(day)))
    if log.add(year.office(day, rng), "request_received"):
        slot = year.office(year.workday(day, days), rng) // 600 * 600
        log.add(slot, "appointment", detail=f"known_at={day}", planned=True)


def write_callbacks(path: Path, year: Year, rng: Random, requests: int) -> None:
    """Write the callback requests of four teams; Burgerzaken starts the year late and ends it on time."""
    teams = ("Burgerzaken", "Belastingen", "Vergunningen", "Openbare ruimte")
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, requests, year.open_days, year.crowd), start=1):
            team = rng.choices(teams, (5, 2, 2, 1))[0]
            late = 0.42 - 0.36 * year.progress(day) if team == "Burgerzaken" else 0.12
            _callback(log, year, rng, day, (f"TBV-{n:06}", team, late))


def _callback(log: EventLog, year: Year, rng: Random, day: date, request: tuple[str, str, float]) -> None:
    contact, team, late = request
    log.about(contact, "phone", team)
    asked = year.office(day, rng)
    if not log.add(asked, "callback_requested"):
        return
    log.add(asked + rng.randrange(60, 5 * HOUR), "task_assigned", actor="auto")
    if rng.random() < 0.06:  # the resident asks for a later day
        agreed = year.workday(day, rng.randrange(4, 9))
        log.add(agreed, "agreed_date", detail=f"known_at={day}", planned=True)
        log.add(year.office(agreed if rng.random() < 0.9 else year.workday(agreed, 1), rng), "callback_connected")
        return
    if year.workday(day, 2) >= year.workday(year.until, -1) and rng.random() < 0.45:
        return  # still on the list this morning
    days = rng.randrange(3, 8) if rng.random() < late else rng.choices((0, 1, 2), (3, 5, 3))[0]
    called = max(year.office(year.workday(day, days), rng), asked + rng.randrange(600, HOUR))
    if days and rng.random() < 0.2:
        log.add(max(year.office(year.workday(day, days - 1), rng), asked + 300), "attempt_failed")
    stop = rng.choices(("callback_connected", "inbound_call_resolved"), (19, 1))[0]
    log.add(called, stop)


def write_reports(path: Path, year: Year, rng: Random, reports: int) -> None:
    """Write the reports in public space, on every day of the week; the urgent ones are first made safe."""
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, reports, year.days, lambda day: 0.4 + year.crowd(day)), 1):
            came = midnight(day) + int(rng.triangular(7, 22, 12) * HOUR)
            urgent = rng.random() < 0.06
            kind = rng.choice(DANGERS if urgent else REPORT_KINDS)
            partner = WASTE_COMPANY if kind in WASTE else ""
            log.about(f"MOR-{n:06}", "report", "Openbare ruimte", "meldingen", "urgent" if urgent else "", partner)
            if not log.add(came, "report_received", detail=f"soort={kind}"):
                continue
            if urgent:
                log.add(came + int(rng.lognormvariate(1.4, 1.0) * HOUR), "made_safe")
            if year.workday(day, 10) >= year.workday(year.until, -2) and rng.random() < 0.25:
                continue
            days = max(1, int(rng.lognormvariate(1.35, 0.75) * (1.4 if day.month in (7, 8) else 1.0)))
            log.add(year.office(year.workday(day, days), rng), "resolved")


def write_social(path: Path, year: Year, rng: Random, messages: int) -> None:
    """Write the messages on social media, which a bot greets and a person answers in opening hours."""
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, messages, year.days, lambda day: 0.3 + year.growing(day)), 1):
            log.about(f"SOC-{n:06}", "social", "Klantcontactcentrum", "webcare")
            came = midnight(day) + int(rng.triangular(7, 23, 14) * HOUR)
            if not log.add(came, "message_received"):
                continue
            log.add(came + 5, "bot_reply", actor="bot")
            closed = not year.is_open(day) or came > midnight(day) + int(16.5 * HOUR)
            opening = midnight(year.workday(day, 1 if closed else 0)) + int(8.5 * HOUR)
            log.add(max(came, opening) + int(rng.lognormvariate(0.2, 0.9) * HOUR), "reply_human")
