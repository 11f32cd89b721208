"""What a live source is: something that is asked again and again, and each time gives only what is new.

Why: transport is not format (design.md 3). A source connects, pages and resumes; what a row means is decided by readers
and moments, as for files. Refuses to store anything: rows and the state to resume from are kept together, in one
transaction a batch, by `charter.services.fetching`, so that a program that is killed loses nothing and counts nothing
twice. Refuses secrets in settings: they live in the keyring (`charter.sources.secrets`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Protocol, runtime_checkable

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from charter.errors import CharterError
from charter.importers.base import ReadContext, Row
from charter.locale import N_
from charter.profile_values import zone_name


class SourceError(CharterError):
    """The other side fails, or refuses us: the run ends, what was stored stays, and it is tried again later."""


class RetryLater(SourceError):  # noqa: N818 - a request, no error
    """The other side asks for patience: not a failure before `seconds` have passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            N_("The other side asks to come back later."),
            N_("You need not do anything: Charter tries again by itself."),
        )
        self.seconds = seconds


class Fetched(NamedTuple):
    """One batch: its rows, and the opaque JSON text from which to go on once they are stored."""

    rows: Sequence[Row]
    state: str


class Source(Protocol):
    """A mailbox or an interface, with its settings filled in."""

    kind: str
    conversations: bool
    """Whether events are single messages whose threads `charter.moments` must join."""
    address: str
    """Where it fetches, as runs and messages name it; without secrets, at most some 200 characters."""

    def fetch(self, state: str, context: ReadContext, cancelled: Callable[[], bool]) -> Iterator[Fetched]:
        """Everything after `state` ("" is the beginning), in batches of at most some thousands of rows.

        Raises SourceError with a remedy when the other side fails, RetryLater when it asks for patience; batches
        yielded before that are kept. Looks at `cancelled` between pages, and then simply ends.
        """
        ...

    def check(self) -> None:
        """Connect once and fetch nothing; raises SourceError with a remedy."""
        ...


class Look(NamedTuple):
    """What a folder offers now: files to import, how many are still being written, and what to remember."""

    files: tuple[Path, ...]
    messages: tuple[Path, ...]
    """Files that are one message each: they are imported together, as the folder of a mailbox is."""
    waiting: int
    state: str


@runtime_checkable
class FileSource(Protocol):
    """A place where files appear. Each file is imported as `charter import` does, and so counts nothing twice."""

    kind: str
    address: str
    folder: Path
    format_id: str
    """The reader for every file; "" recognises each."""

    def look(self, state: str, now: int) -> Look:
        """What is there at `now` (UTC microseconds) that `state` does not know; raises SourceError with a remedy."""
        ...

    def done(self, state: str, paths: Sequence[Path]) -> str:
        """The state once `paths` of the last look were imported, or refused for what is in them."""
        ...

    def check(self) -> None:
        """Whether the place can be seen; raises SourceError with a remedy."""
        ...


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Several words in a setting: on the command line with commas between them."""


class SourceSettings(BaseModel):
    """What every kind can be told, as `key=value`. Unknown keys are faults; secrets never stand here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = ""
    """The source under which contacts are kept; "" is the name given (for files: the id of their format)."""
    zone: Annotated[str, AfterValidator(lambda value: value and zone_name(value))] = ""
    """The zone of local times without one; "" is the profile's."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source. `title` and `how` are msgids: what it is, and what to write after its name.

    `make(settings, secret)` fills in a source without connecting; `secret()` is the password of this source, asked for
    only when it is needed: it raises SourceError with a remedy when there is none. `asks` is the msgid of what the
    secret is ("Password"), "" for a kind without one.
    """

    id: str
    title: str
    how: str
    settings: type[SourceSettings]
    make: Callable[[Any, Callable[[], str]], Source | FileSource]
    asks: str = ""
    silence_tells: bool = True
    """Whether nothing new means that nothing happened; a folder can also be silent because an export stopped."""
