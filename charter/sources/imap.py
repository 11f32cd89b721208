"""Mailboxes on a server, over IMAP: what came in, and what went out (mail-formats.md 1.5).

Why: most mailboxes can be read where they are. Each folder is remembered by its UIDVALIDITY and the last UID that was
stored, so that a run goes on where the last one stopped; a folder that was numbered anew is read again, and messages
are known again by their Message-ID. Refuses to change anything: folders are examined, never selected, and nothing is
fetched that could mark a message as read. Refuses connections without TLS, and texts that no pattern needs: of mail by
residents only the header is fetched.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from imaplib import IMAP4
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from charter.clock import MICROSECONDS
from charter.contact import Event, Kind
from charter.importers import mail_header as header
from charter.importers.base import Implied, OutOfScope, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.importers.mail_own import who_we_are_is_unknown
from charter.locale import N_
from charter.profile_faults import WrongValueError
from charter.sources import microsoft
from charter.sources.base import Fetched, RetryLater, SourceError, SourceKind, SourceSettings, Words

if TYPE_CHECKING:
    from imapclient import IMAPClient

BATCH = 500
TEXT_SIZE = 32 * 1024
"""Bytes of a text in which the first words are looked for."""
_CONNECT_S, _ANSWER_S = 30, 120
_PATIENCE_S = 300
_BUSY = ("[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "THROTTLED")
_DAY = 86_400
_MARKED_WITHIN = timedelta(days=31)
_SCOPE = "https://outlook.office365.com/.default"

_KEPT = N_("What was read so far is kept and the next run goes on from there. Check the network if it happens again.")
_INBOX = "INBOX"
_ALL, _SENT = b"\\All", b"\\Sent"
_SENT_NAMES = (
    "verzonden items",
    "verzonden berichten",
    "verzonden",
    "sent items",
    "sent messages",
    "sent mail",
    "sent",
)
"""Where a server does not say which folder is which (RFC 6154)."""


class ImapSettings(SourceSettings):
    """Where the mailboxes are, which they are, and how to get in."""

    server: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls"] = "tls"
    mailboxes: Words = ()
    """Mailboxes of which the Inbox and Sent are read, by the names with which they sign in."""
    agents: Words = ()
    """Mailboxes of people who answer from their own: of these only Sent is read."""
    folders: Words = ()
    """The folders to read in `mailboxes`, instead of Inbox and Sent."""
    sign_in: Literal["password", "microsoft"] = "password"
    tenant: str = ""
    client: str = ""
    """Of the application in Microsoft Entra that may read the mailboxes."""
    certificates: str = ""
    """A file with the certificates of the authorities to trust, for a server with one of the municipality's own."""

    @model_validator(mode="after")
    def _complete(self) -> ImapSettings:
        if not self.mailboxes and not self.agents:
            raise WrongValueError(N_("at least one mailbox"), N_("Write mailboxes=info@voorbeeld.nl."))
        if self.sign_in == "microsoft" and not (self.tenant and self.client):
            raise WrongValueError(
                N_("tenant and client, when Microsoft signs in"),
                N_("Ask the administrator of Microsoft Entra for both."),
            )
        return self


class _ClosedError(SourceError):
    """One mailbox cannot be read; the others of the source are read all the same."""


class _Place(NamedTuple):
    mailbox: str
    folder: str
    sent: bool


class ImapSource:
    """The mailboxes of one server."""

    kind = "imap"
    conversations = True

    def __init__(
        self, settings: ImapSettings, secret: Callable[[], str], token: Callable[[], str] | None = None
    ) -> None:
        """`token` gives an access token for XOAUTH2; by default Microsoft gives one for the settings' application."""
        self._settings = settings
        self._secret = secret
        self._token = token
        if token is None and settings.sign_in == "microsoft":
            self._token = microsoft.application_token(settings.tenant, settings.client, secret, _SCOPE)
        boxes = ",".join((*settings.mailboxes, *settings.agents))
        self.address = f"imaps://{settings.server}:{settings.port}/{boxes}"[:200]

    def check(self) -> None:
        """Sign in to every mailbox and look for its folders."""
        for mailbox in self._boxes():
            with self._connected(mailbox) as client:
                for place in self._places(client, mailbox):
                    self._examine(client, place)

    def fetch(self, state: str, context: ReadContext, cancelled: Callable[[], bool]) -> Iterator[Fetched]:
        """Every message that came after `state`: mailbox -> folder -> [UIDVALIDITY, last UID, UIDs marked as answered].

        A mark says that somebody answered, from whatever mailbox, and not when (mail-formats.md 1.5). It is often set
        after the message was read, so messages of the last month are looked at for new marks.
        """
        known: dict[str, dict[str, list[int]]] = json.loads(state) if state else {}
        room = Mailroom(context)
        since = datetime.fromtimestamp(context.now / MICROSECONDS, UTC).date() - _MARKED_WITHIN
        first: list[Row] = [] if room.knows_us else [who_we_are_is_unknown()]
        failed: _ClosedError | None = None
        for mailbox in self._boxes():
            try:
                for place, seen, rows in self._new(mailbox, known.get(mailbox, {}), room, since, cancelled):
                    known.setdefault(mailbox, {})[place.folder] = seen
                    yield Fetched(first + rows, json.dumps(known))
                    first = []
            except _ClosedError as error:
                failed = failed or error
        if failed is not None:
            raise failed

    def _new(
        self, mailbox: str, known: Mapping[str, list[int]], room: Mailroom, since: date, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[_Place, list[int], list[Row]]]:
        """What is new in one mailbox, a batch at a time: the folder, what to remember of it, and the rows."""
        with self._connected(mailbox) as client:
            for place in self._places(client, mailbox):
                validity = self._examine(client, place)
                read_validity, last, *marked = known.get(place.folder, (validity, 0))
                if read_validity != validity:
                    last, marked = 0, []
                waiting = _after(client, last)
                for begin in range(0, len(waiting), BATCH):
                    if cancelled():
                        return
                    uids = waiting[begin : begin + BATCH]
                    yield place, [validity, uids[-1], *marked], _rows(client, place, uids, room)
                now_marked = [] if place.sent else sorted(client.search(["ANSWERED", "SINCE", since]))
                if now_marked != marked:
                    fresh = [uid for uid in now_marked if uid <= last and uid not in marked]
                    told = _rows(client, place, fresh, room) if fresh else []
                    seen = [validity, waiting[-1] if waiting else last, *now_marked]
                    yield place, seen, [row for row in told if isinstance(row, Implied)]

    def _boxes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._settings.mailboxes, *self._settings.agents)))

    def _places(self, client: IMAPClient, mailbox: str) -> list[_Place]:
        """The folders of a mailbox that are read; raises SourceError when Sent cannot be told from the others."""
        settings = self._settings
        whole = mailbox in settings.mailboxes
        listed = [(tuple(flags), name) for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
        sent = _sent(listed)
        if whole and settings.folders:
            return [_Place(mailbox, folder, folder == sent) for folder in settings.folders]
        everything = next((name for flags, name in listed if _ALL in flags), "")
        if whole and everything:
            return [_Place(mailbox, everything, sent=False)]
        if not sent:
            raise _ClosedError(
                N_("The mailbox %(mailbox)s has no folder that is known to hold sent mail, so answers cannot be seen."),
                N_("Name the folders to read: folders=INBOX,NAME. These are there: %(folders)s."),
                mailbox=mailbox,
                folders=", ".join(name for _, name in listed)[:400],
            )
        return [_Place(mailbox, _INBOX, sent=False)] * whole + [_Place(mailbox, sent, sent=True)]

    def _examine(self, client: IMAPClient, place: _Place) -> int:
        """Open a folder for looking only; its UIDVALIDITY."""
        try:
            return int(client.select_folder(place.folder, readonly=True)[b"UIDVALIDITY"])
        except IMAP4.abort:
            raise
        except (IMAP4.error, KeyError) as error:
            raise _ClosedError(
                N_("The folder %(folder)s of %(mailbox)s cannot be opened: %(reason)s."),
                N_("Check the name of the folder, and whether this account may read it."),
                folder=place.folder,
                mailbox=place.mailbox,
                reason=str(error)[:200],
            ) from error

    @contextmanager
    def _connected(self, mailbox: str) -> Iterator[IMAPClient]:
        """A connection that is signed in; what the network does to it becomes a SourceError."""
        from imapclient import IMAPClient, SocketTimeout

        settings = self._settings
        client = None
        try:
            trust = ssl.create_default_context(cafile=settings.certificates or None)
            at_once = settings.security == "tls"
            client = IMAPClient(
                settings.server,
                settings.port,
                ssl=at_once,
                ssl_context=trust if at_once else None,
                timeout=SocketTimeout(_CONNECT_S, _ANSWER_S),
            )
            client.normalise_times = False
            if not at_once:
                client.starttls(trust)
            self._sign_in(client, mailbox)
            yield client
        except (OSError, IMAP4.error) as error:
            raise self._failed(error) from error
        finally:
            if client is not None:
                _part(client)

    def _sign_in(self, client: IMAPClient, mailbox: str) -> None:
        secret = self._token() if self._token else self._secret()
        try:
            if self._token:
                client.oauth2_login(mailbox, secret)
            else:
                client.login(mailbox, secret)
        except IMAP4.abort:
            raise
        except IMAP4.error as error:
            reason = str(error)[:200]
            if _is_busy(reason):
                raise
            raise _ClosedError(
                N_("The mail server %(server)s does not let %(mailbox)s in: %(reason)s."),
                N_("Check the name, and the password or the permission of the application."),
                server=self._settings.server,
                mailbox=mailbox,
                reason=reason,
            ) from error

    def _failed(self, error: Exception) -> SourceError:
        server = self._settings.server
        reason = str(getattr(error, "strerror", None) or error)[:200]
        if isinstance(error, ssl.SSLCertVerificationError):
            return SourceError(
                N_("The certificate of the server %(server)s cannot be trusted: %(reason)s."),
                N_("Ask for a valid one, or name the file of the authority that you trust: certificates=FILE."),
                server=server,
                reason=error.verify_message,
            )
        if isinstance(error, socket.gaierror):
            return SourceError(
                N_("There is no server called %(server)s on this network."),
                N_("Check the spelling, and whether this computer is connected."),
                server=server,
            )
        if _is_busy(reason):
            return RetryLater(_PATIENCE_S)
        return SourceError(
            N_("The connection with the server %(server)s broke off: %(reason)s."),
            _KEPT,
            server=server,
            reason=reason or type(error).__name__,
        )


def _part(client: IMAPClient) -> None:
    """End a connection, in whatever state it is."""
    try:
        client.logout()
    except (OSError, IMAP4.error):
        with suppress(OSError):
            client.shutdown()


def _is_busy(reason: str) -> bool:
    return any(word in reason.upper() for word in _BUSY)


def _sent(listed: Sequence[tuple[tuple[bytes, ...], str]]) -> str:
    """The folder of sent mail: the one marked so, else the one with the likeliest name; "" when there is none."""
    marked = next((name for flags, name in listed if _SENT in flags), "")
    if marked:
        return marked
    plain = {name.replace("/", ".").rpartition(".")[2].lower(): name for _, name in reversed(listed)}
    return next((plain[name] for name in _SENT_NAMES if name in plain), "")


def _after(client: IMAPClient, last: int) -> list[int]:
    """The UIDs above `last`, ascending; a server answers `n:*` with the highest UID even where that is lower."""
    return sorted(uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last)


def _rows(client: IMAPClient, place: _Place, uids: Sequence[int], room: Mailroom) -> list[Row]:
    """One row a message; one that was deleted in between is none."""
    told = client.fetch(uids, ["INTERNALDATE", "FLAGS", "BODY.PEEK[HEADER]"])
    heads = {uid: told[uid][b"BODY[HEADER]"] or b"" for uid in uids if b"BODY[HEADER]" in told.get(uid, {})}
    texts = _texts(client, heads, room)
    rows: list[Row] = []
    for uid, head in heads.items():
        if b"\\Draft" in told[uid].get(b"FLAGS", ()):
            rows.append(OutOfScope(uid, "draft"))
            continue
        block, _ = header.cut(head)
        stored = told[uid].get(b"INTERNALDATE")
        moment = _received_at(room, header.fields(block), stored, sent=place.sent)
        row = room.row(uid, block.rstrip(b"\r\n") + b"\n\n" + texts.get(uid, b""), received_at=moment)
        rows.append(row)
        is_answered = b"\\Answered" in told[uid].get(b"FLAGS", ())
        if is_answered and isinstance(row, Event) and row.kind is Kind.MESSAGE_RECEIVED:
            rows.append(room.replied(row, None))
    return rows


def _texts(client: IMAPClient, heads: Mapping[int, bytes], room: Mailroom) -> dict[int, bytes]:
    """The beginning of the text where its words matter; of other compound messages only whether they invite."""
    wordy, compound = [], []
    for uid, head in heads.items():
        found = header.fields(header.cut(head)[0])
        if room.needs_text(found):
            wordy.append(uid)
        elif found.get(b"content-type", b"").strip().lower().startswith(b"multipart/"):
            compound.append(uid)
    texts = _fetched(client, wordy, f"BODY.PEEK[TEXT]<0.{TEXT_SIZE}>", b"BODY[TEXT]<0>")
    structures = _fetched(client, compound, "BODYSTRUCTURE", b"BODYSTRUCTURE")
    invitations = {uid: _INVITATION for uid, structure in structures.items() if _invites(structure)}
    return texts | invitations


_INVITATION = b"\nContent-Type: text/calendar; method=request\n"


def _fetched(client: IMAPClient, uids: Sequence[int], item: str, key: bytes) -> dict[int, Any]:
    told = client.fetch(uids, [item]) if uids else {}
    return {uid: told[uid][key] for uid in uids if told.get(uid, {}).get(key)}


def _invites(structure: object) -> bool:
    """Whether a part of a BODYSTRUCTURE (RFC 9051 7.5.2) is a calendar's with a method."""
    if not isinstance(structure, Iterable) or isinstance(structure, bytes):
        return False
    parts = list(structure)
    words = [part.lower() for part in parts if isinstance(part, bytes)]
    if words[:2] == [b"text", b"calendar"]:
        return any(isinstance(part, tuple) and b"method" in [w.lower() for w in part[::2]] for part in parts[2:3])
    return any(_invites(part) for part in parts)


def _received_at(room: Mailroom, found: header.Fields, stored: object, *, sent: bool) -> int | None:
    """UTC seconds at which the server took the message; None where the store's time is that of a removal (4)."""
    if not isinstance(stored, datetime):
        return None
    taken = int(stored.timestamp())
    written = room.time(found)
    moved = written.seconds is not None and taken - written.seconds > _DAY
    return None if moved and (sent or written.source == "received") else taken


KIND = SourceKind(
    id="imap",
    title=N_("Mailboxes on a mail server (IMAP)"),
    how=N_("server=NAME mailboxes=ADDRESSES, and agents=ADDRESSES of those who answer from their own mailbox."),
    settings=ImapSettings,
    make=ImapSource,
    asks=N_("Password"),
)
