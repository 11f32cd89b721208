"""The journal as people read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charter
from charter.columns import ByHand
from charter.services import journal_text
from charter.services.journal_text import contacts_of, sentence
from charter.store.journal import Entry

TOLD = {
    "import": (
        {"run": 3, "file": "maart.csv", "sha256": "ab", "source": "event_log", "format": "event_log", "read": 1200,
         "used": 1190, "duplicates": 4, "rejected": 1, "out_of_scope": 5, "contacts_new": 9, "contacts_updated": 0},
        "Imported maart.csv into event_log (event_log). Rows: 1,200 read = 1,190 used + 4 duplicate + 1 rejected + "
        "5 out of scope.",
    ),
    "import undone": (
        {"run": 3, "file": "maart.csv", "sha256": "ab", "source": "event_log", "events": 1200, "contacts": 9},
        "Undid import 3 of maart.csv into event_log: 1,200 events and 9 contacts went.",
    ),
    "mapping saved": ({"mapping": "kcc", "digest": "ab", "changed": False}, "Kept the mapping kcc."),
    "rulebook_accepted": (
        {"digest": "d" * 64, "replaces": "e" * 64},
        "Norms and calendar dddddddddddd judge from now on, instead of eeeeeeeeeeee.",
    ),
    "new_limits": (
        {"norm": "phone.callback", "from": "2026-05-01", "taken_back": False},
        "New limits for phone.callback from 01-05-2026.",
    ),
    "remark": (
        {"norm": "phone.callback", "period": "2026-10", "taken_back": False},
        "Remarked on phone.callback in 2026-10.",
    ),
    "source added": ({"source": "post", "kind": "imap", "every_s": 60}, "Added the source post (imap)."),
    "source removed": ({"source": "post"}, "Removed the source post; its contacts stay."),
    "source paused": ({"source": "post"}, "Paused the source post."),
    "source resumed": ({"source": "post"}, "Resumed the source post."),
    "source failing": ({"source": "post", "since": 1}, "The source post fails."),
    "source restored": ({"source": "post", "since": 1}, "The source post works again."),
    "source zone": ({"source": "post", "zone": "UTC"}, "Local times of post are in the zone UTC."),
    "file refused": (
        {"source": "map", "file": "x.csv", "reason": "r"}, "map gave the file x.csv, which could not be read."
    ),
    "follow_up": (
        {"source": "log", "norm": "email.answer", "act": "excuse", "entry": "f1"},
        "Excused the contact of f1 (email.answer).",
    ),
    "correction": (
        {"source": "log", "act": "answered_elsewhere", "entry": "c4"},
        "Corrected the contact of c4: Answered elsewhere.",
    ),
    "undone": (
        {"source": "log", "norm": "", "undoes": "f1", "entry": "f2"}, "Took back f1 about the contact of f2."
    ),
    "closing": ({"period": "2026-Q1", "digest": "f" * 64}, "Closed the period 2026-Q1, control code ffffffffffff."),
    "export": (
        {"file": "q1.xlsx", "period": "2026-Q1", "rows": 12345, "sha256": "a" * 64},
        "Made the workbook q1.xlsx over 2026-Q1 with 12,345 rows of evidence, SHA-256 aaaaaaaaaaaa.",
    ),
    "report": ({"file": "q1.pdf", "period": "2026-Q1"}, "Made the report q1.pdf over 2026-Q1."),
    "purge": (
        {"sources": [{"source": "log", "before": "2025-01-01", "contacts": 7}], "contacts": 7, "problems": 0},
        "Purged 7 contacts: log before 01-01-2025.",
    ),
    "settings": ({"keys": ["organisation", "teams"]}, "Changed settings: organisation, teams."),
    "staff names purged": ({"names": 1}, "Removed 1 name of staff."),
    "consent": (
        {"staff_names": True, "works_council_date": "2026-02-01", "works_council_reference": "OR 12"},
        "Names of staff are on. The works council agreed on 01-02-2026 (OR 12).",
    ),
}  # fmt: skip


def entry(what: str, payload: dict) -> Entry:
    return Entry(1, 0, "jan", what, "", payload, "")


@pytest.mark.parametrize("what", TOLD)
def test_every_entry_is_one_sentence(what: str) -> None:
    payload, said = TOLD[what]
    assert sentence(entry(what, payload)) == said


def test_the_contact_is_named_as_long_as_it_is_known() -> None:
    said = ByHand("f1", 0, "jan", "log", "c1", "email.answer", "excuse", "", "", undone=False)
    payload = TOLD["follow_up"][0]
    assert sentence(entry("follow_up", payload), contacts_of([said])) == "Excused log/c1 (email.answer)."


def test_every_kind_of_entry_that_the_program_writes_has_a_sentence() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(charter.__file__).parent.rglob("*.py"))
    written = set(re.findall(r'(?:append|_note)\(connection,[^"{]*"([a-z_ ]+)"', code))
    written |= set(re.findall(r'^(?:STAFF_)?ENTRY = "([a-z_ ]+)"', code, re.M))
    assert {"import", "follow_up", "closing", "purge", "export", "source added"} <= written
    assert written <= set(journal_text._SENTENCES)
    assert set(TOLD) == set(journal_text._SENTENCES)


def test_an_entry_of_an_unknown_kind_is_shown_as_it_stands() -> None:
    assert sentence(entry("moved", {"to": "the archive"})) == 'moved: {"to": "the archive"}'


@pytest.mark.parametrize("what", TOLD)
def test_an_entry_that_was_changed_past_the_program_is_shown_as_it_stands(what: str) -> None:
    assert sentence(entry(what, {"unreadable": "x"})).startswith(f"{what}: ")


@given(
    what=st.sampled_from(sorted(TOLD)) | st.text(),
    payload=st.dictionaries(
        st.sampled_from(["file", "source", "contacts", "sources", "norm", "act", "digest", "replaces"]) | st.text(),
        st.none() | st.integers() | st.text() | st.lists(st.text()) | st.floats(),
    ),
)
def test_no_entry_can_stop_the_listing(what: str, payload: dict) -> None:
    assert isinstance(sentence(entry(what, payload)), str)


def test_a_long_name_is_cut_visibly() -> None:
    said = sentence(entry("source paused", {"source": "x" * 500}))
    assert "…" in said
    assert len(said) < 200
