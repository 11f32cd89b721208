"""What is said in Dutch can be read by nearly everybody: B1, measured over every sentence with typical figures.

Flesch-Douma (Douma 1960): 206.835 - 0.93 x words per sentence - 77 x syllables per word; 60 to 70 is ordinary, above
that is easy. Syllables are counted as groups of vowels, which is what textstat's hyphenation comes to for these words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from charter import locale
from charter.norms import files
from charter.norms.model import Norm
from charter.norms.score import ScoreRow
from charter.reports import spelling

SITUATIONS = tomllib.loads((Path(__file__).parent / "situations.toml").read_text(encoding="utf-8"))
SHIPPED = files.library() + files.optional()
EASY = 60
LONGEST = 25
ORDINARY = 15
JARGON = (
    "significant", "sigma", "percentiel", "mediaan", "standaardafwijking", "betrouwbaarheid", "statisti", "trend",
    "controlegrens", "respectievelijk", "middels", "teneinde", "conform", "inzake", "derhalve", "kpi", "fcr", "sla ",
    "responstijd", "geëscaleerd", "outlier", "denominator", "steekproef",
)  # fmt: skip
VOWELS = re.compile(r"[aeiouyáéíóúàèëïöü]+")
SPLIT = re.compile(r"(?<=[a-z])(?=[ëïöü])|(?<=i)(?=[ou])")
SENTENCE = re.compile(r"(?<=[.?!])\s+")
WORD = re.compile(r"[\w'’‘-]+")


def sentences(text: str) -> list[str]:
    return [sentence for sentence in SENTENCE.split(text) if sentence]


def syllables(word: str) -> int:
    if any(char.isdigit() for char in word):
        return 2
    return max(1, sum(len(VOWELS.findall(part)) for part in SPLIT.split(word.lower())))


def flesch_douma(text: str) -> float:
    found = sentences(text)
    spoken = [word for sentence in found for word in WORD.findall(sentence)]
    return 206.835 - 0.93 * len(spoken) / len(found) - 77 * sum(map(syllables, spoken)) / len(spoken)


def templates() -> Iterator[str]:
    """Every sentence of the catalogue that words.py and spelling.py can say, with typical figures filled in."""
    from babel.messages.pofile import read_po

    fillings = {
        "n": "12", "kept": "5", "all": "9", "target": "90", "period": "oktober", "when": "In oktober",
        "day": "1 mei 2026", "title": "Brief beantwoord", "counted": "e-mails",
        "result": "beantwoordden we 87 van de 100 e-mails op tijd",
    }  # fmt: skip
    reports = Path(locale.__file__).parents[1] / "reports"
    source = (reports / "words.py").read_text(encoding="utf-8")
    with (Path(locale.__file__).parent / "nl" / "LC_MESSAGES" / "charter.po").open("rb") as catalogue:
        for message in read_po(catalogue, locale="nl"):
            if isinstance(message.id, str) and message.id.endswith(".") and f'"{message.id}"' in source:
                yield str(message.string) % fillings


def results() -> Iterator[str]:
    """The sentence of every shipped norm."""
    locale.use("nl")
    for norm in SHIPPED:
        said = spelling.figure(norm, _row(norm), norm.versions[-1].limit.amount)
        yield f"In oktober {spelling.result(norm, norm.versions[-1:], said)}."


def _row(norm: Norm) -> ScoreRow:
    return ScoreRow(norm.id, "", 87, 113, 0, 0, 0, 0, 0.435, 0.9, False, 7.4, "countable", complete=True)


def test_there_are_templates_to_measure() -> None:
    assert len(list(templates())) > 40
    assert len(list(results())) == len(SHIPPED)


def test_no_sentence_is_longer_than_twenty_five_words_and_most_are_short() -> None:
    lengths = [len(WORD.findall(one)) for text in (*templates(), *results()) for one in sentences(text)]
    assert max(lengths) <= LONGEST
    assert sum(lengths) / len(lengths) <= ORDINARY


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_said_of_a_norm_is_easy_to_read(situation: str) -> None:
    text = SITUATIONS[situation]["nl"]
    assert flesch_douma(text) >= EASY, text
    assert all(len(WORD.findall(one)) <= LONGEST for one in sentences(text))


def test_the_templates_together_are_easy_to_read() -> None:
    assert flesch_douma(" ".join(templates())) >= EASY
    assert flesch_douma(" ".join(results())) >= EASY


def test_no_jargon_is_used() -> None:
    texts = [*templates(), *results(), *(one["nl"] for one in SITUATIONS.values())]
    assert not [(word, text) for word in JARGON for text in texts if word in text.lower()]


def test_the_measure_tells_plain_from_official_dutch() -> None:
    plain = "Wij bellen u terug. Dat doen we binnen 2 dagen."
    official = (
        "Naar aanleiding van de geconstateerde overschrijdingen van de dienstverleningsnormen is een significante "
        "verslechtering van de telefonische bereikbaarheid gerapporteerd aan de verantwoordelijke portefeuillehouder."
    )
    assert flesch_douma(plain) > 80
    assert flesch_douma(official) < 0
    assert [syllables(word) for word in ("kreeg", "oktober", "antwoord", "officiële", "niet")] == [1, 3, 2, 5, 1]
