"""Summary, sample, reconciliation and the rest: what each says, from the same dossier."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from charter import locale
from charter.contact import Category
from charter.norms.score import score
from charter.reports import workbook
from charter.reports.workbook import exceptions, guide, imports, reconciliation, rules, sample, summary
from charter.reports.workbook.cells import LONGEST_NAME, Formula, Occasion
from charter.reports.workbook.dossier import Closed


def _named(sheet) -> list[dict[str, object]]:
    titles = [column.title for column in sheet.columns]
    return [dict(zip(titles, row, strict=True)) for row in sheet.rows()]


def test_the_summary_holds_the_figures_of_the_engine(dossier) -> None:
    of = dossier()
    rows = {row["Norm"]: row for row in _named(summary.sheet(of))}
    for figures in score(of.contacts, of.verdicts, of.rulebook, of.period):
        row = rows[figures.norm]
        assert (row["Met"], row["Breached"], row["Share"]) == (figures.met, figures.breached, figures.share)
        assert row["Met, recomputed"].value == figures.met
        assert row["Met, difference"].value == 0
    assert rows["phone.answer"]["Mean"] == timedelta(seconds=26)
    assert rows["satisfaction.mark"]["Mean"] == 7.25
    assert rows["satisfaction.mark"]["Result"] == "not reached"


def test_the_summary_of_an_empty_period_says_that_there_is_nothing(dossier) -> None:
    sheet = summary.sheet(dossier(period="2020"))
    assert any("nothing to judge" in str(row) for row in sheet.above)
    assert all(row["Met"] == 0 and row["Share"] is None and row["Result"] is None for row in _named(sheet))


def test_what_is_missing_in_the_data_stands_above_the_figures(dossier) -> None:
    sheet = summary.sheet(dossier(complete=False, remarks=("mbox tells nothing after 01-10-2026.",)))
    assert ("The data of this period is not complete. mbox tells nothing after 01-10-2026.",) in sheet.above


def _drawn(of) -> list[tuple[object, object]]:
    return [(row["Norm"], row["Contact"]) for row in _named(sample.sheet(of))]


def _many(contacts: int) -> str:
    return "\n".join(
        f"2026-10-05T{9 + n // 60:02}:{n % 60:02}:00 message_received contact=m{n} channel=email"
        for n in range(contacts)
    )


def test_a_norm_with_few_rows_is_drawn_whole_and_one_with_many_59_times(dossier) -> None:
    assert len(_drawn(dossier(_many(20)))) == 2 * 20
    assert len(_drawn(dossier(_many(100)))) == 2 * 59


def test_a_larger_sample_begins_with_the_smaller_one_and_says_how_much_surer_it_makes(dossier) -> None:
    large = dossier(_many(100), sample=149)
    small = dossier(_many(100), sample=29)
    assert len(_drawn(large)) == 2 * 100
    assert _drawn(large)[:29] == _drawn(small)[:29]
    assert [sample.at_most_wrong(size) for size in sample.SIZES] == [10, 5, 2]
    assert "less than 10 %" in str(guide.sheet(small).above) + str(list(guide.sheet(small).make()))


def test_the_same_seed_draws_the_same_rows_whatever_else_is_there(dossier) -> None:
    of = dossier(_many(100), seed=7)
    assert _drawn(of) == _drawn(of)
    assert _drawn(of) != _drawn(dossier(_many(100), seed=8))
    lots = {n: hashlib.sha256(f"7/email.answer/event_log/m{n}".encode()).digest() for n in range(100)}
    expected = [f"m{n}" for n in sorted(lots, key=lots.__getitem__)[:59]]
    assert [contact for norm, contact in _drawn(of) if norm == "email.answer"] == expected


def test_a_row_of_the_sample_says_where_it_stands_in_the_evidence(dossier) -> None:
    from charter.reports.workbook import evidence

    of = dossier(rows_per_sheet=4)
    pages = {sheet.name: list(sheet.rows()) for sheet in evidence.sheets(of)}
    rows = _named(sample.sheet(of))
    assert rows
    for row in rows:
        page, place = str(row["Row of evidence"]).split("!A")
        found = pages[page][int(place) - 2]
        assert (row["Contact"], row["Norm"]) == (found[1], found[8])


def test_every_line_of_the_reconciliation_agrees(dossier) -> None:
    rows = _named(reconciliation.sheet(dossier()))
    assert {row["Difference"].value for row in rows} == {0}
    assert {"All norms", "Contacts in all", "Contacts of the source event_log"} <= {row["What"] for row in rows}


def test_a_lost_event_a_lost_contact_and_a_lost_row_are_each_seen(dossier) -> None:
    from dataclasses import replace

    of = dossier()
    one = of.imports[0]

    def differences(**changes) -> dict[object, object]:
        rows = _named(reconciliation.sheet(dossier(**changes)))
        return {row["On the one side"]: row["Difference"].value for row in rows if row["Difference"].value}

    assert list(differences(imports=(replace(one, held=one.held - 1),)).values()) == [1]
    assert list(differences(imports=(replace(one, read=one.read + 1),)).values()) == [1]
    assert list(differences(sources=(replace(of.sources[0], keys=99),)).values()) == [len(of.contacts) - 99]


def test_an_import_shows_its_arithmetic(dossier) -> None:
    (row,) = _named(imports.imported(dossier()))
    assert row["Added up"] == Formula("=SUM(J2:M2)", 18)
    assert row["Difference"] == Formula("=I2-N2", 0)
    (page,) = imports.rejected(dossier())
    (bad,) = _named(page)
    assert (bad["Line"], bad["What was wrong"]) == (7, "No time: 25:00.")


def test_who_changed_something_is_a_number_until_staff_may_be_named(dossier, by_hand) -> None:
    told = (by_hand(), by_hand(id="2", who="bakker"), by_hand(id="3"))
    assert [row["Who"] for row in _named(exceptions.sheet(dossier(by_hand=told)))] == ["#1", "#2", "#1"]
    named = dossier(by_hand=told, staff_names=True)
    assert [row["Who"] for row in _named(exceptions.sheet(named))] == ["de vries", "bakker", "de vries"]


def test_what_was_said_later_or_about_another_month_is_not_in_it(dossier, by_hand) -> None:
    from zoneinfo import ZoneInfo

    from charter.instants import parse

    later = parse("2026-12-01T09:00:00", ZoneInfo("Europe/Amsterdam"))
    told = (by_hand(id="2", contact="november"), by_hand(id="3", at=later.at), by_hand(id="4", contact="purged"))
    assert [row["No"] for row in _named(exceptions.sheet(dossier(by_hand=told)))] == ["4"]


def test_every_version_of_every_norm_is_shown_with_its_ground(dossier) -> None:
    of = dossier()
    rows = _named(rules.norms(of))
    assert len(rows) == sum(len(norm.versions) for norm in of.rulebook.norms)
    assert all(row["Ground"] and row["Promise"] for row in rows)
    assert sum(row["Rows judged"] for row in rows) == len(of.chosen)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("nl", "(bron gezien): 25 seconden; de tekst van de VNG noemt geen percentage."),
        ("en", "(source seen): 25 seconds; the VNG text names no percentage."),
    ],
)
def test_the_notes_of_a_ground_are_in_the_language_of_the_workbook(dossier, language, note) -> None:
    locale.use(language)
    row = next(row for row in _named(rules.norms(dossier())) if "phone.answer" in row.values())
    assert note in row[locale._("Ground")]


def test_the_calendar_shows_hours_closed_days_and_days_of_the_law(dossier) -> None:
    told = {(row["Kind"], row["What"]) for row in _named(rules.calendar(dossier()))}
    hours = "Mon 08:30-17:00, Tue 08:30-17:00, Wed 08:30-17:00, Thu 08:30-17:00, Fri 08:30-17:00"
    assert ("Opening hours", hours) in told
    assert ("Town hall closed", "Closing day of the municipality") in told
    assert ("No term ends (Algemene termijnenwet)", "Equated day (royal decree)") in told
    assert ("Closes early", "15:00") in told


def test_the_guide_names_seed_rulebook_and_every_verdict(dossier) -> None:
    of = dossier()
    told = " ".join(str(cell) for row in guide.sheet(of).rows() for cell in row)
    assert str(of.seed) in told
    assert of.rulebook.digest in told
    assert all(f"({word})" in told for word in ("met", "breached", "pending", "excluded", "excused", "undetermined"))


def test_more_problems_than_a_sheet_holds_go_on_on_the_next(dossier) -> None:
    problems = dossier().rejected * 5
    pages = imports.rejected(dossier(rejected=problems, rows_per_sheet=2))
    assert [page.name for page in pages] == ["Rejected rows", "Rejected rows 2", "Rejected rows 3"]
    assert sum(len(_named(page)) for page in pages) == 5


def test_the_norms_say_that_they_hold_for_contacts_without_a_category_too(dossier) -> None:
    rows = {row["Norm"]: row for row in _named(rules.norms(dossier()))}
    for norm in dossier().rulebook.norms:
        told = str(rows[norm.id]["Categories"] or "").split("\n")
        assert len([word for word in told if word]) == len(norm.versions[-1].categories)
        assert ("without a category" in told) == (Category.NONE in norm.versions[-1].categories)


def test_a_sheet_without_rows_says_why(dossier) -> None:
    of = dossier(rejected=(), by_hand=())
    for page in (*imports.rejected(of), exceptions.sheet(of)):
        ((said,),) = page.above
        assert said.endswith(".")
        assert list(page.rows()) == []
    assert imports.rejected(dossier())[0].above == ()


def test_a_closed_period_is_named_with_its_digest(dossier) -> None:
    of = dossier(closed=(Closed("2026-10", 1793000000000000, "", "ef" * 32),))
    told = dict(row for row in guide.sheet(of).rows() if len(row) == 2)
    assert "ef" * 32 in str(told["Closed period"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_two_columns_of_a_sheet_have_one_title_and_no_two_sheets_one_name(dossier, language: str) -> None:
    locale.use(language)
    made = workbook.sheets(dossier(rows_per_sheet=4))
    for sheet in made:
        titles = [column.title.casefold() for column in sheet.columns if sheet.table]
        assert len(titles) == len(set(titles)), sheet.name
    for names in ([sheet.name for sheet in made], [sheet.table for sheet in made if sheet.table]):
        assert len(names) == len(set(names))
        assert all(len(name) <= LONGEST_NAME for name in names)


def test_who_made_it_and_when_belongs_to_the_file_only(dossier) -> None:
    rows = dict(row[:2] for row in guide.sheet(dossier()).rows() if len(row) > 1)
    assert {name for name, cell in rows.items() if isinstance(cell, Occasion)} == {
        "Made by", "Made at", "Journal at that moment",
    }  # fmt: skip
