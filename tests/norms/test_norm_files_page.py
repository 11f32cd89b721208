"""The page for policy officers names everything that a norm file may hold, and its examples are sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from charter.columns import Verdict
from charter.contact import BY_HAND, Category, Channel, Kind, Performer
from charter.norms import examples, files, shape
from charter.norms.model import (
    CalendarKind,
    Certainty,
    Denominator,
    EffortRule,
    NormKind,
    Rollover,
    Scope,
    Unit,
)

PAGE = (Path(__file__).parents[2] / "docs" / "norm-files.md").read_text(encoding="utf-8")
NAMED = {word.strip('"') for word in re.findall(r"`([^`\n]+)`", PAGE)}
TABLES = (
    shape.NormTable,
    shape.SwitchTable,
    shape.VersionTable,
    shape.EndedTable,
    shape.BasisTable,
    shape.ExampleTable,
    shape.EventTable,
    shape.Texts,
    shape.Headlines,
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_the_page_names_every_key(table: type[shape.Table]) -> None:
    assert set(table.model_fields) <= NAMED


@pytest.mark.parametrize(
    "vocabulary", [Unit, NormKind, CalendarKind, Certainty, Denominator, EffortRule, Rollover, Scope]
)
def test_the_page_names_every_word_that_a_key_may_hold(vocabulary: type[Unit]) -> None:
    assert {word.value for word in vocabulary} <= NAMED


def test_the_page_names_every_channel_category_verdict_actor_and_derived_event() -> None:
    words = {code.word for code in (*Channel, *Category, *Verdict, *Performer) if code.word != "unknown"}
    derived = {kind.word for kind in Kind if kind.word not in shape.FACTS and kind not in BY_HAND}
    assert words | derived <= NAMED


def test_the_page_names_every_optional_norm_and_no_norm_that_is_not_there() -> None:
    ready = {norm.id for norm in files.library() + files.optional()}
    assert {norm.id for norm in files.optional()} <= NAMED
    assert {word for word in NAMED if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", word)} - ready == {"letter.copy"}


def test_the_complete_example_of_the_page_is_sound_with_the_later_versions_added() -> None:
    whole, second, ended = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    norm, faults = files.read("letter.copy.toml", whole + second + ended)
    assert faults == []
    assert norm is not None
    assert [version.ended for version in norm.versions] == [False, False, True]
    book, _ = files.rulebook([], examples.calendars())
    assert [result.ok for result in examples.run(norm, book)] == [True, True]
