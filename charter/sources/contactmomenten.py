"""Contacts from a suite that still has the Contactmomenten API 1.0 (domain.md 3.3).

Why: older suites export nothing newer. A contactmoment says less than a klantcontact: neither whether a call succeeded
nor which tasks it led to; it is read as a klantcontact that leaves those out, so that both mean the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator

from charter.importers.base import ReadContext, Row
from charter.importers.json_records import Record, word
from charter.locale import N_
from charter.sources.base import Fetched, SourceKind, Words
from charter.sources.klantcontact import Contact, Habits, as_channels, channel_names
from charter.sources.web import Web
from charter.sources.zgw import ZgwSettings, last_part, web

_PATH = "/contactmomenten"


class ContactmomentenSettings(ZgwSettings):
    """How the register is filled in."""

    channels: Annotated[Words, AfterValidator(channel_names)] = ()
    """What the municipality's own names in `kanaal` mean: NAME:CHANNEL."""
    written: bool = False
    """Whether e-mail, letters and forms count from here, and not from the mailbox."""


class ContactmomentenSource:
    """One register."""

    kind = "contactmomenten"
    conversations = False

    def __init__(self, settings: ContactmomentenSettings, secret: Callable[[], str]) -> None:
        self.address = settings.address[:200]
        self._web: Web = web(settings, secret)
        self._habits = Habits(as_channels(settings.channels), (), settings.written, handled_is_called=False)

    def check(self) -> None:
        """Ask for the first page."""
        with self._web.connected() as asking:
            asking.page(_PATH, {}, 1)

    def fetch(self, state: str, context: ReadContext, cancelled: Callable[[], bool]) -> Iterator[Fetched]:
        """Contacts registered since the latest that was read; `page` is where a run that stopped goes on."""
        known: dict[str, str | int] = json.loads(state) if state else {}
        since, latest = str(known.get("since", "")), str(known.get("latest", ""))
        params: dict[str, str | int] = {"registratiedatum__gte": f"{since}T00:00:00Z"} if since else {}
        line = 0
        with self._web.connected() as asking:
            for number, page in asking.pages(_PATH, params, max(1, int(known.get("page", 1)) - 1)):
                rows: list[Row] = []
                for record in page.results:
                    line += 1
                    rows += Contact(_as_klantcontact(record), context, self._habits).rows(line, lambda *asked: None)
                    latest = max(latest, word(record, "registratiedatum")[:10])
                told = {"since": since, "latest": latest, "page": number + 1}
                if not page.more:
                    told = {"since": _day_before(latest), "latest": latest, "page": 1}
                if (text := json.dumps(told)) != state:
                    state = text
                    yield Fetched(rows, text)
                if cancelled():
                    return


def _day_before(day: str) -> str:
    """Where the next run begins: a day of overlap, for times are written with offsets."""
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _as_klantcontact(moment: Record) -> Record:
    earlier, began = last_part(word(moment, "vorigContactmoment")), word(moment, "initiatiefnemer")
    return {
        "uuid": last_part(word(moment, "url")),
        "kanaal": word(moment, "kanaal"),
        "plaatsgevondenOp": word(moment, "registratiedatum"),
        "hadBetrokkenActoren": [
            {"soortActor": "medewerker", "naam": word(moment, "medewerkerIdentificatie", "identificatie")}
        ],
        "_expand": {
            "hadBetrokkenen": [{"initiator": began == "klant"}] if began else [],
            "gingOverOnderwerpobjecten": [{"wasKlantcontact": {"uuid": earlier}}] if earlier else [],
        },
    }


KIND = SourceKind(
    id="contactmomenten",
    title=N_("Register of contacts (Contactmomenten API 1.0)"),
    how=N_("address=https://SERVER/PATH/api/v1 client=ID; written=yes when e-mail and letters count from here."),
    settings=ContactmomentenSettings,
    make=ContactmomentenSource,
    asks=N_("Client secret"),
)
