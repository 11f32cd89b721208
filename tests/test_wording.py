"""One word for one verdict, wherever it is read, and a Dutch that needs no help from English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from charter import locale
from charter.cli.figures import print_score
from charter.columns import Verdict
from charter.contact import Channel, Kind, Outcome
from charter.norms.model import Limit, Unit
from charter.norms.phrases import UNITS, limit_phrase, within
from charter.norms.reasons import SENTENCES, Reason, text
from charter.norms.score import score
from charter.wording import CHANNELS, EVENTS, OUTCOMES, VERDICTS, event_sentence, verdict_word

DUTCH = {
    Verdict.MET: "Gehaald",
    Verdict.BREACHED: "Overschreden",
    Verdict.PENDING: "Loopt nog",
    Verdict.EXCLUDED: "Telt niet mee",
    Verdict.EXCUSED: "Verschoond",
    Verdict.UNDETERMINED: "Niet meetbaar",
}
ENGLISH = {
    Verdict.MET: "Met",
    Verdict.BREACHED: "Breached",
    Verdict.PENDING: "Running",
    Verdict.EXCLUDED: "Not counted",
    Verdict.EXCUSED: "Excused",
    Verdict.UNDETERMINED: "Not measurable",
}
RECEIVED = "2026-11-09T10:00:00 message_received channel=email"
LOGS = {
    Verdict.MET: f"{RECEIVED}\n2026-11-10T10:00:00 reply_substantive actor=person",
    Verdict.BREACHED: f"{RECEIVED}\n2026-11-19T10:00:00 reply_substantive actor=person",
    Verdict.PENDING: RECEIVED,
    Verdict.UNDETERMINED: "- message_received channel=email\n2026-11-10T10:00:00 reply_substantive actor=person",
}

Build = Callable[..., Any]


@pytest.mark.parametrize(("language", "words"), [("nl", DUTCH), ("en", ENGLISH)])
def test_each_verdict_has_the_word_of_the_vocabulary(language: str, words: dict[Verdict, str]) -> None:
    locale.use(language)
    assert {verdict: verdict_word(verdict) for verdict in Verdict} == words


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("verdict", list(LOGS))
def test_an_explanation_ends_with_the_word_of_its_verdict(town: Build, verdict: Verdict, language: str) -> None:
    locale.use(language)
    said = (
        town()
        .ruled(
            LOGS[verdict],
            "email.answer",
            "2026-11-20T12:00:00" if verdict is not Verdict.PENDING else "2026-11-11T12:00:00",
        )
        .explanation
    )
    assert said.verdict is verdict
    assert said.steps[-1].text == f"{verdict_word(verdict)}. {said.reason_text}"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_score_table_counts_under_the_same_words(town: Build, language: str, capsys: Any) -> None:
    locale.use(language)
    own = town()
    found = own.ruled(LOGS[Verdict.MET], "email.answer", "2026-11-20T12:00:00")
    print_score(score(found.derived.contacts, found.verdicts, own.rulebook), own.rulebook)
    heading = capsys.readouterr().out.strip().splitlines()[0]
    places = [heading.index(verdict_word(verdict)) for verdict in Verdict]
    assert len(set(places)) == len(Verdict)


def test_every_code_has_a_word() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(CHANNELS) == set(Channel)
    assert set(OUTCOMES) == set(Outcome)
    assert set(SENTENCES) == set(Reason)
    assert set(UNITS) == set(Unit)


@pytest.mark.parametrize("kind", list(EVENTS))
def test_every_event_has_its_own_dutch(kind: Kind) -> None:
    locale.use("nl")
    assert re.match(r"[A-ZÉ]", event_sentence(kind))
    assert event_sentence(kind) != EVENTS[kind]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_reason_is_whole_sentences_under_fifteen_words(language: str) -> None:
    locale.use(language)
    for reason in Reason:
        assert re.fullmatch(r"([A-ZÉ][^.;]*\.)( [A-ZÉ][^.;]*\.)*", text(reason)), text(reason)
        assert all(len(sentence.split()) <= 15 for sentence in text(reason).split(".")), text(reason)


@pytest.mark.parametrize(
    ("limit", "dutch", "english"),
    [
        (Limit(25, Unit.SECONDS), "binnen 25 seconden", "within 25 seconds"),
        (Limit(1, Unit.WORKING_DAYS), "binnen 1 werkdag", "within 1 working day"),
        (Limit(0, Unit.WORKING_DAYS), "op dezelfde werkdag", "on the same working day"),
        (Limit(4, Unit.OPENING_HOURS), "binnen 4 openingsuren", "within 4 opening hours"),
        (Limit(24, Unit.HOURS), "binnen 24 uur", "within 24 hours"),
        (Limit(2, Unit.TIMES), "hooguit 2 keer", "at most 2 times"),
        (Limit(7.5, Unit.MARK), "minstens cijfer 7,5", "at least mark 7.5"),
        (Limit(0, Unit.PROMISED_DAY), "uiterlijk op de beloofde dag", "by the promised day"),
        (Limit(0, Unit.NONE), "elke keer", "every time"),
    ],
)
def test_a_limit_reads_as_part_of_a_promise(limit: Limit, dutch: str, english: str) -> None:
    locale.use("nl")
    assert within(limit) == dutch
    locale.use("en")
    assert within(limit) == english


def test_a_limit_alone_is_an_amount() -> None:
    locale.use("nl")
    assert limit_phrase(Limit(5, Unit.WORKING_DAYS)) == "5 werkdagen"
