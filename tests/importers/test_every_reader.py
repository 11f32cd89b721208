"""Every registered reader, whatever its format: a new one is held to all of this by being registered.

`fuzz/holds.py` says what must hold; `python -m fuzz.readers` looks for inputs where it does not, for as long as asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.contact import Event, Kind, Precision
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Reader, Row
from charter.importers.call_row import CallRow
from charter.importers.event_log import EventLogReader
from charter.importers.files import open_head
from charter.importers.mapped_table import presets
from charter.importers.registry import READERS
from charter.instants import Instant
from charter.services.zones import has_local_times

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).parent / "samples"
REFUSED = {
    "outlook_csv": b'"Onderwerp","Bericht","Van: (naam)","Van: (adres)"\r\n"Vraag","Morgen","Jan","jan@a.example"\r\n',
    "pst": b"!BDN" + bytes(range(256)) * 3,
    "3cx_cdr_log": b"Call 1,0001,00:01:10,2026/11/16 09:00:00,2026/11/16 09:00:04,2026/11/16 09:01:10,"
    b"TerminatedBySrc,Ext.000,Ext.101,0612345678,,,,Chain: Ext.800;Ext.101;\r\n" * 2,
}
"""Beginnings of formats that have no golden sample: two are always refused, and a real .pst is too large to keep."""
JUNK = (b"", b"\n", b"\0", b'"', b",", b";", b"|", b"{", b"]", b"\xff\xfe", b"PK\x03\x04", b"0", b"-1", b"9" * 30)

each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
each_format = pytest.mark.parametrize("reader", [*READERS, *presets()], ids=lambda reader: reader.id)
"""The mappings that come with the program, too."""


@pytest.fixture(scope="module")
def holds() -> ModuleType:
    """The fuzzer is no part of the package; it is found in the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        return import_module("fuzz.holds")


def golden(reader: Reader) -> list[Path]:
    return [path for path in sorted((SAMPLES / reader.id).glob("*/input*")) if path.is_file()]


def seeds(holds: ModuleType, reader: Reader) -> list[bytes]:
    return [*holds.seeds(reader), *([REFUSED[reader.id]] if reader.id in REFUSED else [])]


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[str, float, float, bytes]]:
    """What happens to a file: pieces are lost, doubled, moved or overwritten."""
    places = st.floats(0, 1, exclude_max=True)
    bytes_ = st.sampled_from(JUNK) | st.binary(max_size=12)
    steps = st.tuples(st.sampled_from(["cut", "lose", "double", "write", "swap"]), places, places, bytes_)
    return draw(st.lists(steps, min_size=1, max_size=6))


def damaged(data: bytes, steps: list[tuple[str, float, float, bytes]]) -> bytes:
    for step, one, other, new in steps:
        start, end = sorted((int(one * len(data)), int(other * len(data))))
        match step:
            case "cut":
                data = data[:end]
            case "lose":
                data = data[:start] + data[min(end, start + 40) :]
            case "double":
                data = data[:end] + data[start:]
            case "write":
                data = data[:start] + new + data[start + len(new) // 2 :]
            case "swap":
                lines = data.split(b"\n")
                here, there = int(one * len(lines)), int(other * len(lines))
                lines[here], lines[there] = lines[there], lines[here]
                data = b"\n".join(lines)
    return data[:64_000]


class Faulty(EventLogReader):
    """A reader that tells one row wrongly."""

    def __init__(self, tell: Callable[[Event, ReadContext], object]) -> None:
        self.tell = tell

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        event = CallRow(1, "x", "c", "kcc").tell(Kind.QUEUE_ENTERED, Instant(0, Precision.SECOND))
        context.pseudonym("0612345678")
        yield event
        yield self.tell(event, context)


@pytest.mark.parametrize(
    ("tell", "complaint"),
    [
        (lambda event, _: "a row", "no row"),
        (lambda event, _: event, "counts more than once"),
        (lambda event, _: OutOfScope(0, "x"), "stands on no line"),
        (lambda event, _: event._replace(line=2, position=2**63), "no 64-bit integer"),
        (lambda event, _: event._replace(line=2, fingerprint=0.5), "no 64-bit integer"),
        (lambda event, _: event._replace(line=2, wait_us=-1), "negative"),
        (lambda event, _: event._replace(line=2, at=None), "contradict"),
        (lambda event, _: event._replace(line=2, contact=""), "no contact"),
        (lambda event, _: event._replace(line=2, kind=Kind.PROMISED_DAY), "tells a moment"),
        (lambda event, context: event._replace(line=2, agent=context.pseudonym("x")), "without consent"),
        (lambda event, _: Implied(event._replace(customer="Jan")), "in clear"),
        (lambda event, _: Implied(event._replace(queue="to 0612345678")), "in clear"),
    ],
)
def test_what_must_hold_is_noticed_when_it_does_not(
    holds: ModuleType, tell: Callable[[Event, ReadContext], object], complaint: str
) -> None:
    with pytest.raises(holds.Broken, match=complaint):
        holds.check(Faulty(tell), b"0612345678")


@each_format
def test_it_has_golden_samples_or_is_one_that_cannot(holds: ModuleType, reader: Reader) -> None:
    assert bool(golden(reader)) != (reader.id in REFUSED)
    assert all(holds.check(reader, seed) > 0 for seed in seeds(holds, reader) if reader.id not in REFUSED)


@each_reader
def test_of_all_samples_it_claims_its_own_and_no_other(reader: Reader) -> None:
    heads = [(other.id, path, open_head(path)) for other in READERS for path in golden(other)]
    heads += [(reader_id, None, Head("input", data)) for reader_id, data in REFUSED.items()]
    assert [(own, path) for own, path, head in heads if reader.recognises(head) != (own == reader.id)] == []


@pytest.mark.parametrize("reader", [reader for reader in READERS if not reader.local_times], ids=lambda r: r.id)
def test_a_format_that_says_its_times_have_a_zone_tells_the_same_in_every_zone(reader: Reader) -> None:
    context = ReadContext(ZoneInfo("UTC"), 1_796_000_000_000_000, lambda text: text)
    assert [path for path in golden(reader) if has_local_times(reader, path, context)] == []


@each_format
@settings(max_examples=40)
@given(st.data())
def test_whatever_the_bytes_each_row_counts_once_nothing_escapes_and_nobody_is_named(
    holds: ModuleType, reader: Reader, data: st.DataObject
) -> None:
    seed = data.draw(st.sampled_from(seeds(holds, reader)))
    holds.check(reader, damaged(seed, data.draw(damage())))


@each_reader
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_neither_claimed_nor_does_it_break_the_reader(holds: ModuleType, reader: Reader, junk: bytes) -> None:
    holds.check(reader, junk)
    assert not reader.recognises(Head("input", junk * 3))
