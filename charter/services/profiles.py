"""Makes a profile: the folder with settings, a place for own norms, the key and the database. Never asks anything.

Why a use case: the command line, the first run and the demo begin alike. Refuses to touch a profile that is already
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from charter.errors import NotFound, Refused
from charter.locale import N_, system
from charter.norms import files
from charter.profile_text import default_text
from charter.services.privacy import load_or_make_key
from charter.services.whole_files import put
from charter.settings import DATABASE_NAME, FILE_NAME, NORMS_NAME, Profile
from charter.store.versions import open_store

DRAFT_NAME = "first-run.toml"
"""What somebody answered so far in a first run that is not finished (`charter.services.first_run`)."""

DEMO_MARK = ".charter-demo"
"""Stands in a folder that `charter demo` made and may replace."""


@dataclass(frozen=True, slots=True)
class MadeProfile:
    """Where the profile is, and whether its key is in the system's keyring (else in an owner-only file)."""

    folder: Path
    key_in_keyring: bool


def make_profile(folder: Path, organisation: str) -> MadeProfile:
    """Write a new profile with the defaults of domain.md 2.2; raises Refused when there is one already."""
    settings = folder / FILE_NAME
    if settings.exists():
        raise Refused(
            N_("There is a profile in %(folder)s already."),
            N_("Change its charter.toml, or choose another folder with --profile."),
            folder=str(folder),
        )
    made = write_profile(folder, default_text(organisation))
    (folder / DRAFT_NAME).unlink(missing_ok=True)
    return made


def needs_first_run(folder: Path) -> bool:
    """Whether a person must be asked first: there is no profile yet, or the first run was not finished."""
    return (folder / DRAFT_NAME).exists() or not (folder / FILE_NAME).exists()


def write_profile(folder: Path, text: str) -> MadeProfile:
    """Write `text` as the settings of `folder`, in place of what stood there; it is no demo from then on.

    Raises Refused when that cannot be.
    """
    try:
        (folder / NORMS_NAME).mkdir(parents=True, exist_ok=True)
        put(folder / FILE_NAME, text.encode())
        (folder / DEMO_MARK).unlink(missing_ok=True)
    except OSError as error:
        raise Refused(
            N_("%(file)s cannot be written: %(reason)s."),
            N_("Check that there is room on the disk and that you may change this file."),
            file=str(folder / FILE_NAME),
            reason=system.reason(error),
        ) from error
    return finish_profile(folder)


def copy_norm(profile: Profile, norm_id: str) -> Path:
    """Put a norm of the program among the profile's own norm files, to be changed there; returns the file.

    Raises NotFound when the program brings no such norm, Refused when the file is there already.
    """
    try:
        text = files.shipped(norm_id)
    except KeyError as error:
        raise NotFound(N_("Charter brings no norm %(norm)s."), N_("See charter norms list."), norm=norm_id) from error
    file = profile.norms_folder / f"{norm_id}.toml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as new:
            new.write(text)
    except FileExistsError as error:
        raise Refused(N_("%(file)s is there already."), N_("Change that file."), file=str(file)) from error
    return file


def finish_profile(folder: Path) -> MadeProfile:
    """Give a profile whose settings are written its database, and then its key, which tells that there was one."""
    open_store(f"sqlite:///{folder / DATABASE_NAME}").close()
    key = load_or_make_key(folder, str(folder.resolve()))
    return MadeProfile(folder, key.in_keyring)
