"""What the window asks of every screen, so that it need not know any of them.

Why: seven screens share keys, data and messages; what is common stands here once. Refuses to hold data of its own and
to decide how a screen looks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.app import Services
from charter.locale import N_
from charter.ui.keys import Key
from charter.ui.sight import Sight
from charter.ui.tasks import Tasks

_WHOLE = object()


class Screen(QWidget):
    """One screen.

    Signals: `import_wanted` for a choice of files, `contact_wanted` (contact row, norm) to open it in the register,
    `register_wanted` (RegisterFilter) to see the contacts behind a figure there, `place_wanted` (id of a screen) to go
    there, `back_wanted` to go where the user came from, `refresh_wanted` when the database changed, `said` (Message)
    for a strip, `failed` (error); `files_wanted` (paths) to read files in, `fetch_wanted` (names, none: all) to ask
    live sources, `mapping_wanted` (path or None, id of a mapping or "") for the wizard; `source_wanted` to add a
    source; `profile_changed` when the settings were saved, `language_wanted` (nl or en) to speak another language,
    `text_size_wanted` (percent) to show larger text.
    """

    HELP: ClassVar[tuple[str, ...]] = ()
    """What F1 tells of this screen, a msgid a paragraph."""
    DROP: ClassVar[str] = N_("Charter reads log files of mail and telephone systems, and whole folders of them.")
    """What becomes of a file that is dropped while this screen is shown, as a msgid."""
    NEEDS_DATA: ClassVar[bool] = True
    """Whether there is nothing on this screen before the first data."""
    KEYS: ClassVar[tuple[Key, ...]] = ()
    """The keys of this screen alone; the screen binds them itself."""

    import_wanted = Signal()
    contact_wanted = Signal(int, int)
    register_wanted = Signal(object)
    place_wanted = Signal(str)
    back_wanted = Signal()
    refresh_wanted = Signal()
    said = Signal(object)
    failed = Signal(object)
    files_wanted = Signal(object)
    fetch_wanted = Signal(object)
    mapping_wanted = Signal(object, str)
    source_wanted = Signal()
    profile_changed = Signal()
    language_wanted = Signal(str)
    text_size_wanted = Signal(int)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._services = services
        self._tasks = tasks
        self._settings = settings
        self._sight: Sight | None = None
        self._growing: Iterator[None] = iter(())

    def grow(self) -> bool:
        """Make the next part of a screen that is not whole yet; False: it is whole.

        A screen of many parts says so with `_grow_by`; between two of them the window has its turn.
        """
        return next(self._growing, _WHOLE) is not _WHOLE

    def _grow_by(self, parts: Iterator[None], *, whole: bool) -> None:
        """Make the screen by `parts`, which yields after each of them; all at once where it is to be `whole`."""
        self._growing = parts
        while whole and self.grow():
            pass

    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; what the user chose stays where it still exists."""
        self._sight = sight

    def retell(self, sight: Sight) -> None:
        """Tell the same verdicts at a later instant, where they stand."""
        self._sight = sight

    def hear_fetching(self, source: str, rows: int) -> None:
        """A live source is being asked, and gave so many rows by now."""

    def fetch_names(self) -> tuple[str, ...]:
        """Which live sources F5 asks here; none: all."""
        return ()

    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order; those that are hidden are passed over."""
        return ()

    def first_filter(self) -> QWidget | None:
        """Where Ctrl+L goes."""
        return None

    def search_field(self) -> QWidget | None:
        """Where Ctrl+F goes; None: to the search field of the register."""
        return None

    def take_drop(self, paths: Sequence[Path]) -> bool:
        """Take files that were dropped on the window; False: they are read in as logs."""
        return False

    def take_focus(self) -> None:
        """Put the keyboard where work begins."""
        regions = [region for region in self.regions() if region.isVisibleTo(self)]
        if regions:
            regions[0].setFocus()

    def escape(self) -> None:
        """What Esc does."""

    def share(self, drafts: dict[Hashable, Any]) -> None:
        """Keep what is half typed in `drafts`, which outlive this screen: it may be made anew."""

    def leave(self, then: Callable[[], object]) -> bool:
        """Whether the user may go; asks what to do with what is not saved. False: stay, or `then` is called later."""
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        else:
            super().keyPressEvent(event)
