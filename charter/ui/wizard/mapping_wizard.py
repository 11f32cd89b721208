"""The wizard that makes an unknown table known, in four steps: the file, the contacts, the columns, the check.

Why: an export that nobody described is mapped once, by who knows it, and recognised ever after. What comes out is the
same mapping file that `--mapping` reads. Refuses to go on while something is missing: it says what, and goes there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from charter.app import Services
from charter.errors import CharterError
from charter.importers.dialect import FOUND, Writing
from charter.importers.mapping_draft import Draft
from charter.locale import _
from charter.services.mapping import Table
from charter.ui import messages
from charter.ui.alert import alert, alert_text
from charter.ui.look.tokens import Tone
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.page_area import PageArea
from charter.ui.widgets.parts import as_card, button, label, set_property
from charter.ui.widgets.step_list import StepList
from charter.ui.wizard.check_step import CheckStep
from charter.ui.wizard.columns_step import ColumnsStep
from charter.ui.wizard.file_step import FileStep
from charter.ui.wizard.kind_step import KindStep
from charter.ui.wizard.step import Step

SIZE = (1140, 790)
_SIDE = 196
_RHYTHM_S = 3600


class MappingWizard(QDialog):
    """Signals: `read_wanted` (paths, zone or None, mapping file or None) once the mapping is kept.

    The mapping file is told where the files do not show by their header that it is theirs.
    """

    read_wanted = Signal(object, object, object)

    def __init__(
        self, services: Services, tasks: Tasks, settings: QSettings, path: Path, mapping: str, parent: QWidget | None
    ) -> None:
        """`mapping` is the one that is to be changed; "" makes a new one."""
        super().__init__(parent)
        self.setWindowTitle(_("Map a table"))
        self._services = services
        self._tasks = tasks
        self._path = path
        self._mapping = mapping
        self._busy: Task | None = None
        self.table: Table | None = None
        self.draft: Draft | None = None
        self.file = FileStep(tasks, settings)
        self.file.rewritten.connect(self._look)
        self.kind = KindStep()
        self.columns = ColumnsStep(services, tasks, settings)
        self.check = CheckStep(services.profile.zone, again=bool(mapping))
        self.check.renamed.connect(self._rename)
        self.check.folder_wanted.connect(self._find_older)
        self.steps: tuple[Step, ...] = (self.file, self.kind, self.columns, self.check)
        for step in self.steps:
            step.changed.connect(self._answered)
        self._build()
        available = self.screen().availableGeometry().size()
        self.resize(min(SIZE[0], available.width() - 40), min(SIZE[1], available.height() - 60))
        self.go_to(0)
        self._look(FOUND, None)

    # building

    def _build(self) -> None:
        names = (_("File"), _("Sort of contacts"), _("Columns"), _("Check"))
        self.list = StepList(names, _SIDE)
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
        surface = QFrame()
        as_card(surface)
        column = QVBoxLayout(surface)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(PageArea(self.stack), 1)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.list)
        above.addWidget(surface, 1)
        self.fault: QLabel = label(tone="breached", wrap=True)
        cancel = button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.back = button(_("Step back"), help_text=_("To the step before this one (Alt+Left)"))
        self.back.clicked.connect(lambda: self.go_to(self.stack.currentIndex() - 1))
        self.next = button(_("Next step"), primary=True)
        self.next.setDefault(True)
        self.next.clicked.connect(self.go_on)
        below = QHBoxLayout()
        below.setContentsMargins(16, 10, 16, 12)
        below.setSpacing(8)
        below.addWidget(cancel)
        below.addWidget(self.fault, 1)
        below.addWidget(self.back)
        below.addWidget(self.next)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(above, 1)
        page.addLayout(below)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self._step_back)

    # the road

    def go_to(self, number: int) -> None:
        """Show a step."""
        self.stack.setCurrentIndex(number)
        self.list.show_step(number)
        self.back.setVisible(number > 0)
        self.next.setText(_("Read the file in") if number == len(self.steps) - 1 else _("Next step"))
        self._say("")
        alert(self.steps[number])
        if self.steps[number] is self.check:
            self._prepare_check()

    def go_on(self) -> None:
        """To the next step, or read in; with something missing, go there and say what."""
        if self.table is None or self.draft is None or self._working:
            return
        fault = self.steps[self.stack.currentIndex()].fault()
        if fault is not None:
            self._say(fault.text)
            fault.part.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.stack.currentIndex() < len(self.steps) - 1:
            self.go_to(self.stack.currentIndex() + 1)
        else:
            self._keep()

    def _step_back(self) -> None:
        if self.stack.currentIndex():
            self.go_to(self.stack.currentIndex() - 1)

    @property
    def _working(self) -> bool:
        return self._busy is not None and not self._busy.ended

    # answers

    def _look(self, how: Writing, header_line: int | None) -> None:
        if self._busy is not None:
            self._busy.forget()
        self._say_muted(_("Reading the file..."))

        def work(_task: Task) -> tuple[Table, Draft]:
            desk = self._services.mapping_desk
            said = desk.mapping(self._mapping).how if self._mapping and how == FOUND else how
            table = desk.look(self._path, said, header_line)
            if not self._mapping:
                return table, desk.draft(table, said)
            return table, replace(desk.draft_again(table, self._mapping), how=said)

        def done(found: tuple[Table, Draft]) -> None:
            self._say("")
            self.table, self.draft = found
            for step in self.steps:
                step.show_draft(*found)

        self._busy = self._tasks.run(work, done, self._failed)

    def _answered(self, draft: Draft) -> None:
        self.draft = draft
        self._say("")
        if self.table is not None:
            for step in self.steps:
                step.show_draft(self.table, draft)

    def _rename(self, title: str) -> None:
        if self.draft is not None and title.strip() and title != self.draft.title and not self._mapping:
            self._answered(self._services.mapping_desk.named(self.draft, title))

    def _prepare_check(self) -> None:
        draft, path = self.draft, self._path
        if draft is None or draft.questions:
            return
        self.check.ask_zone(asked=False)

        def show(asked: bool) -> None:
            self.check.ask_zone(asked=asked)

        desk = self._services.mapping_desk
        self._tasks.run(lambda _task: desk.asks_zone(path, draft), show, self._failed)
        if self._mapping:
            self._find_older(path.parent)

    def _find_older(self, folder: Path) -> None:
        desk, mapping = self._services.mapping_desk, self._mapping

        def work(_task: Task) -> tuple[tuple[str, ...], list[Path]]:
            return desk.read_with(mapping), desk.found_again(mapping, [folder])

        self._tasks.run(work, lambda found: self.check.show_older(*found), self._failed)

    # the end

    def _keep(self) -> None:
        self._rename(self.check.name.text())
        draft = self.draft
        if draft is None:
            return
        again = bool(self._mapping)
        zone = self.check.chosen_zone
        watch = self.check.watch.isChecked() and not self.check.watch.isHidden()
        older = self.check.found if again and self.check.reread.isChecked() else ()
        self._say_muted(_("Keeping the mapping..."))

        def work(_task: Task) -> Path:
            file = self._services.mapping_desk.save(draft, again=again)
            if watch:
                told = {"path": str(self._path.parent), "files": f"*{self._path.suffix}", "source": draft.id}
                told |= {"zone": zone.key} if zone is not None else {}
                source = self._services.configure_source(draft.title, "folder", told, _RHYTHM_S)
                self._services.add_source(source)
            return file

        def done(file: Path) -> None:
            self.accept()
            paths = list(dict.fromkeys([self._path, *older]))
            self.read_wanted.emit(paths, zone, None if draft.proposal.has_header else file)

        self._busy = self._tasks.run(work, done, self._failed, Pool.WRITER)

    def _failed(self, error: Exception) -> None:
        text = messages.said(error) if isinstance(error, CharterError) else messages.of_error(error, "wizard").text
        self._say(text)

    def _say(self, text: str, tone: Tone = "breached") -> None:
        set_property(self.fault, "tone", tone)
        self.fault.setText(text)
        alert_text(self.fault, text)

    def _say_muted(self, text: str) -> None:
        self._say(text, "muted")
