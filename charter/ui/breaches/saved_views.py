"""Views that the user gave a name: filters, columns, order and groups, kept for later sessions.

Why: a team lead asks the same question every Monday. A view on the current month follows the months. Refuses to keep
what it cannot read: a view of another version is left out, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSettings

from charter.columns import Verdict
from charter.norms.periods import Period
from charter.ui.breaches.grouping import GroupBy
from charter.ui.breaches.register_filter import RegisterFilter

CURRENT = "current"
"""How the period of a view is spelled when it is the one that the register shows by itself."""
_KEY = "breaches/views"


@dataclass(frozen=True, slots=True)
class SavedView:
    """`columns` are the ids of those shown; `current` says that the period is whichever is current."""

    name: str
    chosen: RegisterFilter
    current: bool
    columns: tuple[str, ...]
    sort: tuple[str, bool] | None
    group: GroupBy = GroupBy.NOTHING

    def filter_now(self, period: Period | None) -> RegisterFilter:
        """The filter, where `period` is the current one."""
        return replace(self.chosen, period=period) if self.current else self.chosen


def load(settings: QSettings) -> list[SavedView]:
    """Every view, by name."""
    try:
        found = json.loads(str(settings.value(_KEY) or "[]"))
        views = [_read(one) for one in found]
    except (ValueError, KeyError, TypeError):
        return []
    return sorted(views, key=lambda view: view.name.casefold())


def save(settings: QSettings, view: SavedView) -> None:
    """Keep a view, in place of the one of that name."""
    _keep(settings, [*(one for one in load(settings) if one.name != view.name), view])


def remove(settings: QSettings, name: str) -> None:
    """Forget a view."""
    _keep(settings, [one for one in load(settings) if one.name != name])


def _keep(settings: QSettings, views: list[SavedView]) -> None:
    settings.setValue(_KEY, json.dumps([_written(view) for view in views], ensure_ascii=True))


def _written(view: SavedView) -> dict[str, Any]:
    chosen = view.chosen
    period = chosen.period.label if chosen.period is not None else ""
    return {
        "name": view.name,
        "search": chosen.search,
        "period": CURRENT if view.current else period,
        "norm": chosen.norm,
        "team": chosen.team,
        "verdicts": sorted(verdict.word for verdict in chosen.verdicts),
        "cause": chosen.cause,
        "assigned": chosen.assigned,
        "columns": view.columns,
        "sort": view.sort,
        "group": view.group.value,
    }


def _read(told: Mapping[str, Any]) -> SavedView:
    current = told["period"] == CURRENT
    period = Period.parse(told["period"]) if told["period"] and not current else None
    verdicts = frozenset(verdict for verdict in Verdict if verdict.word in told["verdicts"])
    chosen = RegisterFilter(
        told["search"], period, told["norm"], told["team"], verdicts, told["cause"], told["assigned"]
    )
    sort = (str(told["sort"][0]), bool(told["sort"][1])) if told["sort"] else None
    return SavedView(str(told["name"]), chosen, current, tuple(told["columns"]), sort, GroupBy(told["group"]))
