"""One morning, from three raw logs to the breach list and the line of the log that proves a breach.

Monday 2 March 2026: a caller waits 40 seconds (norm: 25), a resident's mail gets no answer in five working days, and a
callback promised within two working days comes on the third. Everybody else is helped in time.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from charter.cli import main

# 1772438400 is 2026-03-02 09:00:00 in the Netherlands.
QUEUE_LOG = """\
1772438400|1772438400.1|kcc|NONE|ENTERQUEUE||0655501001|1
1772438412|1772438400.1|kcc|SIP/11|CONNECT|12|1772438400.2|3
1772438502|1772438400.1|kcc|SIP/11|COMPLETECALLER|12|90|1
1772438700|1772438700.3|kcc|NONE|ENTERQUEUE||0655501002|1
1772438740|1772438700.3|kcc|SIP/12|CONNECT|40|1772438700.4|3
1772438800|1772438700.3|kcc|SIP/12|COMPLETEAGENT|40|60|1
"""

MAILBOX = """\
From bewoner@example.org Mon Mar  2 09:30:00 2026
Received: from mail.example.org by mx.voorbeeld.example; Mon, 2 Mar 2026 09:30:00 +0100
From: Een bewoner <bewoner@example.org>
To: info@voorbeeld.example
Subject: Wanneer komt de grofvuilwagen?
Message-ID: <answered@example.org>

Goedemorgen, wanneer komt de grofvuilwagen?

From info@voorbeeld.example Wed Mar  4 11:00:00 2026
Date: Wed, 4 Mar 2026 11:00:00 +0100
From: info@voorbeeld.example
To: bewoner@example.org
Subject: Re: Wanneer komt de grofvuilwagen?
Message-ID: <answer@voorbeeld.example>
In-Reply-To: <answered@example.org>

Beste bewoner, op vrijdag 6 maart. Met vriendelijke groet.

From buur@example.org Mon Mar  2 10:00:00 2026
Received: from mail.example.org by mx.voorbeeld.example; Mon, 2 Mar 2026 10:00:00 +0100
From: Een buur <buur@example.org>
To: info@voorbeeld.example
Subject: Losse stoeptegel
Message-ID: <forgotten@example.org>

Er ligt een tegel los in onze straat.
"""

CALLBACKS = """\
contact,at,event,channel,team
TBV-1,2026-03-02T14:00:00,callback_requested,phone,Burgerzaken
TBV-1,2026-03-05T09:15:00,callback_connected,,
TBV-2,2026-03-02T15:00:00,callback_requested,phone,Burgerzaken
TBV-2,2026-03-03T10:00:00,callback_connected,,
"""

TUESDAY_MORNING = "2026-03-10T08:00"


@pytest.fixture
def ask(tmp_path: Path, capsys):
    """Ask the municipality's profile something on Tuesday morning 10 March."""

    def question(*words: str):
        assert main([*words, "--profile", str(tmp_path / "profile"), "--json", "--lang", "en"]) == 0
        return json.loads(capsys.readouterr().out)

    return question


def test_from_raw_log_lines_to_the_breach_list_and_the_line_that_proves_it(ask, tmp_path: Path) -> None:
    ask("init", "--organisation", "Gemeente Voorbeeld")
    settings = tmp_path / "profile" / "charter.toml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace("own_domains = []", 'own_domains = ["voorbeeld.example"]'), encoding="utf-8")

    logs = {"queue_log": QUEUE_LOG, "info.mbox": MAILBOX, "terugbel.csv": CALLBACKS}
    for name, text in logs.items():
        (tmp_path / "logs").mkdir(exist_ok=True)
        (tmp_path / "logs" / name).write_text(text, encoding="utf-8")
    imported = ask("import", str(tmp_path / "logs"))
    assert [(Path(i["file"]).name, i["format"], i["read"], i["used"], i["contacts_new"]) for i in imported] == [
        ("info.mbox", "mbox", 3, 3, 2),
        ("queue_log", "asterisk_queue_log", 6, 6, 2),
        ("terugbel.csv", "event_log", 4, 4, 2),
    ]

    breaches = ask("breaches", "--period", "2026-03", "--as-of", TUESDAY_MORNING)
    assert {(b["contact"], b["norm"], b["deadline"], b["spent_s"], b["reason"]) for b in breaches} == {
        ("1772438700.3", "phone.answer", "2026-03-02T09:05:25+01:00", 40, "late"),
        ("answered@example.org", "email.ack", "2026-03-03T23:59:59+01:00", None, "late"),
        ("forgotten@example.org", "email.ack", "2026-03-03T23:59:59+01:00", None, "open_late"),
        ("forgotten@example.org", "email.answer", "2026-03-09T23:59:59+01:00", None, "open_late"),
        ("TBV-1", "phone.callback", "2026-03-04T23:59:59+01:00", None, "late"),
    }

    score = {row["norm"]: row for row in ask("score", "--period", "2026-03", "--as-of", TUESDAY_MORNING)}
    for norm in ("phone.answer", "email.answer", "phone.callback"):
        assert (score[norm]["met"], score[norm]["breached"], score[norm]["share"]) == (1, 1, 0.5)

    (call,) = ask("explain", "1772438700.3", "--norm", "phone.answer", "--as-of", TUESDAY_MORNING)
    assert (call["verdict"], call["spent_s"]) == ("breached", 40)
    proof = (tmp_path / "logs" / call["origin_file"]).read_text(encoding="utf-8").splitlines()[call["origin_line"] - 1]
    assert proof == "1772438700|1772438700.3|kcc|NONE|ENTERQUEUE||0655501002|1"

    (mail,) = ask("explain", "forgotten@example.org", "--norm", "email.answer", "--as-of", TUESDAY_MORNING)
    assert (mail["origin_file"], mail["origin_line"]) == ("info.mbox", 3)

    (monday,) = ask("explain", "forgotten@example.org", "--norm", "email.answer", "--as-of", "2026-03-09T17:00")
    assert monday["verdict"] == "pending"
