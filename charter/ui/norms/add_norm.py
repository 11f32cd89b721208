"""Which of the norms that are off is to judge: its promise and its terms beside its name.

Refuses to switch it on; who opened the dialog does.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from charter.locale import _, language
from charter.norms.model import Norm
from charter.ui.look import theme
from charter.ui.norms import words
from charter.ui.norms.card import PROMISE
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import label


class AddNorm(Ask):
    """Accepted: `norm` is to be switched on."""

    def __init__(self, norms: Sequence[Norm], parent: QWidget) -> None:
        text = _("This norm then judges every contact that it is about, earlier ones too. Closed periods keep theirs.")
        super().__init__(_("Add a norm"), text, "norms", _("Switch on"), parent)
        self._norms = norms
        self.choice = Picker(_("Norm"), filters=False)
        self.choice.offer_each([(words.title(norm), place) for place, norm in enumerate(norms)], 0)
        self.choice.chosen.connect(self._say)
        self.add(_("Norm"), self.choice)
        self.promise = label(points=PROMISE, wrap=True, selectable=True)
        self.terms = label(points=theme.CAPTION, tone="muted", wrap=True, selectable=True)
        self.fields.addRow(self.promise)
        self.fields.addRow(self.terms)
        self._say()

    @property
    def norm(self) -> Norm:
        """The chosen norm."""
        return self._norms[int(self.choice.currentData())]

    def _say(self) -> None:
        norm = self.norm
        self.promise.setText(f"“{norm.promise.get(language(), '')}”")
        self.terms.setText(words.limit_and_target(norm.versions[-1]))
