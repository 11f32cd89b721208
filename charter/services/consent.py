"""Writes into the journal that the works council's consent, or what rests on it, was changed in the profile.

Why: names of staff may be kept only with consent (WOR 27 lid 1 k and l); an auditor must see since when, on which
decision, and who turned it on. Refuses to decide whether the consent is valid.
"""

from __future__ import annotations

from charter.settings import Profile
from charter.store import journal
from charter.store.engine import Store

ENTRY = "consent"
"""What the journal calls it."""


def note(store: Store, profile: Profile, who: str, now: int) -> bool:
    """Journal the settings when they are not those of the last entry; False when they are."""
    privacy = profile.privacy
    day = privacy.works_council_date
    told = {
        "staff_names": privacy.staff_names,
        "works_council_date": day.isoformat() if day else "",
        "works_council_reference": privacy.works_council_reference,
    }
    with store.read() as connection:
        last = journal.latest(connection, ENTRY)
    if told == (
        last.payload if last else {"staff_names": False, "works_council_date": "", "works_council_reference": ""}
    ):
        return False
    with store.write() as connection:
        journal.append(connection, who, now, ENTRY, "", told)
    return True
