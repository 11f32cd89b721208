"""The terms of a norm as a form: the numbers in front, the other rules behind one button, each with what it means.

Why: every key of a version that a form may set is a choice from a closed list or a number, so nothing can be misspelt;
what does not fit together is told under the field that it belongs to. Refuses to say what fits: the norm files do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from charter.locale import _
from charter.norms.model import NormKind, Unit
from charter.norms.norm_text import units
from charter.services.norm_editing import WITHOUT_AMOUNT, FieldFault, Terms
from charter.ui.look import theme
from charter.ui.norms.words import (
    CALENDARS,
    DENOMINATORS,
    EFFORTS,
    ROLLOVERS,
    SCOPES,
    UNIT_MEANINGS,
    UNIT_NAMES,
    Choice,
)
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import button, label, plain

_NUMBER = 64


class TermsForm(QWidget):
    """Signals: `changed` at every key and choice of the user."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._terms: Terms | None = None
        self._faults: dict[str, QLabel] = {}
        self.amount = self._number(_("Limit"))
        self.unit = OneChoice(_("Unit of the limit"), filters=False)
        self.target = self._number(_("Target"))
        self.short_abandon = self._number(_("Short call, seconds"))
        self.calendar, self.rollover, self.denominator, self.scope, self.effort_rule = (
            self._choice(name, choices)
            for name, choices in (
                (_("Calendar"), CALENDARS),
                (_("Ends on a closed day"), ROLLOVERS),
                (_("Which calls count"), DENOMINATORS),
                (_("Which mailboxes"), SCOPES),
                (_("Failed attempts"), EFFORTS),
            )
        )
        self.gate_opening_hours = QCheckBox(_("Only what arrives in opening hours"))
        self.committee = QCheckBox(_("A committee always advises"))
        self._unit_help = label(points=theme.CAPTION, tone="muted", wrap=True)
        self._build()
        for field in (self.amount, self.target, self.short_abandon):
            field.textChanged.connect(self.changed)
        for chooser in (self.unit, self.calendar, self.rollover, self.denominator, self.scope, self.effort_rule):
            chooser.chosen.connect(self.changed)
        self.unit.chosen.connect(self._unit_chosen)
        for box in (self.gate_opening_hours, self.committee):
            box.toggled.connect(self.changed)

    @staticmethod
    def _number(name: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setMaxLength(10)
        made.setMinimumWidth(theme.px(_NUMBER))
        made.setMaximumWidth(theme.px(_NUMBER + 20))
        return made

    @staticmethod
    def _choice(name: str, choices: Sequence[Choice]) -> OneChoice:
        made = OneChoice(name, filters=False)
        made.setMinimumContentsLength(6)
        made.blockSignals(True)
        for value, words, meaning in choices:
            made.addItem(_(words), value)
            made.setItemData(made.count() - 1, _(meaning), Qt.ItemDataRole.ToolTipRole)
        made.blockSignals(False)
        return made

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        first = QFormLayout()
        column.addLayout(first)
        self.unit.setMinimumContentsLength(6)
        limit = QHBoxLayout()
        limit.setSpacing(6)
        limit.addWidget(self.amount)
        limit.addWidget(self.unit, 1)
        self._row(first, _("Limit"), self.amount, limit, "amount", self._unit_help)
        target = QHBoxLayout()
        target.setSpacing(6)
        target.addWidget(self.target)
        target.addWidget(label("%", tone="muted"))
        target.addStretch(1)
        self._row(first, _("Target"), self.target, target, "target")
        self.more = button(_("All rules"), "down", link=True)
        self.more.clicked.connect(self._turn)
        self._rest = plain()
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._rest)
        rest = QFormLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        for name, chooser, choices in (
            ("calendar", self.calendar, CALENDARS),
            ("rollover", self.rollover, ROLLOVERS),
            ("denominator", self.denominator, DENOMINATORS),
            ("scope", self.scope, SCOPES),
            ("effort_rule", self.effort_rule, EFFORTS),
        ):
            meaning = label(points=theme.CAPTION, tone="muted", wrap=True)
            chooser.currentIndexChanged.connect(partial(self._mean, meaning, choices))
            self._mean(meaning, choices, chooser.currentIndex())
            self._row(rest, chooser.accessibleName(), chooser, chooser, name, meaning)
        short = self.short_abandon
        seconds = label(_("Callers who leave sooner do not count."), theme.CAPTION, tone="muted", wrap=True)
        alone = QHBoxLayout()
        alone.addWidget(short)
        alone.addStretch(1)
        self._row(rest, short.accessibleName(), short, alone, "short_abandon", seconds)
        for name, box in (("gate_opening_hours", self.gate_opening_hours), ("committee", self.committee)):
            rest.addRow(box)
            rest.addRow(self._fault(name))
        for form in (first, rest):
            form.setHorizontalSpacing(10)
            form.setVerticalSpacing(4)
            wrap = QFormLayout.RowWrapPolicy
            form.setRowWrapPolicy(wrap.DontWrapRows if form is first else wrap.WrapAllRows)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rest.hide()
        self._general = self._fault("")
        column.addWidget(self._general)

    def _row(
        self,
        form: QFormLayout,
        words: str,
        buddy: QWidget,
        field: QWidget | QHBoxLayout,
        name: str,
        meaning: QLabel | None = None,
    ) -> None:
        told = label(words, tone="muted")
        told.setBuddy(buddy)
        below = QVBoxLayout()
        below.setSpacing(2)
        if isinstance(field, QWidget):
            below.addWidget(field)
        else:
            below.addLayout(field)
        if meaning is not None:
            below.addWidget(meaning)
        below.addWidget(self._fault(name))
        form.addRow(told, below)

    def _fault(self, name: str) -> QLabel:
        made = label(points=theme.CAPTION, tone="breached", wrap=True)
        made.hide()
        self._faults[name] = made
        return made

    @staticmethod
    def _mean(meaning: QLabel, choices: Sequence[Choice], place: int) -> None:
        meaning.setText(_(choices[place][2]) if 0 <= place < len(choices) else "")

    def _turn(self) -> None:
        self.unfold(shown=self._rest.isHidden())

    def unfold(self, *, shown: bool) -> None:
        """Show the rules behind the button, or put them away."""
        self._rest.setVisible(shown)
        self.more.setText(_("Fewer rules") if shown else _("All rules"))

    def show_terms(self, terms: Terms, kind: NormKind) -> None:
        """Fill the form in; tells nobody."""
        self._terms = terms
        self.blockSignals(True)
        self.unit.blockSignals(True)
        self.unit.clear()
        for unit in units(kind):
            self.unit.addItem(_(UNIT_NAMES[unit]), unit)
        self.unit.choose(terms.unit)
        self.unit.blockSignals(False)
        self.amount.setText(terms.amount)
        self.target.setText(terms.target)
        self.short_abandon.setText(terms.short_abandon)
        for name in ("calendar", "rollover", "denominator", "scope", "effort_rule"):
            getattr(self, name).choose(getattr(terms, name))
        for name in ("gate_opening_hours", "committee"):
            getattr(self, name).setChecked(getattr(terms, name))
        self.blockSignals(False)
        self._unit_chosen()
        self.say(())

    def terms(self) -> Terms | None:
        """What is filled in; None before anything was shown."""
        before = self._terms
        if before is None:
            return None
        return replace(
            before,
            amount=self.amount.text(),
            unit=Unit(self.unit.currentData()),
            target=self.target.text(),
            short_abandon=self.short_abandon.text(),
            **{
                name: type(getattr(before, name))(getattr(self, name).currentData())  # Qt keeps the bare word
                for name in ("calendar", "rollover", "denominator", "scope", "effort_rule")
            },
            gate_opening_hours=self.gate_opening_hours.isChecked(),
            committee=self.committee.isChecked(),
        )

    @property
    def differs(self) -> bool:
        """Whether anything is filled in otherwise than it was shown."""
        return self.terms() != self._terms

    def say(self, faults: Iterable[FieldFault]) -> None:
        """Show every fault under its field; what belongs to none of them stands below."""
        told: dict[str, list[str]] = {}
        for fault in faults:
            told.setdefault(fault.field if fault.field in self._faults else "", []).append(fault.text)
        for name, words in self._faults.items():
            words.setText("\n".join(told.get(name, ())))
            words.setVisible(name in told)
        if any(name not in ("", "amount", "target") for name in told):
            self.unfold(shown=True)

    def fault_at(self, name: str) -> str:
        """What is said under a field; "" for nothing."""
        return self._faults[name].text()

    def _unit_chosen(self) -> None:
        unit = Unit(self.unit.currentData())
        self.amount.setVisible(unit not in WITHOUT_AMOUNT)
        self._unit_help.setText(_(UNIT_MEANINGS[unit]))
