"""One mechanism that splits every figure: which cell a row is in, and what it is called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import NO_DAY, Contacts, Names
from charter.contact import Channel
from charter.days import date_of
from charter.measures.split import Split
from charter.norms.score import Group

NAMES = Names(teams=("", "Zuid", "Noord"), organisations=("", "GGD", "Afval"))
BY = (Group.YEAR, Group.ORGANISATION, Group.TEAM, Group.CHANNEL)
Row = tuple[int, int, int, int]


def contacts_of(rows: list[Row]) -> Contacts:
    n = len(rows)
    columns = {name: np.zeros(n, np.int32) for name in ("source", "category", "direction", "queue", "file", "flags")}
    more = {"outcome": np.zeros(n, np.int8), "transfers": np.zeros(n, np.int16), "visits": np.zeros(n, np.int32)}
    times = {name: np.zeros(n, np.int64) for name in ("wait_us", "talk_us", "line")}
    return replace(
        Contacts.none(NAMES),
        ids=np.array([str(k) for k in range(n)], object),
        channel=np.array([row[1] for row in rows], np.int8),
        team=np.array([row[2] for row in rows], np.int32),
        organisation=np.array([row[3] for row in rows], np.int32),
        **columns,
        **more,
        **times,
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from([NO_DAY, 20_000, 20_400, 20_700]),
            st.sampled_from([int(channel) for channel in Channel]),
            st.integers(0, 2),
            st.integers(0, 2),
        ),
        max_size=25,
    ),
    st.lists(st.sampled_from(BY), max_size=4, unique=True),
)
def test_every_row_stands_under_its_own_words_and_labels_ascend(rows: list[Row], by: list[Group]) -> None:
    days = np.array([row[0] for row in rows], np.int32)
    split = Split.of(contacts_of(rows), np.arange(len(rows)), days, by)

    def word(row: Row, group: Group) -> str:
        day, channel, team, organisation = row
        return {
            Group.YEAR: "" if day == NO_DAY else str(date_of(day).year),
            Group.CHANNEL: Channel(channel).word if channel else "",
            Group.TEAM: NAMES.teams[team],
            Group.ORGANISATION: NAMES.organisations[organisation],
        }[group]

    expected = [tuple(word(row, group) for group in by) for row in rows]
    assert [split.labels[cell] for cell in split.cell.tolist()] == expected
    assert list(split.labels) == (sorted(set(expected)) if by else [()])


def test_without_groups_there_is_one_cell_even_for_nobody() -> None:
    nobody = Split.of(contacts_of([]), np.empty(0, np.int64), np.empty(0, np.int32), ())
    assert (nobody.labels, nobody.size) == (((),), 1)
    assert Split.of(contacts_of([]), np.empty(0, np.int64), np.empty(0, np.int32), BY).labels == ()
