"""What is said of a figure: a table of situations with the sentences that must come out, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter import locale
from charter.columns import NO_TIME, Contacts, Names, Verdict, Verdicts
from charter.measures.control import Assurance, control
from charter.measures.control_limits import Kind, Step
from charter.measures.findings import Account, account
from charter.norms import files
from charter.norms.calendar import Calendars, ServiceCalendar
from charter.norms.calendar_sources import statutory_calendar
from charter.norms.model import Limit, Norm, Rulebook, Unit
from charter.norms.periods import Period
from charter.reports import spelling, words

CALENDARS = Calendars(ServiceCalendar("Europe/Amsterdam", ()), statutory_calendar())
EPOCH = date(1970, 1, 1)
SHIPPED = {norm.id: norm for norm in files.library() + files.optional()}
MARKS = "satisfaction.mark"


@dataclass(frozen=True)
class Month:
    """What came of one month; `mean` is the mark that everybody gave."""

    met: int = 0
    breached: int = 0
    pending: int = 0
    excluded: int = 0
    undetermined: int = 0
    mean: float = float("nan")


def of(met: int, n: int = 100, **others: Any) -> Month:
    return Month(met, n - met, **others)


def told(
    months: Sequence[Month | int],
    norm: str | Norm = "email.answer",
    *,
    last: str = "2026-10",
    period: str = "",
    today: date = date(2026, 11, 17),
    complete: bool = True,
    steps: Mapping[str, Sequence[Step]] | None = None,
) -> Account:
    """The account of a norm whose months end with `last`; an int is so many met of 100."""
    one = SHIPPED[norm] if isinstance(norm, str) else norm
    end = Period.parse(last).first
    verdicts: list[Verdicts] = []
    for back, month in enumerate(reversed(months)):
        index = end.year * 12 + end.month - 1 - back
        day = (date(index // 12, index % 12 + 1, 2) - EPOCH).days
        verdicts.append(_verdicts(of(month) if isinstance(month, int) else month, day))
    joined = Verdicts.concat(verdicts)
    joined = replace(joined, contact=np.arange(len(joined)))
    rulebook = Rulebook((one,), CALENDARS)
    return account(
        Contacts.none(Names()), joined, rulebook, Period.parse(period or last),
        today=today, complete=lambda period: complete, steps=steps,
    )  # fmt: skip


def _verdicts(month: Month, day: int) -> Verdicts:
    counts = {
        Verdict.MET: month.met, Verdict.BREACHED: month.breached, Verdict.PENDING: month.pending,
        Verdict.EXCLUDED: month.excluded, Verdict.UNDETERMINED: month.undetermined,
    }  # fmt: skip
    verdict = np.repeat(np.array(list(counts), np.int8), list(counts.values()))
    n = len(verdict)
    times, zeros = np.full(n, NO_TIME, np.int64), np.zeros(n, np.int16)
    return Verdicts(
        contact=np.arange(n), norm=zeros, version=zeros + 1, verdict=verdict, reason=zeros,
        day=np.full(n, day, np.int32),
        started_at=times, deadline=times, stopped_at=times, spent_us=np.full(n, -1, np.int64),
        value=np.full(n, month.mean), provisional=np.zeros(n, np.bool_),
    )  # fmt: skip


CALM = [90, 92, 89, 91, 88, 92, 90, 89, 91, 90, 88, 92]

LOW = [78, 82, 79, 81, 80, 83, 79]
THOUSANDS = [of(10 * met, 1000) for met in (*CALM, *CALM[:9])]
UNEVEN_MARKS = [Month(50, 50, mean=mark) for mark in (7.3, 7.6, 7.4, 7.7, 7.3, 7.5, 7.6, 7.4, 7.7, 7.4, 7.3, 7.6)]


def norm(norm_id: str, **version: Any) -> Norm:
    """A shipped norm of which the last version says something else."""
    one = SHIPPED[norm_id]
    return replace(one, versions=(*one.versions[:-1], replace(one.versions[-1], **version)))


def changed(norm_id: str, on: date, **version: Any) -> Norm:
    """A shipped norm with a further version from a day on."""
    one = SHIPPED[norm_id]
    return replace(one, versions=(*one.versions, replace(one.versions[-1], number=2, valid_from=on, **version)))


def bare(norm_id: str) -> Norm:
    """A shipped norm that does not say how its result is told."""
    return replace(SHIPPED[norm_id], counted={}, headline={})


SITUATIONS: dict[str, Account] = {
    "lower for seven months": told([91, 94, 92, 93, 91, *[87, 86, 88, 85, 87, 86], 87]),
    "lower for seven months within the limits": told([*[85, 92] * 6, *[85, 88] * 3, 86]),
    "six months below is no run": told([91, 94, 92, 93, 91, 94, *[89, 88, 89, 88, 89], 89]),
    "ordinary month above": told([*CALM, 91]),
    "ordinary month below": told([*CALM, 89]),
    "exactly the target": told([*CALM, 90]),
    "rounds to the target but misses it": told([of(900, 1000)] * 6 + [of(896, 1000)]),
    "rounds to the target and reaches it": told([of(900, 1000)] * 6 + [of(904, 1000)]),
    "nearly all is not all": told([of(997, 1000)] * 7),
    "nearly none is not none": told([of(3, 1000)] * 7),
    "all": told([of(500, 500)] * 13),
    "none": told([of(0, 100)] * 13),
    "always": told([98, 99, 97, 98, 99, 98, 97, 99, 98, 97, 99, 98, 98]),
    "never": told([70, 72, 69, 71, 68, 72, 70, 69, 71, 70, 68, 72, 71]),
    "much better": told([*LOW[:6] * 2, 99]),
    "much worse": told([*CALM, 60]),
    "seven above the average": told([*LOW, *LOW, *[91, 90, 92, 91, 93, 90, 92]]),
    "seven below the average": told([*CALM, *[84, 83, 85, 82, 84, 83, 85]]),
    "six months of rising": told([85, 75, 86, 76, 85, 75, 86, 76, 77, 78, 79, 80, 81, 82, 83]),
    "six months of falling": told([86, 76, 85, 75, 86, 76, 85, 84, 83, 82, 81, 80, 79]),
    "two of three good": told([*THOUSANDS, of(955, 1000), of(900, 1000), of(955, 1000)]),
    "two of three bad": told([*THOUSANDS, of(846, 1000), of(900, 1000), of(846, 1000)]),
    "five months": told([90, 92, 89, 91, 88]),
    "six months": told([90, 92, 89, 91, 88, 92]),
    "running": told([*CALM, of(30, 40, pending=20)], last="2026-11"),
    "running without an answer": told([*CALM, Month(pending=20)], last="2026-11"),
    "running without contacts": told([*CALM], last="2026-10", period="2026-11"),
    "unsettled": told([*CALM, of(70, 75, pending=25)]),
    "only open": told([*CALM, Month(pending=9)]),
    "no contacts": told([*CALM], last="2026-09", period="2026-10"),
    "none that counts": told([*CALM, Month(excluded=3)]),
    "twelve contacts": told([*CALM, of(11, 12)]),
    "four contacts": told([*CALM, of(3, 4)]),
    "one contact": told([*CALM, of(1, 1)]),
    "incomplete": told([*CALM, 91], complete=False),
    "times not known": told([*CALM, of(91, undetermined=20)]),
    "no target": told([*CALM, 91], norm("email.answer", target=None)),
    "half a percent in the target": told([*CALM, of(860, 1000)], norm("email.answer", target=0.855)),
    "a mark below": told([*UNEVEN_MARKS, Month(50, 50, mean=7.3)], MARKS),
    "a mark that rounds to the target": told([*UNEVEN_MARKS, Month(50, 50, mean=7.46)], MARKS),
    "a mark on the target": told([Month(50, 50, mean=7.5)] * 13, MARKS),
    "a mark above": told([Month(50, 50, mean=8.0)] * 13, MARKS),
    "a count": told([*[98, 99, 97] * 4, 98], "phone.transfers"),
    "seconds": told([*CALM, 91], "phone.answer"),
    "statutory": told([*[of(45, 50), of(43, 50)] * 6, of(44, 50)], "permit.decide"),
    "another promise": told(
        [*CALM, 80, 81, 82], changed("phone.answer", date(2026, 8, 1), limit=Limit(20, Unit.SECONDS))
    ),
    "another target": told([*CALM, 80, 81, 82], changed("phone.answer", date(2026, 9, 1), target=0.85)),
    "a step": told([*LOW, *LOW, 91, 92, 90], steps={"email.answer": [Step(date(2026, 8, 1), "nieuw team")]}),
    "without its own words": told([*CALM, 91], bare("email.answer")),
    "a mark without its own words": told([Month(50, 50, mean=8.0)] * 13, bare(MARKS)),
    "last year": told([*CALM, 91], last="2025-10"),
    "a quarter of which the last month is small": told([*CALM, 91, 90, of(14, 15)], last="2026-09", period="2026-Q3"),
    "a quarter": told([*CALM, 91, 90, 92], last="2026-09", period="2026-Q3"),
    "a third": told([*CALM, 91, 90, 92, 91], last="2026-08", period="2026-T2"),
    "a year": told([*CALM], last="2025-12", period="2025"),
    "one contact of a month that runs": told([*CALM, of(1, 1)], last="2026-11"),
    "nothing that counts in a month that runs": told([*CALM, Month(excluded=4)], last="2026-11"),
    "no time known": told([*CALM, Month(undetermined=20)]),
    "open and left out": told([*CALM, Month(pending=9, excluded=4)]),
    "another limit within the month": told(
        [*CALM, 91], changed("phone.answer", date(2026, 10, 15), limit=Limit(20, Unit.SECONDS))
    ),
    "another target within the quarter": told(
        [*CALM, 91, 90, 92], changed("phone.answer", date(2026, 8, 1), target=0.95), last="2026-09", period="2026-Q3"
    ),
    "a target within the month, of few contacts": told(
        [*CALM, of(11, 12)], changed("phone.answer", date(2026, 10, 15), target=0.95)
    ),
    "some days": told([*CALM, 91], period="2026-10-01..2026-10-15"),
}


@pytest.fixture(params=["nl", "en"])
def spoken(request: pytest.FixtureRequest) -> str:
    """Both languages, one after the other."""
    locale.use(request.param)
    return str(request.param)


EXPECTED = tomllib.loads((Path(__file__).parent / "situations.toml").read_text(encoding="utf-8"))


def test_every_situation_has_its_sentence() -> None:
    assert list(EXPECTED) == list(SITUATIONS)
    assert len(SITUATIONS) >= 40


@pytest.mark.parametrize("situation", SITUATIONS)
def test_this_sentence_comes_out(situation: str, spoken: str) -> None:
    (one,) = words.headlines(SITUATIONS[situation])
    assert (one.weight.name.lower(), one.text) == (EXPECTED[situation]["weight"], EXPECTED[situation][spoken])


def test_the_sentence_of_the_council_comes_out_word_for_word() -> None:
    locale.use("nl")
    (one,) = words.headlines(SITUATIONS["lower for seven months"])
    assert one.text.startswith(
        "In oktober beantwoordden we 87 van de 100 e-mails op tijd. Dat is minder dan de norm van 90. "
        "Het verschil is geen toeval: al 7 maanden ligt het lager."
    )


def joined(*accounts: Account) -> Account:
    """One account of several norms."""
    first = accounts[0]
    contacts = sum(one.contacts for one in accounts)
    return replace(first, contacts=contacts, findings=tuple(f for one in accounts for f in one.findings))


WORSE = SITUATIONS["lower for seven months"]
TOWN = joined(
    told([*CALM, 91], "form.answer"), told([*CALM, 91], "phone.answer"), WORSE,
    told([*CALM, of(3, 4)], "complaint.decide"), told([*LOW[:6] * 2, 99], "letter.answer"),
    told([*CALM, 60], "phone.callback"), told([*CALM, 91], "email.ack"),
)  # fmt: skip


def test_a_real_change_comes_first_and_what_tells_nothing_last() -> None:
    assert [(one.norm, one.weight) for one in words.headlines(TOWN)] == [
        ("email.answer", words.Weight.WORSE),
        ("phone.callback", words.Weight.WORSE),
        ("letter.answer", words.Weight.BETTER),
        ("email.ack", words.Weight.FAILING),
        ("form.answer", words.Weight.HIT_AND_MISS),
        ("phone.answer", words.Weight.NOTHING),
        ("complaint.decide", words.Weight.NOT_TOLD),
    ]


def test_the_opening_counts_the_promises_with_a_figure_and_a_target() -> None:
    locale.use("nl")
    assert words.opening(TOWN) == "In oktober 2026 haalden we 2 van de 7 beloften."
    assert words.opening(TOWN, public=True) == "In oktober 2026 haalden we 2 van de 6 beloften."
    assert words.opening(SITUATIONS["running"]) == "November loopt nog. Tot nu toe halen we 0 van de 1 beloften."
    assert words.opening(SITUATIONS["no contacts"]) == "In oktober 2026 was er niets te beoordelen."


def test_the_paragraph_to_publish_is_plain_text_with_the_method_in_its_last_sentence() -> None:
    locale.use("nl")
    heading, empty, text = words.paragraph(TOWN).split("\n")
    assert (heading, empty) == ("Dienstverlening", "")
    assert text.startswith(
        "In oktober 2026 haalden we 2 van de 6 beloften. Zo beantwoordden we 87 van de 100 e-mails op tijd. "
        "Dat is minder dan de norm van 90. Het verschil is geen toeval: al 7 maanden ligt het lager."
    )
    assert "Verder belden we bij 60 van de 100 terugbelverzoeken op tijd terug." in text
    assert "Daarnaast beantwoordden we 99 van de 100 brieven op tijd." in text
    assert "Tot slot bevestigden we 91 van de 100 e-mails op tijd." in text
    assert "contactformulieren" not in text
    closing = (
        "Dit gaat over 604 contacten, de gegevens zijn compleet, en wat toeval kan zijn noemen we geen verandering."
    )
    assert text.endswith(closing)


def test_the_paragraph_says_when_data_is_missing_and_when_nothing_changed() -> None:
    locale.use("nl")
    assert "de gegevens zijn nog niet compleet" in words.paragraph(SITUATIONS["incomplete"])
    assert "Geen enkele belofte laat een verandering zien" in words.paragraph(SITUATIONS["seconds"])
    assert "verandering zien" not in words.paragraph(SITUATIONS["running"])


def test_the_paragraph_of_a_period_with_nothing_to_judge_says_no_more_than_that() -> None:
    locale.use("nl")
    nothing = "Dienstverlening\n\nIn oktober 2026 was er niets te beoordelen."
    for situation in ("no contacts", "no time known", "four contacts"):
        assert words.paragraph(SITUATIONS[situation]) == nothing
    missing = replace(SITUATIONS["no contacts"], complete=False)
    assert words.paragraph(missing) == f"{nothing} Nog niet alle gegevens van deze periode zijn binnen."
    assert words.paragraph(SITUATIONS["running without contacts"]).endswith("Tot nu toe was er niets te beoordelen.")


def test_a_period_still_to_come_does_not_run() -> None:
    (told_now,) = words.headlines(SITUATIONS["running without contacts"])
    (told_before,) = words.headlines(replace(SITUATIONS["running without contacts"], today=date(2026, 10, 20)))
    assert "is not over yet" in told_now.text
    assert "has not begun yet" in told_before.text


def test_what_leaves_the_house_gives_no_figure_over_fewer_than_five_contacts() -> None:
    (shown,) = words.headlines(SITUATIONS["four contacts"])
    (hidden,) = words.headlines(SITUATIONS["four contacts"], public=True)
    assert "3 of the 4 e-mails" in shown.text
    assert hidden.text == "In October, fewer than 5 e-mails counted. That is why we give no figure."
    (five,) = words.headlines(told([*CALM, of(4, 5)]), public=True)
    assert "4 of the 5 e-mails" in five.text
    (none,) = words.headlines(SITUATIONS["no contacts"], public=True)
    assert none.text == "In October, there were no e-mails."


@pytest.mark.parametrize("situation", SITUATIONS)
def test_nothing_rises_or_falls_without_a_special_cause_and_nothing_is_judged_before_its_end(situation: str) -> None:
    (finding,) = SITUATIONS[situation].findings
    (one,) = words.headlines(SITUATIONS[situation])
    marked = [signal for signal in finding.control.signals if finding.control.last in signal.points]
    if "really" in one.text or "no chance" in one.text:
        assert marked or finding.missed >= 7
    if finding.running or finding.unsettled or finding.few:
        assert not one.judgement


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_lead_says_of_the_target_what_the_list_and_the_picture_say(situation: str) -> None:
    (finding,) = SITUATIONS[situation].findings
    (one,) = words.headlines(SITUATIONS[situation])
    if one.weight in (words.Weight.FAILING, words.Weight.HIT_AND_MISS):
        failing = one.weight is words.Weight.FAILING and not one.lead.endswith("months now.")
        assert finding.assurance is (Assurance.FAIL if failing else Assurance.HIT_AND_MISS)
    for kind in (None, *Kind) if finding.series.is_share else (None,):
        steps = [segment.step for segment in finding.control.segments if segment.step]
        drawn = control(finding.series, steps, kind, period=finding.period)
        assert drawn.assurance is finding.assurance


def test_seven_misses_within_the_limits_are_told_as_misses_and_not_as_what_must_come() -> None:
    account = SITUATIONS["lower for seven months within the limits"]
    (one,) = words.headlines(account)
    assert account.findings[0].assurance is Assurance.HIT_AND_MISS
    assert one.lead == "E-mail answered: we have missed the target for 7 months now."
    assert "we do not reach the target" not in one.text


def test_a_hundred_percent_that_was_never_reached_fails_in_words_and_in_the_picture() -> None:
    never = told([72, 90, 65, 95, 75, 99, 65, 90, 70, 95, 80, 76], norm("email.ack", target=1.0))
    (finding,) = never.findings
    (one,) = words.headlines(never)
    assert finding.control.upper[-1] == 1
    assert (one.weight, finding.assurance) == (words.Weight.FAILING, Assurance.FAIL)
    assert any("12" in said for said in one.judgement)


@given(st.integers(0, 3000), st.integers(100, 3000), st.sampled_from([0.8, 0.855, 0.9, 0.95, 0.995, 1.0]))
def test_rounding_never_turns_a_missed_target_into_a_reached_one(met: int, n: int, target: float) -> None:
    met = min(met, n)
    (finding,) = told([of(met, n)], norm("email.answer", target=target)).findings
    said = spelling.figure(finding.norm, finding.row, 0)
    shown = said.text.split(" of every")[0]
    aim = float(said.target)
    if shown.isdigit():
        assert (int(shown) >= aim) == (met / n >= target) or said.near or int(shown) > aim - 0.5
        assert (int(shown) == 100) == (met == n)
        assert (int(shown) == 0) == (met == 0)
    if met / n < target:
        assert not shown.isdigit() or int(shown) < aim


@pytest.mark.parametrize(
    ("period", "nl", "en"),
    [
        ("2026-10", "In oktober", "In October,"),
        ("2025-10", "In oktober 2025", "In October 2025,"),
        ("2026-Q3", "Van juli tot en met september", "From July to September,"),
        ("2025-T1", "Van januari tot en met april 2025", "From January to April 2025,"),
        ("2026", "In 2026", "In 2026,"),
        ("2025", "In 2025", "In 2025,"),
        ("2026-W46", "In week 46", "In week 46,"),
        ("2025-W01", "In week 1 van 2025", "In week 1 of 2025,"),
        ("2026-10-01..2026-10-15", "Van 1 oktober tot en met 15 oktober", "From 1 October to 15 October,"),
        ("2026-10-01..2026-10-31", "In oktober", "In October,"),
        ("2025-12-01..2026-01-31", "Van december 2025 tot en met januari 2026", "From December 2025 to January 2026,"),
        ("2026-10-05..2026-10-05", "Op 5 oktober", "On 5 October,"),
        ("2026-11-02..2026-11-08", "Van 2 november tot en met 8 november", "From 2 November to 8 November,"),
    ],
)
def test_periods_are_said_as_people_say_them(period: str, nl: str, en: str) -> None:
    said = {}
    for language in ("nl", "en"):
        locale.use(language)
        said[language] = spelling.when(Period.parse(period), date(2026, 11, 17))
    assert said == {"nl": nl, "en": en}


def test_every_shipped_norm_says_its_own_sentence_in_both_languages() -> None:
    for one in SHIPPED.values():
        for language in ("nl", "en"):
            assert one.counted[language], one.id
            assert one.headline[language].count("{figure}") == 1, one.id
            unit = one.versions[-1].limit.unit
            assert not any(char.isdigit() for char in one.headline[language]), one.id
            assert ("{limit}" not in one.headline[language]) or unit not in (Unit.NONE, Unit.MARK), one.id
