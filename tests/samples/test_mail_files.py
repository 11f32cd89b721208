"""Real folders of mail, through the whole road: their counts, their conversations and first replies.

Where our rule is deliberately better than the expectation's, the conversation stands below with the reason.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import NO_TIME, Contacts, Flag
from charter.contact import Direction, Kind
from charter.errors import UnreadableFile
from charter.services.outcomes import ImportOutcome
from charter.services.profiles import make_profile

NOW = 1_795_000_000_000_000
NO_IDS = "a reply prefix without any id: the expectation calls it truncated, we see a question and no older mail"
BETTER: dict[str, dict[str, str]] = {
    "usrp-users-2021-08": {
        "CO6PR19MB48015606D1B15436822D285FC6EF9@CO6PR19MB4801.namprd19.prod.outlook.com": NO_IDS,
        "003401d78883$73f1aab0$5bd50010$@gmail.com": NO_IDS,
    },
    "usrp-users-2023-02": {},
    "notmuch-default": {},
}
"""Inbound conversations that we find and the expectation does not."""

DUPLICATES = {
    "notmuch-duplicate": (0, "the six copies are of bulk mail, which is out of scope before anything is compared"),
    "eml-bounces": (8, "seven bounces share one Message-ID; the one of another day stays a message of its own"),
}
"""Folders in which the expected duplicates differ: how many there are, and the reason."""


def samples(shared: Path) -> dict[str, dict[str, Any]]:
    told = json.loads((shared / "samples/mail/EXPECTED.json").read_text("utf-8"))["samples"]
    return {name: sample for name, sample in told.items() if sample["kind"] in ("maildir", "emldir")}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    make_profile(tmp_path, "Proef")
    return tmp_path


def services_for(sample: dict[str, Any], folder: Path) -> Services:
    """The services of a profile with the sample's own side."""
    text = (folder / "charter.toml").read_text("utf-8")
    for key, theirs in (
        ("own_domains", "org_domains"),
        ("agent_addresses", "org_addresses"),
        ("list_addresses", "list_addresses"),
        ("own_lists", "own_lists"),
    ):
        text = re.sub(rf"^{key} = .*$", f"{key} = {json.dumps(sample.get(theirs, []))}", text, flags=re.MULTILINE)
    (folder / "charter.toml").write_text(text, "utf-8")
    return Services(folder, FixedClock(NOW), "test")


def utc(at: int) -> str:
    return "" if at == NO_TIME else datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def inbound(contacts: Contacts) -> Iterator[tuple[str, tuple[str, str]]]:
    """Conversations that a resident began in the data: the opener's id, its receipt and the first reply."""
    mine = (contacts.direction == Direction.IN) & ~contacts.flagged(Flag.TRUNCATED)
    received, replied = contacts.at(Kind.MESSAGE_RECEIVED), contacts.at(Kind.REPLY_SUBSTANTIVE)
    for row in mine.nonzero()[0].tolist():
        yield str(contacts.ids[row]), (utc(int(received[row])), utc(int(replied[row])))


def test_every_folder_of_mail_is_one_import_with_the_counted_messages(shared: Path, profile: Path) -> None:
    told = samples(shared)
    assert len(told) == 8
    for name, sample in told.items():
        services = services_for(sample, profile)
        (outcome,) = services.import_paths([shared / "samples/mail" / sample["path"]], source=name)
        services.close()
        assert outcome.error is None, name
        assert outcome.format == "mail_files", name
        assert (outcome.read, outcome.rejected) == (sample["messages"], sample["unparsable"]), name
        assert outcome.duplicates == DUPLICATES.get(name, (sample["duplicates"], ""))[0], name
        assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope, name


@pytest.mark.parametrize("name", sorted(BETTER))
def test_the_inbound_conversations_and_first_replies_are_the_expected_ones(
    name: str, shared: Path, profile: Path
) -> None:
    sample = samples(shared)[name]
    services = services_for(sample, profile)
    services.import_paths([shared / "samples/mail" / sample["path"]])
    contacts, _visits = services.contacts()
    services.close()
    found = dict(inbound(contacts))
    with (shared / "samples/mail/expected" / f"{name}.csv").open(encoding="utf-8") as file:
        expected = {
            row["opener_message_id"]: (row["received_at"], row["first_reply_at"]) for row in csv.DictReader(file)
        }
    assert set(found) == set(expected) | set(BETTER[name])
    for opener, moments in expected.items():
        assert found[opener] == moments, opener


def imported(profile: Path, *paths: Path, sample: dict[str, Any] | None = None) -> list[ImportOutcome]:
    services = services_for(sample or {}, profile)
    outcomes = services.import_paths(paths)
    services.close()
    for outcome in outcomes:
        assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    return outcomes


def test_a_folder_of_outlook_messages_is_one_import_too(shared: Path, profile: Path) -> None:
    told = json.loads((shared / "samples/mail/EXPECTED.json").read_text("utf-8"))["msg"]["files"]
    mails = [name for name, item in told.items() if item["message_class"].rstrip("\0 ") == "IPM.Note"]
    unsent = [name for name in mails if not told[name]["sender"]]
    (outcome,) = imported(profile, shared / "samples/mail/msg")
    assert (outcome.read, outcome.rejected) == (len(told), 0)
    assert outcome.used == len(mails) - len(unsent) - 1  # tika-testMSG.msg came over a mailing list


def test_outlook_data_files_give_the_counted_items(shared: Path, profile: Path) -> None:
    pytest.importorskip("pypff", reason="the extra pst is not installed")
    told = json.loads((shared / "samples/mail/EXPECTED.json").read_text("utf-8"))["pst"]["files"]
    outcomes = {Path(outcome.file).name: outcome for outcome in imported(profile, shared / "samples/mail/pst")}
    assert {name: outcome.read for name, outcome in outcomes.items()} == {n: f["items"] for n, f in told.items()}
    for name, outcome in outcomes.items():
        assert outcome.rejected == 0
        assert outcome.used + outcome.duplicates <= told[name]["mail_items"]
        assert outcome.out_of_scope >= told[name]["items"] - told[name]["mail_items"]


def test_a_real_tracking_log_tells_one_mail_that_was_sent(shared: Path, profile: Path) -> None:
    (outcome,) = imported(profile, shared / "samples/mail/logs", sample={"org_domains": ["domain.com"]})
    assert (outcome.format, outcome.read, outcome.used, outcome.out_of_scope) == ("message_trace", 2, 1, 1)


def test_a_mailbox_in_two_shapes_is_the_same_contacts(shared: Path, profile: Path) -> None:
    """The 121 messages once as a folder, once as an mbox made of it: every conversation stays one contact."""
    sample = samples(shared)["usrp-users-2023-02"]
    folder = shared / "samples/mail" / sample["path"]
    mailbox = profile / "alles.mbox"
    parts = [path.read_bytes().replace(b"\nFrom ", b"\n>From ") for path in sorted(folder.iterdir())]
    mailbox.write_bytes(b"".join(b"From -\r\n" + part + b"\r\n\r\n" for part in parts))
    services = services_for(sample, profile)
    services.import_paths([folder])
    before = dict(inbound(services.contacts()[0]))
    (outcome,) = services.import_paths([mailbox])
    after = dict(inbound(services.contacts()[0]))
    services.close()
    assert (outcome.used, outcome.contacts_new) == (sample["messages"], 0)
    assert after == before


def test_outlooks_csv_export_is_refused_in_the_users_words(profile: Path) -> None:
    path = profile / "export.csv"
    path.write_bytes(
        '"Onderwerp","Hoofdtekst","Van: (naam)","Van: (adres)"\r\n"Vraag","x\r\ny","Jan",""\r\n'.encode("cp1252")
    )
    (outcome,) = imported(profile, path)
    assert isinstance(outcome.error, UnreadableFile)
    assert ".pst" in str(outcome.error)
