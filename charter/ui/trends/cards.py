"""The two cards of Trends with a picture: the large one of a norm, with what people write on it, and the comparison.

Refuses to choose what is drawn, and to draw: the screen does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from charter.locale import _
from charter.norms.score import Group
from charter.ui.look import theme
from charter.ui.tasks import Tasks
from charter.ui.trends.choice import COMPARED, PICTURES
from charter.ui.trends.picture_card import PictureCard
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import IconLabel, button, clear, label

if TYPE_CHECKING:
    from charter.ui.trends.figures import Shown
    from charter.ui.trends.telling import Sign


class TrendCard(PictureCard):
    """The large card; `picture` chooses what it shows, `limits` and `remark` ask to write on the chart of a norm."""

    def __init__(self, tasks: Tasks, settings: QSettings, usual: str) -> None:
        super().__init__(_("Chart of the norm"), QSize(420, 176), tasks, settings, "trend")
        self.picture = Picker(_("Picture"))
        self.picture.offer_each([(_(words), name) for name, words in PICTURES.items()], usual)
        self.picture.setMinimumContentsLength(16)
        self.acts.insertWidget(0, self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self._signs = QHBoxLayout()
        self._signs.setSpacing(12)
        self.below.add(self._signs, 0)
        self.remark = button(_("Remark..."), "edit", link=True, help_text=_("What happened then, under the chart"))
        self.limits = button(
            _("New limits..."), "edit", link=True, help_text=_("Let the chart begin anew from a day on, with a reason")
        )
        writing = QVBoxLayout()
        writing.setSpacing(0)
        writing.addStretch()
        for act in (self.remark, self.limits):
            act.setProperty("low", "true")  # two of them take no room from the picture
            writing.addWidget(act, 0, Qt.AlignmentFlag.AlignRight)
        self.foot.add(writing, 0)

    def show_of(self, name: str, shown: Shown, signs: Sequence[Sign], opening: str) -> None:
        """Show the picture called `name`; `signs` say what changed, `opening` is the first sentence of the page."""
        self.show_shown(shown)
        self.title.setText(shown.title or _(PICTURES[name]))
        self.subtitle.setText(shown.subtitle)
        self._offer_writing(wanted=name == "trend")
        self._show_signs(signs if name == "trend" else ())
        if self.view.accessibleDescription():
            self.view.setAccessibleDescription(f"{opening} {shown.alt_text}".strip())

    def say_of(self, name: str, text: str) -> None:
        """Say why there is no picture called `name`."""
        self.say(text)
        self.title.setText(_(PICTURES[name]))
        self.subtitle.setText("")
        self._offer_writing(wanted=False)
        self._show_signs(())

    def _offer_writing(self, *, wanted: bool) -> None:
        for act in (self.remark, self.limits):
            act.setVisible(wanted)

    def _show_signs(self, signs: Sequence[Sign]) -> None:
        clear(self._signs)
        for picture, tone, word in signs:
            line = QHBoxLayout()
            line.setSpacing(6)
            line.addWidget(IconLabel(picture, tone), 0, Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(label(word, theme.CAPTION, bold=True, tone=tone))
            self._signs.addLayout(line)


class FunnelCard(PictureCard):
    """Groups compared; `compare` chooses which."""

    def __init__(self, tasks: Tasks, settings: QSettings, usual: Group) -> None:
        super().__init__(_("Groups compared"), QSize(250, 132), tasks, settings, "funnel")
        self.compare = Picker(_("What is compared"))
        self.compare.setMinimumContentsLength(8)
        self.compare.offer_each([(_(words), by) for by, words in COMPARED.items()], usual)
        self.foot.add(self.compare, 0)
        self.foot.setAlignment(self.compare, Qt.AlignmentFlag.AlignBottom)

    def show_of(self, compared: Group, shown: Shown, about: str) -> None:
        """Show a comparison; `about` is the norm and the period."""
        self.show_shown(shown)
        titles = {Group.TEAM: _("Do teams really differ?"), Group.CHANNEL: _("Do channels really differ?")}
        self.title.setText(titles.get(compared, _("Do organisations really differ?")))
        self.subtitle.setText(about)
        self.notes.setText(shown.title)
        self.notes.setVisible(True)
