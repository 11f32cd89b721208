"""What stands in a norm file changed or added to, with the remarks of its writer kept (tomlkit).

Refuses to read a norm and to say what is wrong with one: what is written here is read as every file is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import tomlkit
from tomlkit.items import AoT, InlineTable, Table

from charter.norms.model import Basis, Example


def switched(text: str, *, enabled: bool) -> str:
    """The file `text` with its norm switched on or off."""
    document = tomlkit.parse(text)
    document["enabled"] = enabled
    return tomlkit.dumps(document)


def switch(norm_id: str, *, enabled: bool) -> str:
    """The text of a file that only switches a norm of the program on or off."""
    return tomlkit.dumps({"id": norm_id, "enabled": enabled})


def written(values: Mapping[str, Any]) -> str:
    """A whole norm file, for looking at its norm; no remarks are kept."""
    return tomlkit.dumps(values)


def with_version(text: str, told: Mapping[str, Any], basis: Basis, examples: Sequence[Example]) -> str:
    """The file `text` with a version of these keys and this basis added to its end, and worked examples."""
    document = tomlkit.parse(text)
    ground = {
        "source": basis.source.strip(),
        "certainty": basis.certainty.value,
        "article": basis.article.strip(),
        "note": _in_both(basis.note),
    }
    table = _table(told)
    grounds = tomlkit.aot()
    grounds.append(_table({key: value for key, value in ground.items() if value}))
    table.append("basis", grounds)
    cast("AoT", document["version"]).append(table)
    _append(document, examples)
    return tomlkit.dumps(document)


def with_examples(text: str, examples: Sequence[Example]) -> str:
    """The file `text` with worked examples added to its end."""
    document = tomlkit.parse(text)
    _append(document, examples)
    return tomlkit.dumps(document)


def _append(document: tomlkit.TOMLDocument, added: Sequence[Example]) -> None:
    if not added:
        return
    if "example" not in document:
        document.append("example", tomlkit.aot())
    every = cast("AoT", document["example"])
    for example in added:
        events = tomlkit.array()
        for event in example.events:
            told = {"event": event.event, "at": event.at, "detail": event.detail, "actor": event.actor}
            line = tomlkit.inline_table()
            line.update({key: value for key, value in told.items() if value or key == "at"})
            events.append(line)
        events.multiline(multiline=True)
        facts = {
            "category": "" if example.category == "none" else example.category,
            "queue": example.queue,
            "as_of": example.as_of,
            "verdict": example.verdict,
            "deadline": example.deadline,
        }
        every.append(
            _table(
                {"title": _in_both(example.title), "channel": example.channel, "events": events}
                | {key: value for key, value in facts.items() if value}
            )
        )


def _in_both(words: Mapping[str, str]) -> InlineTable:
    """A text in both languages, where what was typed in one stands for the other too; empty without any."""
    made = tomlkit.inline_table()
    typed_words = [text.strip() for text in words.values() if text.strip()]
    if typed_words:
        made.update({name: words.get(name, "").strip() or typed_words[0] for name in ("nl", "en")})
    return made


def _table(values: Mapping[str, Any]) -> Table:
    made = tomlkit.table()
    for key, value in values.items():
        made.append(key, value)
    made.add(tomlkit.nl())
    return made
