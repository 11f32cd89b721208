"""A fault in data is a value: it is counted, stored and shown, never raised.

Why: one bad line costs one row in a list, never the file. Refuses to hold sentences in a language: `message` and
`remedy` are message ids of the catalogue, filled with `params` when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """Whether the row was lost to the figures (`rejected`) or used with a remark (`warning`)."""

    REJECTED = "rejected"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a stable `code`, the 1-based `line`, row or message number, what was found and what to do.

    `message` and `remedy` are msgids (marked with `N_`) with `%(name)s` places that `params` fills.
    """

    code: str
    line: int
    message: str
    remedy: str
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = Severity.REJECTED
