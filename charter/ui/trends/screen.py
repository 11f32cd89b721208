"""Trends: do we keep our promises, did anything really change, when and where does it go wrong. One page a period.

Why: a director asks once a month, and wants to know what is change and what is chance. Refuses to compute, to word and
to draw: `charter.ui.trends.figures` does, beside the window, from what the report uses too. Nothing is drawn while
nobody looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.errors import CharterError
from charter.locale import N_, _
from charter.norms.periods import Period
from charter.norms.score import Group
from charter.ui.alert import alert
from charter.ui.keys import Key
from charter.ui.look import theme
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.trends.cards import FunnelCard, TrendCard
from charter.ui.trends.choice import FUNNEL, HEATMAP, TABLES, UNITS, TrendChoice, parts, period_name, periods, usual
from charter.ui.trends.drawing import TrendDrawing
from charter.ui.trends.headline_card import HeadlineCard
from charter.ui.trends.heat_card import HeatCard
from charter.ui.trends.heat_table import HeatCell
from charter.ui.trends.norm_list import NormList, NormListModel
from charter.ui.trends.papers import TrendPapers
from charter.ui.trends.pen import TrendPen
from charter.ui.trends.picture_view import PictureView
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.chooser import OneChoice, Picker
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import as_card, button, label, pause, plain, scrolled, set_property

if TYPE_CHECKING:
    from charter.ui.trends.figures import Shown
    from charter.ui.trends.telling import Told

SETTLE_MS = 180
"""So long a size must stand still before a picture is drawn anew."""
_SLOW_MS = 1000
_NORMS, _PICTURES, _PICTURE = 292, 560, 270
_OF_ALL_NORMS = ("backlog", "causes", *TABLES)
"""What the large card shows of all norms together."""
TABLE = Key("Ctrl+D", N_("Show every picture as a table, or as a picture again"))
PRINT = Key("Ctrl+P", N_("Print the page of the chosen norm, without small groups"))


class TrendsScreen(Screen):
    """Sentences, norms, the picture of one, when it goes wrong, and where."""

    HELP = (
        N_("Here you see whether the promises were kept in a period, and what is change and what is chance."),
        N_(
            "Above stand the sentences that matter most. Choose a norm on the left to see its chart. Between the "
            "dashed lines a difference may be chance."
        ),
        N_("Choose a point or a cell to see the contacts behind it. Left and right go from point to point."),
        N_(
            "As table shows the same numbers without a picture. What you save or copy leaves out groups with fewer "
            "than 5 contacts."
        ),
        N_("With a remark you say what happened in a period. It stands under the chart and in the report."),
    )
    KEYS = (TABLE, PRINT)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings, *, whole: bool = True) -> None:
        super().__init__(services, tasks, settings)
        self._stale = False
        self._told: Told | None = None
        self._norm = str(settings.value("trends/norm") or "")
        self._telling: Task | None = None
        self._drawing = TrendDrawing(services, tasks, self)
        self._drawing.drawn.connect(self._show_picture)
        self._drawing.refused.connect(self._say_instead)
        self._drawing.ended.connect(self._done)
        self._drawing.failed.connect(self._not_done)
        self._settle = pause(self, SETTLE_MS, self._redraw)
        self.papers = TrendPapers(services, tasks, self._shown, self)
        self.papers.said.connect(self.said)
        self.pen = TrendPen(services, tasks, self)
        self.pen.said.connect(self.said)
        self.pen.written.connect(self.refresh_wanted)
        self._grow_by(self._build(), whole=whole)

    # building

    def _build(self) -> Iterator[None]:
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        yield
        self.empty = EmptyState()
        self._choose_file = button(_("Choose files..."), "folder", primary=True)
        self._choose_file.clicked.connect(self.import_wanted)
        self._choose_file.setParent(self.empty)
        self._choose_file.hide()
        inside = plain()
        scroll = scrolled(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedWidget()
        self._stack.addWidget(scroll)
        self._stack.addWidget(self.empty)
        page.addWidget(self._stack, 1)  # what is filled where it stands is dressed once
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.headlines = HeadlineCard()
        self.headlines.copy_wanted.connect(self._copy_paragraph)
        column.addWidget(self.headlines)
        body = Beside(12)
        column.addLayout(body, 1)
        body.add_fixed(self._build_norms(), theme.px(_NORMS))
        pictures = QVBoxLayout()
        pictures.setSpacing(12)
        body.add(pictures, 1, theme.px(_PICTURES))
        yield
        pictures.addWidget(self._build_card(), 13)
        yield
        pictures.addLayout(self._build_parts(), 10)
        for card in (self.card, self.funnel):
            card.opened.connect(self.register_wanted)
            card.size_wanted.connect(lambda: self._settle.start())
        self._slow = pause(self, _SLOW_MS, self.busy.show)
        self._drawing.begun.connect(self._slow.start)
        for key, act in ((TABLE, self.table_button.toggle), (PRINT, self.print_page)):
            shortcut = QShortcut(QKeySequence(key.keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._show_empty_or_page()
        yield

    def _build_head(self) -> Flow:
        self.busy = label(_("Working it out..."), theme.CAPTION, tone="muted")
        self.busy.hide()
        self.unit = Picker(_("Length of the periods"))
        self.unit.offer_each([(_(words), unit) for unit, words in UNITS.items()], self._remembered("unit", "month"))
        self.period = Picker(_("Period"))
        self.part = OneChoice(_("Team, channel or organisation"))
        self.part.offer(_("All teams"), [])
        for choice, act in ((self.unit, self._unit_chosen), (self.period, self._tell), (self.part, self._tell)):
            choice.chosen.connect(act)
        self.unit.setMinimumContentsLength(9)
        self.period.setMinimumContentsLength(12)
        self.table_button = button(_("As table"), "table", help_text=_("The same numbers without pictures (Ctrl+D)"))
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self._as_table)
        self.report_button = button(_("Report..."), "sheet", help_text=_("A PDF of this period"))
        self.report_button.clicked.connect(self.papers.ask_report)
        title = label(_("Trends"), theme.TITLE, bold=True)
        choices = (self.unit, self.period, self.part, self.table_button, self.report_button)
        return Flow(title, self.busy, *choices, head=True)

    def _build_norms(self) -> QWidget:
        surface = QFrame()
        as_card(surface)
        self._score_of = label(points=theme.CAPTION, tone="muted")
        self.norm_model = NormListModel()
        self.norms = NormList(self.norm_model, _("Norms"))
        self.norms.chosen.connect(self._norm_chosen)
        head = QHBoxLayout()
        head.setContentsMargins(14, 11, 12, 6)
        head.addWidget(label(_("Norms"), theme.SECTION, bold=True), 1)
        head.addWidget(self._score_of)
        column = QVBoxLayout(surface)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.norms, 1)
        return surface

    def _build_card(self) -> QWidget:
        self.card = TrendCard(self._tasks, self._settings, self._remembered("picture", "trend"))
        self.card.picture.chosen.connect(self._picture_chosen)
        self.card.limits.clicked.connect(self._ask_limits)
        self.card.remark.clicked.connect(self._ask_remark)
        self.card.leave_wanted.connect(lambda way: self.papers.leave(way, self.choice().picture if self._sight else ""))
        return self.card

    def _build_parts(self) -> Beside:
        self.heat = HeatCard()
        self.heat.opened.connect(self._cell_opened)
        self.heat.leave_wanted.connect(lambda way: self.papers.leave(way, HEATMAP))
        self.funnel = FunnelCard(self._tasks, self._settings, Group(self._remembered("compare", "team")))
        self.funnel.compare.chosen.connect(self._compare_chosen)
        self.funnel.leave_wanted.connect(lambda way: self.papers.leave(way, FUNNEL))
        below = Beside(12)
        below.add(self.heat, 11, theme.px(_PICTURE))
        below.add(self.funnel, 10, theme.px(_PICTURE))
        return below

    def _remembered(self, name: str, usually: str) -> str:
        return str(self._settings.value(f"trends/{name}") or usually)

    # what is chosen

    def _shown(self) -> tuple[Sight, TrendChoice] | None:
        return None if self._sight is None else (self._sight, self.choice())

    def _copy_paragraph(self) -> None:
        if self._told is not None:
            self.papers.copy_paragraph(self._told.paragraph)

    def print_page(self) -> None:
        """Ctrl+P: the page of the chosen norm, on paper."""
        if self._told is not None:
            self.papers.print_page(self._title() or _("Trends"), self._told)

    def choice(self) -> TrendChoice:
        """What the pickers say; only when there are periods."""
        period, part = self.period.value(), self.part.value()
        if not isinstance(period, Period):
            raise TypeError(period)
        return TrendChoice(
            period,
            part if isinstance(part, tuple) else None,
            self._norm,
            str(self.card.picture.value()),
            Group(str(self.funnel.compare.value())),
        )

    def _offer(self, sight: Sight) -> None:
        self._offer_periods(sight)
        self.part.offer(_("All teams"), parts(sight))

    def _offer_periods(self, sight: Sight) -> None:
        offered = periods(str(self.unit.value()), sight.days, sight.today)
        self.period.offer_each([(period_name(one), one) for one in offered], usual(offered, sight.today))

    def _unit_chosen(self) -> None:
        self._settings.setValue("trends/unit", self.unit.value())
        if self._sight is not None:
            self._offer_periods(self._sight)
            self._tell()

    def _picture_chosen(self) -> None:
        self._settings.setValue("trends/picture", self.card.picture.value())
        self._draw(self.choice().picture)

    def _compare_chosen(self) -> None:
        self._settings.setValue("trends/compare", str(self.funnel.compare.value()))
        self._draw(FUNNEL)

    def _norm_chosen(self, norm: str) -> None:
        if norm == self._norm:
            return
        self._norm = norm
        self._settings.setValue("trends/norm", norm)
        picture = self.choice().picture
        self._draw(HEATMAP, FUNNEL, *((picture,) if picture not in _OF_ALL_NORMS else ()))

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; what was chosen stays where it still exists."""
        self._sight = sight
        self._stale = True
        self._offer(sight)
        self._show_empty_or_page()
        if self.isVisible():
            self._tell()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._sight is not None:
            self._tell()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._settle.start()

    def _show_empty_or_page(self) -> None:
        sight = self._sight
        bare = sight is None or not isinstance(self.period.value(), Period)
        self._stack.setCurrentIndex(int(bare))
        for part in (self.unit, self.period, self.part, self.table_button, self.report_button):
            part.setVisible(not bare)
        if sight is None:
            self.empty.say("receive", "accent", _("Reading the data"), _("The window fills as soon as it is there."))
        elif bare:
            self.empty.say(
                "trends",
                "accent",
                _("No figures yet"),
                _("Choose a log file of your mail or telephone system, or drop it on this window."),
                (self._choose_file,),
            )

    def _tell(self) -> None:
        """Have the sentences and the norms of the chosen period worked out, then the pictures."""
        sight = self._sight
        if sight is None or not isinstance(self.period.value(), Period):
            return
        self._stale = False
        if self._telling is not None:
            self._telling.forget()
        self._drawing.forget()
        choice = self.choice()
        self._slow.start()

        def work(_task: Task) -> Told:
            from charter.ui.trends import telling  # loads matplotlib

            return telling.tell_all(sight.board, choice, self._services.profile.few_people)

        self._telling = self._tasks.run(work, self._show_told, self._not_done)

    def _show_told(self, told: Told) -> None:
        self._told = told
        self.headlines.say(told.opening, told.headlines)
        self.norms.blockSignals(True)
        self.norm_model.show_lines(told.norms)
        known = [line.norm for line in told.norms]
        if self._norm not in known:
            self._norm = next(iter([one.norm for one in told.headlines] + known), "")
        self.norms.choose(self._norm)
        self.norms.blockSignals(False)
        choice = self.choice()
        self._score_of.setText(period_name(choice.period))
        self._draw(choice.picture, HEATMAP, FUNNEL)

    def _redraw(self) -> None:
        """Draw again what is shown: the window has another size or other colours."""
        sight = self._sight
        if sight is not None and self._told is not None and self.isVisible():
            choice = self.choice()
            self._drawing.redraw(sight, choice, self._views(choice))

    def _views(self, choice: TrendChoice) -> dict[str, PictureView]:
        return {choice.picture: self.card.view, FUNNEL: self.funnel.view}

    def _draw(self, *pictures: str) -> None:
        sight = self._sight
        if sight is None or self._told is None:
            return
        choice = self.choice()
        if self._norm or choice.picture in _OF_ALL_NORMS:
            self._drawing.draw(sight, choice, self._views(choice), *pictures)

    def _show_picture(self, name: str, choice: TrendChoice, shown: Shown) -> None:
        if name == HEATMAP:
            self.heat.show_shown(shown, self._of_norm())
        elif name == FUNNEL:
            self.funnel.show_of(choice.compare, shown, self._of_norm())
        else:
            row = self.norm_model.row_of(self._norm)
            signs = self.norm_model.line(row).signs if row is not None else ()
            self.card.show_of(name, shown, signs, self._told.opening if self._told is not None else "")

    def _say_instead(self, name: str, error: CharterError) -> None:
        if name == HEATMAP:
            self.heat.say(str(error))
        elif name == FUNNEL:
            self.funnel.say(str(error))
        else:
            self.card.say_of(name, str(error))

    def _of_norm(self) -> str:
        return _("%(norm)s, %(period)s") % {"norm": self._title(), "period": period_name(self.choice().period)}

    def _title(self) -> str:
        row = self.norm_model.row_of(self._norm)
        return "" if row is None else self.norm_model.line(row).title

    def _done(self) -> None:
        self._slow.stop()
        if self.busy.isVisible():
            self.busy.hide()
            alert(self.headlines)

    def _not_done(self, error: Exception) -> None:
        self._done()
        self.failed.emit(error)

    def _as_table(self, wanted: bool) -> None:
        set_property(self.table_button, "active", "true" if wanted else "false")
        for card in (self.card, self.funnel):
            card.as_table(wanted)

    def _cell_opened(self, cell: HeatCell) -> None:
        self.register_wanted.emit(self.choice().register(weekday=cell.weekday, hour=cell.hour))

    # what is written on the chart

    def _ask_limits(self) -> None:
        self.pen.ask_limits(self._norm, self._title(), self.choice().period.first)

    def _ask_remark(self) -> None:
        sight, shown = self._sight, self.card.shown
        if sight is None or shown is None:
            return
        place = [column.code for column in shown.table.columns].index("period")
        drawn = [Period.parse(str(row[place])) for row in shown.table.rows]
        self.pen.ask_remark(sight, self._norm, self._title(), drawn, self.choice().period)

    # keyboard

    @override
    def regions(self) -> tuple[QWidget, ...]:
        return (self.unit, self.norms, self.card.part, self.heat.table, self.funnel.part)

    @override
    def first_filter(self) -> QWidget | None:
        return self.unit

    @override
    def take_focus(self) -> None:
        if self.norms.isVisibleTo(self):
            self.norms.setFocus()
