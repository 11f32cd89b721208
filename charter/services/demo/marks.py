"""The marks that residents give the town afterwards, by a survey that knows the channel and nothing else.

They fall in the passport rush and on the day of the outage, and digital service is liked better year by year.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from charter.services.demo.eventlog import event_log
from charter.services.demo.year import HOUR, Year, pick

CHANNELS = {"phone": (7.9, 4), "counter": (8.1, 3), "email": (7.0, 3), "form": (7.2, 1), "social": (7.7, 1)}
"""The usual mark of a channel, and how often one is given."""
DIGITAL = ("email", "form", "social")


def write_marks(path: Path, year: Year, rng: Random, marks: int) -> None:
    """Write about so many marks over the time."""
    weights = [often for _usual, often in CHANNELS.values()]
    with event_log(path, year) as log:
        for n, day in enumerate(pick(rng, marks, year.open_days, year.crowd), start=1):
            channel = rng.choices(tuple(CHANNELS), weights)[0]
            mean = CHANNELS[channel][0] - 0.35 * (year.rush(day) - 1) - (1.5 if day == year.outage else 0)
            if channel in DIGITAL:
                mean += 0.5 * year.progress(day)
            mark = min(10.0, max(1.0, round(rng.gauss(mean, 1.1) * 2) / 2))
            log.about(f"CIJ-{n:06}", channel, "Burgerzaken" if channel == "counter" else "Klantcontactcentrum")
            log.add(year.office(day, rng) + 2 * HOUR, "rated", detail=f"mark={mark:g}")
