"""Keeps a changed norm: writes the file in the profile and lets it judge, or leaves everything as it was.

Why: the window edits the same files as a text editor, and accepts them along the same road, journalled
(`charter.services.rulebooks`). Refuses to leave a file behind that was not accepted, and to let changes of others on a
shared server slip in along with one's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charter.errors import NotFound, ProfileError, Refused, StoreError
from charter.locale import N_, system
from charter.norms import examples, files
from charter.norms.calendar_sources import calendars_of
from charter.norms.examples import ExampleResult
from charter.norms.faults import NormFile
from charter.norms.model import Norm, Rulebook
from charter.norms.norm_text import Switch, parse
from charter.services import norm_writing, rulebooks
from charter.services.locks import locked_versions
from charter.services.whole_files import put
from charter.settings import Profile
from charter.store import closings
from charter.store import rulebooks as stored
from charter.store.closings import Closing
from charter.store.engine import Store

FAULTY = N_("%(file)s has faults, so Charter does not write over it.")
OTHERS = N_("The norm files hold other changes that are still a proposal.")


@dataclass(frozen=True, slots=True)
class Card:
    """A norm, whether it is on, and how its worked examples come out."""

    norm: Norm
    on: bool
    results: tuple[ExampleResult, ...]

    @property
    def failing(self) -> bool:
        """Whether a worked example has another outcome than its writer expects."""
        return not all(result.ok for result in self.results)


@dataclass(frozen=True, slots=True)
class Cards:
    """Every norm: those that judge in the order of the rulebook, then those that are off; and the closed periods."""

    rulebook: Rulebook
    every: tuple[Card, ...]
    closed: tuple[Closing, ...]
    locked: frozenset[tuple[str, int]]


def cards(store: Store, profile: Profile, rulebook: Rulebook) -> Cards:
    """Everything about the norms of a profile, `rulebook` being the one that judges."""
    texts, _faults = files.texts(profile.norms_folder)
    own = [norm for name, text in texts for norm in [files.read(name, text)[0]] if norm is not None]
    on = {norm.id for norm in rulebook.norms}
    rest = {norm.id: norm for norm in (*files.library(), *files.optional(), *own) if norm.id not in on}
    with store.read() as connection:
        closed = tuple(closings.every(connection))
    return Cards(
        rulebook,
        tuple(
            Card(norm, norm.id in on, tuple(examples.run_one(norm, rulebook)))
            for norm in (*rulebook.norms, *rest.values())
        ),
        closed,
        frozenset(locked_versions(closed)),
    )


def text_of(profile: Profile, norm_id: str) -> str:
    """The text of a norm's file, as it would be changed: the profile's own, else as the program brings it.

    A file that only switches the norm gives the program's text, switched likewise. Raises NotFound.
    """
    found = _own(files.texts(profile.norms_folder)[0], norm_id)
    if found is not None and not isinstance(found[2], Switch):
        return found[1]
    try:
        text = files.shipped(norm_id)
    except KeyError as error:
        raise NotFound(N_("There is no norm %(norm)s."), N_("See charter norms list."), norm=norm_id) from error
    if found is not None and not found[2].enabled:
        return norm_writing.switched(text, enabled=False)
    return text


def switching(profile: Profile, norm_id: str, *, enabled: bool) -> str:
    """The text of the file that switches a norm on or off: its own file changed, else a file with only the switch."""
    found = _own(files.texts(profile.norms_folder)[0], norm_id)
    if found is not None and not isinstance(found[2], Switch):
        return norm_writing.switched(found[1], enabled=enabled)
    return norm_writing.switch(norm_id, enabled=enabled)


def save(store: Store, profile: Profile, norm_id: str, text: str, who: str, now: int, why: str) -> bool:
    """Write the file of a norm and let it judge from now on; False when what judges stays the same.

    Raises Refused when it changes a version by which a period was closed, or when files hold other proposals on a
    shared server, ProfileError when the norm files have faults, StoreError when the file cannot be written; the file
    is then as it was.
    """
    texts = files.texts(profile.norms_folder)[0]
    _refuse_others(store, profile, texts)
    found = _own(texts, norm_id)
    file = profile.norms_folder / (found[0] if found is not None else f"{norm_id}.toml")
    if found is None and file.exists():
        raise ProfileError(FAULTY, N_("Correct that file first; see charter norms check."), file=file.name)
    before = file.read_bytes() if file.exists() else None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        put(file, text.encode())
    except OSError as error:
        raise StoreError(
            N_("%(file)s cannot be written: %(reason)s."),
            N_("Check that there is room on the disk and that you may change this file."),
            file=str(file),
            reason=system.reason(error),
        ) from error
    try:
        return rulebooks.accept(store, profile, who, now, why)
    except BaseException:
        if before is None:
            file.unlink(missing_ok=True)
        else:
            put(file, before)
        raise


def _refuse_others(store: Store, profile: Profile, texts: Sequence[files.Text]) -> None:
    """On a shared server files are a proposal until somebody accepts them knowingly."""
    if store.is_sqlite:
        return
    written, _faults = files.rulebook(texts, calendars_of(profile), profile.mail.central_mailboxes)
    with store.read() as connection:
        current = stored.current(connection)
    if current is not None and current.digest != written.digest:
        raise Refused(OTHERS, N_("Accept them first with charter norms accept, or take them out of the files."))


def _own(texts: Sequence[files.Text], norm_id: str) -> tuple[str, str, Norm | Switch] | None:
    """The profile's own file about a norm: its name, its text and what it says."""
    for name, text in texts:
        said, _faults = parse(NormFile(name, text), text)
        if said is not None and said.id == norm_id:
            return name, text, said
    return None
