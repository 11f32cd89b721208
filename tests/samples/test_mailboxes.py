"""Real mailboxes, through the whole road: the inbound conversations and first replies that expected/*.csv states.

Where our rule is deliberately better than the expectation's, the conversation stands below with the reason.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import NO_TIME, Contacts, Flag
from charter.contact import Direction, Kind
from charter.services.profiles import make_profile

NOW = 1_795_000_000_000_000

BETTER = {
    "usrp-users-2020-09-10": {
        "trinity-ab2db2d0-d5b3-4751-af25-4af04996694e-1600965652040@3c-app-gmx-bap40": (
            "a reply prefix without any id: the expectation calls it truncated, we see a question and no older mail"
        ),
        "CACO3nRTjNOzQ9_e3m0CYWjJi30U8J94adjBaHDNOaSmrZZherQ@mail.gmail.com": (
            "same subject, but another person: the counterparty guard keeps two residents apart"
        ),
    },
    "jailhouse-dev-2020-06": {
        "20200609131143.2133316-2-andrej.utz@st.oth-regensburg.de": (
            "refers to a mail of the same mailbox that arrived a moment later: not begun before the data"
        ),
        "20200630064228.4742-2-andrej.utz@st.oth-regensburg.de": (
            "refers to a mail of the same mailbox that arrived a moment later: not begun before the data"
        ),
    },
}
"""Inbound conversations that we find and the expectation does not."""


def imported(sample: dict[str, Any], path: Path, folder: Path) -> Contacts:
    """The contacts of one mailbox, imported with the sample's own side in the profile."""
    make_profile(folder, "Proef")
    text = (folder / "charter.toml").read_text(encoding="utf-8")
    for key, values in (
        ("own_domains", sample["org_domains"]),
        ("agent_addresses", sample["org_addresses"]),
        ("list_addresses", sample["list_addresses"]),
        ("own_lists", sample["own_lists"]),
    ):
        text = re.sub(rf"^{key} = .*$", f"{key} = {json.dumps(values)}", text, flags=re.MULTILINE)
    (folder / "charter.toml").write_text(text, encoding="utf-8")
    services = Services(folder, FixedClock(NOW), "test")
    (outcome,) = services.import_paths([path])
    assert outcome.error is None
    assert outcome.read == sample["messages"]
    assert outcome.duplicates == sample["duplicates"]
    assert outcome.rejected == sample["unparsable"]
    assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    contacts, _visits = services.contacts()
    services.close()
    return contacts


def utc(at: int) -> str:
    return "" if at == NO_TIME else datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("name", sorted(BETTER))
def test_the_inbound_conversations_and_first_replies_are_the_expected_ones(
    name: str, shared: Path, tmp_path: Path
) -> None:
    mail = shared / "samples" / "mail"
    sample = json.loads((mail / "EXPECTED.json").read_text(encoding="utf-8"))["samples"][name]
    contacts = imported(sample, mail / sample["path"], tmp_path)
    inbound = (contacts.direction == Direction.IN) & ~contacts.flagged(Flag.TRUNCATED)
    received, replied = contacts.at(Kind.MESSAGE_RECEIVED), contacts.at(Kind.REPLY_SUBSTANTIVE)
    found = {
        str(contacts.ids[row]): (utc(int(received[row])), utc(int(replied[row])))
        for row in range(len(contacts))
        if inbound[row]
    }
    with (mail / "expected" / f"{name}.csv").open(encoding="utf-8") as file:
        expected = {
            row["opener_message_id"]: (row["received_at"], row["first_reply_at"]) for row in csv.DictReader(file)
        }
    assert set(found) == set(expected) | set(BETTER[name])
    for opener, moments in expected.items():
        assert found[opener] == moments, opener


def test_every_variant_of_mbox_gives_its_number_of_messages(shared: Path, tmp_path: Path) -> None:
    mail = shared / "samples" / "mail"
    samples = json.loads((mail / "EXPECTED.json").read_text(encoding="utf-8"))["samples"]
    variants = {name: s for name, s in samples.items() if s["kind"] == "mbox" and "mbox-variants" in s["path"]}
    assert len(variants) >= 10
    make_profile(tmp_path, "Proef")
    services = Services(tmp_path, FixedClock(NOW), "test")
    for name, sample in variants.items():
        (outcome,) = services.import_paths([mail / sample["path"]], format_id="mbox", source=name)
        assert outcome.error is None, name
        assert outcome.read == sample["messages"], name
    services.close()
