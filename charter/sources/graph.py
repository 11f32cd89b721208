"""Mailboxes in Exchange Online, over Microsoft Graph (mail-formats.md 1.6).

Why: most municipalities are on Microsoft 365. Each folder is followed by its delta link, which gives what is new since
the last run; when Microsoft has forgotten the link (410) the folder is read again, and messages are known again by
their Message-ID. A message is told to `Mailroom` as the header that it had, so that it is judged as any other mail. Of
one that changed a later round tells only what changed: it is asked for again, for somebody may have answered it since.
Refuses bodies: headers and properties only, unless the first words are asked for; and refuses to follow a link to any
other server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import Field

from charter.contact import Event, Kind
from charter.importers.base import Implied, OutOfScope, ReadContext, Row
from charter.importers.json_records import Record, listed, value, word
from charter.importers.mail import Mailroom
from charter.importers.mail_own import who_we_are_is_unknown
from charter.instants import SECOND, parse
from charter.locale import N_
from charter.sources import microsoft
from charter.sources.base import Fetched, SourceError, SourceKind, SourceSettings, Words
from charter.sources.web import Asking, DeniedError, GoneError, HttpsAddress, MissingError, Web

PAGE = 200
_SENT = "sentitems"
_SCOPE = "https://graph.microsoft.com/.default"
_SELECT = (
    "internetMessageId,conversationIndex,subject,from,sender,replyTo,toRecipients,ccRecipients,bccRecipients,"
    "receivedDateTime,sentDateTime,isDraft,internetMessageHeaders"
)
_IN_REPLY_TO, _REFERENCES = "String 0x1042", "String 0x1039"
_LAST_VERB, _LAST_VERB_AT = "Integer 0x1081", "SystemTime 0x1082"
_EXPANDED = " or ".join(f"id eq '{name}'" for name in (_IN_REPLY_TO, _REFERENCES, _LAST_VERB, _LAST_VERB_AT))
_EXPAND = f"singleValueExtendedProperties($filter={_EXPANDED})"
_REPLIED = ("102", "103")
"""Verbs by which Exchange remembers an answer, also one from another mailbox (mail-formats.md 1.6)."""
_WHOLE = frozenset({"internetMessageId", "receivedDateTime", "toRecipients"})
"""A later round gives of a message that changed only what changed."""
_OWN_TYPE = ("multipart/report", "text/calendar")
_EVENT = "#microsoft.graph.eventmessage"


class GraphSettings(SourceSettings):
    """Which mailboxes, and the application in Microsoft Entra that may read them: application permission Mail.Read.

    Mail.ReadBasic.All leaves out the properties that tell who answered, and to what (mail-formats.md 1.6).
    """

    tenant: str = Field(min_length=1)
    client: str = Field(min_length=1)
    mailboxes: Words = ()
    """Mailboxes of which `folders` are read."""
    agents: Words = ()
    """Mailboxes of people who answer from their own: of these only sent items are read."""
    folders: Words = ("inbox", _SENT)
    """Well-known names or ids of folders."""
    texts: bool = False
    """Whether the first words of messages are read, to tell interim messages from answers; needs Mail.Read."""
    address: HttpsAddress = "https://graph.microsoft.com/v1.0"
    certificates: str = ""


class GraphSource:
    """The mailboxes of one tenant."""

    kind = "graph"
    conversations = True

    def __init__(
        self, settings: GraphSettings, secret: Callable[[], str], token: Callable[[], str] | None = None
    ) -> None:
        """`token` gives an access token; by default Microsoft gives one for the settings' application."""
        self._settings = settings
        fresh = token or microsoft.application_token(settings.tenant, settings.client, secret, _SCOPE)

        def headers() -> Mapping[str, str]:
            prefer = f'odata.maxpagesize={PAGE}, IdType="ImmutableId"'
            return {"Authorization": f"Bearer {fresh()}", "Prefer": prefer}

        self._web = Web(settings.address, headers, settings.certificates)
        self.address = f"{settings.address}/{','.join((*settings.mailboxes, *settings.agents))}"[:200]

    def check(self) -> None:
        """Ask for each folder."""
        with self._web.connected() as asking:
            for mailbox, folder in self._places():
                try:
                    asking.get(_folder(mailbox, folder), {"$select": "id"})
                except MissingError as error:
                    raise _not_there(mailbox, folder) from error
                except DeniedError as error:
                    raise _closed(mailbox) from error

    def fetch(self, state: str, context: ReadContext, cancelled: Callable[[], bool]) -> Iterator[Fetched]:
        """Every message that came after `state`: mailbox -> folder -> the link to go on from."""
        links: dict[str, dict[str, str]] = json.loads(state) if state else {}
        room = Mailroom(context)
        first: list[Row] = [] if room.knows_us else [who_we_are_is_unknown()]
        line = 0
        failed: SourceError | None = None
        with self._web.connected() as asking:
            for mailbox, folder in self._places():
                try:
                    for told, link in self._pages(asking, mailbox, folder, links.get(mailbox, {}).get(folder, "")):
                        rows, first = first, []
                        for message in listed(told, "value"):
                            line += 1
                            rows += _rows(room, line, message)
                            if _is_part(message) and folder != _SENT:
                                now = self._again(asking, mailbox, word(message, "id"))
                                rows += [row for row in _rows(room, line, now) if isinstance(row, Implied)]
                        links.setdefault(mailbox, {})[folder] = link
                        if (text := json.dumps(links)) != state:
                            state = text
                            yield Fetched(rows, text)
                        if cancelled():
                            return
                except MissingError:
                    failed = failed or _not_there(mailbox, folder)
                except DeniedError:
                    failed = failed or _closed(mailbox)
        if failed is not None:
            raise failed

    def _places(self) -> list[tuple[str, str]]:
        own = [(mailbox, folder) for mailbox in self._settings.mailboxes for folder in self._settings.folders]
        return list(dict.fromkeys([*own, *((agent, _SENT) for agent in self._settings.agents)]))

    def _asked_of(self) -> dict[str, str | int]:
        """Which properties of a message are asked for."""
        return {"$select": _SELECT + (",bodyPreview" if self._settings.texts else ""), "$expand": _EXPAND}

    def _again(self, asking: Asking, mailbox: str, message: str) -> Record:
        """A message as it stands now; {} when it is gone."""
        try:
            return asking.get(f"/users/{quote(mailbox)}/messages/{quote(message, safe='')}", self._asked_of())
        except MissingError:
            return {}

    def _pages(self, asking: Asking, mailbox: str, folder: str, link: str) -> Iterator[tuple[Record, str]]:
        """Each page of a round, and the link to go on from behind it."""
        start = f"{_folder(mailbox, folder)}/messages/delta"
        while True:
            try:
                told = asking.get(link) if link else asking.get(start, self._asked_of())
            except GoneError:
                if not link:
                    raise
                link = ""
                continue
            link = word(told, "@odata.nextLink") or word(told, "@odata.deltaLink")
            yield told, link
            if not word(told, "@odata.nextLink"):
                return


def _folder(mailbox: str, folder: str) -> str:
    return f"/users/{quote(mailbox)}/mailFolders/{quote(folder)}"


def _not_there(mailbox: str, folder: str) -> SourceError:
    return SourceError(
        N_("Microsoft 365 does not know the folder %(folder)s of %(mailbox)s."),
        N_("Check the name of the mailbox and of the folder. The other ones were read."),
        folder=folder,
        mailbox=mailbox,
    )


def _closed(mailbox: str) -> SourceError:
    return SourceError(
        N_("Microsoft 365 does not let the application read the mailbox %(mailbox)s (403)."),
        N_("Ask the administrator for the application permission Mail.Read on it. The other ones were read."),
        mailbox=mailbox,
    )


def _rows(room: Mailroom, line: int, message: Record) -> Iterator[Row]:
    """The row of a message, and the answer that Exchange remembers of a question."""
    row = _row(room, line, message)
    yield row
    if isinstance(row, Event) and row.kind is Kind.MESSAGE_RECEIVED:
        extended = _extended(message)
        if extended.get(_LAST_VERB) in _REPLIED:
            answered = parse(extended.get(_LAST_VERB_AT, ""), ZoneInfo("UTC"))
            yield room.replied(row, None if answered is None or answered.at is None else answered.at // SECOND)


def _row(room: Mailroom, line: int, message: Record) -> Row:
    """The event of a message, or the reason why it is none."""
    if "@removed" in message:
        return OutOfScope(line, "removed")
    if _is_part(message):
        return OutOfScope(line, "changed")
    if message.get("isDraft") is True:
        return OutOfScope(line, "draft")
    if word(message, "@odata.type").lower().startswith(_EVENT):
        return OutOfScope(line, "calendar")
    taken = _moment(message, "receivedDateTime")
    return room.row(line, _as_mail(message), received_at=None if taken is None else int(taken.timestamp()))


def _is_part(message: Record) -> bool:
    """Whether only what changed in a message is told."""
    return "@removed" not in message and not message.keys() >= _WHOLE


def _moment(message: Record, name: str) -> datetime | None:
    found = parse(word(message, name), ZoneInfo("UTC"))
    return None if found is None or found.at is None else datetime.fromtimestamp(found.at // SECOND, UTC)


def _as_mail(message: Record) -> bytes:
    """The message as it came over the line: its header, what the header lacks from properties, and the first words."""
    kept = [(word(one, "name"), word(one, "value")) for one in listed(message, "internetMessageHeaders")]
    names = {name.lower() for name, _ in kept}
    own_type = next((text for name, text in kept if name.lower() == "content-type"), "")
    first = []
    if not own_type.lower().startswith(_OWN_TYPE):
        first = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]
    fields = first + kept + [(name, text) for name, text in _told(message) if text and name.lower() not in names]
    block = "".join(f"{name}: {' '.join(text.split())}\n" for name, text in fields)
    return f"{block}\n{word(message, 'bodyPreview')}".encode("utf-8", "replace")


def _told(message: Record) -> list[tuple[str, str]]:
    extended = _extended(message)
    sent = _moment(message, "sentDateTime")
    return [
        ("Message-ID", word(message, "internetMessageId")),
        ("From", _address(value(message, "from"))),
        ("Sender", _address(value(message, "sender"))),
        ("Reply-To", _addresses(message, "replyTo")),
        ("To", _addresses(message, "toRecipients")),
        ("Cc", _addresses(message, "ccRecipients")),
        ("Bcc", _addresses(message, "bccRecipients")),
        ("Subject", word(message, "subject")),
        ("Date", format_datetime(sent) if sent else ""),
        ("Thread-Index", word(message, "conversationIndex")),
        ("In-Reply-To", extended.get(_IN_REPLY_TO, "")),
        ("References", extended.get(_REFERENCES, "")),
    ]


def _extended(message: Record) -> dict[str, str]:
    return {word(one, "id"): word(one, "value") for one in listed(message, "singleValueExtendedProperties")}


def _address(person: object) -> str:
    address = word(person, "emailAddress", "address") if isinstance(person, Mapping) else ""
    return f"<{address}>" if address else ""


def _addresses(message: Record, name: str) -> str:
    return ", ".join(filter(None, (_address(person) for person in listed(message, name))))


KIND = SourceKind(
    id="graph",
    title=N_("Mailboxes in Microsoft 365 (Graph)"),
    how=N_("tenant=ID client=ID mailboxes=ADDRESSES, and agents=ADDRESSES of those who answer from their own mailbox."),
    settings=GraphSettings,
    make=GraphSource,
    asks=N_("Client secret"),
)
