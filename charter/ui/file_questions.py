"""What must be said of files before they can be read: which format one is, and in which zone the times of a source are.

Why: half of the logs write 02:30 and not whose 02:30, and now and then two formats fit one file; neither is ever
guessed. It is asked after the other files are in, once for a source. Refuses to read anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.importers.base import Reader
from charter.importers.registry import AmbiguousFormat
from charter.locale import _
from charter.services.importing import ImportOutcome
from charter.services.zones import ZoneUnknown
from charter.ui.look import theme
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import label

_LETTERS = 26
_FILES_NAMED = 6


class Reading(NamedTuple):
    """Files to read in, and what a person said of them: whose times, which mapping, which format."""

    paths: tuple[Path, ...]
    zone: ZoneInfo | None = None
    mapping: Path | None = None
    format: str = ""


class Questions(NamedTuple):
    """What is still to be said of files, each in a reading of its own."""

    zones: dict[str, list[Reading]]
    """By source the files whose times do not say their zone."""
    formats: list[tuple[Reading, tuple[Reader, ...]]]
    """Files that fit several formats, and those."""

    @property
    def files(self) -> int:
        """How many files wait."""
        return len(self.formats) + sum(map(len, self.zones.values()))


def questions_of(outcomes: Iterable[ImportOutcome], said: Sequence[Reading] = ()) -> Questions:
    """What these outcomes leave to be said; `said` is how their files were to be read."""
    known = {path: reading for reading in said for path in reading.paths}
    usual = said[0] if len(said) == 1 else Reading(())
    found = Questions({}, [])
    for one in outcomes:
        path = Path(one.file)
        reading = known.get(path, usual)._replace(paths=(path,))
        if isinstance(one.error, ZoneUnknown):
            found.zones.setdefault(one.error.source, []).append(reading)
        elif isinstance(one.error, AmbiguousFormat):
            found.formats.append((reading, one.error.claims))
    return found


def waits(outcome: ImportOutcome) -> bool:
    """Whether a file waits for an answer."""
    return isinstance(outcome.error, ZoneUnknown | AmbiguousFormat)


class AskAboutFiles(Ask):
    """One line a question, each with an answer that is usual; `readings` is what to read in then."""

    def __init__(self, questions: Questions, usual: ZoneInfo, parent: QWidget) -> None:
        text = _("The times in these files do not say their zone. Charter asks this once for each source.")
        super().__init__(
            _("Before Charter reads this in"), text if questions.zones else "", "clock", _("Read in"), parent
        )
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
