"""Names as small numbers: teams, queues, organisations and agents, once each.

Why: columns hold numbers (design.md 4.7). The numbers are dense and start at 1; 0 is the empty name. Refuses text that
a database cannot hold: a zero byte or half a character becomes the replacement character.
"""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, func, insert, select, update

from charter.columns import Names
from charter.errors import NotFound, Refused
from charter.locale import N_
from charter.store.schema import name, run, source


class Dictionary(IntEnum):
    """Which names are meant; the numbers are on disk."""

    TEAM = 1
    QUEUE = 2
    ORGANISATION = 3
    AGENT = 4


class Words(dict[str, int]):
    """The numbers of the names of one dictionary. A name that is not there yet gets the next number."""

    def __init__(self, connection: Connection, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        rows = connection.execute(select(name.c.value, name.c.id).where(name.c.dictionary == dictionary))
        super().__init__({"": 0} | {row.value: row.id for row in rows})
        self._saved = self._last = max(self.values())

    def __missing__(self, word: str) -> int:
        kept = storable(word)
        if kept not in self:
            self._last += 1
            self[kept] = self._last
        self[word] = self[kept]
        return self[word]

    def save(self, connection: Connection) -> None:
        """Write the names that are new since the last time."""
        new = {number: word for word, number in self.items() if number > self._saved and storable(word) == word}
        if new:
            rows = [{"dictionary": int(self._dictionary), "id": n, "value": word} for n, word in new.items()]
            connection.execute(insert(name), rows)
        self._saved = self._last


def storable(text: str) -> str:
    """`text` as every database can hold it."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def all_storable(texts: list[str]) -> list[str]:
    """The same for many texts, at the price of one when nothing is wrong."""
    together = "".join(texts)
    if "\0" not in together:
        try:
            together.encode("utf-8")
        except UnicodeEncodeError:
            pass
        else:
            return texts
    return [storable(text) for text in texts]


def load(connection: Connection) -> Names:
    """Every name that columns may point to."""
    files = connection.execute(select(run.c.id, run.c.file, run.c.sha256)).all()
    sources = connection.execute(select(source.c.id, source.c.name)).all()
    words: dict[int, dict[int, str]] = {}
    for row in connection.execute(select(name)):
        words.setdefault(row.dictionary, {})[row.id] = row.value
    return Names(
        sources=_tuple({row.id: row.name for row in sources}),
        files=_tuple({row.id: row.file for row in files}),
        digests=_tuple({row.id: row.sha256 for row in files}),
        teams=_tuple(words.get(Dictionary.TEAM, {})),
        queues=_tuple(words.get(Dictionary.QUEUE, {})),
        organisations=_tuple(words.get(Dictionary.ORGANISATION, {})),
    )


def source_id(connection: Connection, wanted: str) -> int:
    """The number of a source. Raises NotFound."""
    found = connection.scalar(select(source.c.id).where(source.c.name == wanted))
    if found is None:
        raise NotFound(N_("There is no source %(source)s."), source=wanted)
    return int(found)


def use_source(connection: Connection, wanted: str, reader: str, conversations: bool) -> int:
    """The number of a source, which is made when it is new.

    Raises Refused when it holds single messages and the reader tells of whole contacts, or the other way round.
    """
    wanted = storable(wanted)
    row = connection.execute(select(source).where(source.c.name == wanted)).one_or_none()
    if row is None:
        number = (connection.scalar(select(func.max(source.c.id))) or 0) + 1
        values = {"id": number, "name": wanted, "reader": reader, "conversations": int(conversations)}
        connection.execute(insert(source).values(values))
        return number
    if bool(row.conversations) != conversations:
        raise Refused(
            N_("The source %(source)s already holds data of another kind (%(format)s)."),
            N_("Choose another name for this source."),
            source=wanted,
            format=row.reader,
        )
    return int(row.id)


def zone_of(connection: Connection, wanted: str) -> str:
    """The zone in which local times of a source are read; "" while nobody decided, or there is no such source."""
    return connection.scalar(select(source.c.zone).where(source.c.name == storable(wanted))) or ""


def remember_zone(connection: Connection, number: int, zone: str) -> None:
    """Read local times of the source with this number in `zone` from now on."""
    connection.execute(update(source).where(source.c.id == number).values(zone=zone))


def sources_with_conversations(connection: Connection) -> dict[int, bool]:
    """Every source's number, and whether its events are single messages."""
    return {row.id: bool(row.conversations) for row in connection.execute(select(source).order_by(source.c.id))}


def _tuple(by_number: dict[int, str]) -> tuple[str, ...]:
    return tuple(by_number.get(number, "") for number in range(max(by_number, default=0) + 1))
