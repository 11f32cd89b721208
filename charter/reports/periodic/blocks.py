"""What the periodic report consists of: sections with texts, lists, tables and pictures, before anybody sets them.

Why: what is told is decided in Python and how it looks in one template, so that text from outside is data from
beginning to end and never markup. Refuses fonts, measures and colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from charter.reports.charts import Chart


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `lead` is a finding in bold, `small` a remark."""

    text: str
    lead: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short sentences one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What may not be overlooked, in a frame with its title."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside a section; `level` 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: figures stand right; `wide` says how much more room it gets than the others."""

    heading: str
    right: bool = False
    wide: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words; every column has a heading. `dense` is for the annex."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    dense: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A chart: its words stand in the text, its figure beside them, and its numbers in the annex.

    `bare` is the figure alone, where the blocks around it say its words.
    """

    chart: Chart
    bare: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Abreast:
    """Blocks that stand beside each other, read from left to right; `wide` is how much room each `cell` gets."""

    cells: tuple[tuple[Text | Bullets | Heading | Picture, ...], ...]
    wide: tuple[float, ...]


ASIDE = (0.4, 0.6)
"""How the width is divided between words and the picture beside them."""


Block = Text | Bullets | Notice | Heading | Grid | Picture | Abreast


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A title of level 1 and what stands under it, from a new page on, in so many text `columns`."""

    title: str
    blocks: tuple[Block, ...]
    columns: int = 1

    @property
    def read(self) -> Iterator[Block]:
        """The blocks in the order in which they are read, those beside each other one by one."""
        for block in self.blocks:
            if isinstance(block, Abreast):
                yield from (one for cell in block.cells for one in cell)
            else:
                yield block


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: `lines` are a label and what it says; `notice` what must be known before reading on."""

    organisation: str
    title: str
    period: str
    lines: tuple[tuple[str, str], ...]
    notice: Notice | None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The whole report. `made_at` is in UTC microseconds; `footer` stands on every page but the first."""

    cover: Cover
    footer: str
    made_at: int
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """What a reader shows in its title bar."""
        return f"{self.cover.organisation}: {self.cover.title}, {self.cover.period}"


def grid(columns: Iterable[Column], rows: Iterable[Sequence[str]], *, dense: bool = False) -> Grid:
    """A table of the text."""
    return Grid(tuple(columns), tuple(tuple(row) for row in rows), dense)
