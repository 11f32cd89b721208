"""What must be said of files before they can be read: their format, the zone of their times, the order of their dates.

Why: half of the logs write 02:30 and not whose 02:30, now and then two formats fit one file, and at the beginning of a
month a table from a spreadsheet can be read in two ways; none is ever guessed. It is asked after the other files are
in, the zone once for a source, the order of dates for all files that leave it open. Refuses to read anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.importers.base import Reader
from charter.importers.registry import AmbiguousFormat
from charter.importers.resaved import DatesOpen
from charter.importers.table_times import Order, year_first
from charter.locale import _, formats
from charter.services.outcomes import ImportOutcome
from charter.services.zones import ZoneUnknown
from charter.ui.look import theme
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import label

_LETTERS = 26
_FILES_NAMED = 6
_ORDERS: tuple[Order, ...] = ("day_first", "month_first")


class Reading(NamedTuple):
    """Files to read in, and what a person said of them: whose times, which mapping, which format, which dates."""

    paths: tuple[Path, ...]
    zone: ZoneInfo | None = None
    mapping: Path | None = None
    format: str = ""
    dates: Order = "auto"


class Questions(NamedTuple):
    """What is still to be said of files, each in a reading of its own."""

    zones: dict[str, list[Reading]]
    """By source the files whose times do not say their zone."""
    formats: list[tuple[Reading, tuple[Reader, ...]]]
    """Files that fit several formats, and those."""
    dates: list[tuple[Reading, str]]
    """Files whose dates can be read in two ways, and such a date of each."""

    @property
    def files(self) -> int:
        """How many files wait."""
        return len(self.formats) + len(self.dates) + sum(map(len, self.zones.values()))


def questions_of(outcomes: Iterable[ImportOutcome], said: Sequence[Reading] = ()) -> Questions:
    """What these outcomes leave to be said; `said` is how their files were to be read."""
    known = {path: reading for reading in said for path in reading.paths}
    usual = said[0] if len(said) == 1 else Reading(())
    found = Questions({}, [], [])
    for one in outcomes:
        path = Path(one.file)
        reading = known.get(path, usual)._replace(paths=(path,))
        if isinstance(one.error, ZoneUnknown):
            found.zones.setdefault(one.error.source, []).append(reading)
        elif isinstance(one.error, AmbiguousFormat):
            found.formats.append((reading, one.error.claims))
        elif isinstance(one.error, DatesOpen):
            found.dates.append((reading, one.error.example))
    return found


def waits(outcome: ImportOutcome) -> bool:
    """Whether a file waits for an answer."""
    return isinstance(outcome.error, ZoneUnknown | AmbiguousFormat | DatesOpen)


class AskAboutFiles(Ask):
    """One line a question, each with an answer that is usual; `readings` is what to read in then."""

    def __init__(self, questions: Questions, usual: ZoneInfo, parent: QWidget) -> None:
        why = []
        if questions.zones:
            why.append(_("The times in these files do not say their zone. Charter asks this once for each source."))
        if questions.dates:
            why.append(_("The dates in these files can be read in two ways. Charter does not guess which is meant."))
        super().__init__(_("Before Charter reads this in"), " ".join(why), "clock", _("Read in"), parent)
        self._questions = questions
        self.formats: list[OneChoice] = []
        for reading, readers in questions.formats:
            choice = self._choice(_("Format of %(file)s") % {"file": reading.paths[0].name})
            choice.addItem(_("Choose a format..."), "")
            for reader in readers:
                choice.addItem(_(reader.title), reader.id)
            self.formats.append(choice)
        self.zones: dict[str, OneChoice] = {}
        for source, waiting in questions.zones.items():
            choice = self._choice(_("Times of %(source)s") % {"source": source})
            offer_zones(choice, usual)
            self.zones[source] = choice
            files = ", ".join(reading.paths[0].name for reading in waiting[:_FILES_NAMED])
            self.fields.addRow("", label(files, theme.CAPTION, tone="muted", wrap=True))
        self.dates = self._order_of_dates(questions.dates) if questions.dates else None

    def _order_of_dates(self, waiting: Sequence[tuple[Reading, str]]) -> OneChoice:
        """One question for all files: who saves them does it on one computer; it shows a date of the first."""
        example = waiting[0][1]
        choice = self._choice(_("%(date)s is") % {"date": example})
        choice.addItem(_("Choose a day..."), "auto")
        for order in _ORDERS:
            choice.addItem(formats.long_day(date.fromisoformat(year_first(example, order)[:10])), order)
        files = ", ".join(reading.paths[0].name for reading, _example in waiting[:_FILES_NAMED])
        self.fields.addRow("", label(files, theme.CAPTION, tone="muted", wrap=True))
        return choice

    def _choice(self, words: str) -> OneChoice:
        choice = OneChoice(words, filters=False)
        choice.setMinimumContentsLength(_LETTERS)
        self.add(words, choice)
        return choice

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        for (reading, _readers), choice in zip(self._questions.formats, self.formats, strict=True):
            if not choice.value():
                return _("Choose what %(file)s is.") % {"file": reading.paths[0].name}, choice
        if self.dates is not None and self.dates.value() == "auto":
            return _("Choose which day is meant."), self.dates
        return None

    @property
    def readings(self) -> list[Reading]:
        """The files with what was said of them; those of which the same was said together."""
        answered = [
            reading._replace(format=str(choice.value()))
            for (reading, _readers), choice in zip(self._questions.formats, self.formats, strict=True)
        ]
        for source, choice in self.zones.items():
            zone = ZoneInfo(str(choice.value()))
            answered += [reading._replace(zone=zone) for reading in self._questions.zones[source]]
        if self.dates is not None:
            order = cast(Order, self.dates.value())
            answered += [reading._replace(dates=order) for reading, _example in self._questions.dates]
        alike: dict[Reading, list[Path]] = {}
        for reading in answered:
            alike.setdefault(reading._replace(paths=()), []).extend(reading.paths)
        return [reading._replace(paths=tuple(paths)) for reading, paths in alike.items()]


def offer_zones(choice: OneChoice, usual: ZoneInfo) -> None:
    """Fill a choice with every zone, the usual ones first."""
    for key in dict.fromkeys((usual.key, "Europe/Amsterdam", "UTC", *sorted(available_timezones()))):
        choice.addItem(_words(key), key)


def _words(key: str) -> str:
    known = {"Europe/Amsterdam": _("Dutch time (Europe/Amsterdam)"), "UTC": _("UTC")}
    return known.get(key, key)
