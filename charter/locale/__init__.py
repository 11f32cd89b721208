"""One gettext catalogue for the window, the command line and the reports: Dutch by default, English second.

Source texts (msgids) are English; `nl/LC_MESSAGES/charter.po` holds what residents' servants read, in plain Dutch (B1).
Refuses to be clever: one language at a time for the whole process, changed by `use`.
"""

from __future__ import annotations

import gettext as _gettext
from importlib.resources import as_file, files

LANGUAGES = ("nl", "en")
_translations: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use(language: str) -> None:
    """Speak `language` (`nl` or `en`) from now on; raises ValueError for any other."""
    global _translations, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    with as_file(files(__package__)) as folder:
        _translations = _gettext.translation("charter", folder, languages=[language], fallback=language == "en")
    _language = language


def language() -> str:
    """The language spoken now."""
    return _language


def _(message: str) -> str:
    """`message` in the language spoken now."""
    return _translations.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n` in the language spoken now."""
    return _translations.ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - the name that extractors know
    """Mark `message` for the catalogue; it is translated where it is shown."""
    return message
