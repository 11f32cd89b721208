"""Asks for what a new version, or a new worked example, needs besides its terms; runs the examples at every key.

Why: every fault stands at the field that it belongs to, all of them at once, and the button stays pressable: what
cannot be pressed does not say why. Refuses to keep anything: who opened the dialog does, with `composed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from charter.columns import Verdict
from charter.locale import _, language
from charter.norms.model import Basis, Certainty, Example, Norm
from charter.norms.phrases import CERTAINTIES
from charter.services.norm_editing import Composed, FieldFault, NewVersion, Terms, pattern
from charter.ui import messages
from charter.ui.look import theme
from charter.ui.norms.example_form import ExampleForm
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.day_field import DayField
from charter.ui.widgets.page_area import Sheet
from charter.ui.widgets.parts import clear, label, pause, plain, wide

TYPING_MS = 300
_WIDE, _WIDEST, _EXAMPLE = 560, 900, 400


class Composing(Ask):
    """A dialog whose answers are written as a norm file at every key. `composed` is what was accepted, None before.

    Faults are told from the first press of the button on, and then at every key.
    """

    def __init__(self, title: str, text: str, act: str, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(title, text, "norms", act, parent)
        self.setMinimumWidth(wide(self, _WIDE))
        self.composed: Composed | None = None
        self._tasks = tasks
        self._asked: Task | None = None
        self._pressed = False
        self._keeping = False
        self._faults: dict[str, QLabel] = {}
        self.typing = pause(self, TYPING_MS, self.try_now)
        self.finished.connect(self._forget)

    def compose(self) -> Callable[[], Composed]:
        """What writes the answers as a file, to be called beside the window."""
        raise NotImplementedError

    def show_composed(self, composed: Composed) -> None:
        """Show how the examples come out and, once the button was pressed, every fault at its field."""
        raise NotImplementedError

    def add_faulty(self, name: str, words: str, field: QWidget) -> None:
        """Add a field with room for what is wrong with it."""
        self.add(words, field)
        fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        fault.hide()
        self.fields.addRow("", fault)
        self._faults[name] = fault

    def try_now(self) -> None:
        """Write the answers as a file and run its examples."""
        self.typing.stop()
        if self._asked is not None:
            self._asked.forget()
        work = self.compose()
        self._asked = self._tasks.run(lambda _task: work(), self._composed, self._failed)

    @override
    def accept(self) -> None:
        self._pressed = self._keeping = True
        self.try_now()

    def _composed(self, composed: Composed) -> None:
        told = composed.faults if self._pressed else ()
        for name, place in self._faults.items():
            text = "\n".join(fault.text for fault in told if fault.field == name)
            place.setText(text)
            place.setVisible(bool(text))
        rest = [fault for fault in told if fault.field not in self._faults and not fault.field.startswith("example.")]
        self.fault.setText("\n".join(fault.text for fault in rest))
        self.fault.setVisible(bool(rest))
        self.show_composed(composed)
        self.fit(self.height())
        keeping, self._keeping = self._keeping, False
        if not keeping:
            return
        if not composed.faults:
            self.composed = composed
            self.done(int(self.DialogCode.Accepted))
            return
        first = next(
            (field for fault in composed.faults for field in [self.field_of(fault)] if field is not None), None
        )
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def field_of(self, fault: FieldFault) -> QWidget | None:
        """The field that a fault belongs to; None for none of them."""
        place = self._faults.get(fault.field)
        return None if place is None else self.findChild(QWidget, fault.field)

    def _failed(self, error: Exception) -> None:
        self._keeping = False
        self.fault.setText(messages.of_error(error, "").text)
        self.fault.show()

    def _forget(self) -> None:
        self.typing.stop()
        if self._asked is not None:
            self._asked.forget()


def of_example(faults: Sequence[FieldFault], place: int) -> list[FieldFault]:
    """The faults of the example at a place, by their own keys."""
    start = f"example.{place}."
    return [FieldFault(one.field.removeprefix(start), one.text) for one in faults if one.field.startswith(start)]


class VersionDialog(Composing):
    """A first day, a basis, an example that is met and one that is breached."""

    def __init__(
        self,
        norm: Norm,
        terms: Terms,
        text: str,
        usual: date,
        propose: Callable[[NewVersion, Sequence[Example]], Composed],
        tasks: Tasks,
        parent: QWidget,
    ) -> None:
        number = norm.versions[-1].number + 1
        title = _("Version %(number)s of %(norm)s") % {"number": number, "norm": norm.title.get(language(), norm.id)}
        super().__init__(title, text, _("Make version %(number)s") % {"number": number}, tasks, parent)
        self._terms = terms
        self._propose = propose
        self.since = DayField(usual)
        self.source = QLineEdit()
        self.source.setPlaceholderText(_("Such as: council decision of 24 June 2026"))
        self.article = QLineEdit()
        self.certainty = Picker(_("How sure"), filters=False)
        self.certainty.offer_each([(_(words), one.value) for one, words in CERTAINTIES.items()], Certainty.SEEN.value)
        self.note = QLineEdit()
        for name, words, field in (
            ("valid_from", _("Holds from"), self.since),
            ("source", _("Basis"), self.source),
            ("article", _("Article"), self.article),
            ("certainty", _("How sure"), self.certainty),
            ("note", _("Note"), self.note),
        ):
            field.setObjectName(name)
            self.add_faulty(name, words, field)
        self.setMinimumWidth(wide(self, _WIDEST))
        self.examples: list[ExampleForm] = []
        inside = plain()
        beside = Beside(24)
        beside.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(beside)
        for verdict, words in (
            (Verdict.MET, _("An example that is met")),
            (Verdict.BREACHED, _("An example that is breached")),
        ):
            form = ExampleForm(pattern(norm, verdict, usual), verdict)
            form.changed.connect(self.typing.start)
            self.examples.append(form)
            below = QVBoxLayout()
            below.addWidget(label(words, bold=True))
            below.addWidget(form)
            below.addStretch(1)
            beside.add(below, 1, theme.px(_EXAMPLE))
        self.fields.addRow(Sheet(inside))
        self.since.dateChanged.connect(self._moved)
        for line in (self.source, self.article, self.note):
            line.textChanged.connect(self.typing.start)
        self.certainty.chosen.connect(self.typing.start)
        self.try_now()

    def new_version(self) -> NewVersion:
        """What is filled in."""
        note = {language(): self.note.text()}
        basis = Basis(self.source.text(), Certainty(self.certainty.currentData()), self.article.text(), note)
        return NewVersion(self._terms, self.since.day(), basis)

    @override
    def compose(self) -> Callable[[], Composed]:
        new, added, propose = self.new_version(), [form.example() for form in self.examples], self._propose
        return lambda: propose(new, added)

    @override
    def show_composed(self, composed: Composed) -> None:
        results = composed.results[-len(self.examples) :] or (None,) * len(self.examples)
        for place, (form, result) in enumerate(zip(self.examples, results, strict=True)):
            form.say(result, of_example(composed.faults, place) if self._pressed else ())

    @override
    def field_of(self, fault: FieldFault) -> QWidget | None:
        if fault.field.startswith("example."):
            return self.examples[int(fault.field.split(".")[1])].title
        return super().field_of(fault)

    def _moved(self) -> None:
        since = self.new_version().valid_from
        for form in self.examples:
            form.begin_from(since)
        self.typing.start()


class ExampleDialog(Composing):
    """Another worked example, after the pattern of one that stands."""

    def __init__(self, norm: Norm, add: Callable[[Example], Composed], tasks: Tasks, parent: QWidget) -> None:
        text = _("Say what happened and what must come out. Charter shows at once whether it thinks so too.")
        super().__init__(_("Add an example"), text, _("Add the example"), tasks, parent)
        self._add = add
        self._patterns = list(norm.examples) or [pattern(norm, Verdict.MET, date(2026, 1, 5))]
        self.like = Picker(_("Like"), filters=False)
        self.like.offer_each([(one.title.get(language(), ""), n) for n, one in enumerate(self._patterns)], 0)
        self.like.chosen.connect(self._choose)
        self.add(_("Like"), self.like)
        self._place = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.fields.addRow(holder)
        self._choose()

    def _choose(self) -> None:
        clear(self._place)
        self.form = ExampleForm(self._patterns[int(self.like.currentData() or 0)])
        self.form.title.clear()
        self.form.changed.connect(self.typing.start)
        self._place.addWidget(self.form)
        self.try_now()

    @override
    def compose(self) -> Callable[[], Composed]:
        example, add = self.form.example(), self._add
        return lambda: add(example)

    @override
    def show_composed(self, composed: Composed) -> None:
        result = composed.results[-1] if composed.results else None
        self.form.say(result, of_example(composed.faults, 0) if self._pressed else ())

    @override
    def field_of(self, fault: FieldFault) -> QWidget | None:
        return self.form.title if fault.field.startswith("example.") else super().field_of(fault)
