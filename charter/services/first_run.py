"""The first run: what a municipality answered so far, and the profile that it gives.

Why a draft beside the profile: every answer is kept at once, so that an interruption at any step loses nothing; while
the draft is there, the first run is not finished (docs/decisions/0029). Refuses to decide about Good Friday, and to
write over what was changed in `charter.toml` by hand and not asked here.
"""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ConfigDict, ValidationError

from charter.errors import Refused
from charter.faults import Path as KeyPath
from charter.hours import AfterHours, parse_hours
from charter.locale import N_, system
from charter.norms import files
from charter.norms.faults import NormFile
from charter.norms.model import Norm
from charter.norms.norm_text import Switch, parse
from charter.profile_faults import FaultyProfileError
from charter.profile_text import default_text
from charter.services import norm_writing, profile_editing
from charter.services.closing_days import (
    CHRISTMAS_EVE,
    NEW_YEARS_EVE,
    Choices,
    Hall,
    ListedDay,
    ahead,
    ascension_bridge,
    decided_through,
    listed,
    proposed,
)
from charter.services.opening_hours import Week, shown, text_of
from charter.services.profile_editing import Composed
from charter.services.profiles import DRAFT_NAME, MadeProfile, write_profile
from charter.services.whole_files import put
from charter.settings import FILE_NAME, NORMS_NAME, THIRTEEN_MONTHS

EARLY_UNTIL = time(15, 0)
"""When the town hall closes on 24 and 31 December, for who closes early then."""
USUAL_WEEK: Week = shown(parse_hours("mon-fri 08:30-17:00")) or ()
STEPS = 4


class Draft(BaseModel):
    """What was answered so far, half typed things included; the defaults are those of `charter init`, where it has any.

    `step` counts from 0. `teams` maps a queue or mailbox. `hours` and `counter` hold what stands in the fields.
    `good_friday_closed` is None until somebody said it. `bridges` are closed bridge days, that after Ascension apart.
    `off` are norms of the library that judge nothing, `on` are optional ones that do.
    """

    model_config = ConfigDict(frozen=True)

    step: int = 0
    organisation: str = ""
    domains: str = ""
    teams: dict[str, str] = {}
    months: str = str(THIRTEEN_MONTHS.amount)
    hours: Week = USUAL_WEEK
    counter: Week = USUAL_WEEK
    good_friday_closed: bool | None = None
    ascension_closed: bool = True
    early: bool = True
    after_hours: AfterHours = AfterHours.SAME_DAY
    bridges: frozenset[date] = frozenset()
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()

    def but(self, **answers: Any) -> Draft:  # noqa: ANN401 - whatever an answer is
        """The draft with these answers."""
        return self.model_copy(update=answers)


def load(folder: Path) -> Draft:
    """What was answered so far; a draft that cannot be read begins anew."""
    try:
        found = Draft.model_validate(tomllib.loads((folder / DRAFT_NAME).read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError):
        return Draft()
    return found.but(step=min(max(found.step, 0), STEPS - 1))


def save(folder: Path, draft: Draft) -> None:
    """Keep what was answered so far; raises Refused when the folder cannot be written."""
    values = draft.model_dump(exclude_none=True)
    told = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in values.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / DRAFT_NAME, tomlkit.dumps(told | {"after_hours": str(draft.after_hours)}).encode())
    except OSError as error:
        raise Refused(
            N_("%(file)s cannot be written: %(reason)s."),
            N_("Check that there is room on the disk and that you may change this folder."),
            file=str(folder / DRAFT_NAME),
            reason=system.reason(error),
        ) from error


def finish(folder: Path) -> None:
    """The first run is done: from now on the profile is changed in the settings."""
    (folder / DRAFT_NAME).unlink(missing_ok=True)


def changes(draft: Draft, today: date) -> dict[KeyPath, Any]:
    """What the answers change in the profile that `charter init` writes."""
    hours = {"default": text_of(draft.hours)[0]}
    counter = text_of(draft.counter)[0]
    early = {f"{day}-{month}": f"{EARLY_UNTIL:%H:%M}" for month, day in (CHRISTMAS_EVE, NEW_YEARS_EVE)}
    return {
        ("organisation",): draft.organisation.strip(),
        ("mail", "own_domains"): [part.strip().lstrip("@") for part in draft.domains.split(",") if part.strip()],
        ("teams",): draft.teams,
        ("privacy", "retention", "default"): f"{draft.months.strip()} months",
        ("calendar", 0, "hours"): hours if counter == hours["default"] else {**hours, "counter": counter},
        ("calendar", 0, "closed"): sorted(_closed(draft, today)),
        ("calendar", 0, "early_close"): early if draft.early else {},
        ("calendar", 0, "good_friday"): "closed" if draft.good_friday_closed else "open",
        ("calendar", 0, "after_hours"): str(draft.after_hours),
        ("closed_days", "decided"): decided_through(*ahead(today)),
    }


def composed(draft: Draft, today: date, folder: Path) -> Composed:
    """The profile that the answers give, or what is wrong with them, per key."""
    return profile_editing.compose(default_text(draft.organisation), changes(draft, today), folder)


def days(draft: Draft, today: date) -> list[ListedDay]:
    """The days that the first run asks to confirm: fourteen months of closed days, and the bridge days in them."""
    first, last = ahead(today)
    early = dict.fromkeys((CHRISTMAS_EVE, NEW_YEARS_EVE), EARLY_UNTIL) if draft.early else {}
    found = {
        one.day: one for one in listed(first, last, Choices(_closed(draft, today), early, draft.good_friday_closed))
    }
    for year in range(first.year, last.year + 1):
        for one in proposed(year):
            if first <= one.day <= last and (one.day not in found or found[one.day].hall is Hall.EARLY):
                found[one.day] = ListedDay(one.day, one.name, Hall.OPEN, one.ground)
    return [found[day] for day in sorted(found)]


def found(folder: Path, draft: Draft, today: date) -> MadeProfile:
    """Make the profile of the answers, or bring it up to date with them while the first run is not finished.

    Raises Refused when Good Friday was not answered or the folder cannot be written, FaultyProfileError, StoreError.
    """
    if draft.good_friday_closed is None:
        raise Refused(N_("Good Friday is not answered yet."), N_("Say whether the town hall is closed then."))
    file = folder / FILE_NAME
    if file.exists():
        made = profile_editing.composed_of(folder, changes(draft, today))
    else:
        made = composed(draft, today, folder)
    if made.profile is None:
        raise FaultyProfileError(made.faults)
    save(folder, draft)
    told = write_profile(folder, made.text)
    _switch_norms(folder / NORMS_NAME, draft)
    return told


def norms() -> list[tuple[Norm, bool]]:
    """Every norm that Charter brings, and whether it is on from the start: those that are, in the library's order."""
    return [*((norm, True) for norm in files.library()), *((norm, False) for norm in files.optional())]


def _closed(draft: Draft, today: date) -> frozenset[date]:
    return draft.bridges | frozenset(ascension_bridge(*ahead(today)) if draft.ascension_closed else ())


def _switch_norms(folder: Path, draft: Draft) -> None:
    """Leave a switch for every norm that is not as Charter brings it, and none for the others."""
    for norm, on in norms():
        file = folder / f"{norm.id}.toml"
        chosen = norm.id in draft.on if not on else norm.id not in draft.off
        if chosen != on:
            put(file, norm_writing.switch(norm.id, enabled=chosen).encode())
        elif file.exists() and isinstance(parse(NormFile(file.name, ""), file.read_text("utf-8"))[0], Switch):
            file.unlink()
