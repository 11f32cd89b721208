"""A norm version by which a period was closed no longer changes; calendars may be corrected."""

from __future__ import annotations

from importlib.resources import files as resources

import pytest

from charter.errors import Refused
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.services import closing
from charter.services.rulebooks import LOCKED, accept, judging

NORM = "email.answer"
FILE = f"{NORM}.toml"
WHY = "council decision"


def library(norm: str = NORM) -> str:
    return (resources("charter.norms") / "library" / f"{norm}.toml").read_text("utf-8")


def second(valid_from: str, limit: str = "3 working days") -> str:
    """The norm with a second version."""
    head, _example, _rest = library().partition("[[example]]")
    version = head[head.index("[[version]]") :].replace("number = 1", "number = 2")
    version = version.replace('limit = "5 working days"', f'limit = "{limit}"')
    lines = [f"valid_from = {valid_from}" if line.startswith("valid_from") else line for line in version.splitlines()]
    return head + "\n".join(lines)


def accepts(desk) -> bool:
    return accept(desk.store, desk.profile, "jan", desk.at("2026-04-03T08:00"), WHY)


REFUSED = {
    "another limit": library().replace('limit = "5 working days"', 'limit = "6 working days"'),
    "another target": library().replace("target = ", "target = 0.5 # "),
    "another number": library().replace("number = 1", "number = 7"),
    "switched off": f'id = "{NORM}"\nenabled = false\n',
    "begins inside": library().replace("valid_from = 2011-03-01", "valid_from = 2026-03-10"),
    "a new version inside": second("2026-03-16"),
    "a new version on the first day": second("2026-03-01"),
    "a new version before": second("2025-12-01"),
    "a new version on the last day": second("2026-03-31"),
}


def test_whatever_would_judge_a_closed_period_otherwise_is_refused(desk) -> None:
    desk.close()
    before = judging(desk.store, desk.profile, "jan", 0).rulebook.digest
    for what, text in REFUSED.items():
        desk.write_norm(FILE, text)
        found = judging(desk.store, desk.profile, "jan", desk.at("2026-04-03T08:00"))
        assert (found.rulebook.digest, found.notice) == (before, LOCKED), what
        assert all(word in found.said for word in (FILE, NORM, "version 1", "2026-03", "31-03-2026")), what
        with pytest.raises(Refused, match="version 1"):
            accepts(desk)


ALLOWED = {
    "a version after the period": second("2026-04-01"),
    "a better note on the basis": library().replace('source = "', 'source = "See also: '),
    "another title": library().replace("[title]\n", "[title]\n# checked\n"),
}


def test_what_leaves_the_closed_period_as_it_was_is_accepted(desk) -> None:
    desk.close()
    for what, text in ALLOWED.items():
        assert text != library(), what
        desk.write_norm(FILE, text)
        assert accepts(desk), what


def test_a_norm_without_a_verdict_in_the_period_is_free(desk) -> None:
    kept = desk.close()
    assert "counter.walk_in" not in kept.figures["locked"]
    desk.write_norm("counter.walk_in.toml", 'id = "counter.walk_in"\nenabled = false\n')
    assert accepts(desk)


def test_an_own_norm_that_is_taken_away_is_refused(desk) -> None:
    own = library().replace(f'id = "{NORM}"', 'id = "email.own"')
    desk.write_norm("own.toml", own)
    accepts(desk)
    desk.close()
    (desk.profile.norms_folder / "own.toml").unlink()
    with pytest.raises(Refused, match=r"norms changes version 1 of the norm email\.own"):
        accepts(desk)


def test_a_calendar_may_be_corrected_and_the_closed_figures_stay(desk, make_desk) -> None:
    kept = desk.close()
    hours = {"default": "mon-fri 08:30-17:00"}
    other = make_desk(calendar=[{"valid_from": "2011-03-01", "hours": hours, "closed": ["2026-03-09"]}])
    assert accepts(other)
    assert other.compare(kept).closed == closing.scores(kept)


def test_the_versions_of_closed_periods_are_listed(desk) -> None:
    assert closing.locked_versions(desk.store) == set()
    desk.close()
    assert (NORM, 1) in closing.locked_versions(desk.store)
    assert not {norm for norm, _version in closing.locked_versions(desk.store)} & {"counter.walk_in", "phone.answer"}


def test_a_rulebook_from_before_a_closing_keeps_judging_what_was_closed(desk) -> None:
    kept = desk.close()
    then = closing.rulebook_of(desk.store, kept)
    assert then == files.rulebook([], calendars_of(desk.profile))[0]
