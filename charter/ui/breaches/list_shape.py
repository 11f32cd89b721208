"""How a list is laid out: in which groups, and with which columns. Both are remembered.

Refuses to arrange anything: the list does.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu, QPushButton

from charter.locale import _
from charter.ui.breaches.grouping import GroupBy, group_words
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import button
from charter.ui.widgets.table_view import TableView


class GroupChoice(OneChoice):
    """Signals: `chosen`. `by` is by what the rows are grouped."""

    def __init__(self, settings: QSettings, name: str) -> None:
        super().__init__(_("Groups"), filters=False)
        words = group_words()
        self.offer(words[GroupBy.NOTHING], [(words[by], by.value) for by in GroupBy if by])
        self.choose(settings.value(f"{name}/group"))
        self.chosen.connect(lambda: settings.setValue(f"{name}/group", self.by.value))

    @property
    def by(self) -> GroupBy:
        """By what the rows are grouped."""
        return GroupBy(str(self.value() or ""))


def columns_button(table: TableView) -> QPushButton:
    """A button with the columns of a table to choose from; the first always stays."""
    made = button(_("Columns"), "columns", help_text=_("Choose which columns the table shows"))
    menu = QMenu(made)
    made.setMenu(menu)

    def offer() -> None:
        menu.clear()
        for column in table.table.columns[1:]:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(table.is_chosen(column.id))
            action.toggled.connect(lambda shown, column_id=column.id: table.choose_column(column_id, shown=shown))

    menu.aboutToShow.connect(offer)
    return made
