"""The first words of a message: enough to tell an acknowledgement or an interim message from an answer.

Why: an interim message names a date and an automatic confirmation says so in its text; nothing else of a body is
looked at, and nothing of it is kept (design.md decision 11). Refuses to understand prose: a date counts only behind a
word that promises ("uiterlijk", "vóór", "no later than").
"""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
from datetime import date, timedelta

OPENING_SIZE = 4 * 1024
_SEARCHED = 32 * 1024
"""Bytes of a body in which the first text part is looked for; a page can begin with as much style."""

_TEXT_PART = re.compile(rb"(?i)\ncontent-type:[ \t]*(?:\r?\n[ \t]+)?text/(plain|html)")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_ENCODING = re.compile(rb"(?im)^content-transfer-encoding:\s*\"?([\w-]+)")
_CHARSET = re.compile(rb"(?i)charset\s*=\s*\"?([\w.:-]+)")
_BREAK = re.compile(r"(?i)<br\b[^>]*>|</(?:p|div|tr|li|h\d)>")
_UNSEEN = re.compile(r"(?is)<(style|script|head)\b.*?(?:</\1>|\Z)|<!--.*?(?:-->|\Z)")
_HTML_QUOTE = re.compile(r"(?i)<blockquote|divRplyFwdMsg|gmail_quote|class=\"?moz-cite")
_TAG = re.compile(r"<[^<>]*>")
_QUOTE = re.compile(
    r"\n(?:-- ?\r?\n|[ \t]*(?:>|-{2,}[ \t]*(?:oorspronkelijk|original|doorgestuurd|forwarded)|_{10,}|"
    r"\*?(?:van|from|von|de)[ \t]*:\*?[ \t]|(?:op|on|am)\b.{5,160}?\b(?:schreef|wrote|schrieb)\b))"
)


def opening(header_type: bytes, header_encoding: bytes, body: bytes) -> str:
    """The beginning of the first text part as the writer typed it, before any quoted mail, in lower case.

    "" when there is none. `body` may be cut off anywhere.
    """
    kind = header_type.strip().lower()
    if not kind.startswith(b"multipart/"):
        is_html = b"text/html" in kind
        words = _decoded(body[: _size(is_html)], header_encoding, _CHARSET.search(header_type))
        return _typed(words, is_html)
    part = _TEXT_PART.search(body, 0, _SEARCHED)
    blank = _BLANK_LINE.search(body, part.end(), _SEARCHED) if part else None
    if part is None or blank is None:
        return ""
    described = body[max(body.rfind(b"\n--", 0, part.start()), 0) : blank.start() + 1]
    encoding = _ENCODING.search(described)
    is_html = part.group(1).lower() == b"html"
    raw = body[blank.end() : blank.end() + _size(is_html)]
    end = raw.find(b"\n--")
    words = _decoded(raw[:end] if end >= 0 else raw, encoding.group(1) if encoding else b"", _CHARSET.search(described))
    return _typed(words, is_html)


def _size(is_html: bool) -> int:
    return _SEARCHED if is_html else OPENING_SIZE


def _decoded(raw: bytes, encoding: bytes, charset: re.Match[bytes] | None) -> str:
    kind = encoding.strip().lower()
    if kind == b"quoted-printable":
        raw = quopri.decodestring(raw)
    elif kind == b"base64":
        solid = b"".join(raw.split())
        try:
            raw = base64.b64decode(solid[: len(solid) // 4 * 4])
        except (binascii.Error, ValueError):
            return ""
    try:
        return raw.decode(charset.group(1).decode() if charset else "utf-8", "replace")
    except (LookupError, ValueError):
        return raw.decode("latin-1")


def _typed(words: str, is_html: bool) -> str:
    if is_html:
        quote = _HTML_QUOTE.search(words)
        words = words[: quote.start()] if quote else words
        words = html.unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", words))))
    words = "\n" + words.lower()
    quote = _QUOTE.search(words)
    return words[1 : quote.start()] if quote else words[1:]


class Phrases:
    """What a text may say. A pattern is tried only where its key word stands: most texts have none of them.

    Looking for the words is most of the work on a text; for a single rare letter it takes next to none.
    """

    def __init__(self, *patterns: tuple[str, str]) -> None:
        self._patterns = [(word, re.compile(pattern)) for word, pattern in patterns]

    def said_in(self, words: str) -> bool:
        """Whether the (lower-case) text says one of them."""
        return any(word in words and pattern.search(words) for word, pattern in self._patterns)


RECEIVED = Phrases(
    (
        "ontvangst",
        r"ontvangstbevestiging|bevestiging van (?:de )?ontvangst|bevestigen (?:wij )?(?:hierbij )?de ontvangst",
    ),
    ("ontvangen", r"hebben uw (?:e-?mail|bericht|vraag|melding|aanvraag|formulier)[^.]{0,60}ontvangen"),
    ("uw ", r"uw (?:e-?mail|bericht|vraag|melding|aanvraag) is (?:goed )?(?:bij ons )?(?:ontvangen|binnengekomen)"),
    ("received", r"we (?:have )?received your (?:e-?mail|message|question|request)"),
)
ABSENT = Phrases(
    ("afwezig", r"\bafwezig\b"),
    ("niet ", r"niet (?:op kantoor|aanwezig|bereikbaar)"),
    ("verlof", r"(?:met|op) verlof"),
    ("vakantie", r"(?:met|op) vakantie"),
    ("office", r"out of (?:the )?office"),
    ("leave", r"on (?:annual )?leave"),
)
AS_LETTER = Phrases(
    (
        "brief",
        r"als (?:een )?brief (?:in behandeling|behandel|afgehandeld|afhandelen|beschouw)|"
        r"(?:behandelen|behandeld|handelen|beschouwen)\b[^.]{0,60}\bals (?:een )?brief\b",
    ),
    ("letter", r"(?:treated|handled) as a letter"),
)
INTERIM = Phrases(
    ("tussenbericht", r"tussenbericht"),
    (
        "behandeling",
        r"(?<!(?<!nog )niet )in behandeling genomen|is (?:nog )?in behandeling|"
        r"(?:nemen|neem)\b(?:(?!\bniet\b)[^.]){0,60}\bin behandeling",
    ),
    ("uiterlijk", r"(?:u (?:ontvangt|krijgt|hoort)|(?:ontvangt|krijgt|hoort) u)\b[^.]{0,60}\buiterlijk\b"),
    ("ó", r"(?:u (?:ontvangt|krijgt|hoort)|(?:ontvangt|krijgt|hoort) u)\b[^.]{0,60}\bvóór\b"),
    ("doorgezet", r"uw (?:vraag|bericht|e-?mail) is doorgezet"),
    ("terug", r"kom(?:en)? (?:hier|er)(?:op)? (?:\w+ ){0,4}(?:bij u )?(?:op )?terug"),
    ("interim", r"interim (?:message|reply)"),
    ("you will", r"you will (?:receive|get|have)\b[^.]{0,60}\b(?:no later than|by|before)\b"),
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "maart march mrt mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "augustus august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_PROMISE = re.compile(
    r"\b(?P<word>uiterlijk|vóór|voor|no later than|not later than|on or before|before|by)\s+"
    r"(?:op\s+|on\s+|the\s+)?(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag,?\s+|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|e)?\s+(?:of\s+)?{_MONTH}(?:\s+(?P<year2>\d{{4}}))?"
    rf"|{_MONTH}\s+(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year3>\d{{4}}))?)\b"
)

_ANSWERING = re.compile(r"\b(?:ontvangt|hoort|krijgt|antwoord|reactie)\b")
"""What makes a plain "voor" mean "before": "uw afspraak voor 4 december" promises nothing."""


def promised_day(words: str, written: date) -> date | None:
    """The first day that the (lower-case) text promises, on or after the day it was `written`; None when it names none.

    "vóór 4 december" promises the third. A day without a year is its first occurrence from `written` on.
    """
    for found in _PROMISE.finditer(words):
        named = _day(found, written)
        if named is None:
            continue
        word = found["word"]
        if word == "voor" and not _ANSWERING.search(words, max(0, found.start() - 60), found.start()):
            continue
        if word in ("vóór", "voor", "before"):
            named -= timedelta(days=1)
        if named >= written:
            return named
    return None


def _day(found: re.Match[str], written: date) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["day"]:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        months = [name for name in found.groups() if name and name in _MONTHS]
        month, day = _MONTHS[months[0]], int(found["day2"] or found["day3"])
        year = found["year2"] or found["year3"]
        if year:
            return date(int(year), month, day)
        this_year = date(written.year, month, day)
        return this_year if this_year >= written else date(written.year + 1, month, day)
    except (ValueError, OverflowError):
        return None
