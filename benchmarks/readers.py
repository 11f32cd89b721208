"""Reading alone, for each reader: against the csv, json, mailbox or email module that goes through the same bytes.

A golden sample is repeated to a useful size, with other ids each time, so that no two calls or messages are one.
"""

from __future__ import annotations

import csv
import io
import json
import mailbox
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from email import message_from_bytes
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.measure import Measured, Spent, best_of
from benchmarks.town import UNTIL
from charter.contact import Event
from charter.importers.base import MailSettings, OutOfScope, ReadContext, Row
from charter.importers.registry import FOLDERS, by_id
from charter.problem import Problem, Severity

ROWS = 100_000
"""Of each table, about; fewer of objects with several ids, and a tenth in messages."""
_SAMPLES = Path(__file__).resolve().parents[1] / "tests" / "importers" / "samples"
_OURS = MailSettings(
    own_domains=frozenset({"voorbeeldgemeente.nl"}), mailboxes=frozenset({"info@voorbeeldgemeente.nl"})
)


class _Table(NamedTuple):
    """A sample in rows: how many lines its header takes, and in which columns ids stand."""

    case: str
    header: int
    ids: tuple[int, ...]
    delimiter: str = ","


class _Texts(NamedTuple):
    """A sample in objects or messages: what stands before each id."""

    case: str
    before_id: bytes


_TABLES = {
    "3cx_call_report": _Table("version_20", 1, (1,)),
    "3cx_cdroutput": _Table("every_ending", 1, (0, 1, 32)),
    "asterisk_cdr": _Table("linked_legs", 0, (16, 19)),
    "asterisk_cel": _Table("calls", 1, (8, 9)),
    "asterisk_queue_log": _Table("every_event", 0, (1,), "|"),
    "avaya_smdr": _Table("thirty_fields", 0, (9,)),
    "cisco_cucm": _Table("header_and_types", 2, (2,)),
    "event_log": _Table("a_year_of_channels", 1, (0,)),
    "message_trace": _Table("tracking_log", 5, (9,)),
    "teams_call_queue": _Table("codes", 1, (13, 17, 18)),
    "teams_pstn_usage": _Table("calling_plan", 1, (0,)),
}
_OBJECTS = {
    "amazon_connect": _Texts("lines", rb'ContactId":\s*"'),
    "freeswitch": _Texts("json_legs", rb'"uuid":\s*"'),
    "genesys_cloud": _Texts("lines", rb'"conversationId":\s*"'),
}
_MAILBOX = _Texts("a_conversation", rb"(?i)\n(?:message-id|in-reply-to|references):\s*<")
_MESSAGE = _Texts("saved_with_separator", rb"(?i)message-id:\s*<")


def run(folder: Path, scale: float) -> list[Measured]:
    """Each reader; the shortest of two runs, of the reader and of its yardstick."""
    rows = max(round(ROWS * scale), 1)
    found = []
    for reader_id, table in sorted(_TABLES.items()):
        data = _repeated_rows(_sample(reader_id, table.case), table, rows)
        found.append(_compared(reader_id, data, "csv module", partial(_by_csv, data, table.delimiter)))
    for reader_id, texts in sorted(_OBJECTS.items()):
        data = b"".join(_repeated(_sample(reader_id, texts.case), texts, rows))
        found.append(_compared(reader_id, data, "json module", partial(_by_json, data.decode())))
    path = folder / "repeated.mbox"
    path.write_bytes(b"".join(_repeated(_sample("mbox", _MAILBOX.case), _MAILBOX, rows // 10)))
    found.append(_compared("mbox", path.read_bytes(), "mailbox.mbox, parsed", lambda: _by_mailbox(path)))
    return [*found, _files(folder / "messages", rows // 10)]


def _compared(reader_id: str, data: bytes, against: str, through: Callable[[], int]) -> Measured:
    reader, context = by_id(reader_id), _context()
    spent, rows = best_of(2, lambda: _counted(reader.read(io.BytesIO(data), context)))
    yardstick, pieces = best_of(2, through)
    assert rows
    assert pieces
    return _measured(reader_id, rows, spent, against, yardstick)


def _files(folder: Path, rows: int) -> Measured:
    """A folder of messages, one to a file."""
    folder.mkdir()
    files = []
    for number, message in enumerate(_repeated(_sample(FOLDERS.id, _MESSAGE.case), _MESSAGE, rows)):
        files.append(folder / f"{number}.eml")
        files[-1].write_bytes(message)
    context = _context()
    spent, found = best_of(2, lambda: _counted(FOLDERS.read_all(files, context)))
    yardstick, parsed = best_of(2, lambda: sum(len(message_from_bytes(path.read_bytes())) > 0 for path in files))
    assert found == parsed == len(files)
    return _measured(FOLDERS.id, found, spent, "email module, parsed", yardstick)


def _measured(reader_id: str, rows: int, spent: Spent, against: str, yardstick: Spent) -> Measured:
    return Measured(
        f"{reader_id}: {rows:_} rows, {rows / max(spent.cpu, 1e-6):_.0f} a second", spent, against, yardstick
    )


def _context() -> ReadContext:
    return ReadContext(ZoneInfo("Europe/Amsterdam"), int(UNTIL.timestamp()) * 1_000_000, lambda text: text, _OURS)


def _counted(rows: Iterable[Row]) -> int:
    return sum(
        isinstance(row, Event | OutOfScope) or (isinstance(row, Problem) and row.severity is Severity.REJECTED)
        for row in rows
    )


def _sample(reader_id: str, case: str) -> bytes:
    return next((_SAMPLES / reader_id / case).glob("input*")).read_bytes()


def _repeated_rows(sample: bytes, table: _Table, rows: int) -> bytes:
    """The header, and the rows again and again, with a number behind each id, in quotation marks as they were."""
    lines = sample.decode("utf-8").splitlines(keepends=True)
    body = [*csv.reader(lines[table.header :], delimiter=table.delimiter)]
    out = io.StringIO()
    out.writelines(lines[: table.header])
    quoted = lines[-1].startswith('"')
    writer = csv.writer(
        out,
        delimiter=table.delimiter,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        lineterminator="\n",
    )
    for number in range(-(-rows // len(body))):
        for cells in body:
            changed = cells[:]
            for place in table.ids:
                if place < len(cells) and cells[place].strip("<>") not in ("", "NONE"):
                    changed[place] = f"{cells[place]}{number:06}"
            writer.writerow(changed)
    return out.getvalue().encode()


def _repeated(sample: bytes, texts: _Texts, rows: int) -> Iterator[bytes]:
    """The sample again and again, with a number before each id."""
    before_id = re.compile(texts.before_id)
    each = len(before_id.findall(sample))
    for number in range(-(-rows // each)):
        yield before_id.sub(rb"\g<0>%06d" % number, sample)


def _by_csv(data: bytes, delimiter: str) -> int:
    return sum(1 for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8", newline=""), delimiter=delimiter))


def _by_json(text: str) -> int:
    decoder, space = json.JSONDecoder(), re.compile(r"\s*")
    place = count = 0
    while place < len(text):
        _, place = decoder.raw_decode(text, place)
        found = space.match(text, place)
        place = found.end() if found else place
        count += 1
    return count


def _by_mailbox(path: Path) -> int:
    with closing(mailbox.mbox(path)) as box:
        return sum(1 for message in box if message["From"])
