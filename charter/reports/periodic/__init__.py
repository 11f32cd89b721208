"""The periodic report for directors and for publication: facts in, a tagged PDF out.

Why one function for each page: what is told stands apart from how it is set (`typeset`, `templates/periodic.typ`).
Importing this package imports matplotlib and Typst, so do that in the command that makes a report. Refuses a database
and a clock.
"""

from charter.locale import _
from charter.reports.charts import period_words
from charter.reports.periodic import annex, channels, compared, conclusions, goals, method, pace, rules
from charter.reports.periodic.blocks import Document, Section
from charter.reports.periodic.facts import ClosedPeriod, Facts, Goals, Pictures, SourceSum
from charter.reports.periodic.typeset import pdf

__all__ = ["ClosedPeriod", "Document", "Facts", "Goals", "Pictures", "SourceSum", "document", "pdf"]

LONGEST_FOOTER = 60
"""Characters of the name of the municipality at the foot of a page."""


def document(facts: Facts) -> Document:
    """The whole report in the language spoken now."""
    sections: list[Section | None] = [
        conclusions.section(facts),
        *channels.sections(facts),
        pace.years(facts),
        compared.teams(facts),
        *compared.partners(facts),
        pace.section(facts),
        goals.section(facts),
        rules.section(facts),
        method.section(facts),
    ]
    told = [section for section in sections if section is not None]
    organisation = facts.organisation
    if len(organisation) > LONGEST_FOOTER:
        organisation = organisation[: LONGEST_FOOTER - 1] + "…"
    footer = f"{organisation} · {period_words(facts.period)}"
    if facts.account.running or not facts.account.complete:
        footer += " · " + _("not complete")
    return Document(conclusions.cover(facts), footer, facts.made_at, (*told, *annex.sections(told)))
