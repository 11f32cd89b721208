"""The journal as people read it: one sentence an entry, made from what the entry tells.

Why in one place: command line, window and workbook show the same journal. Refuses to hide an entry that it does not
know: such an entry is shown with its own word and what it holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from charter.columns import Act, ByHand
from charter.contact import Kind
from charter.locale import N_, _, formats, ngettext
from charter.store.journal import Entry
from charter.wording import event_sentence

Payload = Mapping[str, Any]

LONGEST = 80
"""Characters of a single value that are shown."""
NO_CONTACTS: Mapping[str, str] = {}
SHOWN = 12
"""Digits of a digest that are shown; the whole one stands in JSON."""


def sentence(entry: Entry, contacts: Mapping[str, str] = NO_CONTACTS) -> str:
    """What was done, in the language spoken now, without who, when and why.

    `contacts` says which contact each entry by a person is about, where that is still known.
    """
    say = _SENTENCES.get(entry.what)
    try:
        if say is None:
            return _unknown(entry)
        about = contacts.get(str(entry.payload.get("entry", "")), "")
        return say({**entry.payload, "contact": about} if about else entry.payload)
    except (KeyError, TypeError, ValueError):  # not as the program writes it: it is shown as it stands
        return _unknown(entry)


def contacts_of(entries: Iterable[ByHand]) -> dict[str, str]:
    """Which contact each entry by a person is about, for `sentence`; those that were purged are not known any more."""
    return {entry.id: f"{entry.source}/{entry.contact}" for entry in entries}


KINDS: Mapping[str, tuple[str, ...]] = {
    N_("Imports"): ("import", "import undone", "mapping saved", "file refused", "source zone"),
    N_("Follow-up"): ("follow_up", "correction", "undone"),
    N_("Norms and calendar"): ("rulebook_accepted", "new_limits", "remark"),
    N_("Closings"): ("closing",),
    N_("Workbooks and reports"): ("export", "report"),
    N_("Sources"): (
        "source added", "source failing", "source paused", "source removed", "source restored", "source resumed",
    ),
    N_("Settings"): ("settings", "consent"),
    N_("Privacy"): ("purge", "staff names purged"),
}  # fmt: skip
"""The kinds of entries, as msgids, and the words of the journal that belong to each."""
OTHER = N_("Other")
_KIND_OF = {what: kind for kind, every in KINDS.items() for what in every}


def kind(entry: Entry) -> str:
    """Which of `KINDS` an entry is of, as a msgid; `OTHER` for what the program does not know."""
    return _KIND_OF.get(entry.what, OTHER)


def people(entries: Iterable[Entry], me: str, *, named: bool) -> dict[str, str]:
    """How everybody who did something is called: by name only when staff may be `named`, else by a lasting number.

    `entries` run from old to new, so that nobody's number changes when others join; `me` is who looks.
    """
    names = dict.fromkeys(entry.who for entry in entries)
    if named:
        return {name: name for name in names}
    return {
        name: _("you") if name == me else _("colleague %(n)s") % {"n": formats.number(place)}
        for place, name in enumerate(names, 1)
    }


def why(entry: Entry) -> str:
    """The reason; those that the program itself gives in the language spoken now."""
    return _(entry.why) if entry.why else ""


def _unknown(entry: Entry) -> str:
    return f"{entry.what}: {_cut(json.dumps(dict(entry.payload), ensure_ascii=False))}"


def _plain(text: str, *keys: str) -> Callable[[Payload], str]:
    """A sentence whose places are filled with these values."""

    def say(payload: Payload) -> str:
        return _(text) % {key: _cut(payload[key]) for key in keys}

    return say


def _import(payload: Payload) -> str:
    said = _("Imported %(file)s into %(source)s (%(format)s).") % {
        key: _cut(payload[key]) for key in ("file", "source", "format")
    }
    counts = _(
        "Rows: %(read)s read = %(used)s used + %(duplicates)s duplicate + %(rejected)s rejected + "
        "%(out_of_scope)s out of scope."
    ) % {key: formats.number(payload[key]) for key in ("read", "used", "duplicates", "rejected", "out_of_scope")}
    return f"{said} {counts}"


def _import_undone(payload: Payload) -> str:
    text = _("Undid import %(run)s of %(file)s into %(source)s: %(events)s events and %(contacts)s contacts went.")
    counts = {key: formats.number(payload[key]) for key in ("run", "events", "contacts")}
    return text % {**counts, **{key: _cut(payload[key]) for key in ("file", "source")}}


def _mapping(payload: Payload) -> str:
    text = N_("Changed the mapping %(mapping)s.") if payload["changed"] else N_("Kept the mapping %(mapping)s.")
    return _(text) % {"mapping": _cut(payload["mapping"])}


def _rulebook(payload: Payload) -> str:
    text = N_("Norms and calendar %(digest)s judge from now on, instead of %(replaces)s.")
    if not payload["replaces"]:
        text = N_("Norms and calendar %(digest)s judge from now on.")
    return _(text) % {key: str(payload[key])[:SHOWN] for key in ("digest", "replaces")}


def _follow_up(payload: Payload) -> str:
    about = {"contact": _contact(payload), "norm": _norm(payload)}
    act = Act.of(str(payload["act"]))
    texts = {
        Act.ASSIGN: N_("Assigned %(contact)s to a team (%(norm)s)."),
        Act.CAUSE: N_("Gave a cause for %(contact)s (%(norm)s)."),
        Act.NOTE: N_("Wrote a note with %(contact)s (%(norm)s)."),
        Act.EXCUSE: N_("Excused %(contact)s (%(norm)s)."),
    }
    return _(texts[Act.UNDO if act is None else act]) % about


def _correction(payload: Payload) -> str:
    kind = Kind.of(str(payload["act"]))
    if kind is None:
        raise ValueError(payload["act"])
    return _("Corrected %(contact)s: %(what)s.") % {"contact": _contact(payload), "what": event_sentence(kind)}


def _undone(payload: Payload) -> str:
    return _("Took back %(undoes)s about %(contact)s.") % {
        "undoes": _cut(payload["undoes"]),
        "contact": _contact(payload),
    }


def _closing(payload: Payload) -> str:
    return _("Closed the period %(period)s, control code %(digest)s.") % {
        "period": _cut(payload["period"]),
        "digest": str(payload["digest"])[:SHOWN],
    }


def _export(payload: Payload) -> str:
    return _("Made the workbook %(file)s over %(period)s with %(rows)s rows of evidence, SHA-256 %(sha256)s.") % {
        "file": _cut(payload["file"]),
        "period": _cut(payload["period"]),
        "rows": formats.number(payload["rows"]),
        "sha256": str(payload["sha256"])[:SHOWN],
    }


def _report(payload: Payload) -> str:
    return _("Made the report %(file)s over %(period)s.") % {
        "file": _cut(payload["file"]),
        "period": _cut(payload["period"]),
    }


def _new_limits(payload: Payload) -> str:
    text = N_("New limits for %(norm)s from %(day)s.")
    if payload["taken_back"]:
        text = N_("Took back the new limits for %(norm)s from %(day)s.")
    return _(text) % {"norm": _cut(payload["norm"]), "day": formats.day(date.fromisoformat(payload["from"]))}


def _remark(payload: Payload) -> str:
    text = N_("Remarked on %(norm)s in %(period)s.")
    if payload["taken_back"]:
        text = N_("Took back the remark on %(norm)s in %(period)s.")
    return _(text) % {key: _cut(payload[key]) for key in ("norm", "period")}


def _purge(payload: Payload) -> str:
    n = int(payload["contacts"])
    said = ngettext("Purged %(n)s contact", "Purged %(n)s contacts", n) % {"n": formats.number(n)}
    sources = [
        _("%(source)s before %(day)s")
        % {"source": _cut(one["source"]), "day": formats.day(date.fromisoformat(one["before"]))}
        for one in payload["sources"]
    ]
    return f"{said}: {', '.join(sources)}." if sources else f"{said}."


def _staff(payload: Payload) -> str:
    n = int(payload["names"])
    text = ngettext("Removed %(n)s name of staff.", "Removed %(n)s names of staff.", n)
    return text % {"n": formats.number(n)}


def _consent(payload: Payload) -> str:
    if not payload["works_council_date"]:
        text = N_("Names of staff are on, without consent of the works council.")
        return _(text) if payload["staff_names"] else _("Names of staff are off.")
    text = N_("Names of staff are off. The works council agreed on %(day)s (%(reference)s).")
    if payload["staff_names"]:
        text = N_("Names of staff are on. The works council agreed on %(day)s (%(reference)s).")
    return _(text) % {
        "day": formats.day(date.fromisoformat(payload["works_council_date"])),
        "reference": _cut(payload["works_council_reference"]),
    }


def _settings(payload: Payload) -> str:
    return _("Changed settings: %(keys)s.") % {"keys": ", ".join(_cut(key) for key in payload["keys"])}


def _contact(payload: Payload) -> str:
    known = payload.get("contact")
    return _cut(known) if known else _("the contact of %(entry)s") % {"entry": _cut(payload["entry"])}


def _norm(payload: Payload) -> str:
    return str(payload["norm"]) or _("every norm")


def _cut(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


_SENTENCES: Mapping[str, Callable[[Payload], str]] = {
    "closing": _closing,
    "consent": _consent,
    "correction": _correction,
    "export": _export,
    "file refused": _plain(N_("%(source)s gave the file %(file)s, which could not be read."), "source", "file"),
    "follow_up": _follow_up,
    "import": _import,
    "import undone": _import_undone,
    "mapping saved": _mapping,
    "new_limits": _new_limits,
    "purge": _purge,
    "remark": _remark,
    "report": _report,
    "rulebook_accepted": _rulebook,
    "settings": _settings,
    "source added": _plain(N_("Added the source %(source)s (%(kind)s)."), "source", "kind"),
    "source failing": _plain(N_("The source %(source)s fails."), "source"),
    "source paused": _plain(N_("Paused the source %(source)s."), "source"),
    "source removed": _plain(N_("Removed the source %(source)s; its contacts stay."), "source"),
    "source restored": _plain(N_("The source %(source)s works again."), "source"),
    "source resumed": _plain(N_("Resumed the source %(source)s."), "source"),
    "source zone": _plain(N_("Local times of %(source)s are in the zone %(zone)s."), "source", "zone"),
    "staff names purged": _staff,
    "undone": _undone,
}
