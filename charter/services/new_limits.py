"""New limits of a control chart: a dated decision with a reason, kept in the profile and told in the journal.

Why in the profile: whoever reads `charter.toml` sees since when a chart judges by other limits, and why; and every
door draws the same chart, since the board carries them. Refuses to lay limits by itself, a date without a reason, and
two decisions for one norm on one day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from itertools import groupby

import tomlkit
from tomlkit.items import AoT

from charter.errors import NotFound, Refused
from charter.locale import N_, formats, system
from charter.measures.control_limits import Step
from charter.norms.model import Rulebook
from charter.services.whole_files import put
from charter.services.written_reasons import is_reason
from charter.settings import FILE_NAME, Profile
from charter.store import journal
from charter.store.engine import Store

ENTRY = "new_limits"
"""What the journal calls it."""
KEY = "new_limits"

Place = tuple[str, str, str]
"""Norm, ISO date and reason, as the journal tells them."""


def steps(profile: Profile) -> Mapping[str, tuple[Step, ...]]:
    """The decisions per norm id, the earliest first."""
    every = sorted(profile.new_limits, key=lambda one: (one.norm, one.begins))
    return {
        norm: tuple(Step(one.begins, one.reason) for one in those)
        for norm, those in groupby(every, key=lambda one: one.norm)
    }


def add(profile: Profile, rulebook: Rulebook, norm: str, on: date, reason: str) -> None:
    """Write a decision into the profile's file, whose other lines and comments stay as they are.

    Raises NotFound for a norm that is not on; Refused without a written reason, when one stands for that day, or when
    the file cannot be written.
    """
    if norm not in {one.id for one in rulebook.norms}:
        raise NotFound(N_("There is no norm %(norm)s that is on."), N_("See charter norms list."), norm=norm)
    if not is_reason(reason):
        raise Refused(N_("New limits need a reason."), N_("Write what changed on that day, and who decided so."))
    if any((one.norm, one.begins) == (norm, on) for one in profile.new_limits):
        raise Refused(
            N_("%(norm)s already has new limits from %(day)s."),
            N_("Choose another day, or change the reason in charter.toml."),
            norm=norm,
            day=formats.day(on),
        )
    path = profile.folder / FILE_NAME
    try:
        put(path, _with(path.read_bytes(), norm, on, " ".join(reason.split()), profile))
    except OSError as error:
        raise Refused(
            N_("%(file)s cannot be written: %(reason)s."),
            N_("Check that there is room on the disk and that you may change this file."),
            file=str(path),
            reason=system.reason(error),
        ) from error


def note(store: Store, profile: Profile, who: str, now: int) -> int:
    """Journal every decision that was written or taken away since the last look; gives their number."""
    told = {(one.norm, one.begins.isoformat(), one.reason) for one in profile.new_limits}
    with store.read() as connection:
        known = _standing(journal.entries(connection, ENTRY))
    if told == known:
        return 0
    with store.write() as connection:
        for (norm, on, reason), gone in [(it, False) for it in sorted(told - known)] + [
            (it, True) for it in sorted(known - told)
        ]:
            journal.append(connection, who, now, ENTRY, reason, {"norm": norm, "from": on, "taken_back": gone})
    return len(told ^ known)


def _standing(entries: list[journal.Entry]) -> set[Place]:
    """The decisions that the journal knows and that were not taken back."""
    known: set[Place] = set()
    for entry in entries:
        place = str(entry.payload.get("norm")), str(entry.payload.get("from")), entry.why
        if entry.payload.get("taken_back"):
            known.discard(place)
        else:
            known.add(place)
    return known


def _with(written: bytes, norm: str, on: date, reason: str, profile: Profile) -> bytes:
    """The file with one decision more; checked as it will be read."""
    text = written.decode("utf-8-sig")
    document = tomlkit.parse(text)
    one = tomlkit.table()
    one.update({"norm": norm, "from": on, "reason": reason})
    standing = document.get(KEY)
    if isinstance(standing, AoT):
        standing.append(one)
    elif standing:  # written between square brackets
        inline = tomlkit.inline_table()
        inline.update({"norm": norm, "from": on, "reason": reason})
        standing.append(inline)
    else:
        document.pop(KEY, None)
        document.append(KEY, tomlkit.aot())
        document[KEY].append(one)
    made = tomlkit.dumps(document)
    Profile.model_validate(tomllib.loads(made), context=profile.folder)
    return made.encode("utf-8-sig" if written.startswith(b"\xef\xbb\xbf") else "utf-8")
