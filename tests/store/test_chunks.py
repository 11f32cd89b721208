import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from charter.store import chunks

COLUMNS = st.one_of(
    hnp.arrays(st.sampled_from(["i1", "i2", "i4", "i8", "u1", "u4", "f8", "?"]), st.integers(0, 50)),
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))).map(
        lambda texts: np.array(texts, object) if texts else np.empty(0, object)
    ),
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), COLUMNS, max_size=4))
def test_arrays_come_back_as_they_were(arrays):
    back = chunks.unpack(chunks.pack(arrays))
    assert list(back) == list(arrays)
    for name, values in arrays.items():
        assert back[name].dtype == values.dtype
        np.testing.assert_array_equal(back[name], values)


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["één", "", "\n"]], ids=len)
def test_empty_texts_are_kept(texts):
    values = np.empty(len(texts), object)
    values[:] = texts
    assert chunks.unpack(chunks.pack({"ids": values}))["ids"].tolist() == texts


def test_what_comes_back_may_be_written_to():
    back = chunks.unpack(chunks.pack({"a": np.arange(9, dtype=np.int64)}))
    back["a"][0] = 5
    assert back["a"][0] == 5


def test_small_numbers_take_little_room():
    packed = chunks.pack({"a": np.random.default_rng(1).integers(0, 200, 100_000)})
    assert len(packed) < 101_000


def test_the_header_tells_what_follows():
    packed = chunks.pack({"a": np.arange(3, dtype=np.int64)})
    header = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    assert header["version"] == chunks.VERSION
    assert header["arrays"][0][:2] == ["a", "<i8"]
