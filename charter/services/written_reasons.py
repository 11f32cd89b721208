"""What counts as a reason that a person writes: for an excuse, a correction, an undoing, new limits of a chart.

Why one place: the window and the command line must ask for the same, and an auditor must be able to do something with
it. Refuses to weigh what it says.
"""

from __future__ import annotations

from charter.errors import Refused
from charter.locale import N_

LEAST = 10
"""A written reason has at least so many characters."""
REMEDY = N_("Write at least one sentence. An auditor reads this.")


def is_reason(text: str) -> bool:
    """Whether there is enough of it to read."""
    return len(text.strip()) >= LEAST


def refuse_without(text: str) -> None:
    """Raise Refused when `text` is no reason."""
    if not is_reason(text):
        raise Refused(N_("A reason is missing, or has fewer than %(least)s characters."), REMEDY, least=str(LEAST))
