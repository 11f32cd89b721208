"""The keys of the window and what each does, told in one place: bound from here, and listed from here under F1.

Why: a list of shortcuts that is kept beside the bindings goes out of date. Refuses to know what an action does to data.
"""

from __future__ import annotations

from dataclasses import dataclass

from charter.locale import N_


@dataclass(frozen=True, slots=True)
class Key:
    """A shortcut as Qt spells it, or keys in words as a msgid, and its meaning as a msgid."""

    keys: str
    meaning: str


FETCH = Key("F5", N_("Ask all sources for news now"))
READ_IN = Key("Ctrl+O", N_("Choose log files and read them in"))
SEARCH = Key("Ctrl+F", N_("Search, here or in Breaches; Esc clears it, or goes back"))
FIRST_FILTER = Key("Ctrl+L", N_("Go to the first filter"))
NEXT_REGION = Key("F6", N_("Go to the next part of the window"))
PREVIOUS_REGION = Key("Shift+F6", N_("Go to the part before it"))
BACK = Key("Alt+Left", N_("Back to where you came from"))
SETTINGS = Key("Ctrl+,", N_("Go to the settings"))
HELP = Key("F1", N_("Explain this screen"))

WINDOW = (FETCH, READ_IN, SEARCH, FIRST_FILTER, NEXT_REGION, PREVIOUS_REGION, BACK, SETTINGS, HELP)
"""What works everywhere, besides Ctrl+1 and so on for the screens."""

TABLE = (
    Key(N_("Up / Down"), N_("Move through a table")),
    Key("Enter", N_("Open what is chosen")),
    Key("Ctrl+C", N_("Copy the chosen rows as a table")),
)
"""What works in every table."""
