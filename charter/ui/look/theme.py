"""The look of the whole process: tokens become a palette and one short style sheet.

Why: one QApplication has one look, so this module holds it, as `charter.locale` holds the one language.
Follows the system between light and dark by itself; under a high-contrast setting the user's own palette wins and
there is no style sheet at all. Refuses to contain a colour: those stand in `tokens`.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from charter.ui import preferences
from charter.ui.look.tokens import DARK, LIGHT, Tokens, high_contrast

CAPTION, BODY, SECTION, HEADLINE, TITLE, COUNT = 9.0, 9.75, 11.25, 12.75, 16.5, 18.0
"""The type scale, in points at a text size of 100 %."""
LARGEST = 2.25
"""So many times larger the text may be, as in Windows."""

_tokens = LIGHT
_scale = 1.0
_growth = 0
_preferred = preferences.SYSTEM


class _Look(QObject):
    """Signals: `changed` after the tokens, palette and style sheet of the application have been replaced."""

    changed = Signal()


_look: _Look | None = None


def tokens() -> Tokens:
    """The colours of the moment."""
    return _tokens


def is_ours() -> bool:
    """Whether our style sheet is on; it is not under the user's own contrast theme."""
    return _tokens in (LIGHT, DARK)


def look() -> _Look:
    """The object whose `changed` signal tells that the colours were replaced."""
    global _look
    if _look is None:
        _look = _Look()
    return _look


def install(app: QApplication) -> None:
    """Dress `app` in Fusion and our tokens, now and whenever the system changes between light and dark."""
    app.setStyle("Fusion")
    font = app.font()
    font.setPointSizeF(BODY * _scale)
    font.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(font)
    forget_fonts()
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda: follow_system(app))
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is not None:  # Qt 6.10 and later
        accessibility().contrastPreferenceChanged.connect(lambda: follow_system(app))
    follow_system(app)


def follow_system(app: QApplication) -> None:
    """Take light, dark or high contrast from the system's settings of this moment; a choice of light or dark stands."""
    hints = app.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is not None and accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        use_system_palette(app)
    else:
        scheme = hints.colorScheme() if _preferred == preferences.SYSTEM else _SCHEMES[_preferred]
        use(app, DARK if scheme == Qt.ColorScheme.Dark else LIGHT)


def enlarge(app: QApplication, scale: float) -> None:
    """Make every text `scale` times as large as usual, within 1 and LARGEST; what stands already is made anew."""
    global _scale, _growth
    wanted = QFont(app.font())
    wanted.setPointSizeF(BODY)
    usual = QFontMetrics(wanted).height()
    _scale = min(LARGEST, max(1.0, scale))
    wanted.setPointSizeF(BODY * _scale)
    _growth = QFontMetrics(wanted).height() - usual
    app.setFont(wanted)
    forget_fonts()
    if is_ours():
        app.setStyleSheet(_style_sheet(_tokens))


def scale() -> float:
    """How many times as large as usual text is."""
    return _scale


def px(usual: float) -> int:
    """The pixels across, of what is `usual` pixels wide at 100 % and holds text or is an icon."""
    return round(usual * _scale)


def tall(usual: int, lines: int = 1) -> int:
    """The pixels from top to bottom, of what is `usual` pixels high at 100 % and holds so many lines of text."""
    return usual + lines * _growth


def prefer(app: QApplication, scheme: str) -> None:
    """Be light or dark as somebody chose (`charter.ui.preferences`), or as the system is."""
    global _preferred
    _preferred = scheme
    app.styleHints().setColorScheme(_SCHEMES[scheme])
    follow_system(app)


_SCHEMES = {
    preferences.SYSTEM: Qt.ColorScheme.Unknown,
    preferences.LIGHT: Qt.ColorScheme.Light,
    preferences.DARK: Qt.ColorScheme.Dark,
}


def use(app: QApplication, chosen: Tokens) -> None:
    """Dress `app` in these tokens."""
    global _tokens
    _tokens = chosen
    app.setPalette(_palette(chosen))
    app.setStyleSheet(_style_sheet(chosen))
    look().changed.emit()


def use_system_palette(app: QApplication) -> None:
    """Let the user's contrast theme win: its palette, no style sheet, icons and words in its text colour."""
    global _tokens
    app.setStyleSheet("")
    app.setPalette(app.style().standardPalette() if app.platformName() == "offscreen" else QPalette())
    palette = app.palette()
    role = QPalette.ColorRole
    _tokens = high_contrast(
        palette.color(role.Base).name(),
        palette.color(role.Text).name(),
        palette.color(role.Highlight).name(),
        palette.color(role.HighlightedText).name(),
        palette.color(QPalette.ColorGroup.Disabled, role.Text).name(),
    )
    look().changed.emit()


def font(points: float, *, bold: bool = False) -> QFont:
    """The application's font in one size of the type scale, as large as text is now."""
    return QFont(_found_font(points, bold))


def forget_fonts() -> None:
    """The application has another font, or ends."""
    _found_font.cache_clear()


@cache
def _found_font(points: float, bold: bool) -> QFont:
    """Found once, for a table asks for it in every cell: looking up its letters takes longer than painting them."""
    made = QFont(QApplication.font())
    made.setPointSizeF(points * _scale)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, t.window),
        (role.WindowText, t.text),
        (role.Base, t.surface),
        (role.AlternateBase, t.subtle),
        (role.Text, t.text),
        (role.Button, t.surface),
        (role.ButtonText, t.text),
        (role.BrightText, t.on_accent),
        (role.Light, t.surface),
        (role.Midlight, t.hair),
        (role.Mid, t.line),
        (role.Dark, t.control),
        (role.Shadow, t.control),
        (role.ToolTipBase, t.surface),
        (role.ToolTipText, t.text),
        (role.PlaceholderText, t.muted),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Accent, t.accent),
        (role.Link, t.link),
        (role.LinkVisited, t.link),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.disabled))
    return palette


_TONES = ("muted", "link", "met", "breached", "pending", "excluded", "excused", "undetermined", "warn")
_TINTED = ("met", "breached", "pending", "excluded", "excused", "undetermined", "warn")


def _style_sheet(t: Tokens) -> str:
    """Frames, buttons and fields; colours only from `t`, sizes in pixels of the 4 px grid, larger where text is."""
    dot, ring = px(6), px(5)
    box, arrow = px(13), px(12) + 12
    words = "".join(f'QLabel[tone="{tone}"] {{ color: {getattr(t, tone)}; }}\n' for tone in _TONES)
    tints = "".join(
        f'QFrame[tint="{tone}"] {{ background: {getattr(t, f"{tone}_tint")}; }}\n'
        f'QFrame[strip="{tone}"] {{ background: {getattr(t, f"{tone}_tint")}; border: none;'
        f" border-left: 4px solid {getattr(t, tone)}; }}\n"
        for tone in _TINTED
    )
    return f"""
QWidget#page, QScrollArea#plain, QWidget#plain {{ background: transparent; }}
QWidget#navigation, QStatusBar, QFrame#navigation {{ background: {t.nav}; }}
QStatusBar {{ border-top: 1px solid {t.line}; min-height: {tall(27)}px; }}
QStatusBar::item {{ border: none; }}
QListView#navigation {{ background: {t.nav}; border: none; }}
QListView#plain {{ background: transparent; border: none; }}
QFrame[card="true"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: 6px; }}
QFrame[chip="true"] {{ border-radius: 10px; }}
QFrame[rule="true"] {{ background: {t.hair}; border: none; max-height: 1px; min-height: 1px; }}
QLabel[step="true"] {{ background: {t.excluded_tint}; color: {t.muted}; border-radius: 10px; }}
QLabel[step="here"] {{ background: {t.accent}; color: {t.on_accent}; border-radius: 10px; }}
QFrame#surface {{ background: {t.surface}; }}
QFrame[day] {{ border: 1px solid {t.line}; border-radius: 4px; background: {t.subtle}; }}
QFrame[day="counted"] {{ border-color: {t.pending_tint}; background: {t.pending_tint}; }}
QFrame[day="skipped"] {{ border: 1px dashed {t.control}; background: {t.surface}; }}
QFrame[day="deadline"] {{ border-color: {t.breached}; background: {t.breached_tint}; }}
QFrame[day="due"] {{ border-color: {t.pending}; background: {t.pending_tint}; }}
QFrame[day="more"] {{ border: none; background: transparent; }}
QPushButton, QToolButton[framed="true"] {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: 4px;
  padding: 0 12px; min-height: {tall(28)}px;
}}
QPushButton:hover, QToolButton[framed="true"]:hover {{ background: {t.subtle}; }}
QPushButton:pressed {{ background: {t.sel}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {t.accent}; padding: 0 11px; min-height: {tall(26)}px; }}
QPushButton[primary="true"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[link="true"] {{ background: transparent; color: {t.link}; border: 1px solid transparent; padding: 0 4px; }}
QPushButton[link="true"]:focus {{ border: 2px solid {t.accent}; padding: 0 3px; }}
QPushButton[low="true"] {{ min-height: {tall(20)}px; }}
QPushButton[low="true"]:focus {{ min-height: {tall(18)}px; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 3px; }}
QToolButton:hover {{ background: {t.subtle}; border-color: {t.line}; }}
QToolButton:focus {{ border: 2px solid {t.accent}; padding: 2px; min-height: 0; }}
QPushButton[tile="true"] {{ border: 1px solid {t.line}; border-radius: 6px; padding: 0; min-height: {tall(56, 2)}px; }}
QPushButton[tile="true"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[tile="true"]:checked {{ background: {t.sel}; border-color: {t.accent}; }}
QPlainTextEdit {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: 4px; padding: 3px 5px;
  placeholder-text-color: {t.muted}; selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QPlainTextEdit:focus {{ border: 2px solid {t.accent}; padding: 2px 4px; }}
QLineEdit, QComboBox, QDateTimeEdit {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: 4px;
  padding: 0 8px; min-height: {tall(28)}px; placeholder-text-color: {t.muted};
  selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QLineEdit:focus, QComboBox:focus, QDateTimeEdit:focus {{
  border: 2px solid {t.accent}; padding: 0 7px; min-height: {tall(26)}px;
}}
QRadioButton, QCheckBox {{ border: 2px solid transparent; border-radius: 4px; padding: 1px 3px; }}
QRadioButton:focus, QCheckBox:focus {{ border-color: {t.accent}; }}
QRadioButton::indicator {{
  width: {dot + 2 * ring - 2}px; height: {dot + 2 * ring - 2}px; border: 1px solid {t.control};
  border-radius: {dot // 2 + ring}px; background: {t.surface};
}}
QRadioButton::indicator:checked {{ width: {dot}px; height: {dot}px; border: {ring}px solid {t.accent}; }}
QCheckBox::indicator:unchecked {{
  width: {box}px; height: {box}px; border: 1px solid {t.control}; border-radius: 3px; background: {t.surface};
}}
QCheckBox::indicator:checked {{ width: {box + 1}px; height: {box + 1}px; }}
QComboBox::drop-down, QDateTimeEdit::drop-down {{ border: none; width: {arrow}px; }}
QComboBox::down-arrow, QDateTimeEdit::down-arrow {{ image: none; }}
QTimeEdit::up-button, QTimeEdit::down-button {{ border: none; width: 0; }}
QTimeEdit::up-arrow, QTimeEdit::down-arrow {{ image: none; width: 0; }}
QCalendarWidget QTableView {{ background: {t.surface}; }}
QWidget#qt_calendar_navigationbar {{ background: {t.subtle}; }}
QCalendarWidget QToolButton {{ color: {t.text}; }}
QComboBox[active="true"], QPushButton[active="true"], QLineEdit[active="true"] {{
  background: {t.sel}; border-color: {t.accent};
}}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0; }}
QTableView {{ background: transparent; border: none; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
  background: transparent; color: {t.muted}; border: none; border-bottom: 1px solid {t.line};
  padding: 0 8px 0 10px;
}}
QHeaderView::section:hover {{ color: {t.text}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.control}; border-radius: 3px; min-height: 32px; margin: 2px 3px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.control}; border-radius: 3px; min-width: 32px; margin: 3px 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QProgressBar {{ background: {t.track}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSplitter::handle {{ background: transparent; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.line}; }}
QMenu::item {{ padding: 5px 24px 5px 24px; }}
QMenu::item:selected {{ background: {t.sel}; color: {t.text}; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; padding: 4px; }}
QFrame#dropzone {{ background: {t.subtle}; border: 2px dashed {t.control}; border-radius: 6px; }}
QFrame#dropzone[over="true"] {{ background: {t.pending_tint}; border: 2px dashed {t.accent}; }}
QFrame#drop {{ background: {t.pending_tint}; border: 2px dashed {t.accent}; border-radius: 6px; }}
{words}{tints}"""
