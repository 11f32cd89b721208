"""Keeps what a team lead says of contacts: shown at once, written beside the window, told when it failed.

Why: a morning's work is fifty small decisions, and none of them may wait for a disk. What is on its way is remembered,
so that older data that arrives meanwhile does not take it off the screen. Refuses to overwrite: when somebody else said
something of the same contact since it was shown, nothing is written and the user decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from charter.app import Services
from charter.columns import Act, ByHand
from charter.errors import Refused
from charter.locale import N_
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.parts import pause

REST_MS = 800
"""So long after the last write all screens are given fresh data."""

Place = tuple[str, str]


class ChangedMeanwhile(Refused):
    """Somebody else said something of this contact since it was shown."""


@dataclass(frozen=True, slots=True)
class Say:
    """What is said: of each verdict (source and id of its contact, norm id) each of `acts` (act, value, reason).

    `seen` holds the ids of the entries that the user saw of the one contact; None where that is not asked.
    """

    of: tuple[tuple[Place, str], ...]
    acts: tuple[tuple[Act, str, str], ...]
    seen: frozenset[str] | None = None

    @classmethod
    def of_rows(
        cls, sight: Sight, rows: list[int], acts: tuple[tuple[Act, str, str], ...], seen: frozenset[str] | None = None
    ) -> Say:
        """Said of these verdicts of a sight."""
        return cls(tuple((sight.place(row), sight.norm_id(row)) for row in rows), acts, seen)


class Follower(QObject):
    """Signals: `heard` when `since` is another list; `written` (Say, ids of its entries); `failed` (error, Say).

    And `changed` when fresh data is wanted.
    """

    heard = Signal()
    written = Signal(object, object)
    failed = Signal(object, object)
    changed = Signal()

    def __init__(self, services: Services, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._under_way: list[list[ByHand]] = []
        self._written: list[list[ByHand]] = []
        self._rest = pause(self, REST_MS, self.changed.emit)

    @property
    def since(self) -> list[ByHand]:
        """What was said since the last fresh data, written or still on its way."""
        return [entry for entries in (*self._written, *self._under_way) for entry in entries]

    def forget_written(self) -> None:
        """Fresh data came, in which everything that was written stands."""
        self._written = []

    def say(self, say: Say) -> None:
        """Show it, and write it."""
        now, who = self._services.clock.now(), self._services.who
        mine = [
            ByHand("", now, who, *place, norm, act.word, value, reason, undone=False)
            for act, value, reason in say.acts
            for place, norm in say.of
        ]
        self._under_way.append(mine)

        def done(ids: list[str]) -> None:
            self._under_way.remove(mine)
            self._written.append(mine)
            self._rest.start()
            self.written.emit(say, ids)

        def failed(error: Exception) -> None:
            self._under_way.remove(mine)
            self.heard.emit()
            self.failed.emit(error, say)
            self.changed.emit()

        self.heard.emit()
        self._tasks.run(lambda _task: self._write(say), done, failed, Pool.WRITER)

    def do(
        self,
        work: Callable[[], object],
        failed: Callable[[Exception], None],
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """Write what may change a verdict, and ask for fresh data at once."""

        def run(_task: Task) -> None:
            work()

        def kept(_nothing: None) -> None:
            done()
            self.changed.emit()

        self._tasks.run(run, kept, failed, Pool.WRITER)

    def _write(self, say: Say) -> list[str]:
        if say.seen is not None:
            place = "/".join(say.of[0][0])
            others = [one for one in self._services.by_hand(contact=place) if one.who != self._services.who]
            if any(one.id not in say.seen for one in others):
                raise ChangedMeanwhile(
                    N_("A colleague just changed %(contact)s. Your text is kept."), "", contact=say.of[0][0][1]
                )
        by_norm: dict[str, list[str]] = {}
        for place_of, norm in say.of:
            by_norm.setdefault(norm, []).append("/".join(place_of))
        return [
            entry
            for act, value, reason in say.acts
            for norm, contacts in by_norm.items()
            for entry in self._services.follow_up(contacts, act, value, reason, norm)
        ]
