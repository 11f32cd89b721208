"""The classes of mail that no person wrote to us, told by the header (mail-formats.md 3).

Why: every transport meets the same classes, and each test names the class that it finds. Each function gives a class
word or "". Refuses to weigh: the first that holds decides, and the order stands in `Mailroom.classify`.
"""

from __future__ import annotations

import re

from charter.importers import mail_header as header

_NO_REPLY = re.compile(r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|niet[-_.]?(?:be)?antwoorden|geen[-_.]?antwoord)\b")
_REPORT_TYPE = re.compile(rb"report-type\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_CALENDAR_PART = re.compile(
    rb"\ncontent-type:\s*text/calendar[^\n]{0,200}(?:\n[ \t][^\n]{0,200}){0,8}?"
    rb"method\s*=\s*\"?(?:request|reply|cancel|counter)\b",
    re.IGNORECASE,
)
_GMAIL_FOLDERS = {
    "spam": "spam", "drafts": "draft", "concepten": "draft",
    "trash": "trashed", "bin": "trashed", "prullenbak": "trashed",
}  # fmt: skip
_REPORTS = {b"delivery-status": "bounce", b"disposition-notification": "receipt", b"feedback-report": "complaint"}


def by_folder(found: header.Fields) -> str:
    """`expunged`, `draft`, `trashed` or `spam`: what the folder in which it lay says."""
    status = found.get(b"x-mozilla-status", b"").strip()
    if status:
        try:
            if int(status, 16) & 0x0008:
                return "expunged"
        except ValueError:
            pass
    if b"x-mozilla-draft-info" in found or found.get(b"x-unsent", b"").strip() == b"1":
        return "draft"
    if b"x-gmail-labels" in found:
        for label in header.text(found[b"x-gmail-labels"]).lower().split(","):
            word = _GMAIL_FOLDERS.get(label.strip(' "'))
            if word:
                return word
    return ""


def by_report(found: header.Fields, author: str, subject: header.Subject) -> str:
    """`bounce`, `receipt` or `complaint`."""
    kind = found.get(b"content-type", b"").strip().lower()
    report = kind.startswith(b"multipart/report")
    if report:
        named = _REPORT_TYPE.search(kind)
        word = _REPORTS.get(named.group(1), "") if named else ""
        if word:
            return word
    if subject.receipt:
        return "receipt"
    local = author.partition("@")[0]
    if local == "mailer-daemon":
        return "bounce"
    if local == "postmaster" and (
        report or subject.bounce or found.get(b"return-path", b"").strip() == b"<>" or _auto_submitted(found)
    ):
        return "bounce"
    return ""


def _auto_submitted(found: header.Fields) -> bool:
    return b"auto-submitted" in found and found[b"auto-submitted"].partition(b";")[0].strip().lower() != b"no"


def by_automation(found: header.Fields, author: str, subject: header.Subject) -> str:
    """`automatic`: a program says that it wrote the message.

    X-Auto-Response-Suppress alone never says so, but with a subject that speaks of absence it does.
    """
    automatic = (
        _auto_submitted(found)
        or b"x-autoreply" in found
        or b"x-autorespond" in found
        or b"x-autoresponse" in found
        or subject.automatic
        or (subject.absent and b"x-auto-response-suppress" in found)
        or found.get(b"precedence", b"").strip().lower() == b"auto_reply"
        or _NO_REPLY.match(author)
    )
    return "automatic" if automatic else ""


def by_calendar(found: header.Fields, subject: header.Subject, body: bytes) -> str:
    """`calendar`: an invitation or the answer to one."""
    kind = found.get(b"content-type", b"").strip().lower()
    if subject.invitation or kind.startswith(b"text/calendar"):
        return "calendar"
    return "calendar" if kind.startswith(b"multipart/") and _CALENDAR_PART.search(body) else ""


def by_spam(found: header.Fields, subject: header.Subject) -> str:
    """`spam`: a filter said so."""
    level = found.get(b"x-ms-exchange-organization-scl", b"").strip()
    marked = found.get(b"x-spam-flag", b"").strip().lower().startswith(b"yes")
    return "spam" if subject.spam or marked or (level.isdigit() and int(level) >= 5) else ""
