"""The bar of filters, apart from the register: what is chosen can be read, however large the text."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from charter import locale
from charter.locale import formats
from charter.ui.breaches.filter_bar import FilterBar
from charter.ui.look import theme


@pytest.fixture(params=[1.0, 1.5, 2.0])
def scale(qapp, request):
    usual = qapp.font()
    theme.enlarge(qapp, request.param)
    yield request.param
    theme.enlarge(qapp, 1.0)
    qapp.setFont(usual)


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_every_month_can_be_read_with_its_year(qtbot, scale, language):
    locale.use(language)
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.show()
    period = bar.period
    asked = QStyleOptionComboBox()
    period.initStyleOption(asked)
    asked.rect.setSize(period.sizeHint())
    parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = period.style().subControlRect(parts[0], asked, parts[1], period).width()
    for month in range(1, 13):
        assert period.fontMetrics().horizontalAdvance(formats.month(date(2026, month, 1))) < room
