"""The exchange's queue_log (Asterisk): a small queueing model of four queues, written line by line.

Calls arrive at random within each quarter of an hour, wait for the first free agent, lose patience, are transferred.
The staff is planned for an ordinary day, so that Mondays, the passport rush and the day of the outage hurt.
Source of the line format: Asterisk, apps/app_queue.c and main/logger.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import heapify, heappop, heappush, heapreplace
from math import ceil, sqrt
from pathlib import Path
from random import Random
from typing import NamedTuple

from charter.services.demo.year import DAY, HOUR, Year, midnight

OPENS = int(8.5 * HOUR)
CRASH, RESTART = 9 * HOUR + 2471, 13 * HOUR + 1142
QUARTERS = (
    7,
    9,
    11,
    12,
    13,
    13,
    13,
    12,
    11,
    11,
    10,
    9,
    8,
    8,
    6,
    5,
    5,
    5,
    6,
    7,
    8,
    9,
    9,
    9,
    8,
    8,
    7,
    7,
    6,
    6,
    5,
    5,
    4,
    3,
)
"""Calls per quarter of an hour from 08:30 on, in proportion."""
AREAS = ("010", "020", "030", "040", "050", "070", "013", "015", "023", "024", "026", "038", "043", "053", "055", "058")
LONGEST_WAIT = 600
WRAP_UP = 25
LUNCH = 1800


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of the exchange: its share of the calls, mean talk in seconds, extension and agents' number range."""

    name: str
    share: float
    talk: int
    extension: str
    agents: int

    def season(self, day: date, year: Year) -> float:
        """Say how much busier than usual this subject is on `day`."""
        if self.name == "burgerzaken":
            return 1 + (year.rush(day) - 1) * 0.8
        if self.name == "belastingen":  # the yearly assessments go out at the end of February
            return 2.3 if (2, 20) <= (day.month, day.day) <= (3, 31) else 0.85
        if self.name == "afval":  # new calendars and Christmas trees
            return 1.7 if (day.month, day.day) <= (1, 20) else 0.95
        return 1.0


QUEUES = (
    Queue("kcc_algemeen", 0.50, 200, "600", 2000),
    Queue("burgerzaken", 0.25, 230, "610", 2100),
    Queue("belastingen", 0.13, 280, "620", 2200),
    Queue("afval", 0.12, 170, "630", 2300),
)


class Call(NamedTuple):
    """One visit of a caller to a queue that is about to begin; calls sort by time."""

    at: int
    number: int
    queue: int
    leg: int
    id: str
    caller: str


class Line(NamedTuple):
    """One line of the log; lines sort by time, then in the order in which they were written."""

    at: int
    order: int
    text: str


def write_queue_log(folder: Path, year: Year, rng: Random, calls: int) -> tuple[Path, Path]:
    """Write about `calls` calls as `queue_log` and, for all but the last five weeks, the rotated `queue_log.1`."""
    older, newer = folder / "queue_log.1", folder / "queue_log"
    rotation = year.until - 35 * DAY
    exchange = Exchange(year, rng, calls)
    days = [day for day in year.open_days if midnight(day) + OPENS < year.end]
    for path, chosen in ((older, [d for d in days if d < rotation]), (newer, [d for d in days if d >= rotation])):
        with path.open("w", encoding="utf-8", newline="\n") as file:
            if path == newer:
                file.write(f"{midnight(rotation) + 3 * HOUR}|NONE|NONE|NONE|ROTATE|\n")
            for day in chosen:
                file.writelines(exchange.day(day))
    return older, newer


class Exchange:
    """Four queues with their agents, simulated a day at a time."""

    def __init__(self, year: Year, rng: Random, calls: int) -> None:
        self.year = year
        self.rng = rng
        self._number = 0
        self._order = 0
        self._lunch: dict[str, int] = {}
        self.ordinary = calls / sum(
            year.crowd(day) * queue.share * queue.season(day, year) for day in year.open_days for queue in QUEUES
        )
        """Calls on an ordinary day."""

    def day(self, day: date) -> Iterator[str]:
        """Give the lines of `day` in the order in which the exchange wrote them."""
        rng, start, closes = self.rng, midnight(day), midnight(day) + self.year.closes(day)
        outage = (start + CRASH, start + RESTART) if day == self.year.outage else None
        lines: list[Line] = []
        calls: list[Call] = []
        free: list[list[tuple[int, str]]] = []
        for position, queue in enumerate(QUEUES):
            expected = self.ordinary * queue.share * self.year.crowd(day) * queue.season(day, self.year)
            calls += self._arrivals(day, position, expected)
            agents = [f"Agent/{queue.agents + n}" for n in range(1, 1 + self._staff(queue))]
            free.append([(start + OPENS, agent) for agent in agents])
            heapify(free[-1])
            for agent in agents:
                self._shift(lines, day, queue.name, agent, alone=len(agents) == 1)
        if outage:  # one caller is waiting when the exchange stops
            calls.append(Call(outage[0] - 1, self._number, 0, 1, self._call_id(outage[0] - 1), self._caller()))
        heapify(calls)
        while calls:
            call = heappop(calls)
            if outage and outage[0] <= call.at < outage[1]:
                continue
            written: list[Line] = []
            onward = self._visit(written, call, free[call.queue], closes)
            if onward:
                heappush(calls, onward)
            if outage and call.at < outage[0]:
                written = [line for line in written if line.at < outage[0]]
            lines += written
        if outage:
            lines = [line for line in lines if not outage[0] <= line.at < outage[1]]
            self._say(lines, outage[1], "NONE", "NONE", "NONE", "QUEUESTART|")
        for _ in range(int(0.02 * self.ordinary + rng.random())):
            early = rng.random() < 0.5
            at = start + OPENS - rng.randrange(60, 3000) if early else closes + rng.randrange(5, 3600)
            self._say(lines, at, self._call_id(at), QUEUES[0].name, "NONE", "CLOSED|")
        return (line.text for line in sorted(lines) if line.at < self.year.end)

    def _arrivals(self, day: date, queue: int, expected: float) -> Iterator[Call]:
        """Draw the arrivals of one queue, a Poisson process whose rate changes every quarter of an hour."""
        rng, opening = self.rng, midnight(day) + OPENS
        monday = day.weekday() == 0
        weights = [w * (1.5 if monday and n < 12 else 1.0) for n, w in enumerate(QUARTERS)]
        whole = sum(weights)
        if day == self.year.outage:  # everybody tries again in the afternoon
            weights = [w * (2.2 if n >= 19 else 1.0) for n, w in enumerate(weights)]
        for n, weight in enumerate(weights[: (self.year.closes(day) - OPENS) // 900]):
            mean_gap = 900 * whole / (weight * expected)
            within = rng.expovariate(1 / mean_gap)
            while within < 900:
                at = opening + 900 * n + int(within)
                yield Call(at, self._number, queue, 1, self._call_id(at), self._caller())
                within += rng.expovariate(1 / mean_gap)

    def _staff(self, queue: Queue) -> int:
        """Plan agents for the busiest hour of an ordinary day: the load and its square root (Halfin and Whitt)."""
        load = self.ordinary * queue.share * 0.14 * (queue.talk + WRAP_UP) / HOUR
        return max(1, ceil(load + 1.2 * sqrt(load)))

    def _visit(self, lines: list[Line], call: Call, free: list[tuple[int, str]], closes: int) -> Call | None:
        """Let one caller wait, and speak or leave; returns the next visit of the same call, if any."""
        rng, queue = self.rng, QUEUES[call.queue]
        while len(free) > 1 and 0 <= max(call.at, free[0][0]) - self._lunch[free[0][1]] < LUNCH:
            heapreplace(free, (self._lunch[free[0][1]] + LUNCH, free[0][1]))
        ready, agent = free[0]
        place = 1 + (ready > call.at)
        self._say(lines, call.at, call.id, queue.name, "NONE", f"ENTERQUEUE||{call.caller}|{place}")
        ring = rng.randrange(2, 9)
        answer = max(call.at, ready) + ring
        if rng.random() < 0.2:  # agents have other work too, and come to the phone from it
            answer += int(rng.expovariate(1 / 28))
        if rng.random() < 0.05:
            answer += 15
            if answer - ring <= call.at + LONGEST_WAIT:
                self._say(lines, answer - ring, call.id, queue.name, agent, "RINGNOANSWER|15000")
        patience = rng.randrange(1, 5) if rng.random() < 0.02 else 8 + int(rng.expovariate(1 / 210))
        leaves = min(call.at + LONGEST_WAIT, max(closes + 300, call.at + 60))
        if answer > min(call.at + patience, leaves):
            lines[:] = [line for line in lines if line.at <= min(call.at + patience, leaves)]
            return self._leave(lines, call, place, min(call.at + patience, leaves), leaves)
        hold = answer - call.at
        self._say(lines, answer, call.id, queue.name, agent, f"CONNECT|{hold}|{answer}.{self._next()}|{ring}")
        talk = max(8, int(rng.lognormvariate(0, 0.7) * queue.talk * 0.8))
        ends = answer + talk
        heapreplace(free, (ends + WRAP_UP, agent))
        if rng.random() < (0.3 if call.leg > 1 else 0.14 if call.queue == 0 else 0.06):
            return self._transfer(lines, call, agent, ends, f"{hold}|{talk}|{place}")
        who = "COMPLETECALLER" if rng.random() < 0.62 else "COMPLETEAGENT"
        self._say(lines, ends, call.id, queue.name, agent, f"{who}|{hold}|{talk}|{place}")
        return None

    def _leave(self, lines: list[Line], call: Call, place: int, at: int, leaves: int) -> Call | None:
        """Let a caller go unanswered: by hanging up, by the key for a callback, or because the queue sends him on."""
        queue, wait = QUEUES[call.queue].name, at - call.at
        if at == leaves:
            self._say(lines, at, call.id, queue, "NONE", f"EXITWITHTIMEOUT|1|{place}|{wait}")
            return call._replace(at=at + 1, queue=0, leg=call.leg + 1) if call.queue and call.leg < 4 else None
        if wait > 60 and self.rng.random() < 0.12:
            self._say(lines, at, call.id, queue, "NONE", f"EXITWITHKEY|1|1|{place}|{wait}")
        else:
            self._say(lines, at, call.id, queue, "NONE", f"ABANDON|1|{place}|{wait}")
        return None

    def _transfer(self, lines: list[Line], call: Call, agent: str, at: int, rest: str) -> Call | None:
        """Put a caller through, to another queue or to a department outside the queues."""
        rng, queue = self.rng, QUEUES[call.queue].name
        onward = call.leg < 5 and rng.random() < 0.55
        target = rng.choice([n for n in range(len(QUEUES)) if n != call.queue])
        if rng.random() < 0.7:
            extension = QUEUES[target].extension if onward else f"7{rng.randrange(10, 60)}"
            self._say(lines, at, call.id, queue, agent, f"BLINDTRANSFER|{extension}|intern|{rest}")
        else:
            self._say(lines, at, call.id, queue, agent, f"ATTENDEDTRANSFER|BRIDGE|b{at:x}{call.number:x}|{rest}")
        return call._replace(at=at + 1, queue=target, leg=call.leg + 1) if onward else None

    def _shift(self, lines: list[Line], day: date, queue: str, agent: str, *, alone: bool) -> None:
        """Note that an agent logs in, has lunch unless alone, and logs off; no contact, and importers must say so."""
        rng, start = self.rng, midnight(day)
        lunch = self._lunch[agent] = start + 12 * HOUR + rng.randrange(0, 60) * 60
        self._say(lines, start + OPENS - rng.randrange(60, 900), "MANAGER", queue, agent, "ADDMEMBER|")
        if not alone:
            self._say(lines, lunch, "MANAGER", queue, agent, "PAUSE|lunch")
            self._say(lines, lunch + LUNCH, "MANAGER", queue, agent, "UNPAUSE|")
        self._say(
            lines, start + self.year.closes(day) + rng.randrange(300, 1200), "MANAGER", queue, agent, "REMOVEMEMBER|"
        )

    def _say(self, lines: list[Line], at: int, call: str, queue: str, agent: str, event: str) -> None:
        self._order += 1
        lines.append(Line(at, self._order, f"{at}|{call}|{queue}|{agent}|{event}\n"))

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _call_id(self, at: int) -> str:
        return f"{at}.{self._next()}"

    def _caller(self) -> str:
        rng = self.rng
        if rng.random() < 0.06:
            return "anonymous"
        area, last = rng.choice(AREAS), rng.randrange(100)
        return f"+31{area[1:]}55501{last:02}" if rng.random() < 0.5 else f"{area}55501{last:02}"
