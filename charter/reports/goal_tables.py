"""The goals behind the promises as tables: marks, first contact, both clocks and the balance, each with its interval.

Why: a share or a mean without its number and interval says more than it knows. Refuses to compute, and where the table
leaves the house, any figure over fewer than 5 contacts. Loading this module loads matplotlib, as every chart does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from charter.contact import Channel
from charter.locale import N_, _, ngettext
from charter.measures.balance import ALL, Balance
from charter.measures.certainty import Mean, Proportion
from charter.measures.elapsed import TwoClocks
from charter.measures.resolution import Resolution
from charter.measures.satisfaction import Satisfaction
from charter.norms.model import Rulebook
from charter.norms.phrases import UNITS
from charter.reports import spelling
from charter.reports.charts.table import Column, Kind, Table, Value
from charter.reports.small_groups import FEWEST
from charter.wording import channel_word

_MEDIAN, _NINE_IN_TEN = 0.5, 0.9
REACHED, NOT_REACHED = N_("reached"), N_("not reached")


def satisfaction_table(
    rulebook: Rulebook, whole: Iterable[Satisfaction], per_channel: Iterable[Satisfaction], *, leaves: bool
) -> Table:
    """The mean mark of each mark norm, of all channels and then per channel, beside its target."""
    columns = (
        Column("norm", _("Norm")),
        Column("channel", _("Channel")),
        Column("n", _("Marks"), Kind.COUNT),
        Column("mean", _("Mean"), Kind.NUMBER),
        Column("mean_low", _("95 % from"), Kind.NUMBER),
        Column("mean_high", _("95 % to"), Kind.NUMBER),
        Column("target", _("Target"), Kind.NUMBER),
        Column("result", _("Result")),
    )
    rows = []
    for group, found in (("", whole), ("channel", per_channel)):
        for row in found:
            channel = _channel(row.group[0]) if group else _("all channels")
            title = spelling.title(rulebook.norm(row.norm))
            kept = _told(row.mark.n, leaves=leaves)
            result = _reached(row.target_met) if kept else ""
            if kept and row.certain is False:
                result = _("%(result)s (may be chance)") % {"result": result}
            rows.append((title, channel, *_mean(row.mark, leaves=leaves), row.target, result))
    return Table(columns, tuple(rows))


def resolution_table(found: Sequence[Resolution], window: int, *, leaves: bool) -> Table:
    """Whether one contact was enough, in every way that it can be known; `window` in days."""
    columns = (
        Column("what", _("What")),
        Column("n", _("Contacts"), Kind.COUNT),
        Column("share", _("Share"), Kind.SHARE),
        Column("low", _("95 % from"), Kind.SHARE),
        Column("high", _("95 % to"), Kind.SHARE),
        Column("provisional", _("Not certain yet"), Kind.COUNT),
    )
    again = ngettext("Did not come back within %(n)s day", "Did not come back within %(n)s days", window)
    rows: list[tuple[Value, ...]] = []
    for row in found:
        for words, share, provisional in (
            (_("Helped at once, by phone"), row.by_flag, None),
            (again % {"n": window}, row.by_repeat, row.repeats_provisional),
            (_("Settled at the first contact"), row.at_once, None),
            (_("Promises kept"), row.promises, None),
        ):
            if share.n:
                rows.append((words, *_share(share, leaves=leaves), provisional))
    return Table(columns, tuple(rows))


def clocks_table(rulebook: Rulebook, found: Sequence[TwoClocks], *, leaves: bool) -> Table:
    """The counted clock of each norm, in its own unit, and that of the resident, in hours."""
    columns = (
        Column("norm", _("Norm")),
        Column("n", _("Contacts"), Kind.COUNT),
        Column("unit", _("Counted in")),
        Column("counted_median", _("Counted: half within"), Kind.NUMBER),
        Column("counted_p90", _("Counted: 9 in 10 within"), Kind.NUMBER),
        Column("own_median_h", _("For the resident, in hours: half within"), Kind.NUMBER),
        Column("own_p90_h", _("For the resident, in hours: 9 in 10 within"), Kind.NUMBER),
    )
    rows = []
    for row in found:
        kept = _told(row.own.n, leaves=leaves)
        own = [row.own.quantile(share) for share in (_MEDIAN, _NINE_IN_TEN)]
        counted = [row.counted.quantile(share) for share in (_MEDIAN, _NINE_IN_TEN)]
        _one, many = UNITS[row.counted.scale.unit]
        rows.append(
            (
                spelling.title(rulebook.norm(row.norm)),
                row.own.n if kept else None,
                (_(many) % {"n": ""}).strip(),
                *(value if kept else None for value in counted),
                *(seconds / 3600 if kept and seconds is not None else None for seconds in own),
            )
        )
    return Table(columns, tuple(rows))


def balance_table(found: Sequence[Balance], *, leaves: bool) -> Table:
    """Contacts, handling time, digital share and mark per year and channel, each beside its target."""
    columns = (
        Column("year", _("Year")),
        Column("channel", _("Channel")),
        Column("contacts", _("Contacts"), Kind.COUNT),
        Column("contacts_target", _("At most"), Kind.COUNT),
        Column("handling_minutes", _("Minutes a contact"), Kind.NUMBER),
        Column("handling_target", _("At most"), Kind.NUMBER),
        Column("digital_share", _("Digital"), Kind.SHARE),
        Column("digital_target", _("At least"), Kind.SHARE),
        Column("marks", _("Marks"), Kind.COUNT),
        Column("mark", _("Mean mark"), Kind.NUMBER),
        Column("mark_low", _("95 % from"), Kind.NUMBER),
        Column("mark_high", _("95 % to"), Kind.NUMBER),
        Column("mark_target", _("At least"), Kind.NUMBER),
        Column("result", _("Result")),
    )
    rows = tuple(
        (
            str(row.year),
            _("all channels") if row.channel == ALL else _channel(row.channel),
            row.contacts if _told(row.contacts, leaves=leaves) else None,
            row.target.contacts,
            row.handling.value if _told(row.handling.n, leaves=leaves) else None,
            row.target.handling_minutes,
            None if row.digital is None or not _told(row.digital.n, leaves=leaves) else row.digital.share,
            row.target.digital_share,
            *_mean(row.mark, leaves=leaves),
            row.target.satisfaction,
            _results(row, leaves=leaves),
        )
        for row in found
    )
    return Table(columns, rows)


def _told(n: int, *, leaves: bool) -> bool:
    """Whether a figure over `n` contacts may be shown."""
    return not leaves or n == 0 or n >= FEWEST


def _mean(mean: Mean, *, leaves: bool) -> tuple[Value, ...]:
    if not _told(mean.n, leaves=leaves):
        return (None,) * 4
    return mean.n, mean.value, mean.low, mean.high


def _share(share: Proportion, *, leaves: bool) -> tuple[Value, ...]:
    if not _told(share.n, leaves=leaves):
        return (None,) * 4
    return share.n, share.share, share.low, share.high


def _channel(word: str) -> str:
    return channel_word(Channel.of(word) or Channel.UNKNOWN)


def _reached(met: bool | None) -> str:
    return "" if met is None else _(REACHED) if met else _(NOT_REACHED)


def _results(row: Balance, *, leaves: bool) -> str:
    """Which targets were reached; nothing where none is set."""
    said = (
        (_("contacts"), row.contacts_met),
        (_("handling time"), row.handling_met if _told(row.handling.n, leaves=leaves) else None),
        (_("digital"), row.digital_met),
        (_("mark"), row.satisfaction_met if _told(row.mark.n, leaves=leaves) else None),
    )
    return "; ".join(
        _("%(what)s: %(result)s") % {"what": what, "result": _reached(met)} for what, met in said if met is not None
    )
