"""How results are shown: a table for people, JSON or CSV for scripts, with nothing else on standard output.

Codes and column names are English in every language; tables speak the language of the user. Refuses to compute.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from charter.locale import _

if TYPE_CHECKING:
    from rich.progress import Progress

_PIPED_WIDTH = 160

Row = Mapping[str, Any]


def as_json(rows: object) -> None:
    """Write one JSON document."""
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def many_as_json(rows: Iterable[Row]) -> None:
    """Write a JSON list object by object, so that a million rows need no memory."""
    sys.stdout.write("[")
    for number, row in enumerate(rows):
        sys.stdout.write(("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False))
    sys.stdout.write("\n]\n")


def as_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    """Write UTF-8 with commas and a header row, values verbatim; nothing for what is not there."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if (v := row[c]) is None else _verbatim(v) for c in columns] for row in rows)


def _verbatim(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def flat(value: object) -> object:
    """A value for a flat object: what holds several values is told as JSON text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def table(rows: Iterable[Sequence[str]], headings: Sequence[str], right: Sequence[int] = ()) -> None:
    """Show a table, the columns numbered in `right` aligned right; where it does not fit, a paragraph for each row."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from charter.cli import fitting

    console = _console()
    told = [[Text(cell).plain for cell in row] for row in rows]
    widths = fitting.widths([headings, *told], console.width)
    if widths is None:
        sys.stdout.write("".join(f"{text}\n" for text in fitting.paragraphs(told, headings, console.width)))
        return
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        shown.add_column(heading, justify="right" if number in right else "left", overflow="fold", width=width)
    for row in told:
        shown.add_row(*map(Text, row))
    with console.capture() as drawn:
        console.print(shown)
    sys.stdout.write(drawn.get())


def line(text: str = "") -> None:
    """Write a line of plain text."""
    sys.stdout.write(text + "\n")


def remark(text: str) -> None:
    """Tell the user something that is no result."""
    sys.stderr.write(text + "\n")


def _console() -> Any:  # noqa: ANN401 - rich is imported late
    from rich.console import Console

    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False)


class Bar:
    """A progress bar, told a description and a share (None: not known); nothing at all where nobody can see it."""

    def __init__(self, shown: Progress | None = None) -> None:
        self._shown = shown
        self._task = shown.add_task("", total=1.0) if shown else None

    def __call__(self, description: str, share: float | None) -> None:
        """Show how far it is."""
        if self._shown is not None and self._task is not None:
            total = None if share is None else 1.0
            self._shown.update(self._task, description=description, total=total, completed=share or 0.0)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Out of the way, so that a person can be asked something."""
        if self._shown is None:
            yield
            return
        self._shown.stop()
        yield
        self._shown.start()


@contextmanager
def progress(what: str) -> Iterator[Bar]:
    """A progress bar on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        tell = Bar(bar)
        tell(what, 0.0)
        yield tell


def yes_no(value: bool) -> str:
    """The word for a yes or a no."""
    return _("yes") if value else _("no")
