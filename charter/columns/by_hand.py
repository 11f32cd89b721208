"""What people say about contacts: corrections of facts, and the follow-up of breaches.

Why one shape for both: an auditor asks what was changed by hand, not in which table it stands. Refuses to say what any
of it does to a verdict: corrections are weighed in `charter.moments`, excuses in `charter.norms.judge`.
"""

from __future__ import annotations

from dataclasses import dataclass

from charter.contact import Code


class Act(Code):
    """What people do with a breach. The numbers are on disk."""

    ASSIGN = 1
    CAUSE = 2
    NOTE = 3
    EXCUSE = 4
    UNDO = 5


@dataclass(frozen=True, slots=True)
class ByHand:
    """One thing that a person said, and when; `at` in UTC microseconds.

    `what` is assign, cause, note, excuse, answered_elsewhere, wrong_start, not_ours, belongs_to or undo. `value` is the
    team, the cause, the note, the instant (ISO 8601; a date where only that is known), SOURCE/CONTACT, or the `id` that
    was undone. The empty `norm` is every norm. `undone` says that a later entry took it back.
    """

    id: str
    at: int
    who: str
    source: str
    contact: str
    norm: str
    what: str
    value: str
    reason: str
    undone: bool
