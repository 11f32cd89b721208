"""What goes is shown first and asked about; what came of it is told, and the window fetches afresh."""

from __future__ import annotations

from datetime import date

import pytest

from charter.errors import Refused
from charter.services.purging import Leaving, Purge

OLD = Purge((Leaving("post", date(2025, 10, 17), 12, 40, None, None, None, ("B-1",)),), 3, 0)
NOTHING = Purge((Leaving("post", date(2025, 10, 17), 0, 0, None, None, None, ()),), 0, 0)


@pytest.fixture
def purged(screen, real, monkeypatch):
    """What was asked of the service, and what the screen told."""
    done: list[object] = []

    def purge(*, for_good: bool = False) -> Purge:
        done.append("purge" if for_good else "preview")
        return OLD

    monkeypatch.setattr(real, "purge", purge)
    screen.said.connect(lambda message: done.append(message.text))
    screen.failed.connect(done.append)
    screen.refresh_wanted.connect(lambda: done.append("refresh"))
    return done


def test_nothing_goes_before_it_was_shown_and_agreed_to(screen, purged, answer) -> None:
    asked = answer("Keep")
    screen.privacy.preview.click()
    assert purged == ["preview"]
    assert len(asked) == 1
    assert asked[0].startswith("12 contacts are older than you keep. post: 12 contacts that ended before 17-10-2025")
    assert "post: 1 old contact stays, because a term still runs." in asked[0]
    assert asked[0].endswith("This cannot be undone.")


def test_who_agrees_is_told_what_went_and_sees_fresh_figures(screen, purged, answer) -> None:
    answer("Delete")
    screen.privacy.preview.click()
    assert purged == [
        "preview",
        "purge",
        "12 contacts were deleted. The journal says when and by whom.",
        "refresh",
    ]


def test_when_nothing_is_old_enough_nobody_is_asked(screen, purged, real, answer, monkeypatch) -> None:
    monkeypatch.setattr(real, "purge", lambda: NOTHING)
    asked = answer("Delete")
    screen.privacy.preview.click()
    assert asked == []
    assert purged == ["Nothing is older than you keep."]


def test_on_the_real_services_it_asks_and_reports(screen, real, answer, monkeypatch) -> None:
    told: list[str] = []
    screen.said.connect(lambda message: told.append(message.text))
    real.clock.at += 900 * 86_400_000_000
    answer("Delete")
    before = len(real.contacts()[0])
    screen.privacy.preview.click()
    gone = before - len(real.contacts()[0])
    assert gone > 0
    assert told[0].startswith(f"{gone} contact")
    assert real.verify_journal() == []


@pytest.mark.parametrize(("choice", "forgotten"), [("Keep", []), ("Delete", ["2 names of staff were deleted."])])
def test_names_of_staff_go_only_after_a_yes(screen, purged, real, answer, monkeypatch, choice, forgotten) -> None:
    monkeypatch.setattr(real, "purge_staff_names", lambda: 2)
    asked = answer(choice)
    screen.privacy.forget.click()
    assert asked[0].startswith("Delete the stored names of staff?")
    assert purged == [*forgotten, *(["refresh"] if forgotten else [])]


def test_a_refusal_is_told_and_nothing_is_said_to_be_gone(screen, purged, real, answer, monkeypatch) -> None:
    refusal = Refused("The profile allows names of staff.")
    monkeypatch.setattr(real, "purge_staff_names", lambda: (_ for _ in ()).throw(refusal))
    answer("Delete")
    screen.privacy.forget.click()
    assert purged == [refusal]
