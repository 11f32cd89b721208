"""What every test of the window may use: a small board by hand, services that only count, tasks that run at once.

The town: Tuesday 17 November 2026, 08:12 in Amsterdam. 7 contacts are late and open, 6 are due today, 4 tomorrow,
1 is not measurable; besides, 30 were met, 2 breached and stopped, 1 excused.
"""

from __future__ import annotations

import gc
import gettext
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

pytest.importorskip("PySide6", reason="the window's tests need PySide6")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from charter import locale
from charter.clock import FixedClock
from charter.columns import NO_DAY, NO_TIME, Act, ByHand, Contacts, Names, Verdict, Verdicts, Visits
from charter.contact import Channel, Kind, Origin, Precision
from charter.hours import parse_hours
from charter.norms.calendar import CalendarPeriod, Calendars, ServiceCalendar, StatutoryCalendar
from charter.norms.explain import Explanation
from charter.norms.model import CalendarKind, Limit, Norm, NormKind, NormVersion, Rulebook, Unit
from charter.norms.reasons import Reason
from charter.norms.ruler import WorkCalendar
from charter.norms.steps import Step
from charter.norms.timeline import StripDay, TimelineEntry
from charter.services.board import Board
from charter.services.completeness import Completeness
from charter.services.said import ClosedDays, Said
from charter.services.source_line import SourceLine, Standing
from charter.ui.breaches.detail_pane import DetailPane
from charter.ui.garbage import ENOUGH
from charter.ui.look import theme
from charter.ui.look.tokens import LIGHT
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task
from charter.ui.widgets.parts import IconLabel

for waiting in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitCallback):
    waiting.__kwdefaults__["timeout"] = 60_000  # a test fails for what does not come, never for what comes late

ZONE = ZoneInfo("Europe/Amsterdam")
EMAIL, CALLBACK, SOCIAL = range(3)


def at(text: str) -> int:
    """UTC microseconds of a local moment in Amsterdam."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC).timestamp()) * 1_000_000


def end_of(day: str) -> int:
    """The last microsecond of a local day."""
    return at(f"{day}T23:59:59") + 999_999


NOW = at("2026-11-17T08:12:00")


def _norm(norm_id: str, nl: str, en: str, limit: Limit, target: float) -> Norm:
    version = NormVersion(
        number=1, valid_from=date(2011, 3, 1), start=(Kind.MESSAGE_RECEIVED,), stop=(Kind.REPLY_SUBSTANTIVE,),
        limit=limit, target=target, calendar=CalendarKind.SERVICE, basis=(),
    )  # fmt: skip
    return Norm(
        norm_id,
        NormKind.TIME,
        {"nl": nl, "en": en},
        {"nl": f"Wij beloven {nl}.", "en": f"We promise {en}."},
        (version,),
    )


def rulebook() -> Rulebook:
    period = CalendarPeriod(date(2011, 3, 1), {"default": parse_hours("mon-fri 08:30-17:00")})
    calendars = Calendars(
        ServiceCalendar("Europe/Amsterdam", (period,)),
        StatutoryCalendar(frozenset(), ((date(2011, 1, 1), date(2030, 12, 31)),)),
    )
    return Rulebook(
        (
            _norm("email.answer", "E-mail", "E-mail", Limit(5, Unit.WORKING_DAYS), 0.9),
            _norm("phone.callback", "Terugbellen", "Calling back", Limit(2, Unit.WORKING_DAYS), 0.9),
            _norm("social.first_response", "WhatsApp", "WhatsApp", Limit(4, Unit.OPENING_HOURS), 0.95),
        ),
        calendars,
        "digest",
    )


def make_board(rows: list[dict[str, Any]]) -> Board:
    """A board of one verdict a contact; a row says what differs from an e-mail that was answered in time."""
    book = rulebook()
    teams = ("", "Burgerzaken", "KCC Team 1", "Belastingen")
    n = len(rows)

    def column(name: str, default: Any, dtype: Any) -> Any:
        return np.array([row.get(name, default) for row in rows], dtype)

    ids = np.empty(n, object)
    ids[:] = [row["id"] for row in rows]
    zeros = np.zeros(n, np.int32)
    contacts = Contacts(
        names=Names(("", "test"), ("", "post.csv"), ("", "ab" * 32), teams, ("", "info")),
        ids=ids, source=zeros + 1, channel=column("channel", Channel.EMAIL, np.int16), category=zeros,
        direction=zeros, team=column("team", 1, np.int32), queue=zeros, organisation=zeros, outcome=zeros,
        transfers=zeros, visits=zeros, wait_us=np.full(n, -1), talk_us=np.full(n, -1), file=zeros + 1,
        line=np.arange(2, n + 2, dtype=np.int32), flags=zeros,
    )  # fmt: skip
    verdicts = Verdicts(
        contact=np.arange(n), norm=column("norm", EMAIL, np.int16), version=np.ones(n, np.int16),
        verdict=column("verdict", Verdict.MET, np.int8), reason=column("reason", Reason.IN_TIME, np.int8),
        day=column("day", (date(2026, 11, 9) - date(1970, 1, 1)).days, np.int32),
        started_at=column("started", at("2026-11-09T10:00:00"), np.int64),
        deadline=column("deadline", end_of("2026-11-16"), np.int64), stopped_at=column("stopped", NO_TIME, np.int64),
        spent_us=column("spent", -1, np.int64), value=np.full(n, np.nan), provisional=np.zeros(n, np.bool_),
    )  # fmt: skip
    empty = np.empty(0, np.int64)
    visits = Visits(*([empty] * 9))
    work = WorkCalendar.of(book.calendars)
    return Board(contacts, visits, verdicts, book, NOW, work, Completeness((), at("2026-11-17T07:45:00"), 0, work))


def town() -> list[dict[str, Any]]:
    late = {"verdict": Verdict.BREACHED, "reason": Reason.OPEN_LATE}
    due = {"verdict": Verdict.PENDING, "reason": Reason.RUNNING}
    rows: list[dict[str, Any]] = []
    for position, day in enumerate(("12", "12", "13", "13", "16", "16", "16")):
        rows.append(
            {**late, "id": f"E-2026-{11795 + position}", "deadline": end_of(f"2026-11-{day}"), "team": 1 + position % 3,
             "norm": position % 2}
        )  # fmt: skip
    rows.append(
        {**due, "id": "W-2026-02210", "channel": Channel.SOCIAL, "norm": SOCIAL, "deadline": at("2026-11-17T11:40:00"),
         "spent": 50 * 60_000_000, "team": 0}
    )  # fmt: skip
    rows += [{**due, "id": f"E-2026-1189{n}", "deadline": end_of("2026-11-17")} for n in range(5)]
    rows += [{**due, "id": f"E-2026-1190{n}", "deadline": end_of("2026-11-18")} for n in range(4)]
    rows.append(
        {"id": "E-2026-11502", "verdict": Verdict.UNDETERMINED, "reason": Reason.START_UNKNOWN, "deadline": NO_TIME,
         "day": NO_DAY, "started": NO_TIME}
    )  # fmt: skip
    rows += [
        {"id": f"E-2026-{10000 + n}", "stopped": at("2026-11-12T10:00:00"), "deadline": end_of("2026-11-16")}
        for n in range(30)
    ]
    rows += [
        {"id": f"B-2026-0087{n}", "channel": Channel.LETTER, "verdict": Verdict.BREACHED, "reason": Reason.LATE,
         "deadline": end_of("2026-11-06"), "stopped": at("2026-11-11T10:00:00")}
        for n in range(2)
    ]  # fmt: skip
    rows.append(
        {"id": "T-2026-39902", "channel": Channel.PHONE, "norm": CALLBACK, "verdict": Verdict.EXCUSED,
         "reason": Reason.EFFORT, "deadline": end_of("2026-11-03"), "stopped": at("2026-11-04T10:00:00")}
    )  # fmt: skip
    return rows


def explanation(board: Board, row: int, norm_id: str) -> Explanation:
    """What the services would say, made by hand: the shape counts here, not the law."""
    return Explanation(
        contact=str(board.contacts.ids[row]), norm=norm_id, title="E-mail", promise="We promise an answer.", version=1,
        verdict=Verdict(int(board.verdicts.verdict[row])), reason=Reason(int(board.verdicts.reason[row])),
        reason_text="The limit has passed and nothing has stopped the clock.",
        steps=(Step("norm", "Norm: e-mail."), Step("start", "Received on Monday 9 November."),
               Step("days", "Counted: five days."), Step("end", "The last day counts to its end."),
               Step("verdict", f"Breached, contact {row}.")),
        strip=(
            StripDay(date(2026, 11, 9), "start", "start"),
            *(StripDay(date(2026, 11, 10 + n), str(n + 1), "counted") for n in range(4)),
            StripDay(date(2026, 11, 14), "closed", "skipped", "Saturday"),
            StripDay(date(2026, 11, 15), "closed", "skipped", "Sunday"),
            StripDay(date(2026, 11, 16), "5", "deadline"),
        ),
        timeline=(
            TimelineEntry(at("2026-11-09T10:00:00"), Precision.SECOND, "Received: the clock starts", "start"),
            TimelineEntry(end_of("2026-11-16"), Precision.INSTANT, "The last moment has passed", "deadline", True),
            TimelineEntry(board.as_of, Precision.INSTANT, "Now: nothing has stopped the clock", "now"),
        ),
        deadline=end_of("2026-11-16"), counted_us=None, elapsed_us=8 * 86_400_000_000, provisional=False,
        origin=Origin("post.csv", "ab" * 32, row + 2),
    )  # fmt: skip


@dataclass
class FakeServices:
    """Answers from a board made by hand, and remembers what was asked."""

    made: Callable[[], Board]
    outcomes: list[Any] = field(default_factory=list)
    explained: list[tuple[int, str]] = field(default_factory=list)
    imported: list[list[Path]] = field(default_factory=list)
    fetched: list[Any] = field(default_factory=list)
    fetches: int = 0
    fetched_names: list[tuple[str, ...]] = field(default_factory=list)
    supplies: list[Any] = field(default_factory=list)
    troubles_of: dict[str, list[Any]] = field(default_factory=dict)
    mapping_desk: Any = field(
        default_factory=lambda: SimpleNamespace(ids=lambda: (), titles=dict, tables=lambda outcomes: ())
    )
    boards: int = 0
    entry: int = 0
    entries: list[ByHand] = field(default_factory=list)
    closed: tuple[ClosedDays, ...] = ()
    followed: list[tuple[list[str], Act, str, str, str]] = field(default_factory=list)
    corrected: list[tuple[Any, ...]] = field(default_factory=list)
    undone: list[tuple[str, str]] = field(default_factory=list)
    exported: list[tuple[Any, Path]] = field(default_factory=list)
    who: str = "tester"
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    fault: Exception | None = None
    profile: Any = field(
        default_factory=lambda: SimpleNamespace(
            organisation="gemeente Voorbeeld",
            zone=ZONE,
            folder=Path("town"),
            teams={"info@voorbeeld.nl": "Vergunningen"},
            few_people=frozenset(),
            follow_up=SimpleNamespace(causes=("Te weinig mensen", "Storing")),
        )
    )
    judging: Any = field(default_factory=lambda: SimpleNamespace(notice="", faults=()))
    is_read_only: bool = False
    unnoted: str = ""

    def last_entry(self) -> int:
        return self.entry

    def board(self) -> Board:
        self.boards += 1
        if self.fault is not None:
            raise self.fault
        return self.made()

    def explain(self, board: Board, row: int, norm_id: str) -> Explanation:
        self.explained.append((row, norm_id))
        return explanation(board, row, norm_id)

    def said(self, board: Board) -> Said:
        return Said(tuple(self.entries), self.closed)

    def by_hand(self, as_of: int | None = None, contact: str = "") -> list[ByHand]:
        return [one for one in self.entries if not contact or contact == f"{one.source}/{one.contact}"]

    def follow_up(self, contacts: list[str], act: Act, value: str, reason: str = "", norm: str = "") -> list[str]:
        if self.fault is not None:
            raise self.fault
        self.followed.append((list(contacts), act, value, reason, norm))
        for contact in contacts:
            source, _, own = contact.partition("/")
            number = f"f{len(self.entries) + 1}"
            self.entries.append(ByHand(number, NOW, self.who, source, own, norm, act.word, value, reason, False))
        return [one.id for one in self.entries[-len(contacts) :]]

    def correct(self, contact: str, kind: Kind, reason: str, *, at: Any = None, other: str = "") -> str:
        if self.fault is not None:
            raise self.fault
        self.corrected.append((contact, kind, reason, at, other))
        return "c1"

    def undo(self, entry: str, reason: str) -> str:
        self.undone.append((entry, reason))
        self.entries = [replace(one, undone=one.undone or one.id == entry) for one in self.entries]
        return "f99"

    def undo_each(self, entries: list[str], reason: str) -> list[str]:
        return [self.undo(entry, reason) for entry in entries]

    def source_line(self, board: Board, row: int, folders: Any = ()) -> SourceLine:
        origin = Origin("post.csv", "ab" * 32, row + 2)
        return SourceLine(origin, "test", "mapped_table", NOW, "tester", Standing.FOUND, Path("post.csv"), "a;b;c")

    def export_list(self, listed: Any, file: Path, *, progress: Any, cancelled: Any) -> int:
        self.exported.append((listed, file))
        return int(listed.size)

    def fetch(self, names: Any = (), *, progress: Any, cancelled: Any) -> list[Any]:
        self.fetches += 1
        self.fetched_names.append(tuple(names))
        if self.fault is not None:
            raise self.fault
        for outcome in self.fetched:
            progress(outcome.name, outcome.counts.read)
        return self.fetched

    def overview(self) -> list[Any]:
        if self.fault is not None:
            raise self.fault
        return self.supplies

    def troubles(self, supply: Any) -> list[Any]:
        return self.troubles_of.get(supply.name, [])

    def import_paths(
        self,
        paths: list[Path],
        *,
        progress: Any,
        cancelled: Any,
        zone: Any = None,
        mapping: Any = None,
        format_id: str = "",
        dates: Any = None,
        ask_zone: Any = None,
    ) -> list[Any]:
        self.imported.append(list(paths))
        if self.fault is not None:
            raise self.fault
        return self.outcomes


class ImmediateTasks:
    """Runs work at once, on this thread."""

    def run(self, work: Any, done: Any, failed: Any, pool: Pool = Pool.READERS) -> Task:
        task = Task()
        try:
            result = work(task)
        except Exception as error:  # noqa: BLE001 - as the real runner
            task.ended = True
            failed(error)
        else:
            task.ended = True
            done(result)
        return task

    def tell(self, task: Task, report: Callable[[], None]) -> None:
        report()


class HeldTasks:
    """Keeps work until the test lets it go, to see what a window shows meanwhile."""

    def __init__(self) -> None:
        self.held: list[tuple[Task, Any, Any, Any]] = []

    def run(self, work: Any, done: Any, failed: Any, pool: Pool = Pool.READERS) -> Task:
        task = Task()
        self.held.append((task, work, done, failed))
        return task

    def tell(self, task: Task, report: Callable[[], None]) -> None:
        report()

    def let_go(self) -> None:
        held, self.held = self.held, []
        for task, work, done, failed in held:
            if not task.wanted:
                continue
            try:
                result = work(task)
            except Exception as error:  # noqa: BLE001 - as the real runner
                task.ended = True
                failed(error)
            else:
                task.ended = True
                done(result)


def _is_ours(item: pytest.Item | None) -> bool:
    """Whether a test is one of the window: some hooks are called for every test there is."""
    return item is not None and Path(__file__).parent in item.path.parents


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen cannot pass size hints on, and says so at every window: no fault of ours."""
    for item in items:
        if _is_ours(item):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Python never collects parts of a window on another thread, as in the program (`charter.ui.garbage`).

    A test lets its window go after its last fixture has ended, so that only here nothing of it is left for later. What
    was there before the first test of the window is passed over until after the last one: it is much, and stays.
    """
    if not _is_ours(item):
        return (yield)
    gc.disable()
    if not gc.get_freeze_count():
        gc.freeze()
    try:
        return (yield)
    finally:
        if not _is_ours(nextitem):
            gc.unfreeze()
            gc.collect()
            gc.enable()
        elif nextitem.path != item.path or gc.get_count()[0] >= ENOUGH:
            gc.collect()


@pytest.fixture(scope="session", autouse=True)
def _shown_means_active(qapp: QApplication) -> Iterator[None]:
    """On a real display a window gets the keyboard when its manager likes; a test goes on when it has."""
    if qapp.platformName() == "offscreen":
        yield
        return
    show = QWidget.show

    def wait(widget: QWidget) -> None:
        show(widget)
        if widget.isWindow():
            widget.activateWindow()
            QTest.qWaitForWindowActive(widget, 2000)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(QWidget, "show", wait)
        yield


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Every test of the window begins dressed in the light theme."""
    if not qapp.styleSheet():
        qapp.setStyle("Fusion")
        theme.use(qapp, LIGHT)
    yield
    if theme.tokens() != LIGHT:
        theme.use(qapp, LIGHT)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def board() -> Board:
    return make_board(town())


@pytest.fixture
def sight(board: Board) -> Sight:
    return Sight.of(board)


@pytest.fixture
def services(board: Board) -> FakeServices:
    return FakeServices(lambda: board)


@pytest.fixture
def tasks() -> ImmediateTasks:
    return ImmediateTasks()


@pytest.fixture
def held() -> HeldTasks:
    return HeldTasks()


@pytest.fixture
def no_board() -> Board:
    return replace(make_board([]), completeness=Completeness((), None, 0, WorkCalendar.of(rulebook().calendars)))


def _cut_off(root: QWidget) -> list[str]:
    """The words that do not fit where they stand; labels that give way on purpose have a tooltip."""
    found = []
    for part in root.findChildren(QWidget):
        if not part.isVisible():
            continue
        if isinstance(part, QLabel) and not isinstance(part, IconLabel) and part.text():
            gives_way = part.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored and (
                bool(part.toolTip()) or part.fontMetrics().horizontalAdvance(part.text()) <= part.width()
            )
            if part.wordWrap():
                fits = part.height() >= part.heightForWidth(part.width())
            else:
                fits = gives_way or part.width() >= part.minimumSizeHint().width()
            if not fits:
                found.append(part.text())
        if isinstance(part, QPushButton) and part.text() and part.width() < part.minimumSizeHint().width():
            found.append(part.text())
    return found


def _outside(root: QWidget, *, scrolls: bool) -> list[str]:
    """The parts that are wider than what they stand in; where it `scrolls` that may be a page that can be shifted."""
    return [
        type(part).__name__
        for part in root.findChildren(QWidget)
        if part.isVisible()
        and part.parentWidget() is not None
        and part.width() > part.parentWidget().width() + 1
        and not (scrolls and _can_be_shifted(part))
    ]


def _can_be_shifted(part: QWidget) -> bool:
    area = part.parentWidget().parentWidget()
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return isinstance(area, QScrollArea) and area.widget() is part and area.horizontalScrollBarPolicy() != never


@pytest.fixture
def misfits() -> Callable[..., list[str]]:
    """Finds the words that are cut off and the parts that stick out of what they stand in, or only those that cannot
    be shifted into sight (`scrolls=True`).
    """
    return lambda root, scrolls=False: [*_cut_off(root), *_outside(root, scrolls=scrolls)]


class _Longer(gettext.NullTranslations):
    """A language in which every text is 40 % longer, in words of ordinary length."""

    def gettext(self, message: str) -> str:
        wanted = round(len(message) * 0.4)
        return f"{message} {'lengte ' * (wanted // 7)}{'x' * (wanted % 7)}".rstrip()

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def longer(monkeypatch) -> None:
    """Every text is 40 % longer; what is asked for after this fixture is made with such words."""
    monkeypatch.setattr(locale, "_translations", _Longer())
    monkeypatch.setattr(locale, "_language", "en")


@pytest.fixture
def steps_of() -> Callable[[DetailPane], list[str]]:
    """The steps of an explanation, as they stand in its pane."""

    def told(pane: DetailPane) -> list[str]:
        items = (pane.steps.itemAtPosition(row, 1) for row in range(pane.steps.rowCount()))
        parts = (item.widget() for item in items if item is not None)
        return [part.text() for part in parts if isinstance(part, QLabel)]

    return told


@pytest.fixture
def announced(monkeypatch) -> list[str]:
    """The names of what a screen reader was asked to tell at once."""
    heard: list[str] = []

    def hear(event) -> None:
        if event.type() == QAccessible.Event.Alert:
            heard.append(event.object().accessibleName())

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard
