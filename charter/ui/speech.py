"""The language of the whole window: our catalogue, Qt's own dialogs, and the way dates are entered.

Why: one process speaks one language, changed here and nowhere else. Refuses to translate what is already on the
screen: whoever changes the language makes the screens anew.
"""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from charter import locale

_LOCALES = {"nl": QLocale.Language.Dutch, "en": QLocale.Language.English}
_of_qt: QTranslator | None = None


def speak(app: QApplication, language: str) -> None:
    """Speak `language` (`nl` or `en`) from now on; raises ValueError for any other."""
    global _of_qt
    locale.use(language)
    QLocale.setDefault(QLocale(_LOCALES[language]))
    for window in app.topLevelWidgets():
        window.setLocale(QLocale())  # else calendars that are made in it later name months as it did when it was made
    if _of_qt is not None:
        app.removeTranslator(_of_qt)
    _of_qt = QTranslator(app)
    if _of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(_of_qt)
