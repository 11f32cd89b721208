"""Queues and mailboxes that belong to no team: what came in there stands in nobody's list.

Why: an exchange gets a new queue, and nobody tells who keeps the promises. No row is wrong, so nothing has to be read
again: the profile says which team it is, and all its contacts are that team's. Refuses to say anything where no
contact has a team: that municipality does not work with teams.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from charter.columns import Contacts
from charter.locale import N_, formats
from charter.problem import Problem, Severity
from charter.services.source_overview import Trouble

CODE = "queue_without_team"


def unknown_queues(contacts: Contacts, sources: Collection[str], at: int) -> list[Trouble]:
    """One remark a queue of `sources`, that with the most contacts first, at the line of its first contact.

    `contacts` have the teams of the profile; `at` is the instant of the remarks.
    """
    if not contacts.team.any():
        return []
    known = [place for place, name in enumerate(contacts.names.sources) if name in sources]
    lost = np.flatnonzero(np.isin(contacts.source, known) & (contacts.team == 0) & (contacts.queue != 0))
    queue = contacts.queue[lost]
    counts = np.bincount(queue, minlength=1)
    return [
        _remark(contacts, one, int(lost[np.argmax(queue == one)]), int(counts[one]), at)
        for one in np.argsort(-counts, kind="stable").tolist()
        if counts[one]
    ]


def queue_of(trouble: Trouble) -> str:
    """The queue that a remark is about; "" for any other trouble."""
    return str(trouble.problem.params["queue"]) if trouble.problem.code == CODE else ""


def _remark(contacts: Contacts, queue: int, row: int, count: int, at: int) -> Trouble:
    return Trouble(
        contacts.names.files[int(contacts.file[row])],
        at,
        Problem(
            CODE,
            int(contacts.line[row]),
            N_("Queue unknown: %(queue)s. Contacts without a team: %(n)s."),
            N_("Map this queue to a team. Nothing has to be read again."),
            {"queue": contacts.names.queues[queue], "n": formats.number(count)},
            Severity.WARNING,
        ),
    )
