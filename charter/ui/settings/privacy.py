"""Whether staff may be named, how long contacts are kept, and taking away what was kept long enough.

Why a preview: what is deleted does not come back. Refuses names of staff until the consent is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout
from typing_extensions import override

from charter.faults import Path as KeyPath
from charter.locale import N_, _, formats, ngettext
from charter.profile_values import Term
from charter.services.purging import Purge
from charter.settings import DEFAULT_TERM, THIRTEEN_MONTHS, Profile
from charter.ui.look import theme
from charter.ui.settings.section import WRONG_DAY, Section, beside, day_of, line
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import button, label

STAFF: KeyPath = ("privacy", "staff_names")
DAY: KeyPath = ("privacy", "works_council_date")
REFERENCE: KeyPath = ("privacy", "works_council_reference")
RETENTION: KeyPath = ("privacy", "retention")
PURGE: KeyPath = ("purge",)
"""Where it is told that deleting must wait; no key of the profile."""
NO_CONSENT = N_("Fill in first when the works council agreed, and where that stands.")
SAVE_FIRST = N_("Save or undo the changed terms first. Then you see what they delete.")
UNITS = (("months", N_("months")), ("days", N_("days")))


class PrivacySection(Section):
    """Signals: `preview_wanted` to see what may go, `forget_wanted` to forget stored names of staff."""

    preview_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self.terms: dict[str, tuple[QLineEdit, Picker]] = {}
        self._build_staff()
        self._terms: QFormLayout = self.form(
            _("How long contacts are kept"),
            _("Counted from the last event of a contact. No law names this term: confirm it with your archivist."),
        )
        self._add_term(DEFAULT_TERM, _("All sources"))
        self._build_purge()
        self.end()

    def _build_staff(self) -> None:
        self.staff = QCheckBox(_("Keep names of staff"))
        self.staff.clicked.connect(self._staff_clicked)
        self.day = line(_("The works council agreed on"), "31-12-2026")
        self.reference = line(_("Where that stands"), _("such as the number of the decision"))
        form = self.form(_("Names of staff"))
        self.row(form, self.day.accessibleName(), self.day, _("From this day on names may be kept (WOR 27)."), DAY)
        self.row(form, self.reference.accessibleName(), self.reference, _("An auditor looks it up there."), REFERENCE)
        off = _("Off: Charter keeps teams only, and no report names a person.")
        below = QVBoxLayout()
        below.setSpacing(2)
        for part in (
            self.staff, label(off, theme.CAPTION, tone="muted", wrap=True), self.fault(STAFF, self.day)
        ):  # fmt: skip
            below.addWidget(part)
        form.addRow("", beside(below))
        for field in (self.day, self.reference):
            field.textEdited.connect(self._typed)

    def _build_purge(self) -> None:
        form = self.form(
            _("Delete what is kept too long"), _("You see first what would go. Contacts that still run stay.")
        )
        self.preview = button(_("See what may go..."), "search")
        self.preview.clicked.connect(self._preview_clicked)
        self.forget = button(_("Delete stored names of staff..."), "remove")
        self.forget.clicked.connect(self.forget_wanted)
        form.addRow(beside(Flow(self.preview, self.forget)))
        form.addRow(self.fault(PURGE, self.preview))

    @override
    def show_profile(self, profile: Profile) -> None:
        self._profile = profile
        privacy = profile.privacy
        self.staff.setChecked(privacy.staff_names)
        self.day.setText(formats.day(privacy.works_council_date) if privacy.works_council_date else "")
        self.reference.setText(privacy.works_council_reference)
        self.forget.setHidden(privacy.staff_names)
        self.show_sources([name for name in privacy.retention if name != DEFAULT_TERM])
        standing = _standing(privacy.retention)
        for name, (amount, unit) in self.terms.items():
            term = standing.get(name)
            amount.setText(str(term.amount) if term else "")
            unit.blockSignals(True)
            unit.choose(term.unit if term else "months")
            unit.blockSignals(False)

    def show_sources(self, names: list[str]) -> None:
        """Give every source that has contacts a term of its own to fill in."""
        for name in names:
            if name and name not in self.terms:
                self._add_term(name, name)

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        if self._profile is None:
            return {}
        privacy, found = self._profile.privacy, dict[KeyPath, Any]()
        day = day_of(self.day.text())
        if day != privacy.works_council_date:
            found[DAY] = day
        if self.reference.text().strip() != privacy.works_council_reference:
            found[REFERENCE] = self.reference.text().strip()
        if self.staff.isChecked() != privacy.staff_names:
            found[STAFF] = self.staff.isChecked()
        told = {name: text for name in self.terms if (text := self._term(name))}
        if told != {name: f"{term.amount} {term.unit}" for name, term in _standing(privacy.retention).items()}:
            found[RETENTION] = told
        return found

    @override
    def faults(self) -> Mapping[KeyPath, str]:
        told: dict[KeyPath, str] = {}
        if self.day.text().strip() and day_of(self.day.text()) is None:
            told[DAY] = _(WRONG_DAY)
        if self.staff.isChecked() and not self._consents():
            told[STAFF] = _(NO_CONSENT)
        for name, (amount, _unit) in self.terms.items():
            text = amount.text().strip()
            if text and not text.isdecimal():
                told[*RETENTION, name] = _("Write whole numbers.")
            elif name == DEFAULT_TERM and not text:
                told[*RETENTION, name] = _("Write how long contacts of all sources are kept.")
        return told

    @override
    def consequence(self) -> str:
        changes, told = self.changes(), []
        if changes.get(STAFF):
            told.append(_("Names of staff are kept from the day of the consent on."))
        elif STAFF in changes:
            told.append(_("Names that are stored stay until you delete them here."))
        if RETENTION in changes:
            told.append(_("Nothing is deleted by itself. You delete it below, after you saw what would go."))
        return " ".join(told)

    def _consents(self) -> bool:
        return day_of(self.day.text()) is not None and bool(self.reference.text().strip())

    def _staff_clicked(self, on: bool) -> None:
        if on and not self._consents():
            self.staff.setChecked(False)
            self.show_faults(lambda path: _(NO_CONSENT) if path == STAFF else "")
            (self.day if day_of(self.day.text()) is None else self.reference).setFocus()
            return
        self._typed()

    def _preview_clicked(self) -> None:
        if RETENTION in self.changes():
            self.show_faults(lambda path: _(SAVE_FIRST) if path == PURGE else "")
        else:
            self.preview_wanted.emit()

    def _typed(self) -> None:
        self.clear_faults()
        self.changed.emit()

    def _add_term(self, name: str, words: str) -> None:
        amount = line(_("Months or days that %(source)s is kept") % {"source": words})
        unit = Picker(_("Months or days for %(source)s") % {"source": words})
        amount.setMaxLength(4)
        amount.setMaximumWidth(theme.px(80))
        amount.setMinimumWidth(theme.px(60))
        if name != DEFAULT_TERM:
            amount.setPlaceholderText("–")
            amount.setToolTip(_("Empty: as all sources"))
        unit.setMinimumContentsLength(8)
        unit.offer_each([(_(word), value) for value, word in UNITS], "months")
        amount.textEdited.connect(self._typed)
        unit.chosen.connect(self._typed)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(amount)
        row.addWidget(unit)
        row.addStretch(1)
        below = QVBoxLayout()
        below.setSpacing(2)
        below.addLayout(row)
        below.addWidget(self.fault((*RETENTION, name), amount))
        told = label(words, tone="muted")
        told.setBuddy(amount)
        self._terms.addRow(told, beside(below))
        self.terms[name] = (amount, unit)

    def _term(self, name: str) -> str:
        amount, unit = self.terms[name]
        return f"{amount.text().strip()} {unit.value()}" if amount.text().strip() else ""


def _standing(retention: Mapping[str, Term]) -> dict[str, Term]:
    return {DEFAULT_TERM: THIRTEEN_MONTHS, **retention}


def purge_words(found: Purge) -> tuple[str, str]:
    """What would go, or went, in a sentence, and per source."""
    text = ngettext("%(n)s contact is older than you keep.", "%(n)s contacts are older than you keep.", found.contacts)
    lines = [
        _("%(source)s: %(contacts)s contacts that ended before %(day)s, with %(events)s events.")
        % {
            "source": one.source,
            "contacts": formats.number(one.contacts),
            "day": formats.day(one.before),
            "events": formats.number(one.events),
        }
        for one in found.sources
        if one.contacts
    ]
    lines += [
        ngettext(
            "%(source)s: %(n)s old contact stays, because a term still runs.",
            "%(source)s: %(n)s old contacts stay, because a term still runs.",
            len(one.still_open),
        )
        % {"source": one.source, "n": formats.number(len(one.still_open))}
        for one in found.sources
        if one.still_open
    ]
    return text % {"n": formats.number(found.contacts)}, "\n".join(lines)
