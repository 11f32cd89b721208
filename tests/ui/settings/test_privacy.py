"""Names of staff only with consent, a term per source, and deleting that shows first and reports after."""

from __future__ import annotations

import re
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charter import locale
from charter.ui.settings.privacy import PrivacySection, purge_words


@pytest.fixture
def privacy(screen) -> PrivacySection:
    screen.open_section("privacy")
    return screen.privacy


@pytest.fixture
def said(screen) -> list:
    messages: list = []
    screen.said.connect(messages.append)
    screen.failed.connect(messages.append)
    return messages


def test_the_switch_stays_off_until_the_consent_is_filled_in_and_says_what_is_missing(screen, privacy, written):
    QTest.keyClick(privacy.staff, Qt.Key.Key_Space)
    assert not privacy.staff.isChecked()
    assert privacy._faults["privacy", "staff_names"][1].text() == (
        "Fill in first when the works council agreed, and where that stands."
    )
    assert privacy.day.hasFocus()
    QTest.keyClicks(privacy.day, "01-05-2026")
    QTest.keyClick(privacy.staff, Qt.Key.Key_Space)
    assert not privacy.staff.isChecked()
    assert privacy.reference.hasFocus()
    assert screen.changes() == {("privacy", "works_council_date"): date(2026, 5, 1)}


def test_with_date_and_reference_names_are_kept_and_the_journal_tells(screen, privacy, real, written):
    privacy.day.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "01-05-2026")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "OR 2026-12")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert screen.strip.words.text() == "Names of staff are kept from the day of the consent on."
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert written()["privacy"]["staff_names"] is True
    assert written()["privacy"]["works_council_reference"] == "OR 2026-12"
    told = [(entry.what, dict(entry.payload)) for entry in real.journal() if entry.what in ("settings", "consent")]
    assert [what for what, _payload in told] == ["settings", "consent"]
    assert told[0][1] == {
        "keys": ["privacy.staff_names", "privacy.works_council_date", "privacy.works_council_reference"]
    }


def test_a_consent_that_is_taken_away_is_refused_while_names_are_kept(screen, privacy, written, typed):
    typed(privacy.day, "01-05-2026")
    typed(privacy.reference, "OR 12")
    privacy.staff.click()
    screen.save()
    typed(privacy.reference, "")
    screen.save()
    assert privacy._faults["privacy", "staff_names"][1].isVisible()
    assert written()["privacy"]["works_council_reference"] == "OR 12"
    assert not privacy.forget.isVisible()


def test_a_day_that_is_none_is_refused_under_its_field(screen, privacy, typed):
    typed(privacy.day, "31-02-2026")
    screen.save()
    assert privacy._faults["privacy", "works_council_date"][1].text() == "Write a date such as 31-12-2026."
    assert privacy.day.hasFocus()


def test_every_source_has_a_term_of_its_own_or_that_of_all(screen, privacy, written, typed):
    assert set(privacy.terms) == {"default", "asterisk_queue_log", "event_log", "mbox"}
    typed(privacy.terms["mbox"][0], "400")
    privacy.terms["mbox"][1].choose("days")
    assert screen.strip.words.text() == (
        "Nothing is deleted by itself. You delete it below, after you saw what would go."
    )
    screen.save()
    assert written()["privacy"]["retention"] == {"default": "13 months", "mbox": "400 days"}
    typed(privacy.terms["mbox"][0], "")
    screen.save()
    assert written()["privacy"]["retention"] == {"default": "13 months"}


def test_a_term_that_is_no_number_is_refused_at_its_own_source(screen, privacy, written, typed):
    typed(privacy.terms["default"][0], "")
    typed(privacy.terms["mbox"][0], "lang")
    screen.save()
    told = {path[-1]: words.text() for path, (_field, words) in privacy._faults.items() if words.isVisible()}
    assert told == {"default": "Write how long contacts of all sources are kept.", "mbox": "Write whole numbers."}
    assert screen.strip.faults.text() == "2 faults. Correct them first."
    assert privacy.terms["default"][0].hasFocus()


def test_a_term_that_the_profile_refuses_is_told_at_its_own_source(screen, privacy, written, typed):
    typed(privacy.terms["mbox"][0], "9999")
    screen.save()
    assert "at most 50 years" in privacy._faults["privacy", "retention", "mbox"][1].text()
    assert privacy.terms["mbox"][0].hasFocus()


def test_deleting_shows_first_what_would_go_and_does_nothing_on_keep(privacy, real, answer):
    before = real.purge().contacts
    asked = answer("Keep")
    privacy.preview.click()
    assert len(asked) == 1
    assert f"{before} contacts are older than you keep." in asked[0]
    assert re.search(r"mbox: \d+ contacts that ended before 17-10-2025, with \d+ events", asked[0])
    assert "This cannot be undone." in asked[0]
    assert real.purge().contacts == before > 0


def test_deleting_reports_what_went_and_the_journal_keeps_it(screen, privacy, real, answer, said, qtbot):
    before = real.purge().contacts
    answer("Delete")
    with qtbot.waitSignal(screen.refresh_wanted):
        privacy.preview.click()
    assert said[-1].text == f"{before} contacts were deleted. The journal says when and by whom."
    assert real.purge().contacts == 0
    assert real.journal()[-1].payload["contacts"] == before
    privacy.preview.click()
    assert said[-1].text == "Nothing is older than you keep."


def test_deleting_waits_for_terms_that_are_not_saved(privacy, answer, typed):
    asked = answer("Keep")
    typed(privacy.terms["default"][0], "1")
    privacy.preview.click()
    assert asked == []
    assert privacy._faults["purge",][1].text() == (
        "Save or undo the changed terms first. Then you see what they delete."
    )


def test_what_would_go_is_told_in_dutch(privacy, real):
    found = real.purge()
    locale.use("nl")
    try:
        text, detail = purge_words(found)
    finally:
        locale.use("en")
    assert text == f"{found.contacts} contacten zijn ouder dan u bewaart."
    assert "mbox: 2 contacten die eindigden vóór 17-10-2025, met 7 gebeurtenissen." in detail


def test_words_that_are_40_percent_longer_fit(longer, real, in_room, misfits):
    section = PrivacySection()
    section.show_profile(real.profile)
    section.show_sources(["asterisk_queue_log", "event_log", "mbox"])
    area = in_room(section)
    section.show_faults(lambda _path: "There is something wrong with this, and this sentence says what it is.")
    QApplication.processEvents()
    assert misfits(area) == []
