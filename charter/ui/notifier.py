"""Tells quietly, from the tray, what became late and what soon will be; opens the window when asked.

Why: the window is not always in sight. Refuses to decide what is worth telling: that is `charter.services.notices`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from charter.locale import _, formats, ngettext
from charter.services.board import Board
from charter.services.notices import Notice, Told, look
from charter.ui import last_resort
from charter.ui.look import icon, theme
from charter.ui.tasks import Tasks

OFF, MORNING, ALWAYS = "off", "morning", "always"
USUAL = MORNING
"""At most one notice a day, when the town hall opens, unless somebody wants more (design/ui.md 5.1)."""
WARNING_MINUTES = 60
_MINUTE = 60_000_000
_TEAMS_NAMED = 4
_ICON = 64


class Notifier(QObject):
    """Signals: `told` (title, text) of each notice; `open_wanted`, `fetch_wanted`, `quit_wanted` from the menu.

    `today_wanted` when somebody wants to see what a notice is about.
    """

    told = Signal(str, str)
    open_wanted = Signal()
    today_wanted = Signal()
    fetch_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, tasks: Tasks, settings: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._settings = settings
        self._tray: QSystemTrayIcon | None = None
        self.menu = QMenu()
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = _tray(self, self.menu)
        self.speak()
        self.told.connect(self._show)

    @property
    def has_tray(self) -> bool:
        """Whether there is an icon to come back from."""
        return self._tray is not None

    @property
    def level(self) -> str:
        """How much is told: OFF, only in the MORNING, or ALWAYS."""
        return str(self._settings.value("notices/level", USUAL))

    def look(self, board: Board, now: int) -> None:
        """Tell what is new at `now` (UTC microseconds), worked out beside the window."""
        if self.level == OFF:
            return
        before = self._remembered()
        warning = int(str(self._settings.value("notices/warning_minutes", WARNING_MINUTES))) * _MINUTE
        chosen = json.loads(str(self._settings.value("notices/teams", "[]")))

        def done(found: tuple[Notice | None, Told]) -> None:
            notice, after = found
            if after == before or self._remembered() != before:
                return
            self._settings.setValue("notices/told", json.dumps([after.day, sorted(after.keys)]))
            if notice is not None and (notice.is_morning or self.level == ALWAYS):
                self.told.emit(*words(notice, warning // _MINUTE))

        self._tasks.run(
            lambda _task: look(board, now, before, warning_us=warning, teams=chosen), done, last_resort.note
        )

    def count(self, urgent: int, spoken: str) -> None:
        """Show how many contacts ask for action."""
        if self._tray is not None:
            self._tray.setIcon(counted(urgent))
            self._tray.setToolTip(f"{_('Charter')}: {spoken}" if urgent else _("Charter"))

    def speak(self) -> None:
        """Offer the menu in the language that is spoken now."""
        self.menu.clear()
        for text, wanted in (
            (_("Open Charter"), self.open_wanted),
            (_("Fetch now"), self.fetch_wanted),
            (_("Stop Charter"), self.quit_wanted),
        ):
            self.menu.addAction(text).triggered.connect(wanted)

    def close(self) -> None:
        """Take the icon away."""
        if self._tray is not None:
            self._tray.hide()

    def _remembered(self) -> Told:
        try:
            day, keys = json.loads(str(self._settings.value("notices/told", "")))
            return Told(int(day), frozenset(keys))
        except (ValueError, TypeError):
            return Told()

    def _show(self, title: str, text: str) -> None:
        if self._tray is not None and self._tray.supportsMessages():
            self._tray.showMessage(title, text, icon.icon("charter", "accent"))


def _tray(notifier: Notifier, menu: QMenu) -> QSystemTrayIcon:
    """The icon with its menu."""
    made = QSystemTrayIcon(counted(0), notifier)
    made.setContextMenu(menu)
    made.activated.connect(
        lambda reason: notifier.open_wanted.emit() if reason == QSystemTrayIcon.ActivationReason.Trigger else None
    )
    made.messageClicked.connect(notifier.today_wanted)
    made.show()
    return made


def counted(n: int) -> QIcon:
    """Charter's icon with a number on it; 0 shows none."""
    picture = QPixmap(icon.pixmap("charter", "accent", _ICON, 1.0))
    if n:
        tokens = theme.tokens()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.breached))
        painter.setPen(QColor(tokens.breached))
        painter.drawRoundedRect(_ICON // 3, _ICON // 3, _ICON * 2 // 3 - 1, _ICON * 2 // 3 - 1, 12, 12)
        painter.setPen(QColor(tokens.surface))
        painter.setFont(theme.font(theme.COUNT, bold=True))
        rect = picture.rect().adjusted(_ICON // 3, _ICON // 3, -1, -1)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, formats.number(n) if n < 100 else "99+")
        painter.end()
    return QIcon(picture)


def words(notice: Notice, minutes: int) -> tuple[str, str]:
    """Title and text of a notice: numbers and teams, no names and no subjects."""
    late, soon = notice.late_total, notice.soon_total
    lines = []
    if notice.is_morning:
        title = _("Charter: this morning")
        if late:
            text = ngettext("%(n)s promise is too late%(teams)s.", "%(n)s promises are too late%(teams)s.", late)
            lines.append(text % {"n": formats.number(late), "teams": _teams(notice.late)})
        if soon:
            text = ngettext("%(n)s must be kept today%(teams)s.", "%(n)s must be kept today%(teams)s.", soon)
            lines.append(text % {"n": formats.number(soon), "teams": _teams(notice.soon)})
    else:
        title = _("Charter: please look")
        if late:
            text = ngettext("%(n)s just became too late%(teams)s.", "%(n)s just became too late%(teams)s.", late)
            lines.append(text % {"n": formats.number(late), "teams": _teams(notice.late)})
        if soon:
            text = ngettext(
                "%(n)s will be too late within %(minutes)s minutes%(teams)s.",
                "%(n)s will be too late within %(minutes)s minutes%(teams)s.",
                soon,
            )
            said = {"n": formats.number(soon), "minutes": formats.number(minutes), "teams": _teams(notice.soon)}
            lines.append(text % said)
    return title, "\n".join(lines)


def _teams(counts: Sequence[tuple[str, int]]) -> str:
    """` (KCC 2, Burgerzaken 1)`; nothing when no contact has a team."""
    named = sorted(((team, n) for team, n in counts if team), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"{team} {formats.number(n)}" for team, n in named[:_TEAMS_NAMED])
    return f" ({shown}{', …' if len(named) > _TEAMS_NAMED else ''})" if shown else ""
