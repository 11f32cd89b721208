"""Language, look and text size of the window, and whether it opens by itself: of this computer, and at once.

Refuses to change the look: it tells what was chosen.
"""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox

from charter import locale
from charter.locale import N_, _, formats
from charter.ui import preferences
from charter.ui.look import theme
from charter.ui.settings.autostart import Autostart
from charter.ui.settings.section import Section
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import label

LANGUAGES = (("nl", "Nederlands"), ("en", "English"))
SCHEMES = (
    (preferences.SYSTEM, N_("As the computer")),
    (preferences.LIGHT, N_("Light")),
    (preferences.DARK, N_("Dark")),
)
ROWS = (
    (preferences.ROOMY, N_("Roomy")),
    (preferences.USUAL, N_("Usual")),
    (preferences.COMPACT, N_("Compact")),
)


class DisplaySection(Section):
    """Signals, each with what was chosen: `language_wanted` (nl or en), `text_size_wanted` (percent), `scheme_wanted`,
    `rows_wanted`.
    """  # noqa: D205 - one list of signals

    language_wanted = Signal(str)
    text_size_wanted = Signal(str)
    scheme_wanted = Signal(str)
    rows_wanted = Signal(str)

    def __init__(self, settings: QSettings, autostart: Autostart | None) -> None:
        """`autostart` is None where this computer offers none."""
        super().__init__()
        self._settings = settings
        form = self.form(_("Language and display"), _("These choices belong to this computer and hold at once."))
        self.language = Picker(_("Language"))
        self.language.offer_each([(words, value) for value, words in LANGUAGES], "nl")
        self.language.choose(locale.language())
        self.text_size = Picker(_("Size of text"))
        percents = [(f"{size}{formats.NARROW_SPACE}%", size) for size in preferences.TEXT_SIZES]
        self.text_size.offer_each(percents, preferences.TEXT_SIZES[0])
        self.text_size.choose(preferences.text_size(settings))
        self.scheme = Picker(_("Colours"))
        self.scheme.offer_each([(_(words), value) for value, words in SCHEMES], preferences.SYSTEM)
        self.scheme.choose(preferences.scheme(settings))
        self.rows = Picker(_("Rows of a table"))
        self.rows.offer_each([(_(words), value) for value, words in ROWS], preferences.USUAL)
        self.rows.choose(preferences.rows(settings))
        for picker, meaning, signal in (
            (self.language, _("The texts of your norms stay as they were written."), self.language_wanted),
            (self.text_size, _("On top of the text size that you chose in Windows."), self.text_size_wanted),
            (self.scheme, _("Your own contrast theme always wins."), self.scheme_wanted),
            (self.rows, _("Compact shows more rows at once."), self.rows_wanted),
        ):
            self.row(form, picker.accessibleName(), picker, meaning)
            picker.chosen.connect(lambda picker=picker, signal=signal: signal.emit(str(picker.value())))
        self.autostart: QCheckBox | None = None
        if autostart is not None:
            self._offer(autostart)
        self.end()

    def say_what_holds(self) -> None:
        """Show the language that is spoken and the size of the text, whatever was chosen."""
        for picker, holds in (
            (self.language, locale.language()),
            (self.text_size, preferences.text_size(self._settings)),
        ):
            picker.blockSignals(True)
            picker.choose(holds)
            picker.blockSignals(False)

    def _offer(self, autostart: Autostart) -> None:
        form = self.form(_("When you sign in to Windows"))
        self.autostart = QCheckBox(_("Open Charter by itself"))
        self.autostart.setChecked(autostart.is_on)
        self.autostart.toggled.connect(lambda on: autostart.turn(on=on))
        form.addRow(self.autostart)
        form.addRow(label(_("On: the work of today is there when you begin."), theme.CAPTION, tone="muted", wrap=True))
