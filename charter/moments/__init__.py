"""From events to the moments of a contact: the one place that decides what acknowledges, answers, promises or ends.

The decision table of mail-formats.md 5 under decisions 1-5 of design.md, and contract.md 2, 4 and 5, on columns. Norms
name moments; they never look at events. Refuses to know a calendar, a limit or a verdict: whether a moment came in
time is for `charter.norms`. What happened after `as_of` has not happened.

`kinds` is the table; `known` says which events there are, `effective` which of them holds for a contact; `by_hand`,
`appointments` and `gathered` are the cases that need more than one event; `derived` brings all of it together.
"""

from charter.moments.derived import Derived, derive, told
from charter.moments.kinds import ACKNOWLEDGED, ANSWERED, RECEIVED, SETTLES, STARTS

__all__ = ["ACKNOWLEDGED", "ANSWERED", "RECEIVED", "RULES", "SETTLES", "STARTS", "Derived", "derive", "told"]

RULES = "2026-11-22.2"
"""Names these rules. Stored moments made by other rules are derived again; change it with every change of meaning."""
