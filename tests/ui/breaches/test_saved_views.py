"""Views that were kept come back as they were, and what cannot be read is left out."""

from __future__ import annotations

import pytest

from charter.columns import Verdict
from charter.norms.periods import Period
from charter.ui.breaches import saved_views
from charter.ui.breaches.grouping import GroupBy
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.breaches.saved_views import SavedView

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


def view(name="mine", current=False, **chosen):
    wanted = RegisterFilter(**chosen)
    return SavedView(name, wanted, current, ("verdict", "number"), ("due", True), GroupBy.NORM)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"period": OCTOBER, "norm": "email.answer", "team": "KCC", "search": "11"},
        {"cause": False, "verdicts": frozenset({Verdict.BREACHED})},
        {"assigned": ""},
        {"assigned": "Bélastingen \U0001f4ee"},
    ],
)
def test_a_view_comes_back_as_it_was(settings, chosen):
    saved_views.save(settings, view(**chosen))
    assert saved_views.load(settings) == [view(**chosen)]


def test_a_view_on_the_current_month_follows_the_months(settings):
    saved_views.save(settings, view(current=True, period=OCTOBER))
    (found,) = saved_views.load(settings)
    assert found.filter_now(NOVEMBER).period == NOVEMBER
    assert view(period=OCTOBER).filter_now(NOVEMBER).period == OCTOBER


def test_the_same_name_takes_the_place_and_a_view_can_be_forgotten(settings):
    saved_views.save(settings, view("b"))
    saved_views.save(settings, view("A"))
    saved_views.save(settings, view("b", team="KCC"))
    assert [one.name for one in saved_views.load(settings)] == ["A", "b"]
    assert saved_views.load(settings)[1].chosen.team == "KCC"
    saved_views.remove(settings, "b")
    assert [one.name for one in saved_views.load(settings)] == ["A"]


@pytest.mark.parametrize("text", ["", "no json", "{}", "[1]", '[{"name": "x"}]'])
def test_what_cannot_be_read_is_left_out(settings, text):
    settings.setValue("breaches/views", text)
    assert saved_views.load(settings) == []
