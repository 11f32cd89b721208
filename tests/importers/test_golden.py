"""Every sample in `samples/<reader>/<case>/` is read and told as `expected` says; a new case is two files, no code.

To write `expected` for a new case, run `python tests/importers/test_golden.py`, and read what it wrote: once accepted
it is the definition of right.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from charter.contact import Channel, Direction, Event, Precision
from charter.importers.base import Implied, MailSettings, OutOfScope, ReadContext, Reader, Row
from charter.importers.files import damage, open_head, open_stream
from charter.importers.mapped_table import MappedTable, presets
from charter.importers.registry import READERS, by_id, recognise
from charter.problem import Problem

SAMPLES = Path(__file__).parent / "samples"
MINE = [reader.id for reader in (*READERS, *presets()) if (SAMPLES / reader.id).is_dir()]
CASES = sorted(case for reader_id in MINE for case in (SAMPLES / reader_id).iterdir() if case.is_dir())
NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
MAIL = MailSettings(
    own_domains=frozenset({"voorbeeldgemeente.nl"}),
    mailboxes=frozenset({"info@voorbeeldgemeente.nl", "burgerzaken@voorbeeldgemeente.nl"}),
    form_senders=frozenset({"noreply@forms.example"}),
    list_addresses=frozenset({"wijkraad@lijst.example"}),
    own_lists=frozenset({"wijkraad.lijst.example", "wijkraad@lijst.example"}),
)


def tell(row: Row) -> str:
    """One line a row: what it is, where it stands, and everything it says that is not the default."""
    match row:
        case OutOfScope():
            return f"{row.line:>3} out of scope: {row.reason}"
        case Problem():
            return f"{row.line:>3} {row.severity}: {row.code} {dict(row.params) or ''}".rstrip()
        case Implied():
            return tell(row.event) + " (implied)"
    moment = row.precision.word
    if row.at is not None:
        at = datetime.fromtimestamp(row.at // 1_000_000, UTC).replace(microsecond=row.at % 1_000_000)
        moment = f"{at.replace(tzinfo=None).isoformat()}Z {moment}"
    words = [f"{row.line:>3} {row.contact}: {row.kind.word} at {moment}"]
    if row.channel is not Channel.UNKNOWN:
        words.append(row.channel.word)
    if row.direction is not Direction.UNKNOWN:
        words.append(row.direction.word)
    for name in ("team", "queue", "category", "organisation", "performer", "customer", "agent", "detail"):
        value = getattr(row, name)
        if value:
            words.append(f"{name}={value if isinstance(value, str) else value.word}")
    for name in ("wait_us", "talk_us"):
        value = getattr(row, name)
        if value is not None:
            words.append(f"{name.removesuffix('_us')}={value / 1_000_000:g}s")
    return " ".join(words)


def reader_of(case: Path) -> Reader:
    """The reader that recognises the sample; of a mapping that no header names, the one with its id."""
    named = by_id(case.parent.name)
    if isinstance(named, MappedTable) and not (named.mapping.header or named.mapping.recognised_by):
        return named
    return recognise(open_head(next(case.glob("input*"))))


def told(case: Path) -> str:
    path = next(case.glob("input*"))
    reader = reader_of(case)
    assert reader.id == case.parent.name
    context = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: f"p({text})" if text else "", MAIL)
    with open_stream(path) as stream:
        lines = [tell(row) for row in reader.read(stream, context)]
        lost = damage(stream)
    return "\n".join([*lines, *([tell(lost)] if lost else [])]) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_sample_is_read_as_expected(case: Path) -> None:
    assert told(case) == (case / "expected").read_text("utf-8")


def test_there_are_samples_of_the_formats() -> None:
    assert {"asterisk_queue_log", "event_log"} <= set(MINE)


def test_every_precision_and_fingerprint_of_the_samples_is_sound() -> None:
    context = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: text, MAIL)
    for case in CASES:
        path = next(case.glob("input*"))
        with open_stream(path) as stream:
            events = [row for row in reader_of(case).read(stream, context) if isinstance(row, Event)]
        assert all((event.at is None) == (event.precision >= Precision.AMBIGUOUS) for event in events)
        assert all(-(2**63) <= event.fingerprint < 2**63 for event in events)


if __name__ == "__main__":
    for new in CASES:
        if not (new / "expected").exists():
            (new / "expected").write_text(told(new), "utf-8")
