"""The post register: letters, complaints, objections, applications, permits, Woo requests and formal messages.

Post is registered by date, as post rooms do; only what comes in by the portal has a time. Around the last morning some
items are left open, so that the worklist has something to show.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from charter.services.demo.eventlog import EventLog, event_log
from charter.services.demo.year import DAY, HOUR, Year, midnight, pick

WEEK = 7 * DAY
KINDS = {
    "letter": 52,
    "complaint": 8,
    "objection": 8,
    "application": 12,
    "permit": 10,
    "woo": 3,
    "formal": 7,
}
DEPARTMENTS = ("Burgerzaken", "Belastingen", "Vergunningen", "Openbare ruimte")


def write_post(path: Path, year: Year, rng: Random, items: int) -> None:
    """Write the post register of the year."""
    writers = {
        "letter": _letter,
        "complaint": _complaint,
        "objection": _objection,
        "application": _application,
        "permit": _permit,
        "woo": _woo,
        "formal": _formal,
    }
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, items, year.open_days, year.crowd), start=1):
            kind = rng.choices(tuple(KINDS), tuple(KINDS.values()))[0]
            if day < year.until:
                writers[kind](log, year, rng, day, f"POST-{n:05}")


def _letter(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, "letter", rng.choice(DEPARTMENTS), "postkamer")
    log.add(day, "letter_received")
    log.add(year.workday(day, 1), "scanned", actor="auto")
    if rng.random() < 0.94:
        log.add(year.workday(day, rng.choices((1, 2, 3, 4, 5, 7), (20, 30, 25, 15, 7, 3))[0]), "ack_sent")
    if _due_about_now(year, day + 6 * WEEK) and rng.random() < 0.6:
        return
    if rng.random() < 0.08:
        sent = year.workday(day + 3 * WEEK, 0)
        promised = year.workday(day + 6 * WEEK, -1)
        log.add(sent, "interim_message", detail=f"promised_on={promised};reason=yes;handler=yes")
        log.add(year.workday(promised, rng.choices((-3, -1, 0, 2), (3, 4, 3, 1))[0]), "reply_substantive")
        return
    log.add(_later(year, rng, day, 17, 0.6), "reply_substantive")


def _complaint(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, rng.choice(("letter", "email", "form")), rng.choice(DEPARTMENTS), "klachten", "complaint")
    log.add(day, "complaint_received")
    log.add(year.workday(day, rng.choices((1, 3, 5, 8), (4, 4, 2, 1))[0]), "ack_sent")
    if _due_about_now(year, day + 6 * WEEK) and rng.random() < 0.7:
        return
    if rng.random() < 0.15:
        log.add(year.workday(day + 5 * WEEK, 0), "extended", detail="weeks=4")
        log.add(_later(year, rng, day + 6 * WEEK, 16, 0.4), "outcome_sent")
    else:
        log.add(_later(year, rng, day, 27, 0.4), "outcome_sent")


def _objection(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    committee = "yes" if rng.random() < 0.35 else "no"
    log.about(contact, "letter", "Juridische zaken", "bezwaar", "objection")
    published = day - rng.randrange(8, 40) * DAY
    log.add(published, "decision_published")
    log.add(day, "objection_received", detail=f"committee={committee}")
    log.add(year.workday(day, rng.randrange(1, 6)), "ack_sent")
    term_ends = published + 6 * WEEK
    days = 66 if committee == "yes" else 33
    if rng.random() < 0.2:  # the objection lacks its grounds: Awb 6:6
        log.add(year.workday(day, 2), "suspended")
        log.add(year.workday(day, 12), "resumed")
    if rng.random() < 0.2:
        log.add(year.workday(term_ends + 30 * DAY, 0), "extended", detail="weeks=6")
        days += 30
    log.add(_later(year, rng, term_ends, days, 0.25), "decision_sent")


def _application(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, "form", rng.choice(DEPARTMENTS), "aanvragen", "application")
    _decide(log, year, rng, day, extension=0.0)


def _permit(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, "portal", "Vergunningen", "omgevingsloket", "permit")
    _decide(log, year, rng, day, extension=0.2)


def _decide(log: EventLog, year: Year, rng: Random, day: date, extension: float) -> None:
    log.add(day, "application_received")
    log.add(year.workday(day, rng.randrange(0, 4)), "ack_sent")
    waited = 0
    if rng.random() < 0.3:  # incomplete: Awb 4:5, the term stands still (4:15)
        asked = year.workday(day, rng.randrange(4, 12))
        waited = rng.randrange(7, 29)
        log.add(asked, "completion_requested", detail=f"until={asked + 4 * WEEK}")
        log.add(year.workday(asked + waited * DAY, 0), "completed")
    if _due_about_now(year, day + 8 * WEEK + waited * DAY) and rng.random() < 0.7:
        return
    if rng.random() < extension:
        log.add(year.workday(day + 7 * WEEK, 0), "extended", detail="weeks=6")
        waited += 28
    log.add(_later(year, rng, day + waited * DAY, 36, 0.4), "decision_sent")


def _woo(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, "email", "Juridische zaken", "woo", "woo")
    log.add(day, "request_received")
    log.add(year.workday(day, 1), "ack_sent")
    if rng.random() < 0.45:
        log.add(year.workday(day + 25 * DAY, 0), "extended", detail="weeks=2")
        log.add(_later(year, rng, day, 38, 0.25), "decision_sent")
    else:
        log.add(_later(year, rng, day, 23, 0.3), "decision_sent")


def _formal(log: EventLog, year: Year, rng: Random, day: date, contact: str) -> None:
    log.about(contact, "portal", rng.choice(DEPARTMENTS), "berichtenbox", "formal")
    came = midnight(day) + int(rng.triangular(7, 23, 13) * HOUR)
    log.add(came, "message_received")
    if rng.random() < 0.85:
        log.add(came + rng.randrange(2, 90), "auto_ack", actor="auto")
    elif rng.random() < 0.7:
        log.add(year.office(year.workday(day, rng.choice((1, 1, 2))), rng), "ack_sent")
    log.add(year.office(year.workday(day, rng.randrange(2, 15)), rng), "reply_substantive")


def _later(year: Year, rng: Random, day: date, days: int, spread: float) -> date:
    """Pick the working day on which something is done, about `days` after `day`."""
    return year.workday(day + max(2, int(rng.lognormvariate(0, spread) * days)) * DAY, 0)


def _due_about_now(year: Year, due: date) -> bool:
    """Say whether a term ends around the last morning: a little late, today or in the days to come."""
    return -4 <= (due - year.until).days <= 3
