"""Norms: the list is the rulebook, the card follows the clock, a trial writes nothing, only a right version is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.norms import files
from charter.norms.model import Basis, Certainty, Unit
from charter.services import norm_filing
from charter.services.demo import write_demo
from charter.services.norm_editing import NewVersion, Terms, proposed
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.norms import printing, words
from charter.ui.norms.add_norm import AddNorm
from charter.ui.norms.columns import example_columns, signed, signed_points
from charter.ui.norms.dialogs import ExampleDialog, VersionDialog
from charter.ui.norms.screen import NEW, PRINT, RECHECK, NormsScreen
from charter.ui.norms.version_sheet import VersionSheet
from charter.ui.sight import Sight
from charter.ui.today.score_card import ScoreCard
from charter.ui.widgets.ask import Ask

MAIL = "email.answer"
SIZES = ((1280, 720), (1440, 900))


def instant(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000


NOW = instant("2026-11-17T08:12:00")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town with its logs read in."""
    made = write_demo(tmp_path_factory.mktemp("town"), until=date(2026, 11, 17), contacts=600, seed=7)
    services = Services(made.profile_folder, FixedClock(NOW), "tester")
    services.import_paths(made.logs)
    services.board()
    services.close()
    return made.profile_folder


@pytest.fixture(scope="module")
def seen(town: Path) -> Sight:
    """What the town looks like before anything is changed; a sight never changes."""
    services = Services(town, FixedClock(NOW), "tester")
    made = Sight.of(services.board())
    services.close()
    return made


@pytest.fixture
def world(town: Path, tmp_path: Path) -> Iterator[Services]:
    """The town's own services on a copy of it, which remember every writing."""
    folder = tmp_path / "town"
    shutil.copytree(town, folder)
    made = Services(folder, FixedClock(NOW), "tester")
    made.saved = []
    keep = made.save_norm

    def save_norm(norm_id: str, text: str, why: str) -> bool:
        made.saved.append((norm_id, why))
        return keep(norm_id, text, why)

    made.save_norm = save_norm
    yield made
    made.close()


def sight_of(services: Services, at: int = NOW) -> Sight:
    return Sight.of(services.board(at))


def shown(qtbot: Any, services: Any, tasks: Any, settings: Any, sight: Sight | None, size: tuple[int, int] = SIZES[1]):
    if settings.value("norms/norm") is None:
        settings.setValue("norms/norm", MAIL)
    made = NormsScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    if sight is not None:
        made.show_sight(sight)
        qtbot.waitUntil(lambda: made.cards is None or made.card.isVisible())
    return made


@pytest.fixture
def screen(qtbot, world, tasks, settings, seen) -> NormsScreen:
    made = shown(qtbot, world, tasks, settings, seen)
    choose(made, MAIL)
    return made


def choose(screen: NormsScreen, norm_id: str) -> None:
    row = next(n for n, card in enumerate(screen.cards.every) if card.norm.id == norm_id)
    assert screen.table.choose(row)


def column(table: Any, place: int) -> list[str]:
    return [table.table.cell(row, place).text for row in range(table.table.row_total)]


def counts(screen: NormsScreen, place: int) -> list[int]:
    return [
        int(text.replace(".", "").replace(",", "")) for text in column(screen.what_if.counts, place)[: len(Verdict)]
    ]


def type_amount(screen: NormsScreen, amount: str) -> None:
    screen.what_if.form.amount.setText(amount)
    screen.trials.try_now()


def dialog_of(screen: NormsScreen) -> Any:
    assert screen.changes.dialog is not None
    return screen.changes.dialog


def fill(dialog: VersionDialog) -> None:
    """What a version of three days needs."""
    dialog.source.setText("Raadsbesluit 2026-88")
    dialog.note.setText("Punt 4")
    answered = dialog.examples[0]._times[1][1]
    answered.setDateTime(dialog.examples[0]._times[0][1].dateTime().addDays(1))


def two_versions(services: Services, since: date) -> None:
    text = norm_filing.text_of(services.profile, MAIL)
    terms = Terms.of(services.rulebook.norm(MAIL).versions[-1])
    new = NewVersion(replace(terms, amount="3"), since, Basis("Raad", Certainty.SEEN))
    services.save_norm(MAIL, proposed(text, new, (), services.rulebook, ()).text, "twee")


def test_the_list_is_every_norm_by_channel_and_those_that_are_off_at_the_end(screen, world) -> None:
    listed = [screen.cards.every[int(row)].norm.id for row in screen.model.shown_rows()]
    assert sorted(listed) == sorted(norm.id for norm in (*files.library(), *files.optional()))
    off = len(files.optional())
    assert {card.on for card in screen.cards.every[-off:]} == {False}
    assert listed[-off:] == [card.norm.id for card in screen.cards.every[-off:]]
    banners = [screen.model.banner(row).title for row in screen.model.banner_rows()]
    assert [title.split(" (")[0] for title in banners] == [
        "Telephone", "Counter", "E-mail, letter and form", "Other", "Off"
    ]  # fmt: skip


def test_the_card_says_promise_facts_and_basis(screen) -> None:
    assert screen.card.title.text() == "E-mail answered"
    assert screen.card.chip.words == "Version 1 holds"
    assert screen.card.promise.text() == "“You get an answer to your e-mail within 5 working days.”"
    assert "Limit: 5 working days. Target: 90" in screen.card.accessibleName()
    assert column(screen.history.examples, 3) == ["Right"] * 5
    assert screen.history.passing.text() == "5 of 5 are right"


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("nl", "90 %; de tekst van de VNG noemt geen percentage", "the VNG text"),
        ("en", "90 %; the VNG text names no percentage", "de tekst van de VNG"),
    ],
)
def test_the_notes_of_a_norm_are_told_in_the_language_spoken(screen, seen, language, said, unsaid) -> None:
    locale.use(language)
    screen.show_sight(seen)
    choose(screen, "phone.answer")
    choose(screen, MAIL)
    printed = printing.html(screen.cards.every, "gemeente Voorbeeld", date(2026, 11, 17))
    spoken = screen.history.versions.table.cell(0, 3).spoken
    for told in (screen.card._basis.toolTip(), spoken, printed):
        assert said in told
        assert unsaid not in told


@pytest.mark.parametrize(
    ("at", "said"), [("2026-12-31T23:59:00", "Version 1 holds"), ("2027-01-01T00:00:00", "Version 2 holds")]
)
def test_the_version_shown_follows_the_clock(qtbot, world, tasks, settings, at, said) -> None:
    two_versions(world, date(2027, 1, 1))
    made = shown(qtbot, world, tasks, settings, sight_of(world, instant(at)))
    choose(made, MAIL)
    assert made.card.chip.words == said
    assert column(made.history.versions, 1)[1] == "01-03-2011 – 31-12-2026"


def test_a_version_that_holds_later_says_so_with_a_clock(qtbot, world, tasks, settings) -> None:
    two_versions(world, date(2027, 1, 1))
    made = shown(qtbot, world, tasks, settings, sight_of(world))
    choose(made, MAIL)
    assert made.history.versions.table.cell(0, 0).icon == "pending"
    assert made.history.versions.table.cell(0, 1).text == "holds from 01-01-2027"
    assert made.card.chip.words == "Version 1 holds"
    made.history.versions.opened.emit(0)
    assert made.what_if.form.amount.text() == "3"


def test_days_without_a_promise_have_a_strip(qtbot, world, tasks, settings) -> None:
    text = files.shipped(MAIL).replace(
        "[[example]]", "[[version]]\nnumber = 2\nvalid_from = 2026-12-01\nended = true\n\n[[example]]", 1
    )
    world.save_norm(MAIL, text, "geen belofte meer")
    made = shown(qtbot, world, tasks, settings, sight_of(world, instant("2026-12-02T09:00:00")))
    choose(made, MAIL)
    assert made.history.gap.isVisibleTo(made)
    assert made.history.gap.text() == "No promise: from 01-12-2026."
    assert made.card.chip.words == "No promise any more"


def test_a_failing_example_is_told_in_list_card_and_table(qtbot, world, tasks, settings) -> None:
    text = files.shipped(MAIL).replace('verdict = "met"\ndeadline = "2026-11-16"', 'verdict = "breached"', 1)
    world.save_norm(MAIL, text, "fout voorbeeld")
    made = shown(qtbot, world, tasks, settings, sight_of(world))
    choose(made, MAIL)
    row = next(n for n, card in enumerate(made.cards.every) if card.norm.id == MAIL)
    assert made.model.cell(row, 0).icon == "breached"
    assert made.card.chip.words == "An example is not right"
    assert made.history.wrong.text() == "Not right: expected Breached, outcome Met"
    made.new_version()
    dialog = dialog_of(made)
    fill(dialog)
    dialog.act.click()
    assert "Not right: expected Breached, outcome Met" in dialog.fault.text()
    assert dialog.isVisible()
    assert len(world.saved) == 1


def test_a_trial_writes_nothing_and_counts_the_same_contacts(screen, world) -> None:
    entries, before = len(world.journal()), sorted(world.profile.folder.rglob("*.toml"))
    type_amount(screen, "1")
    assert sum(counts(screen, 1)) == sum(counts(screen, 2)) > 0
    assert counts(screen, 1) != counts(screen, 2)
    assert "A trial changes no verdict." in screen.what_if.note.text()
    assert "worked example" in screen.what_if.note.text()
    assert world.saved == []
    assert (len(world.journal()), sorted(world.profile.folder.rglob("*.toml"))) == (entries, before)


def test_what_a_trial_gives_is_told_to_who_tries_and_not_to_who_reads_the_list(screen, announced) -> None:
    screen.table.setFocus()
    screen.trials.try_now()
    assert announced == []
    screen.what_if.form.amount.setFocus()
    type_amount(screen, "1")
    assert announced == [screen.what_if.note.text()]
    type_amount(screen, "x")
    assert announced[-1].startswith(screen.what_if.form.fault_at("amount"))
    assert announced[-1] != screen.what_if.note.text()


def test_the_trial_follows_300_ms_after_the_last_key(screen, qtbot) -> None:
    screen.trials.typing.setInterval(30)
    before = counts(screen, 2)
    QTest.keyClicks(screen.what_if.form.amount, "\b1")
    assert counts(screen, 2) == before
    qtbot.waitUntil(lambda: counts(screen, 2) != before)


def test_newer_terms_take_the_place_of_a_trial_under_way_and_it_can_be_stopped(
    qtbot, world, held, settings, seen
) -> None:
    made = shown(qtbot, world, held, settings, seen)
    held.let_go()
    qtbot.waitUntil(made.card.isVisible)
    held.let_go()
    assert made.what_if.trial is not None
    type_amount(made, "30")
    first = made.trials.task
    assert made.what_if.stop.isVisibleTo(made)
    type_amount(made, "20")
    assert not first.wanted
    made.what_if.stop.click()
    held.let_go()
    assert made.what_if.note.text() == "Stopped. Change something to try again."
    assert not made.what_if.stop.isVisibleTo(made)


def test_the_list_is_seen_before_what_stands_beside_it_is_filled(qtbot, world, held, settings, seen) -> None:
    made = shown(qtbot, world, held, settings, seen)
    held.let_go()
    assert made.model.row_total > 0
    assert made.table.isVisible()
    assert not made.card.isVisible()
    qtbot.waitUntil(made.card.isVisible)
    assert made.history.versions.table.row_total > 0


def test_a_fault_stands_under_its_field_and_the_figures_stay(screen) -> None:
    form = screen.what_if.form
    before = counts(screen, 1)
    form.target.setText("120")
    type_amount(screen, "vijf")
    assert form.fault_at("amount") == "Write a number, such as 5 or 2.5."
    assert form.fault_at("target") == "Write a percentage from 0 to 100, or nothing."
    assert counts(screen, 1) == before
    form.target.setText("90")
    form.unit.choose(Unit.OPENING_HOURS)
    form.calendar.choose("none")
    type_amount(screen, "4")
    assert form.fault_at("calendar") == "Change the calendar, or the unit of the limit."
    assert form.fault_at("amount") == ""
    assert form.calendar.isVisibleTo(screen)


def test_every_choice_has_a_name_and_says_what_it_means(screen) -> None:
    form = screen.what_if.form
    for chooser, choices in (
        (form.calendar, words.CALENDARS),
        (form.rollover, words.ROLLOVERS),
        (form.denominator, words.DENOMINATORS),
        (form.scope, words.SCOPES),
        (form.effort_rule, words.EFFORTS),
    ):
        assert [chooser.itemData(n) for n in range(chooser.count())] == list(type(choices[0][0]))
        assert chooser.accessibleName()
    assert set(words.UNIT_NAMES) == set(words.UNIT_MEANINGS) == set(Unit)


def test_the_contacts_that_change_open_in_the_register(screen, qtbot, world) -> None:
    type_amount(screen, "1")
    trial = screen.what_if.trial
    screen.what_if.by_contact.click()
    assert screen.what_if.contacts.table.row_total == len(trial.contacts) > 0
    with qtbot.waitSignal(screen.contact_wanted) as told:
        screen.what_if.contacts.opened.emit(0)
    assert told.args == [int(trial.contacts[0]), world.rulebook.position(MAIL)]


def test_a_version_is_kept_only_with_basis_and_examples_and_then_judges(screen, qtbot, world) -> None:
    type_amount(screen, "3")
    screen.what_if.make.click()
    dialog = dialog_of(screen)
    assert isinstance(dialog, VersionDialog)
    assert dialog.examples[0].outcome.text() == "Not right: expected Met, outcome Breached"
    dialog.examples[1].title.clear()
    dialog.act.click()
    assert dialog._faults["source"].text() == "Write which decision or law this rests on."
    assert dialog.examples[1]._title_fault.text() == "Give the example a name."
    assert "Give an example that is met under the new version." in dialog.fault.text()
    assert world.saved == []
    fill(dialog)
    dialog.examples[1].title.setText("Na zes dagen")
    dialog.try_now()
    assert dialog.examples[0].outcome.text() == "Right: Met"
    with qtbot.waitSignal(screen.refresh_wanted):
        dialog.act.click()
    assert [norm for norm, _why in world.saved] == [MAIL]
    assert [str(version.limit) for version in world.rulebook.norm(MAIL).versions] == [
        "5 working days",
        "3 working days",
    ]
    assert world.rulebook.norm(MAIL).versions[-1].basis[0].note == {"nl": "Punt 4", "en": "Punt 4"}
    assert world.journal()[-1].why == "E-mail answered: version 2 from 01-12-2026. Raadsbesluit 2026-88"
    assert column(screen.history.versions, 0) == ["2", "1"]


def test_a_version_cannot_begin_before_the_last_one_or_in_a_closed_period(screen, world) -> None:
    world.close_period(world.board(), norm_period("2026-10"), "klaar")
    screen.show_sight(sight_of(world))
    assert screen.history.versions.table.cell(0, 4).icon == "lock"
    screen.new_version()
    dialog = dialog_of(screen)
    fill(dialog)
    for day, said in (
        (QDate(2026, 10, 15), "The period 2026-10 is closed. Choose a day after 31-10-2026."),
        (QDate(2010, 1, 1), "Version 1 begins on 01-03-2011. Choose a later day."),
    ):
        dialog.since.setDate(day)
        dialog.act.click()
        assert said in dialog._faults["valid_from"].text()
    assert world.saved == []


def norm_period(label: str):
    from charter.norms.periods import Period

    return Period.parse(label)


def test_what_is_refused_is_told_and_what_was_filled_in_can_be_kept_later(screen, qtbot, world) -> None:
    file = world.profile.norms_folder / f"{MAIL}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("id = onaf", "utf-8")
    screen.new_version()
    dialog = dialog_of(screen)
    fill(dialog)
    with qtbot.waitSignal(screen.said) as told:
        dialog.act.click()
    (message,) = told.args
    assert "does not write over it" in message.text
    assert file.read_text("utf-8") == "id = onaf"
    assert len(screen.chosen.norm.versions) == 1
    file.unlink()
    words, again = message.action
    assert words == "Try again"
    again()
    assert len(screen.chosen.norm.versions) == 2


def test_cancelling_keeps_nothing(screen, world) -> None:
    screen.new_version()
    dialog_of(screen).reject()
    screen.switch()
    dialog_of(screen).reject()
    assert world.saved == []


def test_an_example_is_run_while_it_is_filled_in_and_added_when_right(screen, world) -> None:
    screen.history.add.click()
    dialog = dialog_of(screen)
    assert isinstance(dialog, ExampleDialog)
    assert dialog.form.outcome.text() == "–"
    dialog.form.title.setText("Op tijd")
    dialog.form.expected.choose("breached")
    dialog.act.click()
    assert dialog.form.outcome.text() == "Not right: expected Breached, outcome Met"
    assert world.saved == []
    dialog.form.expected.choose("met")
    dialog.act.click()
    assert [norm for norm, _why in world.saved] == [MAIL]
    assert column(screen.history.examples, 0)[-1] == "Op tijd"


def test_a_norm_is_switched_off_and_on_with_what_that_means(screen, world) -> None:
    for on, said in ((False, "gives no verdicts any more"), (True, "judges every contact")):
        screen.card.switch.click()
        dialog = dialog_of(screen)
        assert type(dialog) is Ask
        assert said in dialog.text.text()
        dialog.act.click()
        assert (MAIL in {norm.id for norm in world.rulebook.norms}) is on
        assert screen.chosen.on is on
    assert screen.card.chip.words == "Version 1 holds"


def test_a_norm_that_is_off_can_be_tried(screen) -> None:
    choose(screen, "satisfaction.mark_8")
    assert screen.card.chip.words == "Off"
    assert screen.what_if.trial is not None


def test_running_the_examples_says_how_many_are_right(screen, qtbot) -> None:
    with qtbot.waitSignal(screen.said) as told:
        screen.check.click()
    assert told.args[0].gravity == "done"
    assert told.args[0].text.endswith("worked examples are right.")


def test_in_a_narrow_place_examples_keep_their_names_and_only_a_wrong_one_its_mark(screen, qapp) -> None:
    table, card = screen.history.examples, screen.chosen
    table.setFixedWidth(280)
    qapp.processEvents()
    assert [one.id for one in table.shown_columns()] == ["example", "expected"]
    wrong = [replace(result, ok=False) for result in card.results]
    table.table.show_data(len(wrong), example_columns(card.norm.examples, wrong))
    assert [one.id for one in table.shown_columns()] == ["example", "expected", "found"]


def test_before_the_data_it_says_so_and_an_error_is_handed_on(qtbot, world, tasks, settings, seen) -> None:
    made = shown(qtbot, world, tasks, settings, None)
    assert not made.card.isVisibleTo(made)
    assert made.frame.empty.isVisibleTo(made)
    world.norm_cards = lambda: (_ for _ in ()).throw(OSError("weg"))
    with qtbot.waitSignal(made.failed):
        made.show_sight(seen)


def test_without_contacts_there_are_norms_and_nothing_to_try_on(qtbot, world, tasks, settings, no_board) -> None:
    made = shown(qtbot, world, tasks, settings, Sight.of(replace(no_board, rulebook=world.rulebook)))
    assert made.table.current_row() is not None
    card = made.what_if
    assert card.note.text() == "There are no contacts to try this on yet."
    assert not any(part.isVisibleTo(made) for part in (card.period, card.counts, card.lists, card.make))


def test_the_models_are_sound(screen) -> None:
    type_amount(screen, "1")
    card = screen.what_if
    for table in (
        screen.table,
        screen.history.versions,
        screen.history.examples,
        card.counts,
        card.teams,
        card.contacts,
    ):
        QAbstractItemModelTester(table.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
        assert table.accessibleName()


def test_the_keyboard_reaches_list_form_and_dialog(screen, qtbot) -> None:
    screen.take_focus()
    before = screen.chosen.norm.id
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.chosen.norm.id != before
    assert [key.keys for key in screen.KEYS] == [NEW.keys, RECHECK.keys, PRINT.keys]
    screen.activateWindow()
    QTest.keyClick(screen.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.changes.dialog is not None)
    dialog_of(screen).reject()


@pytest.mark.parametrize(("language", "tokens"), [("nl", LIGHT), ("en", DARK)], ids=["nl", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off(qtbot, qapp, world, tasks, settings, seen, misfits, language, size, tokens) -> None:
    locale.use(language)
    theme.use(qapp, tokens)
    made = shown(qtbot, world, tasks, settings, seen, (size[0] - 208, size[1] - 60))
    choose(made, MAIL)
    made.what_if.form.unfold(shown=True)
    type_amount(made, "3")
    qtbot.wait(30)
    assert misfits(made) == []


@pytest.mark.parametrize(("n", "text"), [(316, "+316"), (-1316, "−1,316"), (0, "0")])
def test_a_difference_has_a_sign(n: int, text: str) -> None:
    assert signed(n) == text


def test_points_are_the_difference_of_the_shares_as_shown() -> None:
    assert signed_points(0.7566, 0.9181) == "−16.1"
    assert signed_points(0.5, 0.5) == "0.0"


def test_a_locked_version_opens_to_read_and_says_why(screen, world) -> None:
    world.close_period(world.board(), norm_period("2026-10"), "klaar")
    screen.show_sight(sight_of(world))
    before = screen.what_if.form.amount.text()
    screen.history.versions.opened.emit(0)
    sheet = dialog_of(screen)
    assert isinstance(sheet, VersionSheet)
    assert "locked: October 2026 was closed by it" in sheet.text.text()
    assert sheet.findChildren(QLineEdit) == sheet.findChildren(QComboBox) == []
    told = [part.text() for part in sheet.findChildren(QLabel)]
    assert {"5 working days", "from 01-03-2011", "Every mailbox", "Stays there"} <= set(told)
    sheet.act.click()
    assert screen.what_if.form.amount.text() == before
    assert world.saved == []


def test_a_norm_of_the_library_is_added_by_its_promise(screen, qtbot, world) -> None:
    screen.add_button.click()
    dialog = dialog_of(screen)
    assert isinstance(dialog, AddNorm)
    assert dialog.promise.text().startswith("“")
    dialog.choice.choose(1)
    wanted = dialog.norm.id
    with qtbot.waitSignal(screen.refresh_wanted):
        dialog.act.click()
    assert wanted in {norm.id for norm in world.rulebook.norms}
    assert screen.chosen.norm.id == wanted
    assert screen.card.chip.words.startswith("Version")


def test_the_norms_that_are_on_are_printed_in_words(screen, tmp_path) -> None:
    import pypdf
    from PySide6.QtPrintSupport import QPrinter

    file = tmp_path / "norms.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    cards = [card for card in screen.cards.every if card.norm.id in (MAIL, "satisfaction.mark_8")]
    printing.put(cards, "gemeente <Voorbeeld>", screen._sight.today, printer)
    text = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(file).pages)
    assert "Norms of gemeente <Voorbeeld>" in text
    assert "You get an answer to your e-mail within 5 working days." in text
    assert text.count("Right") == len(cards[0].results)
    assert "mark" not in text.lower().split("norms of")[0]


def test_printing_asks_for_a_printer_and_may_be_cancelled(screen, monkeypatch) -> None:
    printed = []
    monkeypatch.setattr("charter.ui.norms.printing.put", lambda *given: printed.append(given))
    for answer in (0, 1):
        monkeypatch.setattr("charter.ui.norms.printing.QPrintDialog.exec", lambda _dialog, answer=answer: answer)
        screen.print.click()
        assert len(printed) == answer


def test_a_failing_example_hides_the_score_on_today(qtbot, world, tasks, settings) -> None:
    text = files.shipped(MAIL).replace('verdict = "met"\ndeadline = "2026-11-16"', 'verdict = "breached"', 1)
    world.save_norm(MAIL, text, "fout voorbeeld")
    sight = sight_of(world)
    assert sight.distrusted == {MAIL}
    card = ScoreCard(tasks, settings)
    qtbot.addWidget(card)
    card.show_scores(sight)
    rows = {card.model.cell(row, 0).text: row for row in range(card.model.row_total)}
    name, share = (card.model.cell(rows["E-mail answered"], column) for column in (0, 2))
    assert (name.icon, share.text) == ("attention", "–")
    assert "E-mail answered: example is not right, so no score." in card.legend.text()


def test_limit_and_target_stay_beside_the_name_on_the_smallest_window(qtbot, world, tasks, settings, seen) -> None:
    made = shown(qtbot, world, tasks, settings, seen, (SIZES[0][0] - 208, SIZES[0][1] - 28))
    assert [column.id for column in made.table.shown_columns()] == ["norm", "limit", "target"]
