"""Asks how to reach a new source: what kind it is, what that kind must be told, its name, its rhythm, its password.

Why: adding a source takes two minutes, also for who never saw a command line. It is reached once before it is kept, so
what stands in the list has worked at least once. Refuses to keep a password anywhere but in the keyring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args, get_origin

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from charter.app import Services
from charter.errors import CharterError
from charter.locale import _
from charter.sources.base import SourceKind
from charter.sources.registry import KINDS
from charter.sources.settings import WrongSettingsError
from charter.store.sources import Configured
from charter.ui import messages
from charter.ui.look import theme
from charter.ui.sources.words import ALWAYS, ORDER, RHYTHMS, SETTINGS, USUAL_RHYTHM
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.page_area import Sheet
from charter.ui.widgets.parts import button, clear, label, plain, wide

_HEIGHT, _WIDTH = 400, 620


class _Field(QWidget):
    """One setting: what is filled in, a line of help, and below it what is wrong with it."""

    def __init__(self, key: str, annotation: Any, default: object, *, at_once: bool) -> None:  # noqa: ANN401
        """`at_once`: not only under "More settings"."""
        super().__init__()
        self.at_once = at_once
        self.setObjectName("plain")
        self.key = key
        words, help_text = SETTINGS[key]
        self.name = label(_(words), tone="muted")
        self.fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        self.fault.hide()
        self._default = default
        self.part: QLineEdit | QComboBox | QCheckBox
        if annotation is bool:
            self.part = QCheckBox(_("Yes"))
        elif get_origin(annotation) is Literal:
            choice = OneChoice(_(words), filters=False)
            for word in get_args(annotation):
                choice.addItem(word, word)
            self.part = choice
        else:
            self.part = QLineEdit()
            if isinstance(default, str | int) and default:
                self.part.setText(str(default))
            if isinstance(default, tuple) and default:
                self.part.setText(",".join(default))
        self.part.setAccessibleName(_(words))
        self.part.setAccessibleDescription(_(help_text))
        self.name.setBuddy(self.part)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.part, 1)
        if key == "path":
            browse = button(_("Choose..."), "folder")
            browse.clicked.connect(self._browse)
            line.addWidget(browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addLayout(line)
        column.addWidget(label(_(help_text), theme.CAPTION, tone="muted", wrap=True))
        column.addWidget(self.fault)

    def value(self) -> str:
        """What is filled in, as the command line would have it; "" for nothing, or what it is anyway."""
        if isinstance(self.part, QCheckBox):
            return "true" if self.part.isChecked() else ""
        text = self.part.text().strip() if isinstance(self.part, QLineEdit) else str(self.part.currentData())
        return "" if text == str(self._default) else text

    def say(self, fault: str) -> None:
        """Say what is wrong with it; "" when nothing is."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if folder and isinstance(self.part, QLineEdit):
            self.part.setText(folder)


class AddSource(Ask):
    """Signals: `added` with the name of the source that was kept; `mapping_wanted` for the wizard of tables."""

    added = Signal(str)
    mapping_wanted = Signal()

    def __init__(self, services: Services, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(_("Add a source"), "", "plus", _("Add the source"), parent)
        self.setMinimumWidth(wide(self, _WIDTH))
        self._services = services
        self._tasks = tasks
        self._task: Task | None = None
        self._form: dict[str, _Field] = {}
        self.kind = OneChoice(_("Kind"), filters=False)
        for kind in KINDS:
            self.kind.addItem(_(kind.title), kind.id)
        self.kind.chosen.connect(self._kind_chosen)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("For instance: mailbox info"))
        self.every = OneChoice(_("How often"), filters=False)
        for seconds, words in RHYTHMS:
            self.every.addItem(_(words), seconds)
        self.every.choose(USUAL_RHYTHM)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(_("Kind"), self.kind)
        self._settings = plain()
        self._settings_form = QVBoxLayout(self._settings)
        self._settings_form.setContentsMargins(0, 0, 6, 0)
        self._settings_form.setSpacing(4)
        self._area = Sheet(self._settings)
        self._area.setMaximumHeight(_HEIGHT)
        self.more = button(_("More settings"), "down", link=True)
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_more)
        self.fields.addRow(self._area)
        unfolding = QHBoxLayout()
        unfolding.addWidget(self.more)
        unfolding.addStretch(1)
        self.fields.addRow(unfolding)
        self.add(_("Name"), self.name)
        self.add(_("How often"), self.every)
        self._secret_name = label(tone="muted")
        self._secret_name.setBuddy(self.secret)
        self.fields.addRow(self._secret_name, self.secret)
        self.told = label(tone="muted", wrap=True)
        self.told.hide()
        self.fields.addRow(self.told)
        self.test = button(_("Test connection"), "link")
        self.test.clicked.connect(self.check)
        self.table = button(_("Map the columns of a table..."), "sheet-map", link=True)
        self.table.clicked.connect(self._to_wizard)
        row = QHBoxLayout()
        row.addWidget(self.test)
        row.addWidget(self.table)
        row.addStretch(1)
        self.fields.addRow(row)
        self._kind_chosen()

    @property
    def _kind(self) -> SourceKind:
        return next(kind for kind in KINDS if kind.id == self.kind.value())

    def _kind_chosen(self) -> None:
        clear(self._settings_form)
        self._form = {}
        fields = self._kind.settings.model_fields
        keys = sorted(fields, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER))
        for key in keys:
            needed = fields[key].is_required()
            default = "" if needed else fields[key].default
            made = _Field(key, fields[key].annotation, default, at_once=needed or key in ALWAYS)
            self._form[key] = made
            self._settings_form.addWidget(made)
        self._settings_form.addStretch(1)
        asks = self._kind.asks
        self._secret_name.setText(_(asks) if asks else "")
        self.secret.setAccessibleName(_(asks) if asks else _("Password"))
        self.fields.setRowVisible(self.secret, bool(asks))
        self.told.hide()
        self.fault.hide()
        self._show_more(self.more.isChecked())

    def _show_more(self, shown: bool) -> None:
        for made in self._form.values():
            made.setVisible(shown or made.at_once)
        self._area.updateGeometry()
        self.fit()

    def _to_wizard(self) -> None:
        self.reject()
        self.mapping_wanted.emit()

    # testing and keeping

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        if not self.name.text().strip():
            return _("Give the source a name."), self.name
        if self._kind.asks and not self.secret.text():
            return _("Fill in: %(what)s.") % {"what": _(self._kind.asks)}, self.secret
        return None

    def check(self) -> None:
        """Reach the source as it is filled in, and keep nothing."""
        secret = self.secret.text()

        def work(source: Configured) -> None:
            self._services.check_source(source, secret)

        self._go(work, Pool.READERS, lambda _source: self._say(_("The connection works. Nothing was fetched.")))

    @override
    def accept(self) -> None:
        """Reach it, and keep it when that works."""
        secret = self.secret.text()

        def work(source: Configured) -> None:
            self._services.add_source(source, secret)

        def done(source: Configured) -> None:
            self.done(self.DialogCode.Accepted)
            self.added.emit(source.name)

        self._go(work, Pool.WRITER, done)

    def _go(self, work: Callable[[Configured], None], pool: Pool, done: Callable[[Configured], None]) -> None:
        if self._task is not None and not self._task.ended:
            return
        for made in self._form.values():
            made.say("")
        self.fault.hide()
        lacking = self.missing()
        if lacking is not None:
            self._blame(*lacking)
            return
        name, kind, every = self.name.text().strip(), self._kind.id, int(str(self.every.value()))
        settings = {key: value for key, made in self._form.items() if (value := made.value())}
        self._say(_("Connecting..."))

        def whole(_task: Task) -> Configured:
            source = self._services.configure_source(name, kind, settings, every)
            work(source)
            return source

        self._task = self._tasks.run(whole, done, self._failed, pool)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _failed(self, error: Exception) -> None:
        self._say("")
        if isinstance(error, WrongSettingsError) and error.by_key:
            self._blame_fields(error.by_key)
        elif isinstance(error, CharterError):
            self._blame(messages.said(error), self.name)
        else:
            self._blame(messages.of_error(error, "source").text, self.name)

    def _blame_fields(self, faults: Mapping[str, str]) -> None:
        first: QWidget | None = None
        for key, made in self._form.items():
            if key in faults:
                made.show()
                made.say(_("Fill this in.") if not made.value() else faults[key])
                first = first or made.part
        general = faults.get("")
        if first is None or general:
            self._blame(general or " ".join(faults.values()), first or self.name)
        else:
            self._area.ensureWidgetVisible(first)
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _blame(self, text: str, part: QWidget) -> None:
        self.fault.setText(text)
        self.fault.show()
        part.setFocus(Qt.FocusReason.OtherFocusReason)
