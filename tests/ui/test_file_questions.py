"""What a file does not say is asked once, after the others are in, and never guessed: its zone, and its format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.contact import Kind
from charter.importers.mapped_table import FOLDER
from charter.locale.formats import local
from charter.services.profiles import make_profile
from charter.store import names
from charter.ui.file_questions import AskAboutFiles
from charter.ui.window.main_window import MainWindow

NOW = 1_794_902_400_000_000
HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
LOCAL = "{id},2026-11-09T10:00:00,message_received,email,KCC,info,,customer,\n"
ZONED = "{id},2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,customer,\n"
MAPPING = """id = "{id}"
title = "{title}"
row = "call"
header = ["Nr", "Begin", "Uitkomst"]
[columns]
contact = "Nr"
start = "Begin"
outcome = "Uitkomst"
[times]
order = "day_first"
zone = "Europe/Amsterdam"
"""


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Services]:
    locale.use("nl")
    make_profile(tmp_path / "profile", "Gemeente Voorbeeld")
    made = Services(tmp_path / "profile", FixedClock(NOW), "test")
    yield made
    made.close()


@pytest.fixture
def window(real: Services, tasks: Any, settings: Any, qtbot: Any) -> MainWindow:
    made = MainWindow(real, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "a.csv").write_text(HEADER + LOCAL.format(id="K1"))
    (folder / "b.csv").write_text(HEADER + LOCAL.format(id="K2"))
    (folder / "c.csv").write_text(HEADER + ZONED.format(id="K3"))
    return folder


def asking(window: MainWindow) -> AskAboutFiles:
    return window.findChildren(AskAboutFiles)[-1]


def told(window: MainWindow) -> str:
    return " ".join(message.text for message in window.strips.messages)


def ids(real: Services) -> list[str]:
    return sorted(map(str, real.contacts()[0].ids))


def zone_of(real: Services, source: str) -> str:
    with real.store.read() as connection:
        return names.zone_of(connection, source)


def test_the_zone_is_asked_once_for_a_source_and_kept(window: MainWindow, real: Services, logs: Path) -> None:
    window.intake.import_paths([logs])
    dialog = asking(window)
    assert ids(real) == ["K3"]
    assert list(dialog.zones) == ["event_log"]
    assert dialog.zones["event_log"].value() == "Europe/Amsterdam"
    dialog.zones["event_log"].choose("UTC")
    dialog.act.click()
    assert ids(real) == ["K1", "K2", "K3"]
    assert zone_of(real, "event_log") == "UTC"
    assert "3 regels gelezen" in told(window)
    (logs / "d.csv").write_text(HEADER + LOCAL.format(id="K4"))
    window.intake.import_paths([logs / "d.csv"])
    assert len(window.findChildren(AskAboutFiles)) == 1
    assert len(ids(real)) == 4


def test_nobody_is_asked_about_times_that_say_their_zone(window: MainWindow, real: Services, logs: Path) -> None:
    window.intake.import_paths([logs / "c.csv"])
    assert window.findChildren(AskAboutFiles) == []
    assert zone_of(real, "event_log") == ""


def test_without_an_answer_nothing_of_the_file_is_read_and_the_question_stays(
    window: MainWindow, real: Services, logs: Path
) -> None:
    window.intake.import_paths([logs])
    asking(window).reject()
    assert ids(real) == ["K3"]
    waiting = next(message for message in window.strips.messages if message.topic == "import waiting")
    assert waiting.text.startswith("2 bestanden zijn nog niet ingelezen")
    assert waiting.action is not None
    waiting.action[1]()
    asking(window).act.click()
    assert ids(real) == ["K1", "K2", "K3"]
    assert "import waiting" not in [message.topic for message in window.strips.messages]


def test_when_two_formats_fit_the_window_asks_which(
    window: MainWindow, real: Services, tmp_path: Path, logs: Path
) -> None:
    folder = real.profile.folder / FOLDER
    folder.mkdir(exist_ok=True)
    for name in ("noord", "zuid"):
        (folder / f"{name}.toml").write_text(MAPPING.format(id=name, title=f"Lijst {name}"))
    table = tmp_path / "lijst.csv"
    table.write_text("Nr,Begin,Uitkomst\n1,2026-11-09 10:00:00,Answered\n")
    window.intake.import_paths([table, logs / "c.csv"])
    dialog = asking(window)
    (choice,) = dialog.formats
    assert [choice.itemText(place) for place in range(1, choice.count())] == ["Lijst noord", "Lijst zuid"]
    dialog.act.click()
    assert not dialog.fault.isHidden()
    assert "lijst.csv" in dialog.fault.text()
    assert dialog.focusWidget() is choice
    choice.choose("zuid")
    dialog.act.click()
    assert {run.source for run in real.runs()} == {"event_log", "zuid"}
    assert len(ids(real)) == 2


def test_a_file_that_was_just_read_is_taken_back_from_its_message(
    window: MainWindow, real: Services, logs: Path
) -> None:
    window.intake.import_paths([logs / "c.csv"])
    (done,) = [message for message in window.strips.messages if message.topic == "import"]
    assert done.action is not None
    done.action[1]()
    (box,) = window.findChildren(QMessageBox)
    assert "1 contact gaat uit de cijfers." in box.informativeText()
    next(one for one in box.buttons() if one.text() == "Verwerking terugdraaien").click()
    assert ids(real) == []
    assert [message.text for message in window.strips.messages] == ["De verwerking van c.csv is teruggedraaid."]
    assert window.sight is not None
    assert len(window.sight.board.contacts) == 0


CALL = "{date} 10:00:05;00:01:00;12;0205550101;I;14012;14012;;0;{call};0;E301;Jan;T9161;LINE 5.1;0;0\n"


def test_the_order_of_open_dates_is_asked_with_the_days_they_could_be(
    window: MainWindow, real: Services, tmp_path: Path, logs: Path, misfits: Any, qapp: Any
) -> None:
    for name, day in (("a", "05-11-2026"), ("b", "06-11-2026")):
        (tmp_path / f"{name}.csv").write_text(CALL.format(date=day, call=day[:2]))
    window.intake.import_paths([tmp_path / "a.csv", tmp_path / "b.csv", logs / "c.csv"])
    dialog = asking(window)
    assert ids(real) == ["K3"]
    assert dialog.dates is not None
    words = [dialog.dates.itemText(place) for place in range(1, dialog.dates.count())]
    assert words == ["donderdag 5 november 2026", "maandag 11 mei 2026"]
    qapp.processEvents()
    assert misfits(dialog) == []
    dialog.act.click()
    assert dialog.focusWidget() is dialog.dates
    dialog.dates.choose("day_first")
    dialog.act.click()
    asking(window).act.click()
    assert len(ids(real)) == 3
    assert zone_of(real, "avaya_smdr") == "Europe/Amsterdam"
    entered = real.contacts()[0].moment(Kind.QUEUE_ENTERED).at.tolist()
    days = {local(at, real.profile.zone).date() for at in entered if at > 0}
    assert days == {date(2026, 11, 5), date(2026, 11, 6)}


def test_every_question_has_a_name_and_fits(window: MainWindow, logs: Path, misfits: Any, qapp: Any) -> None:
    window.intake.import_paths([logs])
    dialog = asking(window)
    qapp.processEvents()
    assert dialog.zones["event_log"].accessibleName() == "Tijden van event_log"
    assert misfits(dialog) == []
