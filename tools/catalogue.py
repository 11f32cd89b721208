"""Keeps the Dutch catalogue true to the code: extract, merge the fragments, compile. Safe to run at any time.

    python tools/catalogue.py

The msgids come from the code (`_`, `N_`, `ngettext`), the Dutch from the catalogue as it stands and from the fragments
in charter/locale/fragments, which win. What the code no longer says leaves the catalogue. Refuses to guess: nothing is
ever marked fuzzy; a sentence without Dutch, or whose `%(name)s` places differ, is listed and the exit code is 1.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from charter import __version__

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "charter" / "locale"
PO = LOCALE / "nl" / "LC_MESSAGES" / "charter.po"
MO = PO.with_suffix(".mo")
ROOMS = ("charter", "reports")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
"""In place of the moment of writing, so that the same sentences give the same files."""
PLACE = re.compile(r"%\(\w+\)[a-z]")

Key = str | tuple[str, ...]
Text = str | tuple[str, ...] | list[str]


def said_by_code() -> dict[Key, list[tuple[str, int]]]:
    """Find every msgid of the code (a pair for plurals) with the files that say it, in alphabetical order."""
    found: dict[Key, list[tuple[str, int]]] = {}
    for room in ROOMS:
        for name, _line, message, _comments, _context in extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords=KEYWORDS
        ):
            places = found.setdefault(message, [])
            if (place := (f"{room}/{name}", 0)) not in places:
                places.append(place)
    return dict(sorted(found.items(), key=lambda item: _singular(item[0])))


def dutch(paths: list[Path]) -> dict[str, Text]:
    """Read the translations in `paths`, by singular msgid; a later file wins."""
    known: dict[str, Text] = {}
    for path in paths:
        with path.open("rb") as file:
            for message in read_po(file, locale="nl", charset="utf-8"):
                if message.id and message.string and not message.fuzzy and all(_forms(message.string)):
                    known[_singular(message.id)] = message.string
    return known


def merged() -> Catalog:
    """Make the catalogue as it should be: the code's msgids, each with its Dutch where somebody gave it."""
    known = dutch([*([PO] if PO.exists() else []), *sorted((LOCALE / "fragments").glob("*.po"))])
    catalogue = Catalog(
        locale="nl",
        project="Charter",
        version=__version__,
        header_comment="# The Dutch of Charter, kept by tools/catalogue.py; only the translations are edited by hand.",
        copyright_holder="the Charter founders",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=UNDATED,
        revision_date=UNDATED,
        charset="utf-8",
        fuzzy=False,
    )
    for key, places in said_by_code().items():
        string = known.get(_singular(key))
        plural = isinstance(key, tuple)
        if string is not None and plural != isinstance(string, tuple):
            string = None
        catalogue.add(key, string, locations=places, flags=["python-format"] if PLACE.search(str(key)) else [])
    return catalogue


def faults(catalogue: Catalog) -> list[str]:
    """List what keeps the catalogue from being complete, one line each."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        if not message.string or not all(_forms(message.string)):
            found.append(f"no Dutch: {message.id!r} ({message.locations[0][0]})")
            continue
        wanted = {place for form in _forms(message.id) for place in PLACE.findall(form)}
        given = {place for form in _forms(message.string) for place in PLACE.findall(form)}
        if wanted != given:
            found.append(f"other places: {message.id!r} has {sorted(wanted)}, the Dutch {sorted(given)}")
    return found


def main() -> int:
    """Write the .po and the .mo; list what is missing."""
    catalogue = merged()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=118, omit_header=False, include_lineno=False)
    with MO.open("wb") as file:
        write_mo(file, catalogue)
    missing = faults(catalogue)
    sys.stdout.write("\n".join([*missing, f"{len(catalogue)} sentences, {len(missing)} to do", ""]))
    return 1 if missing else 0


def _singular(key: Text) -> str:
    return key if isinstance(key, str) else key[0]


def _forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


if __name__ == "__main__":
    sys.exit(main())
