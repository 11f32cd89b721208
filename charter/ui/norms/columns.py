"""The columns of the tables about norms: the list, the versions on their days, the examples, and a trial.

Refuses to count and to judge; the services did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import numpy as np

from charter.columns import Verdict
from charter.contact import Channel
from charter.locale import _, formats, language
from charter.norms.examples import ExampleResult
from charter.norms.model import Example, Norm
from charter.norms.phrases import certainty_word, ground, limit_phrase, remark
from charter.norms.score import ScoreRow
from charter.services.norm_editing import outcome
from charter.services.norm_filing import Card
from charter.services.norm_trials import Beside, Trial
from charter.ui.look.tokens import Tone
from charter.ui.look.verdict_look import CALLBACK_NORM, CHANNEL_ICON, VERDICT_ICON, VERDICT_TONE
from charter.ui.models.cells import Cell, Column
from charter.ui.models.score_columns import NOTHING
from charter.ui.norms.words import Stretch, limit_and_target, shown_version, target_words
from charter.ui.sight import Sight, short_title
from charter.wording import verdict_word

MINUS = "−"
_NAME = 15
"""Letters of a norm's name for which there is room at least."""


def norm_icon(norm: Norm) -> str:
    """The icon of the road along which a norm's contacts come."""
    channels = norm.versions[-1].channels
    return "callback" if norm.id == CALLBACK_NORM else CHANNEL_ICON[channels[0] if channels else Channel.UNKNOWN]


def list_columns(cards: Sequence[Card], today: date) -> tuple[Column, ...]:
    """The norms: name, limit and target of the version that holds today."""
    names = [short_title(card.norm) for card in cards]
    limits = [limit_phrase(shown_version(card.norm, today).limit) for card in cards]

    def name(row: int) -> Cell:
        card = cards[row]
        tone: Tone = "text" if card.on else "muted"
        if card.failing:
            return Cell(
                names[row],
                "breached",
                "breached",
                tone,
                spoken=_("%(norm)s, an example is not right") % {"norm": names[row]},
            )
        spoken = names[row] if card.on else _("%(norm)s, off") % {"norm": names[row]}
        return Cell(names[row], norm_icon(card.norm), "muted", tone, spoken=spoken)

    def muted(row: int) -> Tone:
        return "text" if cards[row].on else "muted"

    return (
        Column("norm", _("Norm"), name, None, "mm" + max(names, key=len, default="")[:_NAME]),
        Column(
            "limit",
            _("Limit"),
            lambda row: Cell(limits[row], tone=muted(row)),
            None,
            max(limits, key=len, default=""),
            shrinks=True,
        ),
        Column(
            "target",
            _("Target"),
            lambda row: Cell(target_words(shown_version(cards[row].norm, today)), tone=muted(row)),
            None,
            "100\u202f%",
            right=True,
        ),
    )


def version_columns(told: Sequence[Stretch], locked: frozenset[int], today: date) -> tuple[Column, ...]:
    """The versions on their days, the newest first."""

    def number(row: int) -> Cell:
        stretch = told[row]
        words, picture, tone = _state(stretch, today)
        if stretch.version.number in locked:
            words = _("%(state)s, locked: a period was closed by it") % {"state": words}
            picture = "lock" if not stretch.holds(today) else picture
        return Cell(str(stretch.version.number), picture, tone, spoken=f"{stretch.version.number}, {words}")

    def lock(row: int) -> Cell:
        if told[row].version.number not in locked:
            return Cell("", spoken=_("open"))
        return Cell("", "lock", "muted", spoken=_("Locked: a period was closed by it."))

    def when(row: int) -> Cell:
        future = told[row].first > today
        return Cell(_("holds %(period)s") % {"period": told[row].said} if future else told[row].said)

    def basis(row: int) -> Cell:
        bases = told[row].version.basis
        full = " ".join(f"{ground(one)} ({certainty_word(one.certainty)}). {remark(one)}" for one in bases)
        return Cell(ground(bases[0]) if bases else NOTHING, spoken=full)

    return (
        Column("version", _("Version"), number, None, "mm8"),
        Column("valid", _("Valid"), when, None, "88-88-8888 – 88-88-8888", shrinks=True),
        Column(
            "terms",
            _("Limit, target"),
            lambda row: Cell(limit_and_target(told[row].version)),
            None,
            "88 werkdagen, 88 %",
            shrinks=True,
            leaves=2,
        ),
        Column("basis", _("Basis"), basis, None, "m" * 14, shrinks=True, leaves=1),
        Column("lock", _("Lock"), lock, None, "mm"),
    )


def _state(stretch: Stretch, today: date) -> tuple[str, str, Tone]:
    if stretch.first > today:
        return _("holds later"), "pending", "pending"
    if stretch.version.ended:
        return _("no promise"), "attention", "warn"
    if stretch.holds(today):
        return _("in force"), "met", "met"
    return _("past"), "excluded", "muted"


def example_columns(examples: Sequence[Example], results: Sequence[ExampleResult]) -> tuple[Column, ...]:
    """The worked examples: what happened, what must come out, and what does.

    Above the table stands how many are right: where there is no room, all of them being right need not stand in it too.
    """
    titles = [example.title.get(language(), "") for example in examples]
    verdicts = filter(None, (Verdict.of(example.verdict) for example in examples))
    longest = max(map(verdict_word, verdicts), key=lambda word: len(word.replace(" ", "")), default="")

    def verdict(word: str) -> Cell:
        found = Verdict.of(word)
        if found is None:
            return Cell(NOTHING)
        return Cell(verdict_word(found), VERDICT_ICON[found], VERDICT_TONE[found], VERDICT_TONE[found])

    def mark(row: int) -> Cell:
        if results[row].ok:
            return Cell(_("Right"), "met", "met", "met")
        return Cell(_("Wrong"), "breached", "breached", "breached", bold=True, spoken=outcome(results[row]))

    return (
        Column("example", _("Example"), lambda row: Cell(titles[row]), None, "m" * 14, shrinks=True, gives=True),
        Column("days", _("From → to"), lambda row: Cell(_days(examples[row])), None, "88-88 → 88-88", leaves=1),
        Column(
            "expected",
            _("Expected"),
            lambda row: verdict(examples[row].verdict),
            None,
            f"mm{longest}",
        ),
        Column(
            "found",
            _("Result"),
            mark,
            None,
            "mm" + max((mark(row).text for row in range(len(results))), key=len, default=""),
            leaves=2 if all(result.ok for result in results) else 0,
        ),
    )


def _days(example: Example) -> str:
    """The days of its first and last event; a time where both fall on one day."""
    told = [event.at for event in example.events if event.at]
    if not told:
        return NOTHING
    first, last = min(told), max(told)
    if len(told) < 2:
        return f"{_short(first)} → {NOTHING}"
    if first[:10] == last[:10] and "T" in last:
        return f"{_short(first)} {last[11:16]}"
    return f"{_short(first)} → {_short(last)}"


def _short(at: str) -> str:
    return f"{at[8:10]}-{at[5:7]}"


COUNTS = tuple(Verdict)


def trial_columns(beside: Beside) -> tuple[Column, ...]:
    """The six counts, the score and whether the target is met: as now beside as tried, and the difference."""
    now, tried = beside.now, beside.tried
    words: list[Cell] = []
    figures: list[tuple[str, str, str]] = []
    for verdict in COUNTS:
        counts = [_count(row, verdict) for row in (now, tried)]
        tone = VERDICT_TONE[verdict]
        words.append(Cell(verdict_word(verdict), VERDICT_ICON[verdict], tone, tone))
        figures.append((formats.number(counts[0]), formats.number(counts[1]), signed(counts[1] - counts[0])))
    points = "" if now.share is None or tried.share is None else signed_points(tried.share, now.share)
    words += [Cell(_("Score"), bold=True), Cell(_("Target met?"))]
    figures += [(share_text(now), share_text(tried), points), (_met(now), _met(tried), "")]

    def figure(place: int, row: int) -> Cell:
        return Cell(figures[row][place], bold=row == len(COUNTS))

    def column(name: str, title: str, place: int, told: str = "") -> Column:
        longest = max((row[place] for row in figures), key=len)
        return Column(name, title, partial(figure, place), None, f"{longest}.", right=True, help=told)

    return (
        Column("what", _("Verdict"), words.__getitem__, None, "mm" + _("Not measurable"), shrinks=True),
        column("now", _("Now"), 0),
        column("tried", _("Trial"), 1),
        column("difference", f"+/{MINUS}", 2, _("Difference")),
    )


TRIAL_ROWS = len(COUNTS) + 2


def team_columns(teams: Sequence[Beside]) -> tuple[Column, ...]:
    """For each team how many more are breached, and its score now and as tried."""
    names = [beside.group or _("No team") for beside in teams]
    more = np.array([beside.tried.breached - beside.now.breached for beside in teams], np.int64)
    return (
        Column(
            "team",
            _("Team"),
            lambda row: Cell(names[row]),
            lambda: np.argsort(np.argsort(names)),
            "m" * 12,
            shrinks=True,
        ),
        Column(
            "now",
            _("Now"),
            lambda row: Cell(share_text(teams[row].now)),
            lambda: _shares([b.now for b in teams]),
            "100,0 %",
            right=True,
            leaves=1,
        ),
        Column(
            "tried",
            _("Trial"),
            lambda row: Cell(share_text(teams[row].tried)),
            lambda: _shares([b.tried for b in teams]),
            "100,0 %",
            right=True,
        ),
        Column(
            "more",
            _("Breached"),
            lambda row: Cell(signed(int(more[row]))),
            lambda: more,
            "−8.888",
            right=True,
            help=_("How many more are breached in the trial, or fewer."),
        ),
    )


def change_columns(trial: Trial, sight: Sight) -> tuple[Column, ...]:
    """The contacts that get another verdict: which, what it is and what it would be."""
    contacts = sight.board.contacts
    ids = sight.id_rank[trial.contacts]

    def verdict(code: int) -> Cell:
        if not code:
            return Cell(NOTHING, spoken=_("no verdict"))
        found = Verdict(code)
        return Cell(verdict_word(found), VERDICT_ICON[found], VERDICT_TONE[found], VERDICT_TONE[found])

    return (
        Column(
            "number",
            _("Number"),
            lambda row: Cell(str(contacts.ids[trial.contacts[row]])),
            lambda: ids,
            "m" * 9,
            shrinks=True,
        ),
        Column(
            "now",
            _("Now"),
            lambda row: verdict(int(trial.before[row])),
            lambda: trial.before,
            "mm" + _("Breached"),
            shrinks=True,
        ),
        Column(
            "tried",
            _("Trial"),
            lambda row: verdict(int(trial.after[row])),
            lambda: trial.after,
            "mm" + _("Breached"),
            shrinks=True,
        ),
    )


def _count(row: ScoreRow, verdict: Verdict) -> int:
    return int(getattr(row, verdict.word))


def share_text(row: ScoreRow) -> str:
    """The share, or a dash where nothing counts."""
    return NOTHING if row.share is None else formats.percent(row.share)


def _shares(rows: Sequence[ScoreRow]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if row.share is None else row.share for row in rows], np.float64)


def _met(row: ScoreRow) -> str:
    if row.target_met is None:
        return NOTHING
    return _("yes") if row.target_met else _("no")


def signed(n: int) -> str:
    """`+316`, `−4`, `0`."""
    return f"+{formats.number(n)}" if n > 0 else f"{MINUS}{formats.number(-n)}" if n else "0"


def signed_points(after: float, before: float) -> str:
    """The difference of two shares in points, of the shares as shown: `−16,1`."""
    points = round(after * 100, 1) - round(before * 100, 1)
    told = formats.number(abs(points), 1)
    return f"+{told}" if round(points, 1) > 0 else f"{MINUS}{told}" if round(points, 1) < 0 else told
