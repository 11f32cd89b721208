"""What makes a file, or a batch of rows, the same as one that was read before: its bytes, and how they were read.

Why: the very same file is not read twice, and yet is read again once settings or program would read it otherwise.
Refuses to trust names and dates of files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import charter
from charter.contact import Event
from charter.errors import UnreadableFile
from charter.importers import files
from charter.importers.base import Implied, ReadContext, Reader, Row
from charter.importers.mapped_table import MappedTable
from charter.importers.table_times import Order
from charter.locale import N_


def of_file(path: Path) -> str:
    """SHA-256 of its bytes, of a file in an archive as they are unpacked; raises UnreadableFile."""
    with readable(path), files.open_packed(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def of_files(folder: Path, files: Sequence[Path]) -> str:
    """The digest of the names and digests of all files; one that cannot be read counts as empty."""
    digest = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as stream:
                told = hashlib.file_digest(stream, "sha256").digest()
        except OSError:
            told = b""
        digest.update(os.fsencode(path.relative_to(folder)) + b"\0" + told)
    return digest.hexdigest()


def of_rows(rows: Sequence[Row]) -> str:
    """The digest of what a batch says; it is the same when the other side says the same again."""
    digest = hashlib.sha256()
    for row in rows:
        event = row.event if isinstance(row, Implied) else row
        digest.update(f"{event.fingerprint if isinstance(event, Event) else event!r}\0".encode("utf-8", "replace"))
    return digest.hexdigest()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """A disk or a network that fails in the middle is the world's fault."""
    try:
        yield
    except OSError as error:
        raise UnreadableFile(
            N_("%(file)s cannot be read to its end."),
            N_("Check the disk or the network on which the file lies."),
            file=str(path),
        ) from error


def manner(reader: Reader, context: ReadContext) -> str:
    """A digest of everything that decides how this program reads a row; a change of it makes a file new."""
    told: dict[str, Any] = {"program": charter.__version__, "reader": reader.id, "zone": context.zone.key}
    told |= {"mail": asdict(context.mail), "agents": context.keep_agents}
    if context.dates != "auto":
        told["dates"] = context.dates
    if isinstance(reader, MappedTable):
        told["mapping"] = reader.mapping.digest
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=sorted).encode()).hexdigest()


def manners(reader: Reader, context: ReadContext) -> tuple[str, ...]:
    """The manner; where nobody says how its dates are to be read, also those in which somebody said it before."""
    orders: tuple[Order, ...] = ("auto", "day_first", "month_first") if context.dates == "auto" else (context.dates,)
    return tuple(manner(reader, replace(context, dates=order)) for order in orders)
