"""What a person typed survives in the detail of an event."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from charter.story import pairs, typed, written


@given(reason=st.text(), who=st.text())
@example(reason="a;b=c%3B\nd\r\u2028e%", who="=;")
@example(reason="known_at=2020-01-01;party=x", who="els")
def test_whatever_signs_a_person_types_come_back_and_say_nothing_else(reason: str, who: str) -> None:
    detail = written({"who": who, "reason": reason})
    assert typed(detail) == {"who": who, "reason": reason}
    assert set(pairs(detail)) == {"who", "reason"}
    assert detail.splitlines() in ([detail], [])
