"""One Outlook item, told as the message that it was: the same for a .msg file and for an item of a .pst.

Why: Outlook keeps properties (MS-OXPROPS) where a mailbox keeps a header. Where the header as it came over the line was
kept, that speaks; what it lacks, and every sent copy, is told from about twenty properties (mail-formats.md 1.3). So
`Mailroom` decides what an Outlook message is by the very rules of all other mail. Refuses items that are no mail, and
to read a direction from the folder: its name is localised and says nothing.
"""

from __future__ import annotations

import base64
import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from email.utils import formatdate
from typing import NamedTuple

from charter.contact import Event, Kind
from charter.importers import mail_header as header
from charter.importers.base import OutOfScope, Row
from charter.importers.mail import Mailroom
from charter.locale import N_
from charter.problem import Problem

CLASS, SUBJECT, SENT, REPRESENTING = 0x001A, 0x0037, 0x0039, 0x0065
INDEX, HEADERS, SENDER, RECIPIENT_TYPE = 0x0071, 0x007D, 0x0C1F, 0x0C15
DELIVERED, FLAGS, BODY, HTML = 0x0E06, 0x0E07, 0x1000, 0x1013
MESSAGE_ID, REFERENCES, IN_REPLY_TO, RETURNED_ID = 0x1035, 0x1039, 0x1042, 0x1046
ADDRESS, SMTP, SENDER_SMTP, REPRESENTING_SMTP = 0x3003, 0x39FE, 0x5D01, 0x5D02
LAST_VERB, LAST_VERB_AT = 0x1081, 0x1082
CODE_PAGE, BODY_CODE_PAGE = 0x3FFD, 0x3FDE
NEEDED = frozenset(
    {
        CLASS, SUBJECT, SENT, REPRESENTING, INDEX, HEADERS, SENDER, RECIPIENT_TYPE, DELIVERED, FLAGS, BODY, HTML,
        MESSAGE_ID, REFERENCES, IN_REPLY_TO, RETURNED_ID, ADDRESS, SMTP, SENDER_SMTP, REPRESENTING_SMTP,
        LAST_VERB, LAST_VERB_AT, CODE_PAGE, BODY_CODE_PAGE,
    }
)  # fmt: skip
"""The properties that are looked at: tags of MS-OXPROPS."""

LONGEST = 32 * 1024
"""Bytes of a text that are used."""
_UNSENT = 0x8
_REPLIED = (102, 103)
_SENDER_TOLD = (HEADERS, SENDER, SENDER_SMTP, REPRESENTING, REPRESENTING_SMTP)
"""Without any of them an item was never sent."""
_INT, _STRING8, _UNICODE, _TIME, _BINARY = 0x0003, 0x001E, 0x001F, 0x0040, 0x0102
_FILETIME_EPOCH = 11_644_473_600
_FIRST, _LAST = 631_152_000, 2_145_916_800
"""1990 up to and including 2037, as `mail_header.seconds`."""
_OTHER_PAGES = {20127: "ascii", 28591: "latin-1", 28605: "iso-8859-15"}

_BANNER = re.compile(r"\A\s*Microsoft Mail Internet Headers Version [\d.]+\r?\n")
_OWN_TYPE = re.compile(rb"\s*(?:multipart/report|text/calendar)", re.IGNORECASE)
_FIELDS_OF_RECIPIENTS = {1: "To", 2: "Cc", 3: "Bcc"}

Value = str | bytes | int
Properties = Mapping[int, Value]
"""By tag: text, bytes, a number, or UTC seconds since 1970."""


class Item(NamedTuple):
    """An item's own properties, and those of each recipient."""

    own: Properties
    recipients: tuple[Properties, ...] = ()


def decoded(found: Iterable[tuple[int, int, bytes]]) -> dict[int, Value]:
    """The properties that are needed, of (tag, type, bytes) as MS-OXCDATA writes them; nonsense is absent."""
    raw = {tag: (kind, data) for tag, kind, data in found if tag in NEEDED and data is not None}
    page = _page(raw.get(CODE_PAGE))
    told: dict[int, Value] = {}
    for tag, (kind, data) in raw.items():
        value: Value | None
        if kind == _UNICODE:
            value = data[: 2 * LONGEST].decode("utf-16-le", "replace")
        elif kind == _STRING8:
            value = data[:LONGEST].decode(page, "replace")
        elif kind == _INT:
            value = int.from_bytes(data[:4], "little")
        elif kind == _TIME:
            value = int.from_bytes(data[:8], "little") // 10_000_000 - _FILETIME_EPOCH
            value = value if _FIRST <= value < _LAST else None
        else:
            value = data[:LONGEST] if kind == _BINARY else None
        if value is not None:
            told[tag] = value.replace("\0", "") if isinstance(value, str) else value
    return told


def _page(told: tuple[int, bytes] | None) -> str:
    number = int.from_bytes(told[1][:4], "little") if told else 1252
    name = _OTHER_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def rows(room: Mailroom, line: int, item: Item) -> Iterator[Row]:
    """The event of an item, or the reason why there is none; and the answer that Outlook remembers of it."""
    word = _no_mail(_text(item.own, CLASS).strip().lower(), item.own)
    row = OutOfScope(line, word) if word else room.row(line, message(item), received_at=_number(item.own, DELIVERED))
    yield row
    if isinstance(row, Event) and row.kind is Kind.MESSAGE_RECEIVED and _number(item.own, LAST_VERB) in _REPLIED:
        yield room.replied(row, _number(item.own, LAST_VERB_AT))


def damaged(line: int) -> Problem:
    """Say that an item cannot be read."""
    return Problem(
        "message_damaged",
        line,
        N_("Message %(line)s is damaged and cannot be read."),
        N_("Look at it in Outlook. Save it or export the mailbox again if it looks whole there."),
        {"line": str(line)},
    )


def _no_mail(kind: str, own: Properties) -> str:
    """Why an item of this message class tells of no message; "" when it does."""
    if kind == "ipm.note" or kind.startswith("ipm.note."):
        unsent = (_number(own, FLAGS) or 0) & _UNSENT or not any(own.get(tag) for tag in _SENDER_TOLD)
        return "draft" if unsent else ""
    if kind.startswith("report."):
        if kind.endswith(".ndr"):
            return ""
        return "delivery_notice" if kind.endswith(".dr") else "receipt"
    if kind.startswith(("ipm.schedule.", "ipm.appointment")):
        return "calendar"
    return "recall" if kind.startswith("ipm.outlook.recall") else "not_mail"


def message(item: Item) -> bytes:
    """The item as a message: a header block, an empty line, and the beginning of its text."""
    own = item.own
    kind = _text(own, CLASS).strip().lower()
    block = _BANNER.sub("", _text(own, HEADERS)).encode("utf-8", "replace").strip(b"\r\n")
    kept = header.fields(header.cut(block)[0])
    text_type, text = _body(own)
    first: list[tuple[str, str]] = []
    if kind.endswith(".ndr"):
        first.append(("Content-Type", "multipart/report; report-type=delivery-status"))
        first.append(("X-Failed-Recipients", ", ".join(filter(None, map(_address_of, item.recipients)))))
        first.append(("References", _text(own, RETURNED_ID)))
    elif not _OWN_TYPE.match(kept.get(b"content-type", b"")):
        first += [("Content-Type", f"{text_type}; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    if kind.endswith("template.microsoft"):
        first.append(("Auto-Submitted", "auto-replied"))
    lines = [f"{name}: {_on_one_line(value)}".encode("utf-8", "replace") for name, value in first if value]
    lines += [block] if kept else []
    lines += [
        f"{name}: {_on_one_line(value)}".encode("utf-8", "replace")
        for name, value in _told(item)
        if value and name.lower().encode() not in kept
    ]
    return b"\n".join(lines) + b"\n\n" + text


def _told(item: Item) -> list[tuple[str, str]]:
    """The fields of a header, as far as the properties tell them."""
    own = item.own
    sender = _text(own, SENDER_SMTP) or _text(own, SENDER)
    author = _text(own, REPRESENTING_SMTP) or _text(own, REPRESENTING) or sender
    index, sent, own_id = own.get(INDEX), _number(own, SENT), _text(own, MESSAGE_ID).strip()
    told = [
        ("Message-ID", own_id if not own_id or own_id.startswith("<") else f"<{own_id}>"),
        ("From", _angled(author)),
        ("Sender", _angled(sender)),
        ("Subject", _text(own, SUBJECT)),
        ("Date", formatdate(sent) if sent is not None else ""),
        ("References", _text(own, REFERENCES)),
        ("In-Reply-To", _text(own, IN_REPLY_TO)),
        ("Thread-Index", base64.b64encode(index).decode() if isinstance(index, bytes) else ""),
    ]
    for number, name in _FIELDS_OF_RECIPIENTS.items():
        listed = [_address_of(r) for r in item.recipients if (_number(r, RECIPIENT_TYPE) or 1) & 0xF == number]
        told.append((name, ", ".join(map(_angled, filter(None, listed)))))
    return told


def _body(own: Properties) -> tuple[str, bytes]:
    plain = own.get(BODY)
    if isinstance(plain, str) and plain.strip():
        return "text/plain", plain.encode("utf-8", "replace")
    html = own.get(HTML)
    if isinstance(html, bytes):
        number = _number(own, BODY_CODE_PAGE)
        html = html.decode(_page((_INT, number.to_bytes(4, "little"))) if number else "cp1252", "replace")
    return ("text/html", html.encode("utf-8", "replace")) if isinstance(html, str) else ("text/plain", b"")


def _address_of(recipient: Properties) -> str:
    return _text(recipient, SMTP) or _text(recipient, ADDRESS)


def _angled(address: str) -> str:
    plain = address.strip().strip("<>'\"")
    return f"<{plain}>" if "@" in plain or plain.lower().startswith("/o=") else ""


def _on_one_line(value: str) -> str:
    return " ".join(value.split())


def _text(told: Properties, tag: int) -> str:
    value = told.get(tag, "")
    return value if isinstance(value, str) else ""


def _number(told: Properties, tag: int) -> int | None:
    value = told.get(tag)
    return value if isinstance(value, int) else None
