"""Turns telephone numbers and addresses into keyed pseudonyms, and keeps the key (design.md decision 11).

Why: a repeat caller must be recognised, a caller must not be known. The same person gives the same pseudonym on one
profile and another on the next. Refuses to keep what it was given, and refuses to make a second key silently when
the first cannot be reached: every pseudonym carries the id of its key.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from charter.errors import ProfileError
from charter.locale import N_, system

KEY_FILE = "pseudonym.key"
_SERVICE = "charter"
_REMEMBERED = 1 << 18
"""Pseudonyms kept at hand: residents call again, and a queue log asks a million times."""

_ANONYMOUS = frozenset(
    {
        "",
        "anonymous",
        "anonymous@anonymous.invalid",
        "unknown",
        "<unknown>",
        "unavailable",
        "restricted",
        "private",
        "withheld",
        "anoniem",
        "onbekend",
        "afgeschermd",
        "none",
        "null",
        "+266696687",  # ANONYMOUS on a keypad
        "266696687",
    }
)
_DUTCH = re.compile(r"(?:\+31|0031|0)([1-9][0-9]{8})")
_SCHEME = re.compile(r"(?:tel|sips?|mailto):", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().\-/\u00a0]+")
_NUMBER = re.compile(r"\+?[0-9]+")
_MAIL = re.compile(r"[^\s@<>,;:\"'()]+@[^\s@<>,;:\"'()]+")
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+[0-9]|0(?![0-9]?[-/.][0-9]{1,2}[-/.]))(?:[ ().-]*[0-9]){8,13}(?![\w:/])")
"""As residents write numbers: with + or 0 in front and nine digits or more; `09-11-2026 10:00` is none."""


class Pseudonymiser:
    """Gives `KEYID:16 hexadecimal digits` for a number or address; "" for nothing and for who stays anonymous."""

    def __init__(self, key: bytes, key_id: str) -> None:
        def derive(text: str) -> str:
            plain = canonical(text)
            return f"{key_id}:{hmac.digest(key, plain.encode(), 'sha256').hex()[:16]}" if plain else ""

        self.key_id = key_id
        self._derive = lru_cache(maxsize=_REMEMBERED)(derive)

    def __call__(self, text: str) -> str:
        """Pseudonym of a telephone number (Dutch unless it says otherwise), an address, or any other name."""
        return self._derive(text)


def canonical(text: str) -> str:
    """Spell every way to write a number (E.164) or address (lower case, no +tag) the same; "" for anonymous."""
    dutch = _DUTCH.fullmatch(text)
    if dutch:
        return f"+31{dutch[1]}"
    plain = text.strip()
    if "<" in plain and plain.endswith(">"):
        plain = plain[plain.rindex("<") + 1 : -1].strip()
    scheme = _SCHEME.match(plain)
    if scheme:
        plain = plain[scheme.end() :].partition(";")[0]
        user, _, host = plain.partition("@")
        if host and _NUMBER.fullmatch(_SEPARATORS.sub("", user)):
            plain = user
    plain = plain.lower()
    if plain in _ANONYMOUS:
        return ""
    if "@" in plain:
        user, _, host = plain.rpartition("@")
        return f"{user.partition('+')[0] or user}@{host}"
    number = _SEPARATORS.sub("", plain)
    if number in _ANONYMOUS:
        return ""
    dutch = _DUTCH.fullmatch(number)
    if dutch:
        return f"+31{dutch[1]}"
    return _international(number) if _NUMBER.fullmatch(number) and number.isascii() else plain


def _international(number: str) -> str:
    """E.164 as far as phonenumbers can tell; an extension or an odd number stays as it was dialled."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def contact_digest(key: bytes, source: str, id: str) -> str:  # noqa: A002 - the word of contract.md 1 for it
    """32 hexadecimal digits that stand for a contact in what is frozen: nobody can read or guess the id in them.

    A contact that was purged stays provable by it (the id of an e-mail is its Message-ID); `key` is the profile's.
    """
    return hmac.digest(key, f"contact\0{source}\0{id}".encode("utf-8", "replace"), "sha256").hex()[:32]


def veiled(text: str) -> str:
    """`text` without the addresses and telephone numbers in it, for what quotes a cell that a person may stand in."""
    return _PHONE.sub("…", _MAIL.sub("…", text))


class StoredKey(NamedTuple):
    """The profile's key; `in_keyring` is False when it lies in a file of the profile, which the user must be told."""

    key: bytes
    key_id: str
    in_keyring: bool


def load_or_make_key(folder: Path, profile_id: str) -> StoredKey:
    """The pseudonym key of the profile in `folder`, made when there is none yet.

    The key lies in the system's keyring under `profile_id`; without a keyring in an owner-only file. The file is there
    in both cases and says where the key is, so that a keyring that is away today raises ProfileError instead of
    giving everybody a second pseudonym.
    """
    path = folder / KEY_FILE
    try:
        where, _, rest = path.read_text("ascii").strip().partition(" ")
    except FileNotFoundError:
        return _make_key(path, profile_id)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path) from error
    key_id, _, written = rest.partition(" ")
    found = _from_keyring(profile_id) if where == "keyring" else written
    try:
        key = bytes.fromhex(found)
    except ValueError as error:
        raise _unreadable(path) from error
    if not key or _id_of(key) != key_id:
        raise _away(profile_id) if where == "keyring" else _unreadable(path)
    return StoredKey(key, key_id, where == "keyring")


def _make_key(path: Path, profile_id: str) -> StoredKey:
    earlier = _from_keyring(profile_id)
    key = bytes.fromhex(earlier) if re.fullmatch("[0-9a-f]{64}", earlier) else secrets.token_bytes(32)
    key_id = _id_of(key)
    in_keyring = _to_keyring(profile_id, key.hex())
    content = f"keyring {key_id}\n" if in_keyring else f"file {key_id} {key.hex()}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(content)
    except FileExistsError:
        return load_or_make_key(path.parent, profile_id)
    except OSError as error:
        raise ProfileError(
            N_("The key for pseudonyms cannot be written to %(file)s: %(reason)s."),
            N_("Make sure that you may write in the profile folder and that the disk is not full."),
            file=str(path),
            reason=system.reason(error),
        ) from error
    return StoredKey(key, key_id, in_keyring)


def _id_of(key: bytes) -> str:
    """Four hexadecimal digits that tell keys apart and say nothing of the key."""
    return hashlib.sha256(b"charter pseudonym key id" + key).hexdigest()[:4]


def _from_keyring(profile_id: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError):
        return keyring.get_password(_SERVICE, profile_id) or ""
    return ""


def _to_keyring(profile_id: str, text: str) -> bool:
    """Whether the keyring kept it: a null keyring accepts everything and keeps nothing, so look."""
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError):
        keyring.set_password(_SERVICE, profile_id, text)
    return _from_keyring(profile_id) == text


def _unreadable(path: Path) -> ProfileError:
    return ProfileError(
        N_("The key for pseudonyms in %(file)s cannot be read."),
        N_("Put the file back from a backup. Delete it only if residents may get new pseudonyms."),
        file=str(path),
    )


def _away(profile_id: str) -> ProfileError:
    return ProfileError(
        N_("The key for pseudonyms of profile %(profile)s is not in the keyring of this computer."),
        N_("Unlock the keyring, or log in with the account that made the profile."),
        profile=profile_id,
    )
