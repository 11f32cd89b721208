"""What must hold for every reader and every input, whatever the bytes are.

Why: the property tests and the fuzzer ask the same of every registered reader, so that a new reader is held to it by
being registered. Refuses to know any format; that a row is told rightly is what golden samples say.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from charter.contact import Event, Kind, Precision
from charter.errors import UnreadableFile
from charter.importers.base import Head, Implied, MailSettings, OutOfScope, ReadContext, Reader, Row
from charter.importers.files import open_stream
from charter.importers.registry import READERS
from charter.importers.text import OLD_WINDOWS
from charter.problem import Problem, Severity

SAMPLES = Path(__file__).resolve().parents[1] / "tests" / "importers" / "samples"
NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
OURS = MailSettings(own_domains=frozenset({"voorbeeldgemeente.nl"}), mailboxes=frozenset({"info@voorbeeldgemeente.nl"}))
MARKER = "\u27e6resident\u27e7"
MANY_TO_A_LINE = frozenset({"amazon_connect", "freeswitch", "genesys_cloud", "teams_pstn_usage"})
"""Readers of JSON, in which many rows may begin on one line."""

_WORDS = ("contact", *(name for name, default in Event._field_defaults.items() if default == ""))
_NUMBER = re.compile(r"\+?[0-9]{8,}")
_INT64 = range(-(2**63), 2**63)


class Broken(AssertionError):  # noqa: N818 - named after the situation
    """Something that must always hold does not."""


def seeds(reader: Reader) -> Iterator[bytes]:
    """The golden inputs of a reader, unpacked."""
    for path in sorted((SAMPLES / reader.id).glob("*/input*")):
        if path.is_file():
            with open_stream(path) as stream:
                yield stream.read()


def check(reader: Reader, data: bytes) -> int:
    """Read the bytes as the reader's format and hold the rows to everything below; how many rows counted.

    Raises Broken, or whatever escaped from the reader. A refusal of the whole file is no row.
    """
    for other in READERS:
        other.recognises(Head("input", data))
    counted = 0
    for keep_agents in (False, True):
        hidden: set[str] = set()

        def pseudonym(text: str, hidden: set[str] = hidden) -> str:
            hidden.add(text)
            return MARKER if text else ""

        context = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, pseudonym, OURS, keep_agents=keep_agents)
        rows: list[Row] = []
        try:
            rows.extend(reader.read(io.BytesIO(data), context))
        except UnreadableFile as refusal:
            if not (str(refusal) and refusal.remedy):
                raise Broken("a refusal without a remedy") from refusal
        counted = _arithmetic(reader, rows)
        events = [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Implied | Event)]
        for event in events:
            _sound(event, keep_agents=keep_agents)
        _nobody_named(events, hidden, data)
    return counted


def _arithmetic(reader: Reader, rows: list[Row]) -> int:
    """Each row is one thing, and counts once."""
    lines = []
    for row in rows:
        if not isinstance(row, Event | Problem | OutOfScope | Implied):
            raise Broken(f"no row: {row!r}")
        if isinstance(row, Implied) or (isinstance(row, Problem) and row.severity is Severity.WARNING):
            continue
        if isinstance(row, Problem) and row.severity is not Severity.REJECTED:
            raise Broken(f"neither rejected nor a warning: {row!r}")
        lines.append(row.line)
    if lines and min(lines) < 1:
        raise Broken("a row that counts stands on no line")
    if reader.id not in MANY_TO_A_LINE and len(set(lines)) != len(lines):
        twice = next(line for line in lines if lines.count(line) > 1)
        raise Broken(f"line {twice} counts more than once: {[row for row in rows if _line(row) == twice]}")
    return len(lines)


def _line(row: Row) -> int:
    return row.event.line if isinstance(row, Implied) else row.line


def _sound(event: Event, *, keep_agents: bool) -> None:
    """The event can be stored, and says nothing that cannot be."""
    if event.kind >= Kind.VALID_INTERIM_MESSAGE:
        raise Broken(f"a reader tells a moment: {event}")
    for number in (event.position, event.fingerprint, event.line, event.at, event.wait_us, event.talk_us):
        if number is not None and (type(number) is not int or number not in _INT64):
            raise Broken(f"{number!r} is no 64-bit integer: {event}")
    if (event.wait_us or 0) < 0 or (event.talk_us or 0) < 0:
        raise Broken(f"a negative duration: {event}")
    if (event.at is None) != (event.precision >= Precision.AMBIGUOUS):
        raise Broken(f"instant and precision contradict each other: {event}")
    if not event.contact:
        raise Broken(f"an event of no contact: {event}")
    if event.agent and not keep_agents:
        raise Broken(f"an agent without consent: {event}")
    if event.agent.replace(MARKER, "") or event.customer.replace(MARKER, "").strip():
        raise Broken(f"a person in clear: {event}")
    if not all(type(getattr(event, name)) is str for name in _WORDS):
        raise Broken(f"a text that is none: {event}")


def _nobody_named(events: list[Event], hidden: set[str], data: bytes) -> None:
    """What became a pseudonym, and stands nowhere else in the input, is in no text in clear."""
    text = data.decode("utf-8", OLD_WINDOWS)
    persons = {word for word in hidden - OURS.mailboxes if _NUMBER.fullmatch(word) or "@" in word}
    once = [word for word in persons if text.count(word) == 1]
    if not once:
        return
    for event in events:
        told = "\n".join(getattr(event, name) for name in _WORDS)
        for word in once:
            if word in told:
                raise Broken(f"{word} in clear: {event}")
