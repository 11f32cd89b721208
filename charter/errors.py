"""Faults of the world (a disk, a server, a file that nobody can read), as exceptions with a remedy.

Faults in data are `charter.problem.Problem` values; faults of ours are ordinary exceptions.

    CharterError            the world failed: one line on stderr, exit code 1, a strip in the window
      UnreadableFile        no reader, or more than one, claims the file; or it cannot be opened
      ProfileError          the profile or a norm file cannot be used
      StoreError            the database cannot be opened, is newer than the program, or is locked
      NotFound              nothing has this id
      Refused               allowed by nobody now (a period not yet over, a network share)
    Cancelled               the user stopped the work; nothing of it was kept
"""

from __future__ import annotations

from collections.abc import Mapping


class CharterError(Exception):
    """`message` and `remedy` are msgids of the catalogue; `params` fills their `%(name)s` places."""

    def __init__(self, message: str, remedy: str = "", **params: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.params: Mapping[str, str] = params

    def __str__(self) -> str:
        return " ".join(text % self.params for text in (self.message, self.remedy) if text)


class UnreadableFile(CharterError):  # noqa: N818 - named after the situation
    """A file that no reader, or more than one, claims, or that cannot be opened."""


class ProfileError(CharterError):
    """The profile, a calendar or a norm file cannot be used."""


class StoreError(CharterError):
    """The database cannot be used."""


class NotFound(CharterError):  # noqa: N818 - named after the situation
    """Nothing has this id."""


class Refused(CharterError):  # noqa: N818 - named after the situation
    """The state of things does not allow this."""


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """The user stopped the work."""
