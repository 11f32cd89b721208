"""The digest of facts: the same for the same facts, another for any other."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from charter.columns import Contacts, Excuses
from charter.columns.fingerprint import digest

LOG = """
    2026-03-02T09:00:00 message_received contact=a channel=email queue=info team=North
    2026-03-03T09:00:00 reply_substantive contact=a
    2026-03-02T10:00:00 message_received contact=b channel=email queue=info
"""


def test_the_same_facts_give_the_same_digest_wherever_they_stood(town) -> None:
    contacts = town().contacts(LOG)
    assert digest(contacts) == digest(town().contacts(LOG))
    assert digest(replace(contacts, file=contacts.file + 1, line=contacts.line + 5)) == digest(contacts)


def test_numbers_of_names_do_not_count_but_the_names_do(town) -> None:
    contacts = town().contacts(LOG)
    names = contacts.names
    moved = replace(contacts, queue=contacts.queue + 1, names=replace(names, queues=("", *names.queues)))
    assert digest(moved) == digest(contacts)
    other = replace(contacts, names=replace(names, queues=("", *(f"{name}x" for name in names.queues[1:]))))
    assert digest(other) != digest(contacts)


def test_every_other_column_and_moment_changes_the_digest(town) -> None:
    contacts = town().contacts(LOG)
    seen = {digest(contacts)}
    for column in fields(Contacts):
        values = getattr(contacts, column.name)
        if not isinstance(values, np.ndarray) or column.name in (
            "file",
            "line",
            "source",
            "team",
            "queue",
            "organisation",
        ):
            continue
        changed = values + ("x" if values.dtype == object else 1)
        seen.add(digest(replace(contacts, **{column.name: changed})))
    later = {kind: replace(moments, at=moments.at + 1) for kind, moments in contacts.moments.items()}
    excuse = Excuses(np.zeros(1, np.int64), *(np.array([text], object) for text in ("", "", "", "")))
    seen |= {
        digest(replace(contacts, moments=later)),
        digest(replace(contacts, moments={})),
        digest(replace(contacts, excuses=replace(excuse, at=np.zeros(1, np.int64)))),
        digest(contacts.take(np.array([1, 0]))),
        digest(contacts.take(np.array([0]))),
    }
    columns = [f.name for f in fields(Contacts) if isinstance(getattr(contacts, f.name), np.ndarray)]
    assert len(seen) == 1 + len(columns) - 6 + 5


def test_nothing_has_a_digest_too(town) -> None:
    contacts = town().contacts(LOG)
    assert len(digest(Contacts.none(contacts.names))) == 64
