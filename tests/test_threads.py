"""Messages into conversations, conversations into contacts."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import Events, Flag
from charter.contact import Direction, Event, Kind, Precision
from charter.importers.base import MailSettings, ReadContext
from charter.importers.mbox import MboxReader
from charter.threads import Threaded, join

BEGIN = int(datetime(2026, 11, 9, 9, tzinfo=UTC).timestamp()) * 1_000_000
MINUTE = 60_000_000
DAY = 1440 * MINUTE


def mail(name: str, kind: Kind, at: float | None, party: str = "jan", *, line: int = 0, **keys: str) -> Event:
    """A message `at` minutes after the beginning; None: at an unknown time."""
    instant = None if at is None else BEGIN + int(at * MINUTE)
    detail = ";".join([f"party={party}", *(f"{key}={value}" for key, value in keys.items())])
    return Event(
        contact=name,
        kind=kind,
        at=instant,
        precision=Precision.MISSING if instant is None else Precision.SECOND,
        line=line,
        position=instant or 0,
        fingerprint=0,
        direction=Direction.IN if kind is Kind.MESSAGE_RECEIVED else Direction.UNKNOWN,
        detail=detail,
    )


def question(name: str, at: float | None, party: str = "jan", **keys: str) -> Event:
    return mail(name, Kind.MESSAGE_RECEIVED, at, party, **keys)


def answer(name: str, at: float | None, party: str = "jan", **keys: str) -> Event:
    return mail(name, Kind.REPLY_SUBSTANTIVE, at, party, **keys)


def gather(*told: Event, source: str = "mbox") -> Events:
    numbered = [e._replace(line=number) for number, e in enumerate(told, 1)]
    return Events.gather(numbered, source=source, threaded=True)


def contacts(found: Threaded) -> dict[str, list[str]]:
    """Per contact, in order of position, the kind of every message."""
    events = found.events
    told: dict[str, list[str]] = defaultdict(list)
    for row in np.lexsort((events.line, events.position)).tolist():
        told[str(events.ids[events.contact[row]])].append(Kind(int(events.kind[row])).word)
    return dict(told)


def flags(found: Threaded) -> dict[str, set[Flag]]:
    return {
        str(name): {flag for flag in Flag if bits >> flag & 1}
        for name, bits in zip(found.events.ids, found.flags.tolist(), strict=True)
        if bits
    }


def directions(found: Threaded) -> dict[str, Direction]:
    events = found.events
    return {
        str(events.ids[key]): Direction(int(began))
        for key, began in zip(events.contact.tolist(), events.direction.tolist(), strict=True)
    }


ASKED, ANSWERED, FOLLOWED, STRANGER = (
    "message_received",
    "reply_substantive",
    "follow_up_received",
    "mail_to_third_party",
)

# what joins


def test_ids_join_a_conversation_also_through_mail_that_is_not_there() -> None:
    found = join(
        gather(question("a", 0), answer("b", 5, refs="a"), question("c", 9, refs="x b"), answer("d", 12, refs="x"))
    )
    assert contacts(found) == {"a": [ASKED, ANSWERED, FOLLOWED, ANSWERED]}


def test_two_messages_without_a_key_in_common_stay_apart() -> None:
    found = join(gather(question("a", 0, subject="s"), question("b", 1, subject="s")))
    assert contacts(found) == {"a": [ASKED], "b": [ASKED]}


def test_outlooks_and_gmails_conversations_join_where_ids_do_not() -> None:
    found = join(gather(question("a", 0, index="07 gm1"), answer("b", 5, index="gm1"), question("c", 6, index="08")))
    assert contacts(found) == {"a": [ASKED, ANSWERED], "c": [ASKED]}


@pytest.mark.parametrize(
    ("reply", "joined"),
    [
        (answer("b", 60, subject="s", re="yes"), True),
        (answer("b", 60, "piet jan", subject="s", re="yes"), True),
        (answer("b", 60, "piet", subject="s", re="yes"), False),
        (answer("b", 60, subject="t", re="yes"), False),
        (answer("b", 60, subject="s"), False),
        (answer("b", 31 * 1440, subject="s", re="yes"), False),
        (answer("b", 60, subject="s", re="yes", refs="elsewhere"), False),
    ],
)
def test_subject_joins_only_a_reply_without_ids_to_the_same_person_in_time(reply: Event, joined: bool) -> None:
    found = join(gather(question("a", 0, subject="s"), reply))
    assert (contacts(found)["a"] == [ASKED, ANSWERED]) is joined


def test_the_subject_rule_can_be_switched_off() -> None:
    found = join(gather(question("a", 0, subject="s"), answer("b", 60, subject="s", re="yes")), subject_days=0)
    assert len(contacts(found)) == 2


@pytest.mark.parametrize(("minutes", "joined"), [(0, True), (15, True), (15.1, False)])
def test_a_confirmation_without_ids_belongs_to_the_message_just_before_it(minutes: float, joined: bool) -> None:
    acknowledged = mail("b", Kind.AUTO_ACK, minutes, subject="other", index="99")
    found = join(gather(question("x", 0, "piet"), question("a", 0), acknowledged))
    assert (contacts(found)["a"] == [ASKED, "auto_ack"]) is joined
    assert contacts(found)["x"] == [ASKED]


def test_a_loop_of_references_ends() -> None:
    found = join(gather(question("a", 0, refs="b"), question("b", 1, refs="a"), question("c", 2, refs="c")))
    assert contacts(found) == {"a": [ASKED, FOLLOWED], "c": [ASKED]}


def test_quoted_keys_are_read_back() -> None:
    found = join(gather(question("a;b%", 0), answer("c", 1, refs="a%3Bb%25")))
    assert contacts(found) == {"a;b%": [ASKED, ANSWERED]}


# what opens


def test_writing_again_before_the_answer_does_not_restart_the_clock() -> None:
    found = join(gather(question("a", 0), question("b", 45 * 1440, refs="a")))
    assert contacts(found) == {"a": [ASKED, FOLLOWED]}
    assert flags(found) == {}


@pytest.mark.parametrize(("days", "same"), [(1, True), (30, True), (30.01, False)])
def test_writing_after_the_answer_is_a_follow_up_for_thirty_days(days: float, same: bool) -> None:
    found = join(gather(question("a", 0), answer("b", 0, refs="a"), question("c", days * 1440, refs="b")))
    if same:
        assert contacts(found) == {"a": [ASKED, ANSWERED, FOLLOWED]}
        assert flags(found) == {"a": {Flag.FOLLOW_UP}}
    else:
        assert contacts(found) == {"a": [ASKED, ANSWERED], "c": [ASKED]}
        assert flags(found) == {}
        assert found.events.details[-1].endswith(";in_thread_of=a")


def test_follow_ups_can_be_contacts_of_their_own() -> None:
    told = gather(question("a", 0), answer("b", 5, refs="a"), question("c", 9, refs="b"), answer("d", 12, refs="c"))
    found = join(told, follow_ups_as_contacts=True)
    assert contacts(found) == {"a": [ASKED, ANSWERED], "c": [ASKED, ANSWERED]}
    assert found.events.details[2] == "party=jan;refs=b;in_thread_of=a"


def test_our_own_first_mail_opens_an_outbound_contact_and_its_answer_opens_nothing() -> None:
    found = join(gather(answer("a", 0), question("b", 60, refs="a"), answer("c", 90, refs="b")))
    assert contacts(found) == {"a": [ANSWERED, FOLLOWED, ANSWERED]}
    assert directions(found) == {"a": Direction.OUT}
    assert flags(found) == {"a": {Flag.FOLLOW_UP}}


def test_a_conversation_begun_before_the_data_is_marked() -> None:
    found = join(
        gather(question("a", 0, refs="gone"), answer("b", 5, refs="a gone2"), answer("c", 0, "piet", refs="lost"))
    )
    assert flags(found) == {"a": {Flag.TRUNCATED}, "c": {Flag.TRUNCATED}}
    assert directions(found) == {"a": Direction.IN, "c": Direction.OUT}


def test_an_opener_that_refers_to_a_message_at_hand_is_not_marked() -> None:
    found = join(gather(question("a", 0, refs="b"), question("b", 1)))
    assert flags(found) == {}


def test_an_internal_consultation_alone_is_internal() -> None:
    found = join(gather(mail("a", Kind.FORWARDED_INTERNAL, 0, ""), mail("b", Kind.FORWARDED_INTERNAL, 1, "", refs="a")))
    assert directions(found) == {"a": Direction.INTERNAL}


def test_an_internal_mail_before_the_question_does_not_take_its_place() -> None:
    found = join(gather(mail("a", Kind.FORWARDED_INTERNAL, 0, "", refs="x"), question("b", 5, refs="x")))
    assert contacts(found) == {"b": ["forwarded_internal", ASKED]}
    assert directions(found) == {"b": Direction.IN}


def test_a_reply_that_seems_older_than_its_question_stays_a_reply_to_it() -> None:
    found = join(gather(answer("b", 0, refs="a"), question("a", 1)))
    assert contacts(found) == {"a": [ANSWERED, ASKED]}
    assert directions(found) == {"a": Direction.IN}


def test_messages_of_unknown_time_come_last_when_they_refer_and_first_when_they_do_not() -> None:
    found = join(gather(question("a", 0), answer("b", None, refs="a"), question("c", None)))
    assert set(contacts(found)) == {"a", "c"}
    assert sorted(contacts(found)["a"]) == sorted([ASKED, ANSWERED])
    undated = join(gather(question("a", None), answer("b", 3, refs="a")))
    assert contacts(undated) == {"a": [ASKED, ANSWERED]}


# what answers


def test_own_mail_to_somebody_else_is_no_answer() -> None:
    found = join(gather(question("a", 0), answer("b", 5, "expert", refs="a"), question("c", 9, "expert", refs="b")))
    assert contacts(found) == {"a": [ASKED, STRANGER, FOLLOWED]}


def test_who_was_asked_by_us_does_not_become_the_resident() -> None:
    found = join(
        gather(
            question("a", 0),
            answer("b", 5, "expert", refs="a"),
            question("c", 9, "expert", refs="b"),
            answer("d", 12, "expert", refs="c"),
            answer("e", 15, "jan expert", refs="a"),
        )
    )
    assert contacts(found) == {"a": [ASKED, STRANGER, FOLLOWED, STRANGER, ANSWERED]}


@pytest.mark.parametrize("kind", [Kind.AUTO_ACK, Kind.INTERIM_MESSAGE, Kind.ACK_TREATED_AS_LETTER])
def test_no_other_own_mail_counts_either_when_the_resident_did_not_get_it(kind: Kind) -> None:
    found = join(gather(question("a", 0), mail("b", kind, 60, "expert", refs="a"), mail("c", kind, 61, refs="a")))
    assert contacts(found) == {"a": [ASKED, STRANGER, kind.word]}


def test_an_answer_to_an_own_list_reaches_the_resident() -> None:
    found = join(gather(question("a", 0), answer("b", 5, "", refs="a", list="yes")))
    assert contacts(found) == {"a": [ASKED, ANSWERED]}


def test_an_answer_to_the_reply_address_reaches_the_resident() -> None:
    found = join(gather(question("a", 0, "jan jan-thuis"), answer("b", 5, "jan-thuis", refs="a")))
    assert contacts(found) == {"a": [ASKED, ANSWERED]}


def test_where_nobody_knows_who_asked_any_outside_recipient_will_do() -> None:
    found = join(gather(question("a", 0, ""), answer("b", 5, "els", refs="a")))
    assert contacts(found) == {"a": [ASKED, ANSWERED]}


def test_an_interim_message_is_not_yet_the_answer() -> None:
    found = join(gather(question("a", 0), mail("b", Kind.INTERIM_MESSAGE, 5, refs="a"), question("c", 9, refs="b")))
    assert flags(found) == {}


# bounces


def test_a_bounce_stands_directly_behind_what_it_returns() -> None:
    told = gather(
        question("a", 0),
        answer("b", 5, refs="a"),
        mail("n", Kind.AUTO_ACK, 5, refs="a"),
        answer("c", 6, refs="a"),
        mail("x", Kind.DELIVERY_FAILED, 9, "jan", of="b"),
        question("d", 99, refs="c"),
    )
    found = join(told)
    assert contacts(found) == {"a": [ASKED, ANSWERED, "auto_ack", "delivery_failed", ANSWERED, FOLLOWED]}
    events = found.events
    assert events.at[4] == BEGIN + 9 * MINUTE
    assert events.position[4] == BEGIN + 5 * MINUTE + 1


def test_after_a_returned_answer_the_question_still_waits() -> None:
    found = join(
        gather(
            question("a", 0),
            answer("b", 5, refs="a"),
            mail("x", Kind.DELIVERY_FAILED, 9, of="b"),
            question("c", 60 * 1440, refs="b"),
        )
    )
    assert contacts(found) == {"a": [ASKED, ANSWERED, "delivery_failed", FOLLOWED]}
    assert flags(found) == {}


@pytest.mark.parametrize(
    "bounce",
    [
        mail("x", Kind.DELIVERY_FAILED, 5 + 1441, "jan", of="b"),
        mail("x", Kind.DELIVERY_FAILED, 4, "jan", of="b"),
        mail("x", Kind.DELIVERY_FAILED, 9, "buur", of="b"),
        mail("x", Kind.DELIVERY_FAILED, 9, "jan", of="a"),
        mail("x", Kind.DELIVERY_FAILED, 9, "jan", refs="a", of="unknown"),
    ],
)
def test_a_bounce_that_returns_no_recent_mail_to_the_resident_withdraws_nothing(bounce: Event) -> None:
    found = join(gather(question("a", 0), answer("b", 5, "jan buur", refs="a"), bounce))
    assert Counter(contacts(found)["a"]) == Counter([ASKED, ANSWERED, STRANGER])


def test_a_bounce_of_mail_not_at_hand_becomes_an_outbound_contact() -> None:
    found = join(gather(mail("x", Kind.DELIVERY_FAILED, 9, of="gone")))
    assert (contacts(found), directions(found)) == ({"x": [STRANGER]}, {"x": Direction.OUT})


# copies, corrections, shape


def test_the_earliest_copy_of_a_message_in_two_mailboxes_stays() -> None:
    one = gather(question("a", 1), answer("b", 5, refs="a"), source="info")
    two = gather(question("a", 0), source="wijk")
    names = replace(one.names, sources=("", "info", "wijk"))
    ids = np.concatenate([one.ids, two.ids])
    source_of = np.array([1, 1, 2], np.int32)
    shared = {"names": names, "ids": ids, "source_of": source_of, "threaded": np.ones(3, np.bool_)}
    both = Events.concat([replace(one, **shared), replace(two, **shared, contact=two.contact + 2)])
    found = join(both)
    assert contacts(found) == {"a": [ASKED, ANSWERED]}
    assert len(found.events) == 2
    assert found.events.source_of[found.events.contact].tolist() == [2, 2]


def test_a_correction_by_a_person_follows_the_message_it_names() -> None:
    phoned = mail("b", Kind.OUTBOUND_CALL_CONNECTED, 30)._replace(detail="reason=teruggebeld")
    found = join(gather(question("a", 0), question("b", 9, refs="a"), phoned, question("c", 99, refs="b")))
    assert contacts(found) == {"a": [ASKED, FOLLOWED, "outbound_call_connected", FOLLOWED]}
    assert flags(found) == {"a": {Flag.FOLLOW_UP}}


def test_a_correction_without_its_message_keeps_its_contact_and_direction() -> None:
    phoned = mail("b", Kind.OUTBOUND_CALL_CONNECTED, 30)._replace(detail="", direction=Direction.IN)
    found = join(gather(phoned))
    assert (contacts(found), directions(found)) == ({"b": ["outbound_call_connected"]}, {"b": Direction.IN})


def test_nothing_joins_to_nothing() -> None:
    found = join(gather())
    assert len(found.events) == 0
    assert len(found.flags) == 0


KINDS = st.sampled_from(
    [Kind.MESSAGE_RECEIVED, Kind.REPLY_SUBSTANTIVE, Kind.AUTO_ACK, Kind.FORWARDED_INTERNAL, Kind.DELIVERY_FAILED]
)


@st.composite
def mailboxes(draw: st.DrawFn) -> list[Event]:
    size = draw(st.integers(1, 14))
    told = []
    for number in range(size):
        keys = {}
        refs = draw(st.lists(st.integers(0, size), max_size=3))
        if refs:
            keys["refs"] = " ".join(f"m{ref}" for ref in refs)
        if draw(st.booleans()):
            keys |= {"subject": draw(st.sampled_from("st")), "re": "yes"}
        if draw(st.booleans()):
            keys["of"] = f"m{draw(st.integers(0, size))}"
        told.append(
            mail(
                f"m{number}",
                draw(KINDS),
                number * 7000 + draw(st.integers(0, 6999)),
                draw(st.sampled_from(["", "p", "q", "p q"])),
                **keys,
            )
        )
    return told


@given(mailboxes(), st.randoms(use_true_random=False))
def test_the_order_in_which_messages_were_imported_changes_nothing(told: list[Event], chance: random.Random) -> None:
    shuffled = told[:]
    chance.shuffle(shuffled)
    one, other = join(gather(*told)), join(gather(*shuffled))
    assert len(one.events) == len(told)
    assert contacts(one) == contacts(other)
    assert flags(one) == flags(other)
    assert directions(one) == directions(other)


@given(mailboxes())
def test_every_message_points_at_the_message_that_opened_its_contact(told: list[Event]) -> None:
    found = join(gather(*told))
    own = dict(zip((e.contact for e in told), found.events.contact.tolist(), strict=True))
    for opener in set(found.events.contact.tolist()):
        assert own[str(found.events.ids[opener])] == opener


# the real mailboxes


def sample(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "samples/mail/EXPECTED.json").read_text("utf-8"))["samples"][name]
    return found


def as_mbox(shared: Path, told: dict[str, Any]) -> bytes:
    path = shared / "samples/mail" / told["path"]
    if told["kind"] == "mbox":
        return path.read_bytes()
    files = (
        path.rglob("*.eml") if told["kind"] == "emldir" else (f for d in ("cur", "new") for f in (path / d).iterdir())
    )
    parts = []
    for file in sorted(files):
        data = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
        parts.append((data if data.startswith(b"From ") else b"From -\n" + data) + b"\n\n")
    return b"".join(parts)


BARE_ID = re.compile(rb"(?im)^In-Reply-To:[ \t]*[^\s<][^<\n]*\n")


def read(shared: Path, name: str, without: str = "", *, bare_ids: bool = True) -> Events:
    """The events of a real mailbox, each message once, optionally without one kind of thread key.

    Without `bare_ids` an In-Reply-To whose id stands outside `<>` is not there.
    """
    told = sample(shared, name)
    data = as_mbox(shared, told)
    data = data if bare_ids else BARE_ID.sub(b"", data)
    context = ReadContext(
        ZoneInfo("Europe/Amsterdam"),
        BEGIN,
        lambda text: f"p({text})" if text else "",
        MailSettings(
            own_domains=frozenset(told.get("org_domains") or ()),
            agent_addresses=frozenset(told.get("org_addresses") or ()),
            list_addresses=frozenset(told.get("list_addresses") or ()),
            own_lists=frozenset(told.get("own_lists") or ()),
            cc_counts=True,
        ),
    )
    events: dict[int, Event] = {}
    for row in MboxReader().read(io.BytesIO(data), context):
        if isinstance(row, Event):
            kept = ";".join(pair for pair in row.detail.split(";") if pair.partition("=")[0] != without)
            events.setdefault(row.fingerprint, row._replace(detail=kept))
    return Events.gather(list(events.values()), source="mbox", threaded=True)


def summary(found: Threaded) -> tuple[Counter[str], dict[str, float]]:
    """Contacts per sort, and per answered inbound contact the minutes to the first answer."""
    events = found.events
    sorts: Counter[str] = Counter()
    asked: dict[int, int] = {}
    answered: dict[int, int] = {}
    for row in np.lexsort((events.line, events.position)).tolist():
        key, at = int(events.contact[row]), int(events.at[row])
        if events.kind[row] == Kind.MESSAGE_RECEIVED:
            asked.setdefault(key, at)
        elif events.kind[row] in (Kind.REPLY_SUBSTANTIVE, Kind.INTERIM_MESSAGE):
            answered.setdefault(key, at)
    began = dict(zip(events.contact.tolist(), events.direction.tolist(), strict=True))
    for key, direction in began.items():
        truncated = found.flags[key] >> Flag.TRUNCATED & 1
        sorts["truncated" if truncated else {1: "inbound", 2: "outbound"}[direction]] += 1
    minutes = {
        str(events.ids[key]): (at - asked[key]) / MINUTE
        for key, at in answered.items()
        if began[key] == Direction.IN and not found.flags[key] >> Flag.TRUNCATED & 1
    }
    return sorts, minutes


def first_replies(shared: Path, name: str) -> Iterator[tuple[str, float | None]]:
    with (shared / "samples/mail/expected" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            minutes = row["first_reply_minutes"]
            yield row["opener_message_id"], float(minutes) if minutes else None


LARGE = ["usrp-users-2020-09-10", "usrp-users-2021-08", "usrp-users-2023-02", "notmuch-default"]


@pytest.mark.parametrize("name", LARGE)
def test_conversations_by_ids_of_real_mailboxes_are_as_counted(shared: Path, name: str) -> None:
    """The counts, and the IMAP server that they were checked against, know ids between `<` and `>` alone."""
    expected = sample(shared, name)["mode_refs"]
    events = read(shared, name, without="index", bare_ids=False)
    sorts, minutes = summary(join(events, follow_up_days=9999, subject_days=0))
    assert sum(sorts.values()) == expected["threads"]
    assert sorts == {sort: n for sort, n in expected["conversations"].items() if n}
    assert len(minutes) == expected["answered"]
    told = expected["first_reply_minutes"]
    ordered = sorted(minutes.values())
    assert statistics.median(ordered) == pytest.approx(told["median"], abs=0.06)
    assert ordered[-(-9 * len(ordered) // 10) - 1] == pytest.approx(told["p90"], abs=0.06)
    assert [ordered[0], ordered[-1]] == pytest.approx([told["min"], told["max"]], abs=0.06)


def test_a_patch_list_differs_only_where_our_rules_are_meant_to(shared: Path) -> None:
    """Eight automatic threads are out of scope; three threads whose first message refers to a later one of the same
    mailbox (a cover letter that arrived after its patches) have begun in the data, so they are not truncated.
    """
    expected = sample(shared, "jailhouse-dev-2020-06")["mode_refs"]
    sorts, minutes = summary(join(read(shared, "jailhouse-dev-2020-06"), follow_up_days=9999))
    before = expected["conversations"]
    assert sum(sorts.values()) == expected["threads"] - before["no_human"]
    assert sorts == {
        "inbound": before["inbound"] + 2,
        "outbound": before["outbound"] + 1,
        "truncated": before["truncated"] - 3,
    }
    assert len(minutes) == expected["answered"] + 2


@pytest.mark.parametrize(
    "name",
    ["usrp-users-2020-09-10", "usrp-users-2021-08", "usrp-users-2023-02", "jailhouse-dev-2020-06", "notmuch-default"],
)
def test_first_replies_of_real_mailboxes_are_as_counted(shared: Path, name: str) -> None:
    _, minutes = summary(join(read(shared, name)))
    expected = list(first_replies(shared, name))
    wrong = {
        opener[:25]
        for opener, told in expected
        if (told is None) != (opener not in minutes) or (told is not None and abs(minutes[opener] - told) > 0.06)
    }
    assert len(expected) > 10
    assert wrong == set()


def test_the_counterparty_guard_refuses_only_joins_by_subject_of_different_people(shared: Path) -> None:
    for name, refused in (("usrp-users-2020-09-10", 1), ("usrp-users-2021-08", 1), ("usrp-users-2023-02", 0)):
        sorts, _ = summary(join(read(shared, name)))
        assert sum(sorts.values()) == sample(shared, name)["mode_refs_subject"]["threads"] + refused


@pytest.mark.parametrize(
    "case", ["thread", "thread2", "thread3", "thread4", "thread5", "thread6", "thread7", "thread8"]
)
def test_the_threads_of_an_imap_server_are_ours_too(shared: Path, case: str) -> None:
    name = f"threading-imaptest/{case}.mbox"
    sorts, _ = summary(join(read(shared, name)))
    assert sum(sorts.values()) == sample(shared, name)["mode_refs"]["threads"]


# traces: no ids, so subjects


def traced(told: Event) -> Event:
    return told._replace(detail=f"{told.detail};trace=yes")


def queued(told: Events, *queues: int) -> Events:
    return replace(told, queue=np.asarray(queues, told.queue.dtype))


def openers(found: Threaded) -> list[str]:
    events = found.events
    return [str(events.ids[key]) for key in events.contact.tolist()]


def test_a_traced_reply_finds_its_question_by_subject_for_sixty_days_and_the_contact_says_so() -> None:
    asked, replied = (traced(question("q", 0, subject="s")), traced(answer("a", 59 * 1440, subject="s", re="yes")))
    found = join(gather(asked, replied))
    assert openers(found) == ["q", "q"]
    assert found.flags[found.events.contact[0]] >> Flag.BY_SUBJECT & 1
    late = traced(answer("a", 61 * 1440, subject="s", re="yes"))
    assert openers(join(gather(asked, late))) == ["q", "a"]


def test_a_traced_reply_from_another_mailbox_answers_the_question_to_its_own() -> None:
    told = gather(
        traced(question("info", 0, subject="s")),
        traced(question("tax", 5, subject="s")),
        traced(answer("a", 9, subject="s", re="yes")),
    )
    assert openers(join(queued(told, 1, 2, 1))) == ["info", "tax", "info"]
    assert openers(join(queued(told, 1, 2, 0))) == ["info", "tax", "tax"]
    assert openers(join(queued(told, 1, 2, 3))) == ["info", "tax", "a"]


def test_a_trace_gives_way_to_the_message_itself_and_to_its_ids() -> None:
    told = gather(
        traced(question("q", 0, subject="s")),
        traced(answer("a", 8, subject="s", re="yes")),
        traced(question("other", 7, subject="s")),
        question("q as mail", 1, subject="s"),
        mail("a as mail", Kind.INTERIM_MESSAGE, 9, subject="s", re="yes", refs="q"),
    )
    as_mail = np.array([name.endswith(" as mail") for name in told.ids])
    ids = np.array([name.removesuffix(" as mail") for name in told.ids], dtype=told.ids.dtype)
    names = replace(told.names, sources=("", "message_trace", "mbox"))
    found = join(replace(told, ids=ids, names=names, source_of=np.where(as_mail, 2, 1).astype(np.int32)))
    rows = [(str(found.events.ids[c]), Kind(k)) for c, k in zip(found.events.contact, found.events.kind, strict=True)]
    assert sorted(rows) == [
        ("other", Kind.MESSAGE_RECEIVED),
        ("q", Kind.MESSAGE_RECEIVED),
        ("q", Kind.INTERIM_MESSAGE),
    ]


# what a mail program remembers


def remembered(name: str, at: float | None) -> Event:
    """That `name` was answered, as a flag or a property of the question says."""
    return answer(name, at)._replace(detail="elsewhere=yes")


@pytest.mark.parametrize("at", [30, None])
def test_a_remembered_answer_counts_where_no_own_mail_is_found(at: float | None) -> None:
    found = join(gather(question("q", 0), remembered("q", at)))
    assert openers(found) == ["q", "q"]
    assert Kind.REPLY_SUBSTANTIVE in found.events.kind


def test_a_remembered_answer_gives_way_to_what_was_really_sent() -> None:
    interim = mail("a", Kind.INTERIM_MESSAGE, 30, refs="q")
    found = join(gather(question("q", 0), interim, remembered("q", 31), remembered("q", None)))
    assert sorted(found.events.kind.tolist()) == [Kind.MESSAGE_RECEIVED, Kind.INTERIM_MESSAGE]


def test_the_memory_of_another_conversation_stays() -> None:
    told = (question("q", 0), answer("a", 9, refs="q"), question("r", 5, "els"), remembered("r", 40))
    assert sorted(openers(join(gather(*told)))) == ["q", "q", "r", "r"]
