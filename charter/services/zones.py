"""In which zone the local times of a source are: decided once, and remembered with the source.

Why: half of the formats write 02:30 and not whose 02:30. Every file of one source must be read in one zone, whatever
the profile says later. Refuses to bother anybody about a file whose times say their zone, and to decide in silence.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from charter.contact import Event, Precision
from charter.errors import CharterError
from charter.importers import files
from charter.importers.base import Implied, ReadContext, Reader
from charter.locale import N_
from charter.problem import Problem, Severity
from charter.store import names
from charter.store.engine import Store

_BEGINNING, _LOOKED_AT = 1 << 20, 1000
"""Bytes and rows from which it is told whether the times of a file are local: some readers survey all they get."""
_ELSEWHERE = (ZoneInfo("Etc/GMT+12"), ZoneInfo("Etc/GMT-14"))
"""Two zones that never agree and never change their clocks."""

Ask = Callable[[str, str], ZoneInfo]
"""Told a file and its source, gives the zone that a person chose; may raise ZoneUnknown."""


class ZoneUnknown(CharterError):  # noqa: N818 - named after the situation
    """Local times of a source of which nobody said yet in which zone they are; nothing of the file was read."""

    def __init__(self, file: str, source: str) -> None:
        super().__init__(
            N_("The times in %(file)s do not say their zone, so it is not read yet."),
            N_("Say once in which zone the times of %(source)s are."),
            file=file,
            source=source,
        )
        self.source = source


def unanswered(file: str, source: str) -> ZoneInfo:
    """Leave the question open: the file is not read, and whoever asked can read it again with an answer."""
    raise ZoneUnknown(file, source)


class Choice(NamedTuple):
    """The zone to read a file in; whether the source remembers it from now on; and what must be said of it."""

    zone: ZoneInfo
    remember: bool = False
    remark: Problem | None = None


def choose(
    store: Store,
    source: str,
    reader: Reader,
    path: Path,
    context: ReadContext,
    given: ZoneInfo | None = None,
    ask: Ask | None = None,
) -> Choice:
    """The zone for a file of `source`: the one given, else the one remembered, else asked, else that of `context`."""
    if not reader.local_times:
        return Choice(context.zone)
    with store.read() as connection:
        remembered = names.zone_of(connection, source)
    if given is not None:
        changed = remembered not in ("", given.key)
        return Choice(given, remembered != given.key, _changed(source, remembered, given.key) if changed else None)
    if remembered:
        return Choice(ZoneInfo(remembered))
    if not has_local_times(reader, path, context):
        return Choice(context.zone)
    if ask is not None:
        return Choice(ask(path.name, source), remember=True)
    return Choice(context.zone, remember=True, remark=_assumed(source, context.zone.key))


def has_local_times(reader: Reader, path: Path, context: ReadContext) -> bool:
    """Whether the first rows of a file mean other instants in another zone. A bare date is no time."""
    one, other = (_instants(reader, path, replace(context, zone=zone)) for zone in _ELSEWHERE)
    return one != other


def _instants(reader: Reader, path: Path, context: ReadContext) -> list[int | None]:
    """The instants of the first rows; of the whole file where its beginning alone cannot be read."""
    for size in (_BEGINNING, -1):
        try:
            with files.open_stream(path) as stream:
                rows = list(islice(reader.read(io.BytesIO(stream.read(size)), context), _LOOKED_AT))
        except (CharterError, OSError):
            continue  # reading it in earnest says why
        told = (row.event if isinstance(row, Implied) else row for row in rows)
        return [event.at for event in told if isinstance(event, Event) and event.precision < Precision.DAY]
    return []


def _assumed(source: str, zone: str) -> Problem:
    return Problem(
        "zone_assumed",
        0,
        N_("The times do not say their zone. For the source %(source)s they count as times in %(zone)s from now on."),
        N_("Is that wrong? Import the files again with --zone ZONE; for a live source, set zone=ZONE."),
        {"source": source, "zone": zone},
        Severity.WARNING,
    )


def _changed(source: str, before: str, zone: str) -> Problem:
    return Problem(
        "zone_changed",
        0,
        N_("The times of the source %(source)s count as times in %(zone)s from now on, no longer in %(before)s."),
        N_("Files that were read before keep the old zone. Import each of them again, then they are read anew."),
        {"source": source, "zone": zone, "before": before},
        Severity.WARNING,
    )
