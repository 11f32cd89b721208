"""The evidence: a row per contact and norm, times that cannot be mistaken, and no small group by name."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from charter import locale
from charter.reports.workbook import evidence


def _cells(sheet) -> list[dict[str, object]]:
    titles = [column.title for column in sheet.columns]
    return [dict(zip(titles, row, strict=True)) for row in sheet.rows()]


def _only(rows, contact: str, norm: str) -> dict[str, object]:
    (row,) = [row for row in rows if row["Contact"] == contact and row["Norm"] == norm]
    return row


def test_a_call_stands_there_with_its_moments_its_verdict_and_its_line(dossier) -> None:
    (sheet,) = evidence.sheets(dossier())
    row = _only(_cells(sheet), "slow", "phone.answer")
    assert (
        row["Received (Europe/Amsterdam)"]
        == row["Clock started (Europe/Amsterdam)"]
        == datetime.fromisoformat("2026-10-05T09:05:00")
    )
    assert (
        row["Answered (Europe/Amsterdam)"]
        == row["Clock stopped (Europe/Amsterdam)"]
        == datetime.fromisoformat("2026-10-05T09:05:40")
    )
    assert row["Time counted"] == timedelta(seconds=40)
    assert (row["Verdict (code)"], row["Verdict"], row["Why"]) == ("breached", "⬢ Breached", "Too late.")
    assert (row["File"], row["Line"], row["Version"]) == ("log.csv", 4, 1)


def test_a_deadline_at_the_end_of_a_day_stays_on_that_day(dossier) -> None:
    (sheet,) = evidence.sheets(dossier())
    row = _only(_cells(sheet), "mail", "email.answer")
    assert row["Due at the latest (Europe/Amsterdam)"] == datetime.fromisoformat("2026-10-13T23:59:59")


def test_what_is_known_as_a_date_stays_a_date(dossier) -> None:
    (sheet,) = evidence.sheets(dossier())
    row = _only(_cells(sheet), "letter", "letter.ack")
    assert row["Received (Europe/Amsterdam)"] == row["Clock started (Europe/Amsterdam)"] == date(2026, 10, 12)


def test_a_mark_stands_as_a_number(dossier) -> None:
    (sheet,) = evidence.sheets(dossier())
    assert _only(_cells(sheet), "happy", "satisfaction.mark")["Number counted"] == 8.5


def test_the_undated_and_other_months_are_not_in_it(dossier) -> None:
    (sheet,) = evidence.sheets(dossier())
    assert not {row["Contact"] for row in _cells(sheet)} & {"undated", "november"}


def test_in_the_hour_that_the_clock_shows_twice_the_offset_says_which(dossier) -> None:
    log = """
        2026-10-25T02:30:00+02:00 message_received contact=first channel=email
        2026-10-25T02:30:00+01:00 message_received contact=second channel=email
        2026-10-25T03:30:00+01:00 message_received contact=after channel=email
        2026-10-25T01:59:59+02:00 message_received contact=before channel=email
    """
    (sheet,) = evidence.sheets(dossier(log))
    rows = {row["Contact"]: row for row in _cells(sheet) if row["Norm"] == "email.answer"}
    assert rows["first"]["Clock started (Europe/Amsterdam)"] == rows["second"]["Clock started (Europe/Amsterdam)"]
    assert rows["first"]["In the doubled hour"] == "Received +02:00, Clock started +02:00"
    assert rows["second"]["In the doubled hour"] == "Received +01:00, Clock started +01:00"
    assert rows["after"]["In the doubled hour"] is rows["before"]["In the doubled hour"] is None


def _calls(of_teams: dict[str, int]) -> str:
    return "\n".join(
        f"2026-10-05T09:{n:02}:00 queue_entered contact={team}{n} channel=phone team={team} queue={team}"
        for team, size in of_teams.items()
        for n in range(size)
    )


def test_a_small_group_is_not_named_nor_the_next_one_that_would_give_it_away(dossier) -> None:
    (sheet,) = evidence.sheets(dossier(_calls({"KCC": 12, "Belastingen": 6, "Bestuur": 4})))
    rows = _cells(sheet)
    assert {row["Team"] for row in rows} == {"KCC", "(small group)"}
    assert {row["Queue or mailbox"] for row in rows} == {"KCC", "(small group)"}


def test_a_team_of_few_people_is_not_named_however_many_contacts_it_has(dossier) -> None:
    few = frozenset({"Zorg"})
    (sheet,) = evidence.sheets(dossier(_calls({"Zorg": 12, "KCC": 12, "Belastingen": 6}), few_people=few))
    assert {row["Team"] for row in _cells(sheet)} == {"KCC", "(small group)"}


def test_groups_that_are_large_enough_are_named(dossier) -> None:
    (sheet,) = evidence.sheets(dossier(_calls({"KCC": 6, "Belastingen": 5})))
    assert {row["Team"] for row in _cells(sheet)} == {"KCC", "Belastingen"}


def test_above_the_row_limit_the_evidence_goes_on_and_no_row_is_lost(dossier) -> None:
    whole = dossier()
    (one,) = evidence.sheets(whole)
    several = evidence.sheets(dossier(rows_per_sheet=3))
    assert [sheet.name for sheet in several][:3] == ["Evidence", "Evidence 2", "Evidence 3"]
    assert all(sheet.size <= 3 for sheet in several)
    assert [row for sheet in several for row in sheet.rows()] == list(one.rows())


def test_no_employee_and_no_resident_is_in_it(dossier) -> None:
    log = "2026-10-05T09:00:00 queue_entered contact=a channel=phone agent=piet customer=pseudonym"
    (sheet,) = evidence.sheets(dossier(log))
    assert "piet" not in str(list(sheet.rows()))
    assert "pseudonym" not in str(list(sheet.rows()))


def test_dutch_words_stand_in_a_dutch_workbook(dossier) -> None:
    locale.use("nl")
    (sheet,) = evidence.sheets(dossier())
    assert "✓ Gehaald" in {cell for row in sheet.rows() for cell in row}
