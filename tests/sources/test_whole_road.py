"""From a server to a verdict, by the commands that a functional manager uses."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charter.cli import main

INFO, JAN = "info@gemeente.nl", "jan@gemeente.nl"
MONDAY = 1_794_214_800  # 9 November 2026, 10:00 in Amsterdam
HOUR = 3600


@pytest.fixture
def charter(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command on a fresh profile of `gemeente.nl`; what it printed."""
    monkeypatch.setenv("CHARTER_SECRET_BRON", "testpass")

    def call(*words: str) -> str:
        code = main(["--profile", str(tmp_path / "profile"), "--lang", "en", *words])
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out

    call("init")
    settings = tmp_path / "profile" / "charter.toml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^own_domains = .*$", 'own_domains = ["gemeente.nl"]', written), encoding="utf-8")
    return call


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _counts(text: str) -> tuple[int, int, int]:
    (run,) = json.loads(text)
    assert run["read"] == run["used"] + run["duplicates"] + run["rejected"] + run["out_of_scope"]
    return run["read"], run["used"], run["duplicates"]


def test_an_answer_from_an_agents_own_mailbox_meets_the_norm(mail_server: Any, charter: Callable[..., str]) -> None:
    inbox = mail_server.maildir(INFO)
    mail_server.maildir(INFO, "Sent Items")
    mail_server.maildir(JAN)
    sent = mail_server.maildir(JAN, "Sent Items")
    mail_server.deliver(inbox, "vraag", MONDAY)
    mail_server.deliver(inbox, "open", MONDAY)
    answer = {"From": f"<{JAN}>", "To": "<bewoner@elders.nl>", "Subject": "RE: Vraag vraag"}
    mail_server.deliver(sent, "antwoord", MONDAY + 28 * HOUR, In_Reply_To="<vraag@elders.nl>", **answer)
    told = ("server=localhost", f"port={mail_server.port}", f"security={mail_server.security}")
    told += (f"certificates={mail_server.base / 'authority.pem'}",)
    charter("sources", "add", "imap", "bron", *told, f"mailboxes={INFO}", f"agents={JAN}")
    assert _counts(charter("sources", "run", "bron", "--json")) == (3, 3, 0)
    contacts = {row["contact"]: row for row in _rows(charter("contacts", "--csv"))}
    assert contacts["vraag@elders.nl"]["answered_at"].startswith("2026-11-10T14:00:00")
    assert contacts["open@elders.nl"]["answered_at"] == ""
    verdicts = _rows(charter("verdicts", "--norm", "email.answer", "--as-of", "2026-12-31", "--csv"))
    assert {row["contact"]: row["verdict"] for row in verdicts} == {
        "vraag@elders.nl": "met",
        "open@elders.nl": "breached",
    }
    assert _counts(charter("sources", "run", "bron", "--json")) == (0, 0, 0)


def test_a_callback_from_the_register_is_judged_from_the_question_to_the_call(
    site: Any, answer: Any, charter: Callable[..., str]
) -> None:
    task = {
        "uuid": "taak",
        "gevraagdeHandeling": "Contact opnemen met betrokkene",
        "aanleidinggevendKlantcontact": {"uuid": "vraag"},
        "status": "te_verwerken",
        "toegewezenOp": "2026-11-11T09:00:00+01:00",
    }
    question = {
        "uuid": "vraag",
        "kanaal": "telefoon",
        "plaatsgevondenOp": "2026-11-09T10:00:00+01:00",
        "indicatieContactGelukt": True,
        "hadBetrokkenActoren": [],
        "_expand": {"hadBetrokkenen": [{"initiator": True}], "leiddeTotInterneTaken": [task]},
    }
    call = question | {
        "uuid": "gebeld",
        "plaatsgevondenOp": "2026-11-12T09:00:00+01:00",
        "_expand": {
            "hadBetrokkenen": [{"initiator": False}],
            "gingOverOnderwerpobjecten": [{"wasKlantcontact": {"uuid": "vraag"}}],
        },
    }
    contacts = [question]

    def specified(path: str, query: dict[str, str]) -> Any:
        rows = [task] if path.endswith("internetaken") else contacts[::-1]
        return answer(told={"count": len(rows), "next": None, "previous": None, "results": rows})

    site.answer = specified
    charter("sources", "add", "open_klant", "bron", f"address={site.address}", f"certificates={site.authority}")
    assert _counts(charter("sources", "run", "bron", "--json")) == (2, 2, 0)
    asked = ("verdicts", "--norm", "phone.callback", "--csv", "--as-of")
    assert [row["verdict"] for row in _rows(charter(*asked, "2026-11-10T12:00"))] == ["pending"]
    contacts.append(call)
    assert _counts(charter("sources", "run", "bron", "--json")) == (1, 1, 0)
    assert task["status"] == "te_verwerken"
    assert [(row["verdict"], row["reason"], row["deadline"][:10]) for row in _rows(charter(*asked, "2026-12-31"))] == [
        ("breached", "late", "2026-11-11")  # the call was made, a day late, though nobody closed the task
    ]


def test_a_case_tells_its_last_day_and_what_its_suspension_leaves_open(
    site: Any, answer: Any, charter: Callable[..., str]
) -> None:
    case = {
        "zaaktype": "https://zaken.gemeente.nl/zaaktypen/7ebd",
        "bronorganisatie": "002220647",
        "registratiedatum": "2026-03-03",
        "startdatum": "2026-03-03",
        "einddatumGepland": "2026-04-14",
        "uiterlijkeEinddatumAfdoening": "2026-05-12",
        "einddatum": "2026-05-04",
        "opschorting": {"indicatie": False, "reden": ""},
    }
    suspended = {"opschorting": {"indicatie": True, "reden": "aanvulling gevraagd"}}
    rows = [
        case | {"identificatie": "LAAT"},
        case | {"identificatie": "STIL"} | suspended,
        case | {"identificatie": "VLOT", "einddatum": "2026-04-28"} | suspended,
    ]
    site.answer = lambda path, query: answer(told={"count": 3, "next": None, "previous": None, "results": rows})
    place = (f"address={site.address}/zaken/api/v1", f"certificates={site.authority}")
    charter("sources", "add", "zaken", "bron", *place, "client=charter", "types=7ebd:application")
    assert _counts(charter("sources", "run", "bron", "--json")) == (3, 3, 0)
    asked = ("verdicts", "--norm", "application.decide", "--csv", "--as-of", "2026-12-31")
    assert {
        row["contact"]: (row["verdict"], row["reason"], row["deadline"][:10]) for row in _rows(charter(*asked))
    } == {
        "LAAT": ("breached", "late", "2026-04-28"),
        "STIL": ("undetermined", "move_unknown", ""),
        "VLOT": ("met", "in_time", "2026-04-28"),
    }
    said = charter("explain", "STIL", "--norm", "application.decide", "--as-of", "2026-12-31")
    assert "The register planned the end on Tuesday 14 April 2026." in said
    assert "The register names Tuesday 12 May 2026 as the last day." in said
    assert "at the earliest" in said
