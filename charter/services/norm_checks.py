"""Norm files looked at before they judge: their faults, their examples, and what they would have given.

A trial changes no verdict (design/ui.md 6.4). Refuses to accept anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from charter.errors import ProfileError
from charter.faults import Fault
from charter.locale import N_
from charter.norms import examples, files
from charter.norms.calendar_sources import calendars_of
from charter.norms.examples import ExampleResult
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score
from charter.services.board import Board
from charter.settings import Profile


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `norms` counts the norms without faults."""

    norms: int
    faults: list[Fault]
    results: list[ExampleResult]


def check_profile(profile: Profile) -> Checked:
    """Check the library and the profile's own norm files, as they would judge together."""
    texts, faults = files.texts(profile.norms_folder)
    rulebook, more = files.rulebook(texts, calendars_of(profile), profile.mail.central_mailboxes)
    return Checked(len(rulebook.norms), [*faults, *more], examples.run_all(rulebook))


def check_path(path: Path) -> Checked:
    """Check a norm file or a folder of them by themselves; raises ProfileError when there is nothing to read."""
    texts, faults = _texts(path)
    rulebook, more = files.rulebook(texts, examples.calendars())
    written = {norm.id for name, text in texts for norm in [files.read(name, text)[0]] if norm is not None}
    own = replace(rulebook, norms=tuple(norm for norm in rulebook.norms if norm.id in written))
    results = [result for norm in own.norms for result in examples.run(norm, rulebook)]
    return Checked(len(written), [*faults, *more], results)


_REMEMBERED = 4
_failing: dict[str, frozenset[str]] = {}


def distrusted(rulebook: Rulebook) -> frozenset[str]:
    """The ids of the norms whose worked examples have another outcome: their scores are not to be shown.

    Worked out once for each rulebook, by its digest.
    """
    found = _failing.get(rulebook.digest)
    if found is None:
        found = frozenset(result.norm for result in examples.run_all(rulebook) if not result.ok)
        while len(_failing) >= _REMEMBERED:
            _failing.pop(next(iter(_failing)), None)
        _failing[rulebook.digest] = found
    return found


@dataclass(frozen=True, slots=True)
class Tried:
    """What a norm gives now (None when it is not on) and what it would give; `different` counts changed verdicts."""

    rulebook: Rulebook
    now: ScoreRow | None
    proposed: ScoreRow
    different: int
    faults: list[Fault]


def preview(board: Board, file: Path, period: Period | None) -> Tried:
    """Judge the contacts of `board` under the norm in `file` instead of the one that judges now.

    Raises ProfileError when the file cannot be read; a file with faults is not tried.
    """
    texts, faults = _texts(file)
    rulebook, more = files.rulebook(texts, board.rulebook.calendars, board.rulebook.central_mailboxes)
    found = files.read(*texts[0])[0] if texts else None
    if found is None or faults or more:
        return Tried(board.rulebook, None, _EMPTY, 0, [*faults, *more])
    now = {norm.id: norm for norm in board.rulebook.norms}
    tried = replace(board.rulebook, norms=tuple({**now, found.id: rulebook.norm(found.id)}.values()))
    verdicts = judge(board.contacts, tried, board.as_of)
    before = score(board.contacts, board.verdicts, board.rulebook, period)
    after = score(board.contacts, verdicts, tried, period)
    return Tried(
        tried,
        next((row for row in before if row.norm == found.id), None),
        next(row for row in after if row.norm == found.id),
        _different(board, tried, verdicts, found.id, period),
        [],
    )


_EMPTY = ScoreRow("", "", 0, 0, 0, 0, 0, 0, None, None, None, None, "", complete=False)


def _different(board: Board, tried: Rulebook, verdicts: object, norm_id: str, period: Period | None) -> int:
    """How many contacts get another verdict under the norm, those that gain or lose one included."""
    from charter.columns import Verdicts

    assert isinstance(verdicts, Verdicts)  # noqa: S101 - narrows the type
    before = np.zeros(len(board.contacts), np.int8)
    after = np.zeros(len(board.contacts), np.int8)
    for found, rulebook, target in ((board.verdicts, board.rulebook, before), (verdicts, tried, after)):
        if norm_id in {norm.id for norm in rulebook.norms}:
            rows = found.norm == rulebook.position(norm_id)
            if period is not None:
                rows &= period.covers(found.day)
            target[found.contact[rows]] = found.verdict[rows]
    return int((before != after).sum())


def _texts(path: Path) -> tuple[list[tuple[str, str]], list[Fault]]:
    if path.is_dir():
        return files.texts(path)
    try:
        return [(path.name, path.read_bytes().decode("utf-8-sig"))], []
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(
            N_("%(file)s cannot be read."), N_("Give a norm file or a folder with norm files."), file=str(path)
        ) from error
