"""The measures beside the norms as tables for people, with number and interval beside each share and mean.

Refuses to compute; what is uncertain, few or provisional is said under the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from charter.cli import output
from charter.cli.measure_rows import MEDIAN, NINE_IN_TEN
from charter.contact import Channel
from charter.locale import N_, _, formats, language
from charter.measures.balance import ALL, Balance
from charter.measures.certainty import FEW, Mean, Proportion
from charter.measures.elapsed import TwoClocks
from charter.measures.resolution import Resolution
from charter.measures.satisfaction import Satisfaction
from charter.measures.waiting import Scale
from charter.norms.model import Rulebook
from charter.norms.score import Group
from charter.wording import channel_word

NOTHING = "–"
_CLOCK_WORDS = {
    Scale.SECONDS: N_("%(n)s s"),
    Scale.MINUTES: N_("%(n)s min"),
    Scale.HOURS: N_("%(n)s h"),
    Scale.OPENING_MINUTES: N_("%(n)s min open"),
    Scale.OPENING_HOURS: N_("%(n)s h open"),
}


def print_satisfaction(found: Sequence[Satisfaction], by: Sequence[Group], rulebook: Rulebook, own: str) -> None:
    """The marks; `own` is the name of the municipality, for contacts of no partner organisation."""
    if not any(row.mark.n or row.unreadable for row in found):
        output.line(_("Nobody gave a mark in this period."))
        return
    output.table(
        [_satisfaction_cells(row, by, rulebook, own) for row in found],
        [
            _("Norm"), *_headings(by), _("Marks"), _("Mean"), _("95 % interval"), "1–5", "6", "7", "8", "9–10",
            _("Target"), _("Result"),
        ],
        right=range(1 + len(by), 10 + len(by)),
    )  # fmt: skip
    output.line(_("It is not known how many residents were asked, so nor is the share that gave no mark."))
    _say_few(any(row.mark.few for row in found))


def print_resolution(found: Sequence[Resolution], by: Sequence[Group], window: int, own: str) -> None:
    """First contact in its variants, transfers and promises; `window` in days."""
    shown = [row for row in found if row.at_once.n or row.by_flag.n or row.promises.n or row.transfers.n]
    if not shown:
        output.line(_("No contact was answered in this period."))
        return
    output.table(
        [
            [
                *_words(row.group, by, own),
                _share_cell(row.by_flag),
                _share_cell(row.by_repeat),
                formats.number(row.repeats_provisional),
                _share_cell(row.at_once),
                _mean_cell(row.transfers, 2),
                _share_cell(row.promises),
            ]
            for row in shown
        ],
        [
            *_headings(by), _("Helped at once, by phone"), _("Did not come back"), _("Not certain yet"),
            _("Settled at the first contact"), _("Transfers per call"), _("Promises kept"),
        ],
        right=range(len(by), 6 + len(by)),
    )  # fmt: skip
    output.line(_("Between brackets: the 95 % interval, and of how many contacts."))
    output.line(
        _("Came back: a new contact of the same number or address within %(n)s days. Who is anonymous is left out.")
        % {"n": window}
    )
    if any(row.repeats_provisional for row in shown):
        output.line(_("Not certain yet: contacts whose %(n)s days are not over; they do not count.") % {"n": window})


def print_clocks(found: Sequence[TwoClocks], by: Sequence[Group], rulebook: Rulebook, own: str) -> None:
    """The counted clock and the resident's own."""
    if not found:
        output.line(_("No contact counts in this period."))
        return
    output.table(
        [
            [
                rulebook.norm(row.norm).title[language()],
                *_words(row.group, by, own),
                formats.number(row.own.n),
                _counted(row, MEDIAN),
                _counted(row, NINE_IN_TEN),
                _own(row, MEDIAN),
                _own(row, NINE_IN_TEN),
                formats.number(row.own.unhelped),
            ]
            for row in found
        ],
        [
            _("Norm"), *_headings(by), _("Contacts"), _("Counted: half within"), _("9 in 10 within"),
            _("For the resident: half within"), _("9 in 10 within"), _("Not helped (yet)"),
        ],
        right=range(1 + len(by), 7 + len(by)),
    )  # fmt: skip
    output.line(_("Counted: the clock of the norm. For the resident: from the first contact to the answer itself."))


def print_balance(found: Sequence[Balance], by: Sequence[Group], own: str) -> None:
    """Years and channels, and of which days they tell."""
    if not found:
        output.line(_("There are no contacts in this year."))
        return
    output.table(
        [
            [
                str(row.year),
                *_words(row.group, by, own),
                _("all channels") if row.channel == ALL else _words((row.channel,), (Group.CHANNEL,), own)[0],
                formats.number(row.contacts),
                _mean_cell(row.handling),
                NOTHING if row.digital is None else _share_cell(row.digital),
                formats.number(row.mark.n),
                _figure(row.mark.value, 2),
                _interval(row.mark),
                _results(row),
            ]
            for row in found
        ],
        [
            _("Year"), *_headings(by), _("Channel"), _("Contacts"), _("Minutes a contact"), _("Digital"), _("Marks"),
            _("Mean"), _("95 % interval"), _("Result"),
        ],
        right=range(2 + len(by), 8 + len(by)),
    )  # fmt: skip
    for year, telling in {row.year: row.telling for row in found}.items():
        said = (
            _("%(year)s: %(first)s up to and including %(last)s.")
            if telling.over
            else _("%(year)s so far: %(first)s up to and including %(last)s.")
        )
        output.line(
            said % {"year": year, "first": formats.day(telling.first), "last": formats.day(telling.last)}
            + ("" if telling.complete else " " + _("This year is not complete."))
        )
    _say_few(any(row.mark.n and row.mark.few for row in found))


def _satisfaction_cells(row: Satisfaction, by: Sequence[Group], rulebook: Rulebook, own: str) -> list[str]:
    d = row.distribution
    result = _reached(row.target_met)
    if row.certain is False:
        result += " " + _("(may be chance)")
    return [
        rulebook.norm(row.norm).title[language()],
        *_words(row.group, by, own),
        formats.number(row.mark.n),
        _figure(row.mark.value, 2),
        _interval(row.mark),
        *(formats.number(count) for count in (sum(d[:5]), d[5], d[6], d[7], d[8] + d[9])),
        formats.number(row.target, 1),
        result,
    ]


def _counted(row: TwoClocks, share: float) -> str:
    value, scale = row.counted.quantile(share), row.counted.scale
    if value is None:
        return NOTHING
    if scale not in _CLOCK_WORDS:
        said = _("%(n)s day") if value == 1 else _("%(n)s days")
        if scale is Scale.WORKING_DAYS:
            said = _("%(n)s working day") if value == 1 else _("%(n)s working days")
        return said % {"n": formats.number(value)}
    return _(_CLOCK_WORDS[scale]) % {"n": formats.number(value, 0 if float(value).is_integer() else 1)}


def _own(row: TwoClocks, share: float) -> str:
    seconds = row.own.quantile(share)
    return NOTHING if seconds is None else formats.duration(round(seconds) * 1_000_000)


def _results(row: Balance) -> str:
    """Which targets were reached; nothing where none is set."""
    said = [
        (_("contacts"), row.contacts_met),
        (_("handling time"), row.handling_met),
        (_("digital"), row.digital_met),
        (_("mark"), row.satisfaction_met),
    ]
    return "; ".join(f"{what}: {_reached(met)}" for what, met in said if met is not None)


def _words(label: tuple[str, ...], by: Sequence[Group], own: str) -> list[str]:
    """The labels for people: channels in words, the municipality by its name, a dash where there is none."""
    said = []
    for group, word in zip(by, label, strict=True):
        if group is Group.CHANNEL:
            said.append(channel_word(Channel.of(word) or Channel.UNKNOWN))
        elif group is Group.ORGANISATION:
            said.append(word or own)
        else:
            said.append(word or NOTHING)
    return said


def _headings(by: Sequence[Group]) -> list[str]:
    words = {
        "year": _("Year"),
        "month": _("Month"),
        "week": _("Week"),
        "team": _("Team"),
        "channel": _("Channel"),
        "queue": _("Queue"),
        "organisation": _("Organisation"),
    }
    return [words[group.value] for group in by]


def _figure(value: float | None, decimals: int = 1) -> str:
    return NOTHING if value is None else formats.number(value, decimals)


def _mean_cell(found: Mean, decimals: int = 1) -> str:
    """The mean with its interval."""
    if found.low is None:
        return _figure(found.value, decimals)
    return f"{_figure(found.value, decimals)} ({_figure(found.low, decimals)}–{_figure(found.high, decimals)})"


def _interval(found: Mean) -> str:
    return NOTHING if found.low is None else f"{_figure(found.low, 2)} – {_figure(found.high, 2)}"


def _share_cell(found: Proportion) -> str:
    """The share with its interval and number."""
    if found.share is None or found.low is None or found.high is None:
        return NOTHING
    low, high = (formats.number(bound * 100) for bound in (found.low, found.high))
    return f"{formats.percent(found.share)} ({low}–{high}; {formats.number(found.n)})"


def _reached(met: bool | None) -> str:
    return "" if met is None else _("reached") if met else _("not reached")


def _say_few(few: bool) -> None:
    if few:
        output.line(_("Fewer than %(n)s marks: chance weighs heavily here.") % {"n": FEW})
