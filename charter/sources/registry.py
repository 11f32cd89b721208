"""The kinds of live sources. A new kind is one module and one line here.

Why: this module is loaded whenever the window or a score asks how complete the data is; so a kind loads the library
that it connects with only when it connects.
"""

from __future__ import annotations

from charter.errors import NotFound
from charter.locale import N_
from charter.sources import contactmomenten, folder, graph, imap, open_klant, zaken
from charter.sources.base import SourceKind

KINDS: tuple[SourceKind, ...] = (
    folder.KIND,
    imap.KIND,
    graph.KIND,
    open_klant.KIND,
    contactmomenten.KIND,
    zaken.KIND,
)


def by_id(kind: str) -> SourceKind:
    """Return the kind called `kind`; raises NotFound with the kinds there are."""
    for known in KINDS:
        if known.id == kind:
            return known
    raise NotFound(
        N_("There is no kind of source called “%(kind)s”."),
        N_("Choose one of: %(kinds)s."),
        kind=kind,
        kinds=", ".join(known.id for known in KINDS),
    )
