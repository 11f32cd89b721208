"""When Charter says something by itself. These choices belong to this computer and hold at once.

Refuses to decide what is worth telling: that is `charter.services.notices`.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox

from charter.locale import N_, _
from charter.ui.look import theme
from charter.ui.notifier import ALWAYS, MORNING, OFF, USUAL, WARNING_MINUTES
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

    def __init__(self, settings: QSettings, *, has_tray: bool) -> None:
        """`has_tray`: whether this desktop has a place beside the clock."""
        super().__init__()
        self._settings = settings
        form = self.form(
            _("Notices"), _("A notice holds numbers and teams, no names and no subjects. It holds at once.")
        )
        self.level = Picker(_("When"))
        self.level.offer_each([(_(words), value) for value, words, _meaning in LEVELS], USUAL)
        self.level.choose(str(settings.value("notices/level", USUAL)))
        self._meaning = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.level.chosen.connect(self._keep)
        self.row(form, self.level.accessibleName(), self.level, self._meaning)
        self.ahead = Picker(_("Warn so long before"))
        self.ahead.offer_each([(_("%(n)s minutes") % {"n": n}, n) for n in AHEAD], WARNING_MINUTES)
        self.ahead.choose(int(str(settings.value("notices/warning_minutes", WARNING_MINUTES))))
        self.ahead.chosen.connect(self._keep)
        self.row(form, self.ahead.accessibleName(), self.ahead, _("For norms that count hours or minutes."))
        self._teams = self.form(_("Which teams"), _("None ticked: every team."))
        self.teams: list[QCheckBox] = []
        self.show_teams([])
        form = self.form(_("When you close the window"))
        self.tray = QCheckBox(_("Charter stays beside the clock"))
        self.tray.setChecked(settings.value("window/to_tray") == "true")
        self.tray.toggled.connect(self._keep)
        self.tray.setHidden(not has_tray)
        form.addRow(self.tray)
        meaning = (
            _("On: notices go on after you close the window. Off: closing stops Charter.")
            if has_tray
            else _("Closing stops Charter: this desktop has no place for it beside the clock.")
        )
        form.addRow(label(meaning, theme.CAPTION, tone="muted", wrap=True))
        self._say()
        self.end()

    def show_teams(self, names: Collection[str]) -> None:
        """Offer these teams, and those that were chosen before, wherever they went."""
        chosen = json.loads(str(self._settings.value("notices/teams", "[]")))
        wanted = sorted({*filter(None, names), *chosen})
        if self.teams and wanted == [box.text() for box in self.teams]:
            return
        while self._teams.rowCount():
            self._teams.removeRow(0)
        self.teams = [QCheckBox(name) for name in wanted]
        for box in self.teams:
            box.setChecked(box.text() in chosen)
            box.toggled.connect(self._keep)
            self._teams.addRow(box)
        if not self.teams:
            self._teams.addRow(label(_("No teams are known yet."), tone="muted", wrap=True))

    def _keep(self) -> None:
        self._settings.setValue("notices/level", self.level.value())
        self._settings.setValue("notices/warning_minutes", self.ahead.value())
        self._settings.setValue("notices/teams", json.dumps([box.text() for box in self.teams if box.isChecked()]))
        self._settings.setValue("window/to_tray", "true" if self.tray.isChecked() else "false")
        self._say()

    def _say(self) -> None:
        self._meaning.setText(next(_(told) for value, _words, told in LEVELS if value == self.level.value()))
