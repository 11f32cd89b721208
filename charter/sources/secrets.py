"""Passwords of sources: in the keyring of the account, else in the environment (contract.md 8).

Refuses to keep them anywhere else, to print them, and to put them in a message.
"""

from __future__ import annotations

import contextlib
import os
import re

from charter.locale import N_
from charter.sources.base import SourceError

_SERVICE = "charter source"


def variable(name: str) -> str:
    """The environment variable that may hold the secret of source `name`: `CHARTER_SECRET_` and the name."""
    return "CHARTER_SECRET_" + re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def secret(name: str, profile: str) -> str:
    """The secret of source `name` of `profile` (its folder); raises SourceError with the remedy when there is none."""
    import keyring
    from keyring.errors import KeyringError

    found = None
    with contextlib.suppress(KeyringError):
        found = keyring.get_password(_SERVICE, _key(name, profile))
    if given := found or os.environ.get(variable(name), ""):
        return given
    raise SourceError(
        N_("There is no password for the source %(source)s on this computer."),
        N_("Give it with charter sources password %(source)s, or set the environment variable %(variable)s."),
        source=name,
        variable=variable(name),
    )


def keep(name: str, profile: str, text: str) -> bool:
    """Put a secret in the keyring; False when there is none here. A null keyring keeps nothing, so look."""
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError):
        keyring.set_password(_SERVICE, _key(name, profile), text)
        return keyring.get_password(_SERVICE, _key(name, profile)) == text
    return False


def no_keyring(name: str) -> SourceError:
    """The fault of a secret that cannot be kept here."""
    return SourceError(
        N_("There is no keyring on this computer, so the password of %(source)s cannot be kept."),
        N_("Put the password in the environment variable %(variable)s and try again."),
        source=name,
        variable=variable(name),
    )


def forget(name: str, profile: str) -> None:
    """Take a secret out of the keyring, if it is there."""
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError):
        keyring.delete_password(_SERVICE, _key(name, profile))


def _key(name: str, profile: str) -> str:
    return f"{profile} {name}"
