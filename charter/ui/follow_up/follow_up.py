"""The follow-up of chosen verdicts, for any list: the form, what was said before, the dialogs, and the writing.

Why: Today and the register let a team lead say the same things. Refuses to know a table: a list tells what is chosen,
and is told what was said.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from charter.app import Services
from charter.columns import Act, ByHand, Rows
from charter.contact import Channel
from charter.instants import parse
from charter.locale import _, formats, ngettext
from charter.services.by_hand import Standing
from charter.services.source_line import SourceLine
from charter.ui import messages
from charter.ui.follow_up.correct_dialog import CorrectDialog
from charter.ui.follow_up.dialogs import AssignDialog, ExcuseDialog, UndoDialog
from charter.ui.follow_up.follower import ChangedMeanwhile, Follower, Say
from charter.ui.follow_up.form import FollowForm
from charter.ui.follow_up.said_list import SaidList, spoken
from charter.ui.follow_up.source_dialog import SourceDialog
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.strips import Message

TOPIC = "follow-up"
MOST = 500
"""More contacts than this are not followed up at once: nobody has looked at each."""


class FollowUp(QObject):
    """What can be done with chosen verdicts.

    Signals: `heard` (Sight) with what was just said, to show at once; `kept` after something was said; `back_wanted`
    (source and id of a contact, norm id) to return to it; `changed` when fresh data is wanted; `said` (Message).
    `chosen` gives the sight, the rows of at most MOST chosen verdicts, the current one first, and how many there are;
    None without any.
    """

    heard = Signal(object)
    kept = Signal()
    back_wanted = Signal(object, str)
    changed = Signal()
    said = Signal(object)

    def __init__(
        self, services: Services, tasks: Tasks, window: QWidget, chosen: Callable[[], tuple[Sight, Rows, int] | None]
    ) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._chosen = chosen
        self._told: Task | None = None
        self._seen: tuple[str, frozenset[str]] | None = None
        self._returned: Say | None = None
        self._kept: list[str] = []
        self._folders: list[Path] = []
        self._base: Sight | None = None
        self.form = FollowForm()
        self.list = SaidList()
        self.form.save_wanted.connect(self.save)
        self.form.excuse_wanted.connect(self.ask_excuse)
        self.form.correct_wanted.connect(self.ask_correction)
        self.form.source_wanted.connect(self.show_source)
        self.list.undo_wanted.connect(self.ask_undo)
        self._follower = Follower(services, tasks, self)
        self._follower.heard.connect(self._hear)
        self._follower.written.connect(self._offer_undo)
        self._follower.changed.connect(self.changed)
        self._follower.failed.connect(self._failed)

    # what is shown

    def hear_in(self, sight: Sight, *, fresh: bool) -> Sight:
        """The sight with what was said since; `fresh` data lacks only what is still on its way."""
        if fresh:
            self._follower.forget_written()
        self._base = sight
        since = self._follower.since
        return sight.hearing(since) if since else sight

    def _hear(self) -> None:
        if self._base is not None:
            self.heard.emit(self.hear_in(self._base, fresh=False))

    def offer(self, sight: Sight) -> None:
        """Offer the teams and reasons that there are."""
        self.form.offer(self.teams(sight), self.causes)

    def teams(self, sight: Sight) -> list[str]:
        """Every team that is known, by the alphabet."""
        known = {*sight.board.contacts.names.teams, *self._services.profile.teams.values(), *sight.following.teams}
        return sorted(known - {""}, key=str.casefold)

    @property
    def causes(self) -> tuple[str, ...]:
        """The reasons to choose from."""
        return self._services.profile.follow_up.causes

    def show(self) -> None:
        """Show in the form what holds for the chosen verdicts, and what was said of the current one."""
        chosen = self._chosen()
        if chosen is None:
            return
        sight, first, count = chosen
        rows = first.tolist()
        row = rows[0]
        following = sight.following
        standing = Standing(
            following.teams[int(following.assigned[row])],
            following.causes[int(following.cause[row])],
            following.notes[int(following.note[row])],
        )
        about = tuple((sight.place(one), sight.norm_id(one)) for one in rows)
        self.form.show_standing(about, Standing() if count > 1 else standing, count, self._closed(sight, rows))
        if self._returned is not None and self._returned.of == about:
            self.form.restore(self._returned.acts)
            self._returned = None
        self._show_list(sight, row)

    def _show_list(self, sight: Sight, row: int) -> None:
        place = "/".join(sight.place(row))
        if self._told is not None:
            self._told.forget()

        def told(entries: list[ByHand]) -> None:
            self._seen = place, frozenset(one.id for one in entries)
            mine = [one for one in entries if one.norm in ("", sight.norm_id(row))]
            self.list.show_entries(mine, self._services.profile.zone)

        self._told = self._tasks.run(lambda _task: self._services.by_hand(contact=place), told, self._told_failed)

    def _closed(self, sight: Sight, rows: list[int]) -> str:
        closed = next((found for row in rows if (found := sight.closed_of(row)) is not None), None)
        if closed is None:
            return ""
        day = formats.day(formats.local(closed.at, self._services.profile.zone).date())
        return _("This period was closed on %(day)s. A change becomes an addition.") % {"day": day}

    # what is said

    def save(self) -> None:
        """Keep what was filled in."""
        chosen = self._some()
        if chosen is None:
            return
        acts = self.form.wanted()
        if not acts:
            self.form.say_nothing_changed()
            return
        sight, rows = chosen
        seen = None
        if len(rows) == 1 and self._seen is not None and self._seen[0] == "/".join(sight.place(rows[0])):
            seen = self._seen[1]
        self.form.done()
        self._follower.say(Say.of_rows(sight, rows, acts, seen))
        self.kept.emit()

    def ask_team(self) -> None:
        """Ask who takes the chosen contacts."""
        chosen = self._some()
        if chosen is None:
            return
        sight, rows = chosen
        dialog = AssignDialog(self.teams(sight), len(rows), self._window)
        dialog.accepted.connect(
            lambda: self._follower.say(Say.of_rows(sight, rows, ((Act.ASSIGN, dialog.chosen, ""),)))
        )
        dialog.open()

    def ask_excuse(self) -> None:
        """Ask why the chosen breaches do not count."""
        chosen = self._some()
        if chosen is None:
            return
        sight, rows = chosen
        closed = self._closed(sight, rows)
        dialog = ExcuseDialog(sight.number(rows[0]), len(rows), self.causes, closed, self._window)

        def excuse() -> None:
            cause, reason = dialog.given
            self._follower.say(Say.of_rows(sight, rows, ((Act.EXCUSE, cause, reason),)))
            self.kept.emit()

        dialog.accepted.connect(excuse)
        dialog.open()

    def ask_correction(self) -> None:
        """Ask what was wrong with the current contact."""
        chosen = self._some()
        if chosen is None:
            return
        sight, rows = chosen
        place = "/".join(sight.place(rows[0]))
        now = formats.iso(self._services.clock.now(), self._services.profile.zone)
        dialog = CorrectDialog(sight.number(rows[0]), self._closed(sight, rows[:1]), now, self._window)

        def correct() -> None:
            kind, at, other, reason = dialog.given
            moment = parse(at, self._services.profile.zone) if at else None
            self._follower.do(
                lambda: self._services.correct(place, kind, reason, at=moment, other=other), self._do_failed
            )

        dialog.accepted.connect(correct)
        dialog.open()

    def ask_undo(self, entry: ByHand) -> None:
        """Ask why an entry is taken back."""
        dialog = UndoDialog(spoken(entry, self._services.profile.zone), self._window)
        dialog.accepted.connect(
            lambda: self._follower.do(lambda: self._services.undo(entry.id, dialog.given), self._do_failed)
        )
        dialog.open()

    def _offer_undo(self, say: Say, entries: list[str]) -> None:
        """What was just said can be taken back at once: a slip of the hand needs no reason of its own."""
        n = len({place for place, _norm in say.of})
        text = ngettext("Kept with %(contact)s.", "Kept with %(n)s contacts.", n)
        told = text % {"contact": say.of[0][0][1], "n": formats.number(n)}
        self._kept = entries
        self.said.emit(Message("done", told, action=(_("Undo"), self.undo_last), topic=TOPIC))

    def undo_last(self) -> None:
        """Take back what was said last, once."""
        entries, self._kept = self._kept, []
        if not entries:
            self.said.emit(Message("information", _("There is nothing to undo here."), topic=TOPIC))
            return
        reason = _("Taken back right after it was said.")
        self._follower.do(lambda: self._services.undo_each(entries, reason), self._do_failed, self._say_taken_back)

    def _say_taken_back(self) -> None:
        self.said.emit(Message("done", _("It is taken back. The journal tells of both."), topic=TOPIC))

    def _some(self) -> tuple[Sight, list[int]] | None:
        chosen = self._chosen()
        if chosen is None:
            self.said.emit(Message("information", _("Choose a contact in the list first."), topic=TOPIC))
        elif chosen[2] > MOST:
            text = _("You chose %(n)s contacts. At most %(most)s can be followed up at once.")
            told = text % {"n": formats.number(chosen[2]), "most": formats.number(MOST)}
            self.said.emit(Message("attention", told, topic=TOPIC))
            return None
        return chosen and (chosen[0], chosen[1].tolist())

    # where it comes from

    def show_source(self) -> None:
        """Show where the current contact comes from."""
        chosen = self._chosen()
        if chosen is None:
            return
        sight, row = chosen[0], int(chosen[1][0])
        contact = int(sight.board.verdicts.contact[row])
        folders = tuple(self._folders)

        def show(found: SourceLine) -> None:
            dialog = SourceDialog(
                sight.number(row), found, _message_id(sight, contact), self._services.profile.zone, self._window
            )
            dialog.search_wanted.connect(lambda: self._search(dialog, found.origin.file))
            dialog.open()

        self._tasks.run(
            lambda _task: self._services.source_line(sight.board, contact, folders), show, self._told_failed
        )

    def _search(self, dialog: SourceDialog, file: str) -> None:
        path, _kind = QFileDialog.getOpenFileName(dialog, _("Where is %(file)s?") % {"file": file}, file)
        if path:
            self._folders.insert(0, Path(path).parent)
            dialog.accept()
            self.show_source()

    # faults

    def _failed(self, error: Exception, say: Say) -> None:
        self._returned = say
        place, norm = say.of[0]
        if isinstance(error, ChangedMeanwhile):
            compare = (_("Compare"), lambda: self.back_wanted.emit(place, norm))
            self.said.emit(Message("attention", messages.said(error), action=compare, topic=TOPIC))
        else:
            self.said.emit(messages.of_error(error, TOPIC, lambda: self._follower.say(say)))

    def _do_failed(self, error: Exception) -> None:
        self.said.emit(messages.of_error(error, TOPIC))

    def _told_failed(self, error: Exception) -> None:
        self.said.emit(messages.of_error(error, TOPIC))


def _message_id(sight: Sight, contact: int) -> str:
    """Of mail its Message-ID, by which a mail program finds it; "" for what is no mail, or mail without one."""
    number = str(sight.board.contacts.ids[contact])
    return number if sight.board.contacts.channel[contact] == Channel.EMAIL and "@" in number else ""
