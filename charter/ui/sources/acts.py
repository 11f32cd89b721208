"""What the user does to one source: test, pause, give a password, remove, map a queue, take an import back.

Why apart from the screen: the screen shows, this asks and changes. Refuses to change anything that cannot be had back
without asking first, in a box with verbs on its buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from charter.app import Services
from charter.errors import Refused
from charter.locale import _
from charter.services import undoing
from charter.services.source_overview import Supply
from charter.services.undoing import Undoing
from charter.ui import messages
from charter.ui.sources.columns import moment
from charter.ui.sources.queue_dialog import QueueDialog
from charter.ui.sources.secret_dialog import SecretDialog
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.strips import Message

TOPIC = "source act"


class SourceActs(QObject):
    """Asks and changes.

    Signals: `changed` when the sources must be looked at again, `answered` (words) for beside the buttons,
    `said` (Message) for a strip, `failed` (error), `mapped` when a queue got its team in the profile.
    """

    changed = Signal()
    answered = Signal(str)
    said = Signal(object)
    failed = Signal(object)
    mapped = Signal()

    def __init__(self, services: Services, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._window = window

    def check(self, supply: Supply) -> None:
        """Reach a source once, and tell whether that went well."""
        one = supply.configured
        if one is None:
            return
        self.answered.emit(_("Connecting..."))

        def done(_nothing: None) -> None:
            self.answered.emit(_("The connection works. Nothing was fetched."))

        def failed(error: Exception) -> None:
            self.answered.emit(messages.of_error(error, "check").text)

        self._tasks.run(lambda _task: self._services.check_source(one), done, failed)

    def enable(self, name: str, *, enabled: bool) -> None:
        """Let a source be asked by itself, or no longer."""
        self._change(lambda: self._services.enable_source(name, enabled))

    def ask_secret(self, supply: Supply) -> None:
        """Ask for a new password of a source, and keep it in the keyring."""
        if supply.configured is None:
            return
        asking = SecretDialog(supply.name, supply.configured.kind, self._window)

        def keep() -> None:
            secret = asking.secret
            self._change(lambda: self._services.keep_secret(supply.name, secret))
            self.answered.emit(_("The password is kept. Choose Fetch now to try it."))

        asking.accepted.connect(keep)
        asking.open()

    def ask_remove(self, name: str) -> None:
        """Ask, then remove a source."""
        self._confirm(
            _("Remove a source"),
            _("Remove the source %(source)s?") % {"source": name},
            _("Its password and its settings go. Its contacts stay. It is no longer asked."),
            (_("Remove the source"), _("Keep it")),
            lambda: self._change(lambda: self._services.remove_source(name)),
        )

    def ask_undo(self, number: int) -> None:
        """Look what goes with an import, ask, and take it back."""

        def ask(found: Undoing) -> None:
            run = found.run
            at = moment(run.at, self._services.profile.zone)
            question = _("Undo the import of %(file)s of %(moment)s?") % {"file": run.file, "moment": at}
            verbs = _("Undo the import"), _("Leave it as it is")
            self._confirm(
                _("Undo an import"), question, " ".join(undoing.said(found)), verbs, lambda: self._undo(number)
            )

        self._tasks.run(lambda _task: self._services.undo_import(number), ask, self._refused)

    def _undo(self, number: int) -> None:
        def work(_task: Task) -> Undoing:
            return self._services.undo_import(number, for_good=True)

        def done(found: Undoing) -> None:
            text = _("The import of %(file)s is undone.") % {"file": found.run.file}
            self.said.emit(Message("done", text, "\n".join(undoing.said(found)), topic=messages.IMPORT))
            self.changed.emit()

        self._tasks.run(work, done, self._refused, Pool.WRITER)

    def ask_team(self, queues: Sequence[tuple[str, str]], teams: Iterable[str]) -> None:
        """Ask whose queue it is, and keep that in the profile; `queues` are words and name, `teams` those there are."""
        known = sorted({*teams, *self._services.profile.teams.values()} - {""}, key=str.casefold)
        asking = QueueDialog(queues, known, self._window)

        def keep() -> None:
            queue, team = asking.queue, asking.team

            def done(_nothing: None) -> None:
                text = _("%(queue)s belongs to %(team)s from now on.") % {"queue": queue, "team": team}
                self.said.emit(Message("done", text, topic=TOPIC))
                self.mapped.emit()

            changes: dict[tuple[str | int, ...], str] = {("teams", queue): team}
            self._tasks.run(lambda _task: self._services.save_settings(changes), done, self._refused, Pool.WRITER)

        asking.accepted.connect(keep)
        asking.open()

    def _refused(self, error: Exception) -> None:
        """What may not be is no failure of the screen."""
        if isinstance(error, Refused):
            self.said.emit(Message("attention", messages.said(error), topic=TOPIC))
        else:
            self.failed.emit(error)

    def _change(self, work: Callable[[], None]) -> None:
        self._tasks.run(lambda _task: work(), lambda _nothing: self.changed.emit(), self.failed.emit, Pool.WRITER)

    def _confirm(self, title: str, question: str, told: str, verbs: tuple[str, str], act: Callable[[], None]) -> None:
        """Ask in a box; `verbs` are to do it, and not to do it, which is what Esc and Enter mean."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(title)
        box.setText(question)
        box.setInformativeText(told)
        do = box.addButton(verbs[0], QMessageBox.ButtonRole.DestructiveRole)
        leave = box.addButton(verbs[1], QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(leave)
        box.setEscapeButton(leave)

        def answered() -> None:
            if box.clickedButton() is do:
                act()

        box.finished.connect(answered)
        box.open()
