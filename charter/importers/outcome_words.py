"""The words by which telephone systems say how a call ended, which way it went, and yes or no; Dutch and English.

Why: `Verlaten`, `Missed` and `abandoned_in_queue` are one thing to a norm. The vocabulary of results is closed; a
mapping adds a source's own words to it (docs/mapping.md). Refuses to guess: a word that stands in neither is nobody's
result.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeVar, get_args

from charter.contact import Direction

Result = Literal[
    "answered",
    "transferred",
    "abandoned",
    "voicemail",
    "timeout",
    "key",
    "empty",
    "other",
    "callback",
    "blocked",
    "open",
    "ignore",
]
"""How a call ended. `answered` and `transferred` are a person's; `timeout`, `key`, `empty` and `other` are ways out of
the queue without one; `blocked` never entered it; `open` is not over yet; `ignore` is no call of ours."""

Way = Literal["in", "out", "internal", "ignore"]
_Meaning = TypeVar("_Meaning", Result, Way)

RESULTS: tuple[Result, ...] = get_args(Result)

DIRECTIONS: dict[Way, Direction] = {"in": Direction.IN, "out": Direction.OUT, "internal": Direction.INTERNAL}

_RESULT_WORDS: dict[Result, str] = {
    "answered": """answer, answered, accepted, handled, completed, complete, connected, success, agent answered,
        beantwoord, aangenomen, opgenomen, afgehandeld, geaccepteerd, gesproken, verbonden, voltooid""",
    "transferred": "transferred, transfer, doorverbonden, doorgezet, doorgeschakeld",
    "abandoned": """abandon, abandoned, abandoned_in_queue, abandoned in queue, quit in queue, missed,
        no answer, no-answer, noanswer, unanswered, not answered, call unanswered, canceled, cancelled, hung up, lost,
        aborted, verlaten, opgehangen, afgehaakt, gemist, niet beantwoord, niet aangenomen, niet opgenomen,
        onbeantwoord, afgebroken, geen antwoord, geen gehoor""",
    "voicemail": """voicemail, voice mail, abandoned_in_voicemail, pending_voicemail, left voicemail, mailbox,
        antwoordapparaat, ingesproken""",
    "timeout": """timeout, timed out, time out, time-out, exit timeout, overflow, overflowed, overloop,
        wachttijd verstreken""",
    "key": "exit menu, exit with key, exit key, dequeued, keuze gemaakt",
    "empty": "exit no agent, no agents, no agent, no_agent, leave empty, geen medewerker, geen medewerkers",
    "other": "redirected, forwarded, other, overig, anders, failed, error, mislukt, opgeschoond, cleared",
    "callback": "callback, callback requested, call back, terugbelverzoek, terugbellen, terugbel",
    "blocked": """queue full, full, entry with no agent, closed, join empty, blocked, rejected, busy, congestion, vol,
        gesloten, buiten openingstijden, afgewezen, geweigerd, geblokkeerd, bezet""",
    "open": "open, queued, ringing, in-progress, in progress, lopend, wachtend, in behandeling",
    "ignore": "test, duplicate, dubbel",
}
_WAY_WORDS: dict[Way, str] = {
    "in": "in, inbound, incoming, ingoing, i, inkomend, inkomende, binnenkomend, binnenkomende",
    "out": "out, outbound, outgoing, outbound-api, outbound-dial, o, uit, uitgaand, uitgaande",
    "internal": "internal, intern, interne",
    "ignore": "",
}
YES = frozenset(("y", "yes", "j", "ja", "true", "waar", "1", "x"))
NO = frozenset(("n", "no", "nee", "false", "onwaar", "0"))


def _by_word(words: dict[_Meaning, str]) -> dict[str, _Meaning]:
    return {plain(word): meaning for meaning, listed in words.items() for word in listed.split(",") if word.strip()}


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Spell a word in one way: lower case, single spaces."""
    return " ".join(word.casefold().split())


KNOWN_RESULTS: dict[str, Result] = _by_word(_RESULT_WORDS)
KNOWN_WAYS: dict[str, Way] = _by_word(_WAY_WORDS)
