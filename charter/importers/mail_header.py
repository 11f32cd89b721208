"""The header block of one message, as bytes: fields, addresses, ids, dates, subject.

Why: a mailbox of 100 000 messages must be read several times faster than the standard library parses them, so only
the fields that a verdict needs are looked at, and each address list and subject is worked out once. Refuses to raise:
whatever stands in a header, the answer is at worst "nothing". Patterns: mail-formats.md 1.1, 2 and 4.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from datetime import date
from email.errors import MessageError
from email.header import decode_header
from email.utils import parsedate_tz
from functools import lru_cache
from time import asctime, gmtime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from charter import instants
from charter.contact import Precision

Fields = Mapping[bytes, bytes]

_LISTED = frozenset(b"from to cc bcc reply-to delivered-to x-original-to envelope-to references".split())
_SINGLE = frozenset(
    b"""subject date message-id in-reply-to received sender return-path thread-index content-type
    content-transfer-encoding auto-submitted x-autoreply x-autorespond x-autoresponse x-auto-response-suppress
    precedence list-id list-unsubscribe list-post feedback-id x-original-from x-mailfrom x-original-sender
    x-failed-recipients x-mozilla-status x-mozilla-draft-info x-gm-thrid x-unsent x-gmail-labels x-spam-flag
    x-ms-exchange-organization-scl""".split()
)
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?+|([^\n]*+)\n?+")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"(?im)^(?:x-mozilla-|status:|x-status:|x-keywords:|x-uid:|x-gmail-labels:)[^\n]*\n?")

MAX_REFERENCES = 40
_UTC = ZoneInfo("UTC")
_LONGEST_NAME = 64
_LONGEST_ID = 998
_LONGEST_SUBJECT = 2000
_LONGEST_DATE = 200
_WORTH_REMEMBERING = 1000
"""Bytes; a longer address list is worked out each time, so that odd mail cannot fill the memory."""


def cut(message: bytes) -> tuple[bytes, bytes]:
    """The header block and what follows its first empty line."""
    if message[:1] == b"\n" or message[:2] == b"\r\n":
        return b"", message
    blank = _BLANK_LINE.search(message)
    return (message[: blank.start() + 1], message[blank.end() :]) if blank else (message, b"")


def fields(block: bytes) -> dict[bytes, bytes]:
    """The fields that matter, by lower-case name, still folded; of a repeated field the first (address lists: all).

    Ends at the first line that is neither field nor continuation, as a mail program would. All other fields
    stand under the key b"", so that "no field at all" can be told from "no field that matters".
    """
    found: dict[bytes, bytes] = {}
    for name, value, other in _FIELD.findall(block):
        if not name:
            if other[:1] in b" \t" or other.startswith((b">From ", b"From ")):
                continue
            break
        key = _key(name) if len(name) <= _LONGEST_NAME else b""
        if key not in found:
            found[key] = value
        elif key in _LISTED:
            found[key] += b"," + value
    return found


@lru_cache(maxsize=4096)
def _key(name: bytes) -> bytes:
    key = name.lower()
    return key if key in _SINGLE or key in _LISTED else b""


def stable(block: bytes) -> bytes:
    """The block without the lines in which mail programs keep what was read, starred or labelled."""
    return _STATUS_LINE.sub(b"", block)


def text(raw: bytes) -> str:
    """A field's value, unfolded, RFC 2047 words decoded, white space runs reduced to one space."""
    try:
        plain = raw.decode()
    except UnicodeDecodeError:
        plain = raw.decode("latin-1")
    if "=?" in plain:
        plain = _decoded(plain)
    return " ".join(plain.split())


_LONE_WORD = re.compile(r"(.*?)=\?([^?\s*]+)(?:\*[^?\s]*)?\?([QqBb])\?([!->@-~]*)\?=(.*)", re.DOTALL)
"""Most subjects that need decoding have one encoded word, which needs a tenth of the work of `decode_header`."""


def _decoded(value: str) -> str:
    try:
        lone = _LONE_WORD.fullmatch(value) if value.count("=?") == 1 else None
        if lone:
            before, charset, encoding, encoded, after = lone.groups()
            if encoding in "Qq":
                word = binascii.a2b_qp(encoded.encode(), header=True)
            else:
                word = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
            return before + _charset_decoded(word, charset) + after
        words = decode_header(re.sub(r"\r?\n[ \t]+", " ", value))
        return "".join(
            word if isinstance(word, str) else _charset_decoded(word, charset or "latin-1") for word, charset in words
        )
    except (MessageError, ValueError, LookupError):
        return value


def _charset_decoded(word: bytes, charset: str) -> str:
    try:
        return word.decode(charset, "replace")
    except (LookupError, ValueError):
        return word.decode("latin-1")


# addresses

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ANGLE = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"(?<![^\s<>,;:()\"\[\]@])[^\s<>,;:()\"\[\]@]+@[^\s<>,;:()\"\[\]@]+")
_EXCHANGE = re.compile(r"/o=[^<>,;]+", re.IGNORECASE)


def addresses(raw: bytes) -> tuple[str, ...]:
    """The addresses of a list field in lower case, in order, each once; Exchange's own `/o=...` ones included."""
    return _remembered(raw) if len(raw) <= _WORTH_REMEMBERING else _addresses(raw)


def _addresses(raw: bytes) -> tuple[str, ...]:
    plain = raw.decode("latin-1")
    if '"' in plain:
        plain = _QUOTED.sub("", plain)
    if "(" in plain:
        plain = _COMMENT.sub("", plain)
    found: dict[str, None] = {}
    for part in plain.replace(";", ",").split(","):
        angle = _ANGLE.findall(part)
        place = angle[-1] if angle else part
        match = _ADDRESS.search(place) or _EXCHANGE.search(place) or _ADDRESS.search(part)
        if match:
            found[match.group().strip(" '").lower()] = None
    if not found and "=?" in plain and (decoded := _decoded(plain)) != plain:
        return _addresses(decoded.encode("latin-1", "replace"))
    return tuple(found)


_remembered = lru_cache(maxsize=8192)(_addresses)


def folded(address: str) -> str:
    """The address without its `+tag`: two spellings of one mailbox."""
    local, at, domain = address.partition("@")
    plus = local.find("+")
    return (local[:plus] if plus > 0 else local) + at + domain


# ids

_ID = re.compile(rb"<([^<>]+)>")
_GUID_END = 22


def ids(raw: bytes) -> list[str]:
    """The ids between `<` and `>`, white space removed."""
    return ["".join(found.decode("latin-1").split()) for found in _ID.findall(raw) if len(found) <= _LONGEST_ID]


def message_id(header: Fields) -> str:
    """This message's own id, "" when it has none."""
    raw = header.get(b"message-id", b"")
    return next(iter(ids(raw) or _bare_id(raw)), "")


def _bare_id(raw: bytes) -> list[str]:
    """The one id that lacks `<` or `>`, as some web applications write it."""
    words = raw.strip(b"<> \t\r\n").split()
    is_id = len(words) == 1 and b"@" in words[0] and len(words[0]) <= _LONGEST_ID
    return [words[0].decode("latin-1")] if is_id else []


def references(header: Fields, known_addresses: Iterable[str] = ()) -> list[str]:
    """The ids of References and In-Reply-To, each once; of a very long list the first five and the last ones.

    An In-Reply-To may be prose with an address in angle brackets: such an address is no id.
    """
    found = dict.fromkeys(ids(header.get(b"references", b"")))
    replied = header.get(b"in-reply-to", b"")
    if replied:
        prose = bool(_ID.sub(b"", replied).strip())
        not_ids = set(known_addresses) if prose else set()
        found.update(dict.fromkeys(i for i in ids(replied) or _bare_id(replied) if i.lower() not in not_ids))
    found.pop("", None)
    listed = list(found)
    return listed if len(listed) <= MAX_REFERENCES else listed[:5] + listed[5 - MAX_REFERENCES :]


def conversations(header: Fields) -> tuple[list[str], bool]:
    """The mail programs' own conversations: Outlook's GUID in hex, `gm` and Gmail's number.

    And whether Outlook says that the message is a reply. A malformed value counts as absent.
    """
    found = []
    reply = False
    if b"thread-index" in header:
        try:
            index = base64.b64decode(b"".join(header[b"thread-index"].split()))
        except (binascii.Error, ValueError):
            index = b""
        if len(index) >= _GUID_END and index[0] == 1:
            found.append(index[6:_GUID_END].hex())
            reply = len(index) > _GUID_END
    number = header.get(b"x-gm-thrid", b"").strip()
    if number.isdigit() and len(number) <= _LONGEST_NAME:
        found.append(f"gm{number.decode()}")
    return found, reply


# dates

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {m: n for n, m in enumerate(_MONTH_NAMES, 1)}
_RFC5322 = re.compile(
    r"\s*+(?:[A-Za-z]{3},\s*+)?(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4})\s*+"
    r"(?:\([^()]*\)\s*)?"
)
_ASCTIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +([A-Za-z]{3}) +(\d{1,2}) +(\d\d):(\d\d)(?::(\d\d))?"
    r"(?: +([+-]\d{4}))?(?: +[A-Z]{3,5})? +(\d{4})(?: +([+-]\d{4}))?"
)
_ODD_ZONE = re.compile(
    r"(?<= )(\d?\d:\d\d(?::\d\d)?) ?(?:([+-]\d\d):(\d\d)|\(?(CEST|CET|MEST|MET|MESZ|MEZ)\)?)(?: \([^()]*\))?$"
)
"""A time of day with a zone that the standard library takes for none, and would read as UTC."""
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST = (date(1990, 1, 1).toordinal() - _EPOCH) * 86400
_LAST = (date(2038, 1, 1).toordinal() - _EPOCH) * 86400


def seconds(raw: bytes) -> int | None:
    """A date field as UTC seconds since 1970; without zone it is UTC. None when impossible or outside 1990-2037."""
    value = raw[:_LONGEST_DATE].decode("latin-1")
    plain = _RFC5322.fullmatch(value)
    if plain:
        day, hour, minute, second, zone = plain.groups()
        return _utc(_named_day(day), int(hour), int(minute), int(second or 0), _offset(zone))
    words = _ODD_ZONE.sub(_with_offset, " ".join(value.split()))
    try:
        parts = parsedate_tz(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _utc(_day(*parts[:3]), *parts[3:6], parts[9] or 0) if parts else _iso_seconds(words)


def _with_offset(found: re.Match[str]) -> str:
    """The time of day with its zone as RFC 5322 writes it."""
    time, hours, minutes, named = found.groups()
    return f"{time} {hours}{minutes}" if hours else f"{time} {'+0200' if 'S' in named else '+0100'}"


def _iso_seconds(words: str) -> int | None:
    """The seconds of a time as ISO 8601 writes it: applications that know no mail put it in a Date."""
    found = instants.parse(words, _UTC)
    if found is None or found.at is None or found.precision > Precision.MINUTE:
        return None
    moment = found.at // instants.SECOND
    return moment if _FIRST <= moment < _LAST else None


def envelope(moment: int) -> bytes:
    """An mbox separator line that tells these UTC seconds since 1970."""
    return f"From - {asctime(gmtime(moment))}".encode()


def envelope_seconds(line: bytes) -> int | None:
    """The date of an mbox separator line, as `seconds`."""
    found = _ASCTIME.search(line.decode("latin-1"))
    if not found:
        return None
    month, day, hour, minute, second, zone, year, late_zone = found.groups()
    zone = zone or late_zone or "+0000"
    return _utc(_named_day(f"{day} {month} {year}"), int(hour), int(minute), int(second or 0), _offset(zone))


@lru_cache(maxsize=4096)
def _named_day(words: str) -> int | None:
    """`_day` of "9 Nov 2026". A mailbox names each of its days many times."""
    day, month, year = words.split()
    return _day(int(year), _MONTHS.get(month.lower(), 0), int(day))


def _day(year: int, month: int, day: int) -> int | None:
    """Days since 1970."""
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=256)
def _offset(zone: str) -> int:
    """Seconds that a zone like "+0100" is ahead."""
    return (int(zone[1:3]) * 3600 + int(zone[3:5]) * 60) * (-1 if zone[0] == "-" else 1)


def _utc(day: int | None, hour: int, minute: int, second: int, offset: int) -> int | None:
    if day is None or not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second <= 60 and -86400 < offset < 86400):
        return None
    found = day * 86400 + hour * 3600 + minute * 60 + second - offset
    return found if _FIRST <= found < _LAST else None


# subject

_NUMBER = r"(?:\s*[\[(]\d+[\])]|\^\d+)?\s*[:：]\s*"
_TAGS = r"(?:\[[^\]]*\]\s*)*"
_PREFIX = re.compile(
    r"\s*(?:\[[^\]]*\]|(?:re|fwd?|fw|aw|wg|antw|ant|betr|betreft|doorst|sv|vs|vb|tr|res|enc|rif|r|i|odp|ynt|回复|答复|转发)"
    + _NUMBER
    + r")\s*"
)
_REPLY = re.compile(_TAGS + r"(?:re|aw|antw|ant|sv|vs|res|rif|odp|ynt|回复|答复)" + _NUMBER)
_FORWARD = re.compile(_TAGS + r"(?:fwd?|fw|wg|doorst|vb|tr|enc|转发)\s*[:：]")
_ONE_TAG = r"\s*(?:\[[^\]]*\])?\s*"
_AUTOMATIC = re.compile(
    _ONE_TAG + r"(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response|antwoord)|automatisch(?:e)? "
    r"(?:antwoord|bericht|beantwoording|ontvangstbevestiging)|out of (?:the )?office|"
    r"afwezig(?:heid(?:s(?:bericht|melding))?)?\s*(?:$|[:(–-]|tot\b|t/m\b|van(?:af)? \d)|"
    r"abwesenheits|automatische antwort|r[ée]ponse automatique|absence du bureau|vacation:)"
)
"""Of absence only what nobody else writes: “Afwezigheid leerling” is a question to the municipality."""
_ABSENT = re.compile(_ONE_TAG + r"(?:out of (?:the )?office|afwezig|abwesenheits|absence du bureau|vacation:)")
_CONFIRMATION = re.compile(_ONE_TAG + r"(?:(?:automatische )?ontvangstbevestiging|bevestiging van (?:de )?ontvangst)")
_BOUNCE = re.compile(
    r"\s*(?:undeliver|onbestelbaar|niet[- ]bezorgd|delivery (?:status notification|failure|has failed)|mail delivery|"
    r"returned mail|failure notice|nicht zustellbar|unzustellbar)"
)
_INVITATION = re.compile(
    r"\s*(?:geaccepteerd|geweigerd|voorlopig(?: geaccepteerd)?|accepted|declined|tentative(?:ly accepted)?)\s*:"
)
_RECEIPT = re.compile(r"\s*(?:(?:niet )?gelezen|(?:not )?read|(?:un)?gelesen)\s*:")


class Subject(NamedTuple):
    """What a subject tells; the words themselves go no further than `base`, which is only ever hashed."""

    base: str
    reply: bool
    forward: bool
    automatic: bool
    absent: bool
    confirmation: bool
    bounce: bool
    invitation: bool
    receipt: bool
    spam: bool


def subject(raw: bytes) -> Subject:
    """What the subject field says; `base` is lower case without tags and reply or forward prefixes."""
    return _subject(raw[:_LONGEST_SUBJECT])


@lru_cache(maxsize=8192)
def _subject(raw: bytes) -> Subject:
    words = text(raw).lower()  # patterns that need not ignore case are twice as fast
    base = words
    while (prefix := _PREFIX.match(base)) and prefix.end():
        base = base[prefix.end() :]
    while base.endswith("(fwd)"):
        base = base[:-5].rstrip()
    return Subject(
        base=base.strip(),
        reply=_REPLY.match(words) is not None,
        forward=_FORWARD.match(words) is not None,
        automatic=_AUTOMATIC.match(words) is not None,
        absent=_ABSENT.match(words) is not None,
        confirmation=_CONFIRMATION.match(words) is not None,
        bounce=_BOUNCE.match(words) is not None,
        invitation=_INVITATION.match(words) is not None,
        receipt=_RECEIPT.match(words) is not None,
        spam=words.startswith("[spam]"),
    )
