"""How Charter reads the table as it is mapped now: the first contacts, and a sum that comes out.

Why: whoever maps a column sees at once what becomes of it. Worked out beside the window, 300 ms after the last answer,
by the very road of an import. Refuses to show anything while a question is open.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from charter.app import Services
from charter.columns import NO_TIME
from charter.contact import Kind, Outcome, Precision
from charter.errors import CharterError
from charter.importers.mapping_draft import Draft
from charter.importers.preview import Preview, Told
from charter.locale import _, formats
from charter.problem import Problem
from charter.ui import messages
from charter.ui.alert import alert_text
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Cell, Column, Keys
from charter.ui.models.column_table import ColumnTable
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.parts import IconLabel, button, card, label, pause
from charter.ui.widgets.table_view import TableView
from charter.wording import EVENTS, OUTCOMES

REST_MS = 300
_NOTHING = "–"
_PROBLEMS = 8


class PreviewPanel(QWidget):
    """`preview` is what was worked out last, None while it is not known."""

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._services = services
        self._tasks = tasks
        self._asked: tuple[Path, Draft] | None = None
        self._task: Task | None = None
        self._zone = services.profile.zone
        self.preview: Preview | None = None
        self.rest = pause(self, REST_MS, self.work_out)
        self.model = ColumnTable(tasks, self)
        self.view = TableView(self.model, "wizard/preview", settings)
        self.view.setAccessibleName(_("How Charter reads your file"))
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        self._icon = IconLabel("info", "muted")
        self.sum = label(bold=True, wrap=True)
        self.more = button("", link=True)
        self.problems: QLabel = label(points=theme.CAPTION, wrap=True, selectable=True)
        self.problems.hide()
        self.more.clicked.connect(lambda: self.problems.setVisible(self.problems.isHidden()))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._icon)
        foot.addWidget(self.sum, 1)
        foot.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("How Charter reads your file"), bold=True))
        column.addWidget(frame, 1)
        column.addLayout(foot)
        column.addWidget(self.problems)
        self._say("pending", "muted", "")

    def ask(self, path: Path, draft: Draft) -> None:
        """Work the preview out after a short rest; an older question is let go."""
        self._asked = path, draft
        self.preview = None
        if self._task is not None:
            self._task.forget()
        self.rest.start()

    def work_out(self) -> None:
        """Work out what was asked last."""
        self.rest.stop()
        if self._asked is None:
            return
        path, draft = self._asked
        questions = draft.questions
        if questions:
            first = questions[0]
            self._clear()
            self._say("undetermined", "undetermined", _(first.text) % first.params)
            return

        def done(found: Preview) -> None:
            self.preview = found
            self._show(found, draft)

        self._task = self._tasks.run(lambda _task: self._services.mapping_desk.preview(path, draft), done, self._failed)

    def _failed(self, error: Exception) -> None:
        self._clear()
        text = messages.said(error) if isinstance(error, CharterError) else messages.of_error(error, "preview").text
        self._say("breached", "breached", text)

    def _clear(self) -> None:
        self.model.show_data(0, ())
        self.more.hide()
        self.problems.hide()

    def _show(self, found: Preview, draft: Draft) -> None:
        columns, count = _columns(found, draft, self._zone)
        self.model.show_data(count, columns)
        right = found.used + found.duplicates + found.rejected + found.out_of_scope == found.read
        counts = {
            name: formats.number(getattr(found, name))
            for name in ("read", "used", "duplicates", "rejected", "out_of_scope", "contacts")
        }
        text = _(
            "%(read)s rows read = %(used)s used + %(duplicates)s double + %(rejected)s rejected + %(out_of_scope)s out "
            "of scope. %(contacts)s contacts."
        )
        told = [text % counts]
        if found.offered:
            told.append(_offered(found))
        if not found.whole:
            told.append(_("These are the first rows of a longer table."))
        good = right and not found.rejected
        self._say("met" if good else "attention", "met" if good else "warn", " ".join(told))
        self.more.setText(_("Look at the rejected rows") if found.rejected else _("Look at the remarks"))
        self.more.setVisible(bool(found.problems))
        self.problems.setText("\n".join(_problem(problem) for problem in found.problems[:_PROBLEMS]))
        self.problems.hide()

    def _say(self, picture: str, tone: Tone, text: str) -> None:
        self._icon.show_icon(picture, tone)
        self._icon.setVisible(bool(text))
        self.sum.setText(text)
        alert_text(self.sum, text)


def _offered(found: Preview) -> str:
    text = _("Calls offered: %(offered)s, answered %(answered)s, hung up %(abandoned)s.")
    return text % {name: formats.number(getattr(found, name)) for name in ("offered", "answered", "abandoned")}


def _problem(problem: Problem) -> str:
    words = " ".join(_(text) % problem.params for text in (problem.message, problem.remedy))
    return _("row %(line)s: %(words)s") % {"line": formats.number(problem.line), "words": words}


def _columns(found: Preview, draft: Draft, zone: ZoneInfo) -> tuple[tuple[Column, ...], int]:
    if found.visits or not found.told:
        return _of_calls(found, zone), len(found.visits)
    return _of_others(found, draft, zone)


def _of_calls(found: Preview, zone: ZoneInfo) -> tuple[Column, ...]:
    visits = found.visits

    def text(title: str, name: str, sample: str, told: Callable[[int], str], *, right: bool = False) -> Column:
        cut = name in ("contact", "queue", "outcome")
        return Column(name, title, lambda row: Cell(told(row)), None, sample, right=right, shrinks=cut)

    return (
        text(_("Number"), "contact", "m" * 12, lambda row: visits[row].contact),
        text(_("Queue"), "queue", "m" * 12, lambda row: visits[row].queue),
        text(_("Entered the queue"), "offered", "17-11-2026 08:12:08", lambda row: _at(visits[row].offered_at, zone)),
        text(_("Answered"), "answered", "17-11-2026 08:12:08", lambda row: _at(visits[row].answered_at, zone)),
        text(_("How it ended"), "outcome", "m" * 10, lambda row: _(OUTCOMES[Outcome(visits[row].outcome)])),
        text(_("Wait"), "wait", "5 min 30 s", lambda row: _lasting(visits[row].wait_us), right=True),
    )


def _of_others(found: Preview, draft: Draft, zone: ZoneInfo) -> tuple[tuple[Column, ...], int]:
    """One row a contact, with a column for each of its moments."""
    contacts = list(dict.fromkeys(told.contact for told in found.told))
    by_event = {(told.contact, told.event): told for told in found.told}
    events = [event for event in draft.sort.events if event in draft.meanings.values()]

    def moment(event: str) -> Callable[[int], Cell]:
        def cell(row: int) -> Cell:
            told = by_event.get((contacts[row], event))
            return Cell(_NOTHING if told is None else _when(told, zone), tone="muted" if told is None else "text")

        return cell

    def keys(event: str) -> Callable[[], Keys]:
        found_at = [by_event[contact, event].at if (contact, event) in by_event else None for contact in contacts]
        return lambda: np.array([NO_TIME if at is None else at for at in found_at], np.int64)

    columns = [Column("contact", _("Number"), lambda row: Cell(contacts[row], bold=True), None, "m" * 14, shrinks=True)]
    for event in events:
        kind = Kind.of(event)
        title = _(EVENTS[kind]).partition(":")[0] if kind is not None else event
        columns.append(Column(event, title, moment(event), keys(event), "17-11-2026 08:12:08", shrinks=True))
    return tuple(columns), len(contacts)


def _when(told: Told, zone: ZoneInfo) -> str:
    if told.at is None:
        return _("not usable")
    if told.precision is Precision.DAY:
        return _("%(day)s (day only)") % {"day": formats.day(formats.local(told.at, zone).date())}
    return _at(told.at, zone)


def _at(at: int | None, zone: ZoneInfo) -> str:
    return _NOTHING if at is None else formats.instant(at // 1_000_000 * 1_000_000, zone)


def _lasting(us: int | None) -> str:
    return _NOTHING if us is None else formats.duration(us)
