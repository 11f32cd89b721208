"""The views that the user gave a name: choose one, keep what is shown as one, forget one.

Refuses to know what a view holds; `charter.ui.breaches.saved_views` does.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton

from charter.locale import _
from charter.ui.breaches import saved_views
from charter.ui.widgets.parts import button

LONGEST = 60


class ViewsButton(QObject):
    """Signals: `chosen` (SavedView); `naming` (name) when what is shown must be kept under a name."""

    chosen = Signal(object)
    naming = Signal(str)

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self.button: QPushButton = button(_("Views"), "view", help_text=_("Filters and columns that you gave a name"))
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self.offer)
        self.button.setMenu(self.menu)

    def offer(self) -> None:
        """Fill the menu."""
        self.menu.clear()
        views = saved_views.load(self._settings)
        for view in views:
            self.menu.addAction(view.name).triggered.connect(lambda _on=False, view=view: self.chosen.emit(view))
        if views:
            self.menu.addSeparator()
        self.menu.addAction(_("Keep this view...")).triggered.connect(self._ask)
        if views:
            gone = self.menu.addMenu(_("Forget a view"))
            for view in views:
                gone.addAction(view.name).triggered.connect(
                    lambda _on=False, view=view: saved_views.remove(self._settings, view.name)
                )

    def _ask(self) -> None:
        name, good = QInputDialog.getText(self.button, _("Keep this view"), _("Name of the view"))
        if good and name.strip():
            self.naming.emit(name.strip()[:LONGEST])
