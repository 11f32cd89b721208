"""The norms on paper: what is promised, by which rules, since when, on which ground, and how the examples come out.

Why: the council and an auditor read promises on paper. A black-and-white print says everything in words. Refuses to
print a norm that is off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from charter.columns import Verdict
from charter.locale import _, formats, language
from charter.norms.phrases import full_ground, ground
from charter.services import norm_editing
from charter.services.norm_filing import Card
from charter.ui.norms import words
from charter.wording import verdict_word

_STYLE = """
body { font-size: 9.5pt; } h1 { font-size: 16pt; } h2 { font-size: 12pt; margin-top: 24px; margin-bottom: 2px; }
p { margin-top: 2px; margin-bottom: 6px; } table { margin-bottom: 8px; }
td, th { padding: 2px 10px 2px 0; vertical-align: top; text-align: left; }
"""


def ask(cards: Sequence[Card], organisation: str, today: date, window: QWidget) -> bool:
    """Ask for a printer, and print the norms that are on; False when nothing was printed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(_("Norms of %(organisation)s") % {"organisation": organisation})
    dialog = QPrintDialog(printer, window)
    dialog.setWindowTitle(_("Print the norms"))
    if not dialog.exec():
        return False
    put(cards, organisation, today, printer)
    return True


def put(cards: Sequence[Card], organisation: str, today: date, printer: QPrinter) -> None:
    """Print the norms that are on."""
    document = QTextDocument()
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(html(cards, organisation, today))
    document.print_(printer)


def html(cards: Sequence[Card], organisation: str, today: date) -> str:
    """The norms that are on, as they stand on `today`."""
    named = {"organisation": organisation, "day": formats.long_day(today)}
    title, stand = _("Norms of %(organisation)s") % named, _("As they stand on %(day)s.") % named
    norms = "".join(_norm(card, today) for card in cards if card.on)
    return f"<html><body><h1>{escape(title)}</h1><p>{escape(stand)}</p>{norms}</body></html>"


def _norm(card: Card, today: date) -> str:
    norm = card.norm
    version = words.shown_version(norm, today)
    _picture, standing, _tone = words.standing(norm, today, on=card.on, failing=card.failing)
    facts = [(name, f"{value}. {more}" if more else value) for name, value, more in words.facts(version)]
    facts += [(name, f"{value}. {more}" if more else value) for name, value, more in words.rules(version)]
    grounds = [(_("Basis"), full_ground(basis)) for basis in version.basis]
    return "".join(
        (
            f"<h2>{escape(words.title(norm))}</h2>",
            f"<p>“{escape(norm.promise.get(language(), ''))}”</p>",
            f"<p><b>{escape(standing)}</b></p>",
            _table((), [*facts, *grounds]),
            _table((_("Version"), _("Valid"), _("Limit, target"), _("Basis")), _versions(card)),
            _table((_("Example"), _("Expected"), _("What comes out")), _examples(card)),
        )
    )


def _versions(card: Card) -> list[tuple[str, ...]]:
    return [
        (
            str(one.version.number),
            one.said,
            words.limit_and_target(one.version),
            "; ".join(ground(basis) for basis in one.version.basis),
        )
        for one in words.stretches(card.norm)
    ]


def _examples(card: Card) -> list[tuple[str, ...]]:
    def expected(word: str) -> str:
        found = Verdict.of(word)
        return "" if found is None else verdict_word(found)

    return [
        (
            example.title.get(language(), ""),
            expected(result.expected),
            _("Right") if result.ok else norm_editing.outcome(result),
        )
        for example, result in zip(card.norm.examples, card.results, strict=True)
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    top = f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>" if head else ""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{top}{lines}</table>"
