"""One gettext catalogue for the window, the command line and the reports: Dutch by default, English second.

Source texts (msgids) are English; `nl/LC_MESSAGES/charter.po` holds what residents' servants read, in plain Dutch (B1).
Refuses to be clever: one language at a time for the whole process, changed by `use`; only a report that is made beside
the window may speak another one on its own thread (`speaking`).
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import as_file, files

LANGUAGES = ("nl", "en")
_translations: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"
_here: ContextVar[tuple[str, _gettext.NullTranslations] | None] = ContextVar("language", default=None)


def use(language: str) -> None:
    """Speak `language` (`nl` or `en`) from now on; raises ValueError for any other."""
    global _translations, _language
    _translations = _catalogue(language)
    _language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` on this thread, whatever the others speak, until the block ends; raises ValueError."""
    before = _here.set((language, _catalogue(language)))
    try:
        yield
    finally:
        _here.reset(before)


def language() -> str:
    """The language spoken now."""
    here = _here.get()
    return _language if here is None else here[0]


def _(message: str) -> str:
    """`message` in the language spoken now."""
    return _spoken().gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n` in the language spoken now."""
    return _spoken().ngettext(one, many, n)


def _spoken() -> _gettext.NullTranslations:
    here = _here.get()
    return _translations if here is None else here[1]


def _catalogue(language: str) -> _gettext.NullTranslations:
    if language not in LANGUAGES:
        raise ValueError(language)
    with as_file(files(__package__)) as folder:
        return _gettext.translation("charter", folder, languages=[language], fallback=language == "en")


def N_(message: str) -> str:  # noqa: N802 - the name that extractors know
    """Mark `message` for the catalogue; it is translated where it is shown."""
    return message
