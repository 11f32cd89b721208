"""What the first run leaves to the window: its services, and the first result in one sentence.

Why handed over: the files were judged a moment ago; doing it again would keep the user waiting for the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from charter.app import Services
from charter.services.first_result import first_result
from charter.ui import messages
from charter.ui.intake import Read
from charter.ui.screens.places import BREACHES
from charter.ui.sight import Sight
from charter.ui.window.main_window import MainWindow


@dataclass(frozen=True)
class Ended:
    """What was read and how it was judged, when something was; or that a mailbox is to be connected."""

    services: Services
    read: Read | None = None
    sight: Sight | None = None
    mailbox: bool = False

    def welcome(self, window: MainWindow) -> bool:
        """Go on in the window; False when it must still fetch its data."""
        if self.mailbox:
            window.add_source()
        if self.read is None or self.sight is None:
            return False
        window.show_sight(self.sight)
        window.intake.tell(self.read)
        result = first_result(self.sight.board)
        window.strips.say(messages.of_first_result(result, self.read.outcomes, partial(window.go_to, BREACHES)))
        return True
