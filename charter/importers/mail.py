"""One message's header (and the first words of an own message) becomes one event, or the reason why it is none.

Why: mbox, Maildir, .eml, IMAP and Graph deliver the same message in different wrappings; what a message *is* must not
depend on the wrapping. Rules: mail-formats.md 3 (classes), 4 (time), 5 (what counts); contract.md 4.
Refuses to know other messages: threads are joined in `charter.threads`, from the keys this module leaves in `detail`:

    party     pseudonyms of the other side: author and Reply-To of inbound mail, outside recipients of own mail;
              of a bounce the addresses that failed. Always present, possibly empty: the mark of a mail row
    refs      ids of References and In-Reply-To          index    Outlook's and Gmail's own conversation
    subject   keyed hash of the base subject             re=yes   the subject has a reply prefix
    list=yes  own mail sent to an own (public) list      of       the Message-ID that a bounce returns
    time      the time source when it is not the mail server's Received line: given, date, envelope

In values % and ; are percent-quoted; several are separated by a space. No address or subject is kept in clear but the
own mailbox in `queue`. The text of a message by a person is never enough to call it an automatic acknowledgement:
half of all Dutch answers begin with "wij hebben uw e-mail ontvangen".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import NamedTuple
from zlib import crc32

from charter.clock import MICROSECONDS
from charter.contact import Channel, Direction, Event, Kind, Performer, Precision
from charter.importers import mail_class, mail_text
from charter.importers import mail_header as header
from charter.importers.base import Implied, OutOfScope, ReadContext, Row, fingerprint
from charter.importers.mail_own import Own
from charter.locale import N_
from charter.problem import Problem

_DAY = 86400
_DELIVERED = (b"delivered-to", b"x-original-to", b"envelope-to")
_RETURNED = re.compile(rb"(?im)^content-type:\s*(?:message/rfc822|text/rfc822-headers|message/global)")
_RETURNED_ID = re.compile(rb"(?im)^message-id:\s*<([^<>]+)>")
_ACTION = re.compile(rb"(?im)^action:\s*(\w+)")
_RECIPIENT = re.compile(rb"(?im)^(?:final|original)-recipient:[^;\n]*;\s*([^\s]+)")


class Time(NamedTuple):
    """UTC seconds since 1970 and where they were found: `received`, `date`, `envelope`, `given` or ""."""

    seconds: int | None
    source: str


class Mailroom:
    """Sorts messages one at a time, knowing who "we" are; keeps nothing but caches of addresses already seen."""

    def __init__(self, context: ReadContext) -> None:
        mail = context.mail
        self._context = context
        self._mail = mail
        self.own = Own(mail)
        self.knows_us = self.own.known
        self._templates = [(re.compile(t.pattern, re.IGNORECASE), t) for t in mail.interim_templates]
        self._own_lists = mail.own_lists | {f"<{mailbox.replace('@', '.')}>" for mailbox in mail.mailboxes}
        self._latest = context.now // MICROSECONDS + _DAY
        self._pseudonym = lru_cache(maxsize=65536)(context.pseudonym)
        self._person = lru_cache(maxsize=65536)(lambda address: context.pseudonym(header.folded(address)))
        self._seen: dict[str, int] = {}

    def row(self, line: int, message: bytes, envelope: bytes = b"", received_at: int | None = None) -> Row:
        """The event, or the reason why there is none, for message number `line`.

        `message` is the header block and at least the first kilobytes of the body; `envelope` the mbox separator
        line; `received_at` the UTC seconds at which the server took it, where the transport knows (INTERNALDATE).
        """
        block, body = header.cut(message)
        found = header.fields(block)
        if not any(found):
            return Problem(
                "no_header",
                line,
                N_("Message %(line)s has no header, so nothing says who sent it or when."),
                N_("Look at the message in the mail program; export the mailbox again if it looks whole there."),
                {"line": str(line)},
            )
        author = self.own.author(found)
        word = self.classify(found, author, body)
        if word in ("human", "form", "automatic", "bounce"):
            return self._event(line, found, block, body, author, word, envelope, received_at)
        return OutOfScope(line, word)

    def replied(self, question: Event, seconds: int | None) -> Implied:
        """What a mail program remembers of a question: that it was answered, and at which UTC seconds if it knows.

        Threads believe it only where no own mail of the conversation is found.
        """
        known = seconds is not None and seconds <= self._latest
        at = seconds * MICROSECONDS if seconds is not None and known else None
        return Implied(
            Event(
                contact=question.contact,
                kind=Kind.REPLY_SUBSTANTIVE,
                at=at,
                precision=Precision.MISSING if at is None else Precision.SECOND,
                line=question.line,
                position=at or 0,
                fingerprint=fingerprint(f"replied {question.fingerprint}"),
                channel=question.channel,
                performer=Performer.PERSON,
                detail="elsewhere=yes",
            )
        )

    def classify(self, found: header.Fields, author: str, body: bytes = b"") -> str:
        """The class word of mail-formats.md 3, except that `internal` needs the recipients and is decided later."""
        subject = header.subject(found.get(b"subject", b""))
        return (
            mail_class.by_folder(found)
            or mail_class.by_report(found, author, subject)
            or ("form" if author in self._mail.form_senders else "")
            or ("human" if self.own.left_in_a_safe(found) else "")
            or mail_class.by_automation(found, author, subject)
            or mail_class.by_calendar(found, subject, body)
            or self._bulk_word(found, author)
            or mail_class.by_spam(found, subject)
            or "human"
        )

    def needs_text(self, found: header.Fields) -> bool:
        """Whether the text of this message, or the report in it, decides what it is; a transport may skip others."""
        author = self.own.author(found)
        subject = header.subject(found.get(b"subject", b""))
        reports = mail_class.by_report(found, author, subject) == "bounce"
        return reports or not self.knows_us or self.own.has(author)

    def time(self, found: header.Fields, envelope: bytes = b"", received_at: int | None = None) -> Time:
        """When the message was received: the first source that is possible and not in the future.

        A store that took it more than a day after the mail server did was filled later: a migration or an import.
        """
        latest = self._latest
        received = found.get(b"received")
        taken = None if received is None else header.seconds(received.rpartition(b";")[2])
        moved = received_at is not None and taken is not None and received_at - taken > _DAY
        if received_at is not None and received_at <= latest and not moved:
            return Time(received_at, "given")
        if taken is not None and taken <= latest:
            return Time(taken, "received")
        if b"date" in found:
            sent = header.seconds(found[b"date"])
            if sent is not None and sent <= latest:
                return Time(sent, "date")
        if envelope:
            stored = header.envelope_seconds(envelope)
            if stored is not None and stored <= latest:
                return Time(stored, "envelope")
        return Time(None, "")

    def _bulk_word(self, found: header.Fields, author: str) -> str:
        precedence = found.get(b"precedence", b"").strip().lower()
        bulk = (
            b"list-id" in found
            or b"list-unsubscribe" in found
            or b"list-post" in found
            or precedence in (b"bulk", b"list", b"junk")
            or (b"feedback-id" in found and not self.own.has(author))
        )
        if not bulk:
            return ""
        listed = found.get(b"list-id", b"")
        place = (listed or found.get(b"to", b"") + b" " + found.get(b"cc", b"")).decode("latin-1").lower()
        return "" if any(name in place for name in self._own_lists) else "bulk"

    def _event(
        self,
        line: int,
        found: header.Fields,
        block: bytes,
        body: bytes,
        author: str,
        word: str,
        envelope: bytes,
        received_at: int | None,
    ) -> Row:
        to = header.addresses(found.get(b"to", b""))
        copied = header.addresses(found.get(b"cc", b""))
        moment = self.time(found, envelope, received_at)
        subject = header.subject(found.get(b"subject", b""))
        conversations, continues = header.conversations(found)
        references = header.references(found, (author, *to, *copied)) if _refers(found) else []
        in_thread = bool(references) or continues
        told: _Told | OutOfScope
        if word == "bounce":
            told = self._bounce(line, found, body, references)
        elif word == "form" and not self._to_outside(to, copied):
            told = self._inbound(line, found, author, to, copied, in_thread, form=True)
        elif not self.own.has(author) and word != "form":
            if word == "automatic":
                return OutOfScope(line, word)
            told = self._inbound(line, found, author, to, copied, in_thread, form=False)
        else:
            told = self._outbound(line, found, body, word, to, copied, in_thread, moment, subject)
        if isinstance(told, OutOfScope):
            return told
        own_id, identity = self._identity(found, block, author, subject, moment, envelope)
        at = None if moment.seconds is None else moment.seconds * MICROSECONDS
        return Event(
            contact=own_id,
            kind=told.kind,
            at=at,
            precision=Precision.MISSING if at is None else Precision.SECOND,
            line=line,
            position=at or 0,
            fingerprint=identity,
            channel=told.channel,
            queue=told.queue,
            direction=told.direction,
            performer=told.performer,
            customer=told.customer,
            agent=told.agent,
            detail=";".join(self._detail(told, references, conversations, subject, moment)),
        )

    def _detail(
        self, told: _Told, references: list[str], conversations: list[str], subject: header.Subject, moment: Time
    ) -> Iterator[str]:
        """The keys of the conversation, as the page above lists them."""
        yield f"party={_listed(told.party)}"
        if references:
            yield f"refs={_listed(references)}"
        if conversations:
            yield f"index={' '.join(conversations)}"
        if subject.base:
            yield f"subject={_listed((self._pseudonym(subject.base),))}"
        if subject.reply:
            yield "re=yes"
        if moment.source not in ("received", ""):
            yield f"time={moment.source}"
        yield from told.detail

    def _identity(
        self, found: header.Fields, block: bytes, author: str, subject: header.Subject, moment: Time, envelope: bytes
    ) -> tuple[str, int]:
        """The message's id and fingerprint.

        Known again by its Message-ID with the day of its Date and eight bits each of writer and base subject, so that
        mails that share an id by mistake stay two (the second gets a suffix); without an id by its whole header.
        """
        own_id = header.message_id(found)
        if own_id:
            sent = moment.seconds if moment.source == "date" else header.seconds(found.get(b"date", b""))
            marks = f"{own_id}\0{_trace(author)}\0{_trace(subject.base)}\0{(sent or 0) // _DAY}"
        else:
            whole = header.stable(block) + (envelope if moment.source == "envelope" else b"")
            own_id = f"sha256:{sha256(whole).hexdigest()[:16]}"
            marks = own_id
        identity = int.from_bytes(blake2b(marks.encode(), digest_size=8).digest(), "big", signed=True)
        if self._seen.setdefault(own_id, identity) != identity:
            own_id = f"{own_id}#{identity & 0xFFFFFFFF:08x}"
        return own_id, identity

    def _inbound(
        self,
        line: int,
        found: header.Fields,
        author: str,
        to: tuple[str, ...],
        copied: tuple[str, ...],
        in_thread: bool,
        form: bool,
    ) -> _Told | OutOfScope:
        delivered = header.addresses(b",".join([found[name] for name in _DELIVERED if name in found]))
        for_information = (
            not any(map(self.own.serves, to)) and any(map(self.own.serves, copied)) and not self._mail.cc_counts
        )
        if for_information and not in_thread and not form:
            return OutOfScope(line, "for_information")
        replies = [a for a in header.addresses(found.get(b"reply-to", b"")) if not self.own.serves(a)]
        residents = replies if form else [author, *replies]
        party = self._pseudonyms(residents)
        return _Told(
            Kind.MESSAGE_RECEIVED,
            Channel.FORM if form else Channel.EMAIL,
            Direction.IN,
            Performer.PERSON,
            party,
            queue=self.own.mailbox((*to, *copied, *delivered)),
            customer=party[0] if party else "",
        )

    def _outbound(
        self,
        line: int,
        found: header.Fields,
        body: bytes,
        word: str,
        to: tuple[str, ...],
        copied: tuple[str, ...],
        in_thread: bool,
        moment: Time,
        subject: header.Subject,
    ) -> _Told | OutOfScope:
        addressed = (*to, *copied, *header.addresses(found.get(b"bcc", b"")))
        party = self._pseudonyms(a for a in addressed if not self.own.serves(a))
        listed = self.own.lists(addressed)
        written = header.addresses(found.get(b"from", b""))
        sender = (header.addresses(found.get(b"sender", b"")) or written)[:1]
        queue = next((a for a in written if a in self._mail.mailboxes), "")
        person = word == "human"
        detail = ["list=yes"] if listed else []
        if not party and not listed and addressed:
            if not in_thread and not subject.forward:
                return OutOfScope(line, "internal")
            kind = Kind.FORWARDED_INTERNAL
        elif person and subject.forward:
            kind = Kind.FORWARDED_INTERNAL
        elif not addressed:
            kind = Kind.MAIL_TO_THIRD_PARTY
        else:
            words = mail_text.opening(
                found.get(b"content-type", b""), found.get(b"content-transfer-encoding", b""), body
            )
            if person and not subject.confirmation:
                kind, more = self._answer(words, moment)
                detail.extend(more)
            else:
                kind = _automatic_kind(words, subject, of_mailbox=bool(queue))
                person = False
        return _Told(
            kind,
            Channel.EMAIL,
            Direction.UNKNOWN,
            Performer.PERSON if person else Performer.AUTO,
            party,
            queue=queue,
            agent=self._person(sender[0]) if self._context.keep_agents and person and sender else "",
            detail=tuple(detail),
        )

    def _answer(self, words: str, moment: Time) -> tuple[Kind, list[str]]:
        """What an own person's text is: an answer, unless it says that it is none yet."""
        template = next((t for pattern, t in self._templates if pattern.search(words)), None)
        if template is None and mail_text.AS_LETTER.said_in(words):
            return Kind.ACK_TREATED_AS_LETTER, []
        if template is None and not mail_text.INTERIM.said_in(words):
            return Kind.REPLY_SUBSTANTIVE, []
        detail = []
        if moment.seconds is not None:
            written = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment.seconds)).astimezone(
                self._context.zone
            )
            promised = mail_text.promised_day(words, written.date())
            if promised:
                detail.append(f"promised_on={promised.isoformat()}")
        if template is not None:
            detail.extend(
                name for name, said in (("reason=yes", template.reason), ("handler=yes", template.handler)) if said
            )
        return Kind.INTERIM_MESSAGE, detail

    def _bounce(self, line: int, found: header.Fields, body: bytes, references: list[str]) -> _Told | OutOfScope:
        actions = {action.lower() for action in _ACTION.findall(body)}
        if actions and b"failed" not in actions:
            return OutOfScope(line, "delivery_notice")
        returned = _RETURNED.search(body)
        failed_id = _RETURNED_ID.search(body, returned.end() if returned else 0)
        of = "".join(failed_id.group(1).decode("latin-1").split()) if failed_id else next(iter(references[-1:]), "")
        if not of:
            return OutOfScope(line, "bounce")
        failed = b",".join((*_RECIPIENT.findall(body), found.get(b"x-failed-recipients", b"")))
        return _Told(
            Kind.DELIVERY_FAILED,
            Channel.EMAIL,
            Direction.UNKNOWN,
            Performer.AUTO,
            self._pseudonyms(header.addresses(failed)),
            detail=(f"of={_listed((of,))}",),
        )

    def _to_outside(self, to: tuple[str, ...], copied: tuple[str, ...]) -> bool:
        return self.knows_us and bool(to or copied) and not any(map(self.own.serves, (*to, *copied)))

    def _pseudonyms(self, found: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([self._person(a) for a in found if a]))


class _Told(NamedTuple):
    """What one side's rules made of a message; `_event` adds time, identity and thread keys."""

    kind: Kind
    channel: Channel
    direction: Direction
    performer: Performer
    party: tuple[str, ...]
    queue: str = ""
    customer: str = ""
    agent: str = ""
    detail: tuple[str, ...] = ()


def _trace(words: str) -> int:
    """Eight bits of the words: they tell two mails with one id apart, and nobody who wrote them."""
    return crc32(words.encode()) & 0xFF


def _listed(values: Iterable[str]) -> str:
    joined = " ".join(values)
    return joined.replace("%", "%25").replace(";", "%3B") if "%" in joined or ";" in joined else joined


def _refers(found: header.Fields) -> bool:
    return b"references" in found or b"in-reply-to" in found


def _automatic_kind(words: str, subject: header.Subject, *, of_mailbox: bool) -> Kind:
    """Which automatic message of ours it is; in doubt an acknowledgement only without any word of absence.

    Where no text is known, as in a trace, a mailbox acknowledges and a colleague is away.
    """
    if subject.absent or mail_text.ABSENT.said_in(words):
        return Kind.AUTO_OUT_OF_OFFICE
    if mail_text.AS_LETTER.said_in(words):
        return Kind.ACK_TREATED_AS_LETTER
    if subject.confirmation or mail_text.RECEIVED.said_in(words) or not subject.automatic or (of_mailbox and not words):
        return Kind.AUTO_ACK
    return Kind.AUTO_OUT_OF_OFFICE
