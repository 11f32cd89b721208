"""A refusal by the operating system is told in the user's language, and an unknown one as it came."""

from __future__ import annotations

import errno

import pytest

from charter import locale
from charter.locale import system


def test_a_missing_file_is_told_in_dutch():
    locale.use("nl")
    with pytest.raises(FileNotFoundError) as caught:
        open("no such place/at all")  # noqa: PTH123, SIM115 - the plainest way to be refused
    assert system.reason(caught.value) == "het bestaat niet"


@pytest.mark.parametrize("code", system.REASONS)
def test_every_known_reason_is_the_end_of_a_sentence(code):
    locale.use("nl")
    said = system.reason(OSError(code, "in the words of the system"))
    assert said[0].islower()
    assert not said.endswith(".")
    assert said != system.REASONS[code]


def test_a_file_that_another_program_holds_on_windows_says_so():
    fault = PermissionError(errno.EACCES, "in the words of the system")
    fault.winerror = 32
    assert system.reason(fault) == "another program has it open"


def test_an_unknown_reason_is_passed_on():
    assert system.reason(OSError(9999, "something rare")) == "something rare"
    assert system.reason(OSError()) == "OSError"
