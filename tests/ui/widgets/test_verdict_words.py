"""The chip of the window says the word that the command line and the explanation say."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from charter import locale
from charter.columns import Verdict
from charter.ui.breaches.counts_line import count_phrase
from charter.ui.widgets.parts import Chip
from charter.wording import verdict_word


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_chip_says_the_word_of_the_vocabulary(qtbot, verdict, language):
    locale.use(language)
    chip = Chip()
    qtbot.addWidget(chip)
    chip.show_verdict(verdict)
    assert verdict_word(verdict) in [label.text() for label in chip.findChildren(QLabel)]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_count_uses_the_same_word(verdict, language):
    locale.use(language)
    assert count_phrase(verdict, 1) == f"1 {verdict_word(verdict).lower()}"


def test_counts_of_several_have_a_plural_verb():
    locale.use("nl")
    assert count_phrase(Verdict.PENDING, 9) == "9 lopen nog"
    assert count_phrase(Verdict.EXCLUDED, 4) == "4 tellen niet mee"
