"""The events of every contact in the order in which they happened, with machines' words and bounces settled.

Why: everything that `charter.moments` decides, it decides on this order. Refuses to name a single moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

import numpy as np

from charter.columns import Events, Ints, Mask, Rows
from charter.contact import Kind, Performer

OWN_MESSAGES = (
    Kind.AUTO_ACK,
    Kind.ACK_SENT,
    Kind.AUTO_OUT_OF_OFFICE,
    Kind.BOT_REPLY,
    Kind.REPLY_HUMAN,
    Kind.REPLY_SUBSTANTIVE,
    Kind.ACK_TREATED_AS_LETTER,
    Kind.INTERIM_MESSAGE,
    Kind.OUTCOME_SENT,
    Kind.DECISION_SENT,
)
"""What a bounce can withdraw."""

_SAID_BY_A_MACHINE: Mapping[Kind, tuple[Kind, Kind]] = {
    Kind.REPLY_SUBSTANTIVE: (Kind.AUTO_ACK, Kind.BOT_REPLY),
    Kind.REPLY_HUMAN: (Kind.AUTO_ACK, Kind.BOT_REPLY),
    Kind.INTERIM_MESSAGE: (Kind.AUTO_ACK, Kind.BOT_REPLY),
    Kind.ACK_SENT: (Kind.AUTO_ACK, Kind.AUTO_ACK),
    Kind.ANSWERED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
    Kind.TRANSFERRED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
    Kind.CALLBACK_CONNECTED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
    Kind.INBOUND_CALL_RESOLVED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
    Kind.OUTBOUND_CALL_CONNECTED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
}
"""What an event becomes when `auto` or `bot` did it: a machine can acknowledge, never answer (decision 5)."""

_SIGNS = re.compile(r"[%;=\x00-\x1f\x7f-\x9f\u2028\u2029]|^\s+|\s+$")
"""What would end a value of a detail, or a line, and what reading would strip."""


def details(events: Events, wanted: Mask) -> list[tuple[int, dict[str, str]]]:
    """The rows among `wanted` that have a detail, with its pairs; keys in lower case, the last of a key wins."""
    return [
        (row, pairs(text)) for row, text in zip(events.detail_rows.tolist(), events.details, strict=True) if wanted[row]
    ]


def pairs(text: str) -> dict[str, str]:
    """The `key=value` pairs of one detail."""
    return {key.strip().lower(): value.strip() for key, _, value in (pair.partition("=") for pair in text.split(";"))}


def written(parts: Mapping[str, str]) -> str:
    """A detail that holds what a person typed, whatever signs stand in it; `typed` reads it back."""
    return ";".join(f"{key}={_SIGNS.sub(lambda sign: quote(sign[0]), text)}" for key, text in parts.items())


def typed(text: str) -> dict[str, str]:
    """The pairs of a detail that `written` made."""
    return {key: unquote(value) for key, value in pairs(text).items()}


def firsts(contact: Rows, mask: Mask) -> tuple[Rows, Rows]:
    """The contacts that have a row in `mask`, and the first such row of each; `contact` must ascend."""
    rows = np.flatnonzero(mask)
    owner = contact[rows]
    first = np.ones(len(rows), np.bool_)
    first[1:] = owner[1:] != owner[:-1]
    return owner[first].astype(np.int64), rows[first]


def lasts(contact: Rows, mask: Mask) -> tuple[Rows, Rows]:
    """The contacts that have a row in `mask`, and the last such row of each; `contact` must ascend."""
    rows = np.flatnonzero(mask)
    owner = contact[rows]
    last = np.ones(len(rows), np.bool_)
    last[:-1] = owner[1:] != owner[:-1]
    return owner[last].astype(np.int64), rows[last]


def latest_before(contact: Rows, mask: Mask) -> Rows:
    """For every row the latest row of the same contact at or before it that is in `mask`, or -1."""
    latest = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1))
    begins = np.searchsorted(contact, contact, "left")
    return np.where(latest >= begins, latest, -1)


@dataclass(frozen=True, slots=True)
class Story:
    """The events in the order in which they happened, contact by contact, with machines' words and bounces settled.

    `contact` is dense: contact 0 is `keys[0]`, and so on.
    """

    events: Events
    keys: Rows
    contact: Rows
    kind: Ints
    withdrawn: Mask

    @classmethod
    def tell(cls, events: Events) -> Story:
        """Order the events, take machines at their word, and let bounces withdraw what they bounced."""
        bounced_after = events.kind == Kind.DELIVERY_FAILED
        order = np.lexsort((events.line, bounced_after, events.position, events.contact))
        events = events.take(order)
        begins = np.ones(len(order), np.int64)  # in numbers: while it counts true and false no other thread goes on
        begins[1:] = events.contact[1:] != events.contact[:-1]
        keys, contact = events.contact[np.flatnonzero(begins)], np.cumsum(begins) - 1
        kind = events.kind.copy()
        for said, (auto, bot) in _SAID_BY_A_MACHINE.items():
            kind[(events.kind == said) & (events.performer == Performer.AUTO)] = auto
            kind[(events.kind == said) & (events.performer == Performer.BOT)] = bot
        own = np.isin(kind, OWN_MESSAGES)
        withdrawn = np.zeros(len(kind), np.bool_)
        bounces = np.flatnonzero(kind == Kind.DELIVERY_FAILED)
        if len(bounces):
            bounced = latest_before(contact, own)[bounces]
            withdrawn[bounced[bounced >= 0]] = True
        return cls(events, keys.astype(np.int64), contact.astype(np.int64), kind, withdrawn)

    @property
    def size(self) -> int:
        """How many contacts there are."""
        return len(self.keys)

    def first_said(self, column: Ints, also: Mask | None = None) -> Ints:
        """The first value of `column` that is not 0, per contact."""
        said = np.zeros(self.size, column.dtype)
        owner, row = firsts(self.contact, (column != 0) if also is None else (column != 0) & also)
        said[owner] = column[row]
        return said
