"""The measures beside the norms as flat objects for scripts: one a group, codes and names in English.

Refuses to compute and to translate (contract.md 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from charter.measures.balance import Balance
from charter.measures.certainty import Mean, Proportion
from charter.measures.elapsed import TwoClocks
from charter.measures.resolution import Resolution
from charter.measures.satisfaction import Satisfaction
from charter.norms.score import Group

MEDIAN, NINE_IN_TEN = 0.5, 0.9

SATISFACTION_COLUMNS = (
    "norm", "n", "mean", "mean_low", "mean_high", "few", "target", "target_met", "certain", "enough_share",
    "enough_low", "enough_high", *(f"mark_{mark}" for mark in range(1, 11)), "unreadable", "unanswered_share",
    "complete",
)  # fmt: skip
RESOLUTION_COLUMNS = (
    "flag_n", "flag_share", "flag_low", "flag_high", "repeat_n", "repeat_share", "repeat_low", "repeat_high",
    "repeat_window_days", "repeat_provisional", "repeat_unknown", "once_n", "once_share", "once_low", "once_high",
    "calls", "transfers_mean", "transfers_low", "transfers_high", "transferred_share", "transferred_low",
    "transferred_high", "promises_n", "promises_share", "promises_low", "promises_high", "complete",
)  # fmt: skip
CLOCK_COLUMNS = (
    "norm", "scale", "counted_n", "counted_median", "counted_p90", "own_n", "own_median_s", "own_p90_s", "unhelped",
    "unknown", "complete",
)  # fmt: skip
BALANCE_COLUMNS = (
    "year", "channel", "contacts", "contacts_target", "contacts_met", "handling_n", "handling_minutes",
    "handling_low", "handling_high", "handling_target", "handling_met", "digital_share", "digital_low",
    "digital_high", "digital_target", "digital_met", "mark_n", "mark_mean", "mark_low", "mark_high",
    "mark_target", "mark_met", "first_day", "last_day", "over", "complete",
)  # fmt: skip


def columns(names: Sequence[str], by: Sequence[Group]) -> list[str]:
    """The columns of a measure that is split by `by`: the groups first."""
    return [*(group.value for group in by), *names]


def satisfaction(row: Satisfaction, by: Sequence[Group], *, complete: bool) -> dict[str, Any]:
    """The marks of one group. How many residents gave no mark is not known, so that share is null."""
    return {
        **_labels(row.group, by),
        "norm": row.norm,
        "n": row.mark.n,
        **_mean("mean", row.mark),
        "few": row.mark.few,
        "target": row.target,
        "target_met": row.target_met,
        "certain": row.certain,
        **_share("enough", row.enough),
        **{f"mark_{mark}": count for mark, count in enumerate(row.distribution, 1)},
        "unreadable": row.unreadable,
        "unanswered_share": None,
        "complete": complete,
    }


def resolution(row: Resolution, by: Sequence[Group], window: int, *, complete: bool) -> dict[str, Any]:
    """First contact, transfers and promises of one group."""
    return {
        **_labels(row.group, by),
        "flag_n": row.by_flag.n,
        **_share("flag", row.by_flag),
        "repeat_n": row.by_repeat.n,
        **_share("repeat", row.by_repeat),
        "repeat_window_days": window,
        "repeat_provisional": row.repeats_provisional,
        "repeat_unknown": row.repeats_unknown,
        "once_n": row.at_once.n,
        **_share("once", row.at_once),
        "calls": row.transfers.n,
        "transfers_mean": row.transfers.value,
        "transfers_low": row.transfers.low,
        "transfers_high": row.transfers.high,
        **_share("transferred", row.transferred),
        "promises_n": row.promises.n,
        **_share("promises", row.promises),
        "complete": complete,
    }


def clocks(row: TwoClocks, by: Sequence[Group], *, complete: bool) -> dict[str, Any]:
    """The two clocks of one norm."""
    return {
        **_labels(row.group, by),
        "norm": row.norm,
        "scale": row.counted.scale.value,
        "counted_n": row.counted.counted,
        "counted_median": row.counted.quantile(MEDIAN),
        "counted_p90": row.counted.quantile(NINE_IN_TEN),
        "own_n": row.own.n,
        "own_median_s": row.own.quantile(MEDIAN),
        "own_p90_s": row.own.quantile(NINE_IN_TEN),
        "unhelped": row.own.unhelped,
        "unknown": row.own.unknown,
        "complete": complete,
    }


def balance(row: Balance, by: Sequence[Group]) -> dict[str, Any]:
    """One year and channel, with what was aimed at."""
    digital = row.digital
    return {
        **_labels(row.group, by),
        "year": row.year,
        "channel": row.channel,
        "contacts": row.contacts,
        "contacts_target": row.target.contacts,
        "contacts_met": row.contacts_met,
        "handling_n": row.handling.n,
        "handling_minutes": row.handling.value,
        "handling_low": row.handling.low,
        "handling_high": row.handling.high,
        "handling_target": row.target.handling_minutes,
        "handling_met": row.handling_met,
        "digital_share": None if digital is None else digital.share,
        "digital_low": None if digital is None else digital.low,
        "digital_high": None if digital is None else digital.high,
        "digital_target": row.target.digital_share,
        "digital_met": row.digital_met,
        "mark_n": row.mark.n,
        "mark_mean": row.mark.value,
        "mark_low": row.mark.low,
        "mark_high": row.mark.high,
        "mark_target": row.target.satisfaction,
        "mark_met": row.satisfaction_met,
        "first_day": row.telling.first.isoformat(),
        "last_day": row.telling.last.isoformat(),
        "over": row.telling.over,
        "complete": row.telling.complete,
    }


def _labels(label: tuple[str, ...], by: Sequence[Group]) -> dict[str, str]:
    return {group.value: word for group, word in zip(by, label, strict=True)}


def _share(name: str, found: Proportion) -> dict[str, Any]:
    return {f"{name}_share": found.share, f"{name}_low": found.low, f"{name}_high": found.high}


def _mean(name: str, found: Mean) -> dict[str, Any]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
