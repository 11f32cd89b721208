"""When Charter says something by itself. These choices belong to this computer and hold at once.

Refuses to decide what is worth telling: that is `charter.services.notices`.
"""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox
from typing_extensions import override

from charter.locale import N_, _
from charter.settings import Profile
from charter.ui.notifier import ALWAYS, MORNING, OFF, WARNING_MINUTES
from charter.ui.settings.section import Section
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import label

LEVELS = (
    (MORNING, N_("Once a day, in the morning"), N_("One message at opening time, when something is due.")),
    (ALWAYS, N_("In the morning and during the day"), N_("Also when something becomes late, in working hours only.")),
    (OFF, N_("Never"), N_("You see it only in the window.")),
)
AHEAD = (15, 30, WARNING_MINUTES, 120, 240)


class NoticesSection(Section):
    """Level, how long ahead, which teams, and the tray."""

    stored = Signal()

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        form = self.form(
            _("Notices"), _("A notice holds numbers and teams, no names and no subjects. It holds at once.")
        )
        self.level = Picker(_("When"))
        self.level.offer_each([(_(words), value) for value, words, _meaning in LEVELS], ALWAYS)
        self.level.choose(str(settings.value("notices/level", ALWAYS)))
        self._meaning = label(tone="muted", wrap=True)
        self.level.chosen.connect(self._keep)
        self.row(form, self.level.accessibleName(), self.level, self._meaning)
        self.ahead = Picker(_("Warn so long before"))
        self.ahead.offer_each([(_("%(n)s minutes") % {"n": n}, n) for n in AHEAD], WARNING_MINUTES)
        self.ahead.choose(int(str(settings.value("notices/warning_minutes", WARNING_MINUTES))))
        self.ahead.chosen.connect(self._keep)
        self.row(form, self.ahead.accessibleName(), self.ahead, _("For norms that count hours or minutes."))
        self._teams = self.form(_("Which teams"), _("None ticked: every team."))
        self.teams: list[QCheckBox] = []
        form = self.form(_("When you close the window"))
        self.tray = QCheckBox(_("Charter stays beside the clock"))
        self.tray.setChecked(settings.value("window/to_tray") == "true")
        self.tray.toggled.connect(self._keep)
        form.addRow(self.tray)
        form.addRow(
            label(
                _("On: notices go on after you close the window. Off: closing stops Charter."), tone="muted", wrap=True
            )
        )
        self._say()
        self.end()

    @override
    def show_profile(self, profile: Profile) -> None:
        self._show_teams(sorted(set(profile.teams.values())))

    def _show_teams(self, names: list[str]) -> None:
        for box in self.teams:
            self._teams.removeRow(box)
        chosen = json.loads(str(self._settings.value("notices/teams", "[]")))
        self.teams = [QCheckBox(name) for name in names]
        for box in self.teams:
            box.setChecked(box.text() in chosen)
            box.toggled.connect(self._keep)
            self._teams.addRow(box)

    def _keep(self) -> None:
        self._settings.setValue("notices/level", self.level.value())
        self._settings.setValue("notices/warning_minutes", self.ahead.value())
        self._settings.setValue("notices/teams", json.dumps([box.text() for box in self.teams if box.isChecked()]))
        self._settings.setValue("window/to_tray", "true" if self.tray.isChecked() else "false")
        self._say()
        self.stored.emit()

    def _say(self) -> None:
        self._meaning.setText(next(_(told) for value, _words, told in LEVELS if value == self.level.value()))
