"""Norm files: what a policy officer writes becomes norms, or a list of everything that is wrong.

Why: the rulebook is dated data (design.md decision 6). The library holds the norms that are on from the start, the
optional folder those that are off until chosen; a profile's own files replace them, switch them off or choose them:
a file with only `id` and `enabled` is such a switch. The rulebook that judges is kept in the store as one text, the
bundle, under its SHA-256 digest (contract.md 2); files are how it is written.
Refuses to guess: an unknown key, word or unit is a fault, and a file with a fault gives no norm.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path as FilePath

from charter.errors import ProfileError
from charter.faults import Fault, Path
from charter.locale import N_
from charter.norms import calendar_json
from charter.norms.calendar import Calendars
from charter.norms.faults import NormFile
from charter.norms.model import Norm, Rulebook
from charter.norms.norm_text import Switch, parse

__all__ = [
    "Fault",
    "Switch",
    "bundle",
    "file_of",
    "from_bundle",
    "library",
    "optional",
    "read",
    "read_folder",
    "rulebook",
    "shipped",
    "texts",
]

ORDER = (
    "phone.answer",
    "phone.abandon",
    "phone.transfers",
    "phone.fcr",
    "phone.callback",
    "counter.walk_in",
    "counter.appointment",
    "counter.availability",
    "letter.ack",
    "letter.answer",
    "email.ack",
    "email.answer",
    "email.promise",
    "form.answer",
    "formal.ack",
    "social.first_response",
    "public_space.resolve",
    "public_space.urgent",
    "complaint.ack",
    "complaint.decide",
    "objection.decide",
    "application.decide",
    "permit.decide",
    "woo.decide",
    "satisfaction.mark",
)
"""The order of the library wherever norms are listed (domain.md 6.2); a file that is not named here comes after."""

_LAYOUT = 1

Text = tuple[str, str]
"""The name and the text of one file."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file that says something: a norm or a switch."""

    norm_file: NormFile
    text: str
    said: Norm | Switch


def read(name: str, text: str) -> tuple[Norm | None, list[Fault]]:
    """Read one file: its norm, or None with all its faults. A switch gives None without faults.

    What needs other files (the same id twice, a norm that hands over to an unknown one) is checked by `read_folder`.
    """
    entry, faults = _read(name, text)
    return (entry.said if entry and isinstance(entry.said, Norm) else None), faults


def read_folder(path: FilePath) -> tuple[list[Norm], list[Fault]]:
    """Read every `*.toml` of a folder, by name, or one file: its norms without switches, all faults of all files.

    A folder that is not there has no norms and no faults.
    """
    written, faults = texts(path)
    entries, more = _entries(written)
    known = {entry.said.id for entry in _library() + _optional()}
    norms = [entry.said for entry in entries if isinstance(entry.said, Norm)]
    return norms, [*faults, *more, *_unknown_ids(entries, known | {norm.id for norm in norms})]


def texts(path: FilePath) -> tuple[list[Text], list[Fault]]:
    """Read the names and texts of the `*.toml` files in a folder, or of one file, as `rulebook` takes them."""
    found: list[Text] = []
    faults: list[Fault] = []
    for file in [path] if path.is_file() else sorted(path.glob("*.toml")):
        norm_file = NormFile(file.name, "")
        try:
            found.append((file.name, file.read_bytes().decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            faults.append(norm_file.fault("encoding", (), line=error.object.count(b"\n", 0, error.start) + 1))
        except OSError:
            faults.append(norm_file.fault("unreadable", ()))
    return found, faults


def library() -> list[Norm]:
    """Read the norms that are on from the start, in the order of `ORDER`."""
    return [entry.said for entry in _library() if isinstance(entry.said, Norm)]


def optional() -> list[Norm]:
    """Read the ready norms that are off until a file of the profile switches them on, by id."""
    return [entry.said for entry in _optional() if isinstance(entry.said, Norm)]


def rulebook(
    profile_norms: Iterable[Text], calendars: Calendars, central_mailboxes: Collection[str] = ()
) -> tuple[Rulebook, list[Fault]]:
    """Put together everything that judges: library, chosen optional norms, own norms; and all faults of own files.

    A file with faults takes no part, so a rulebook with faults is to be shown, not to be accepted.
    """
    entries, faults = _chosen(profile_norms)
    return _rulebook(entries, calendars, central_mailboxes), faults


def bundle(profile_norms: Iterable[Text], calendars: Calendars, central_mailboxes: Collection[str] = ()) -> str:
    """Write the rulebook as one canonical JSON text for the store: the texts of the norms that are on, the calendars.

    `rulebook(...)[0].digest` is the SHA-256 of this text in UTF-8.
    """
    return _bundle(_chosen(profile_norms)[0], calendars, central_mailboxes)


def from_bundle(text: str) -> Rulebook:
    """Read the rulebook that `bundle` wrote, without looking at the library of this program.

    Raises ProfileError when the text is no bundle or one of its norms cannot be read.
    """
    try:
        values = json.loads(text)
        written = [(norm["file"], norm["text"]) for norm in values["norms"]]
        calendars = calendar_json.from_json(values["calendars"])
        central = tuple(values["central_mailboxes"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProfileError(
            N_("The stored rulebook cannot be read: %(reason)s."), N_("Restore a backup."), reason=repr(error)
        ) from error
    entries, faults = _entries(written)
    if faults:
        raise ProfileError(
            N_("The stored rulebook does not fit this version of the program. %(fault)s"),
            N_("Use the version of the program that stored it."),
            fault=str(faults[0]),
        )
    return replace(_rulebook(entries, calendars, central), digest=_digest(text))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _rulebook(entries: Sequence[_Entry], calendars: Calendars, central_mailboxes: Collection[str]) -> Rulebook:
    return Rulebook(
        norms=tuple(entry.said for entry in entries if isinstance(entry.said, Norm)),
        calendars=calendars,
        digest=_digest(_bundle(entries, calendars, central_mailboxes)),
        central_mailboxes=_addresses(central_mailboxes),
    )


def _bundle(entries: Sequence[_Entry], calendars: Calendars, central_mailboxes: Collection[str]) -> str:
    values = {
        "layout": _LAYOUT,
        "norms": [{"file": entry.norm_file.name, "text": entry.text} for entry in entries],
        "calendars": calendar_json.to_json(calendars),
        "central_mailboxes": _addresses(central_mailboxes),
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _addresses(mailboxes: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted({mailbox.strip().lower() for mailbox in mailboxes}))


def _chosen(profile_norms: Iterable[Text]) -> tuple[list[_Entry], list[Fault]]:
    own, faults = _entries(profile_norms)
    ready, choice = _library(), _optional()
    on = {entry.said.id: entry for entry in ready}
    for entry in choice:
        if any(said == Switch(entry.said.id, enabled=True) for said in (own_entry.said for own_entry in own)):
            on[entry.said.id] = entry
    for entry in own:
        if not entry.said.enabled:
            on.pop(entry.said.id, None)
        elif isinstance(entry.said, Norm) and not _is_copy(entry, on.get(entry.said.id)):
            on[entry.said.id] = entry
    known = {entry.said.id for entry in [*ready, *choice]} | {e.said.id for e in own if isinstance(e.said, Norm)}
    return list(on.values()), [*faults, *_unknown_ids(own, known)]


def _is_copy(entry: _Entry, ready: _Entry | None) -> bool:
    """Whether a file says what the program's says, letter for letter: then nothing changed, the digest neither."""
    return ready is not None and entry.text == ready.text


def file_of(profile_norms: Iterable[Text], norm_id: str) -> str:
    """The name of the file that decides about a norm: the profile's own, else the program's; "" when there is none."""
    own, _faults = _entries(profile_norms)
    every = [*own, *_library(), *_optional()]
    return next((entry.norm_file.name for entry in every if entry.said.id == norm_id), "")


def shipped(norm_id: str) -> str:
    """The text of the norm of that id as the program brings it, to be copied; raises KeyError when it brings none."""
    return {entry.said.id: entry.text for entry in _library() + _optional()}[norm_id]


def _library() -> list[_Entry]:
    rank = {norm_id: position for position, norm_id in enumerate(ORDER)}
    return sorted(_ready("library"), key=lambda entry: (rank.get(entry.said.id, len(rank)), entry.said.id))


def _optional() -> list[_Entry]:
    return sorted(_ready("optional"), key=lambda entry: entry.said.id)


@cache
def _ready(folder: str) -> tuple[_Entry, ...]:
    """Read the norms of this package, once a run; a fault in one of them is a fault of the program."""
    found = [
        (f"{folder}/{file.name}", file.read_text(encoding="utf-8"))
        for file in (resources("charter.norms") / folder).iterdir()
        if file.name.endswith(".toml")
    ]
    entries, faults = _entries(found)
    if faults:
        raise ProfileError("%(fault)s", fault=str(faults[0]))
    return tuple(entries)


def _entries(written: Iterable[Text]) -> tuple[list[_Entry], list[Fault]]:
    """Read files; the first of two with the same id counts."""
    found: dict[str, _Entry] = {}
    faults: list[Fault] = []
    for name, text in written:
        entry, own = _read(name, text)
        faults += own
        if entry is None:
            continue
        first = found.setdefault(entry.said.id, entry)
        if first is not entry:
            faults.append(entry.norm_file.fault("duplicate_id", ("id",), entry.said.id, other=first.norm_file.name))
    return list(found.values()), faults


def _unknown_ids(entries: Iterable[_Entry], known: Collection[str]) -> list[Fault]:
    """Find the switches of, and the norms that hand over to, a norm that is not there."""
    options = ", ".join(sorted(known))
    faults = []
    for entry in entries:
        if isinstance(entry.said, Switch):
            if entry.said.id not in known:
                faults.append(entry.norm_file.fault("unknown_norm", ("id",), entry.said.id, options=options))
            continue
        for index, version in enumerate(entry.said.versions):
            if version.hands_over_to and not version.ended and version.hands_over_to not in known:
                at: Path = ("version", index, "hands_over_to")
                faults.append(entry.norm_file.fault("unknown_norm", at, version.hands_over_to, options=options))
    return faults


def _read(name: str, text: str) -> tuple[_Entry | None, list[Fault]]:
    text = text.replace("\r\n", "\n")
    norm_file = NormFile(name, text)
    said, faults = parse(norm_file, text)
    return (_Entry(norm_file, text, said) if said else None), faults
