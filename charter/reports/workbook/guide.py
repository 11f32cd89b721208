"""The reader's guide: what this is, what the words mean, what it was made from, and how to check it.

Why first: an auditor who never saw Charter must be able to judge the rest alone. Refuses to praise: it says what is not
known as plainly as what is.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from charter.columns import Verdict, distinct
from charter.locale import N_, _, formats
from charter.reports.workbook.cells import Column, Heading, Occasion, Row, Sheet
from charter.reports.workbook.dossier import Dossier
from charter.reports.workbook.sample import at_most_wrong
from charter.reports.workbook.verdict_signs import signed

MEANINGS = {
    Verdict.MET: N_("In time. Counts above and below the line of the share."),
    Verdict.BREACHED: N_("Too late, or the limit has passed and nothing was done yet. Counts below the line."),
    Verdict.PENDING: N_("The term is not over yet at as-of. Does not count."),
    Verdict.EXCLUDED: N_("Outside the promise, for example hung up at once. Does not count."),
    Verdict.EXCUSED: N_("Was late, with a reason that somebody wrote down. Does not count, and never counts as met."),
    Verdict.UNDETERMINED: N_("Something is missing, for example the start. Does not count, and never counts as met."),
}


def sheet(dossier: Dossier) -> Sheet:
    """Two columns: what, and its explanation."""
    rows = list(_rows(dossier))
    return Sheet(
        name=_("Guide"),
        columns=(Column("", 34, wrap=True), Column("", 110, wrap=True)),
        make=lambda: iter(rows),
        size=len(rows),
    )


def _rows(dossier: Dossier) -> Iterator[Row]:
    named = {"town": dossier.organisation, "period": dossier.period.label}
    yield (Heading(_("Service promises of %(town)s over %(period)s: evidence") % named),)
    yield (
        _("What this is"),
        _(
            "Each promise of the service charter, how often it was kept, and every contact on which that figure rests. "
            "Each row of evidence names the file and line of the source."
        ),
    )
    yield from _origin(dossier)
    yield (None,)
    yield (Heading(_("The six verdicts")),)
    for verdict, meaning in MEANINGS.items():
        yield f"{signed(verdict)} ({verdict.word})", _(meaning)
    yield (None,)
    yield (Heading(_("How it was computed")),)
    yield from _computed(dossier)
    yield (None,)
    yield (Heading(_("The sheets")),)
    yield from _sheets()
    yield (None,)
    yield (Heading(_("How to check it")),)
    yield from _checks(dossier)


def _origin(dossier: Dossier) -> Iterator[Row]:
    zone, period = dossier.zone, dossier.period
    days = {"first": formats.day(period.first), "last": formats.day(period.last)}
    number, digest = dossier.journal
    yield _("Municipality"), dossier.organisation
    yield _("Period"), f"{period.label}: " + _("%(first)s up to and including %(last)s") % days
    yield _("As known at (as-of)"), formats.instant(dossier.as_of, zone) + f" ({zone.key})"
    yield _("Made by"), Occasion(dossier.made_by)
    yield _("Made at"), Occasion(formats.instant(dossier.made_at, zone) + f" ({zone.key})")
    yield (
        _("Journal at that moment"),
        Occasion(_("entry %(number)s, digest %(digest)s") % {"number": number, "digest": digest}),
    )
    yield _("Made with"), dossier.program
    yield _("Rulebook (SHA-256)"), dossier.rulebook.digest
    yield (
        _("State of the data"),
        " ".join((_("complete") if dossier.complete else _("not complete"), *dossier.remarks)),
    )
    for tally, n in _sources(dossier):
        yield _("Source %(source)s") % {"source": tally}, _("%(n)s contacts in this period") % {"n": formats.number(n)}
    if not len(dossier.chosen):
        yield _("Contacts"), _("There is nothing to judge in this period: no contact began in it.")
    yield (
        _("Without a date"),
        _("%(n)s verdicts rest on contacts whose start is not known. They stand in no period, and so not here.")
        % {"n": formats.number(dossier.undated)},
    )
    for closed in dossier.closed:
        yield (
            _("Closed period"),
            _("%(period)s was closed as known at %(at)s. Digest of the closing: %(digest)s.")
            % {"period": closed.period, "at": formats.instant(closed.as_of, zone), "digest": closed.digest},
        )


def _sources(dossier: Dossier) -> Iterator[tuple[str, int]]:
    contacts = dossier.contacts
    counts = np.bincount(contacts.source[distinct(dossier.chosen.contact)], minlength=len(contacts.names.sources))
    for name, n in zip(contacts.names.sources, counts.tolist(), strict=True):
        if name:
            yield name, n


def _computed(dossier: Dossier) -> Iterator[Row]:
    yield (
        _("Share"),
        _(
            "met / (met + breached). The other four counts always stand beside it. Nothing is rounded before it"
            " is compared."
        ),
    )
    yield (
        _("Which norm, which version"),
        _("The version in force on the local day on which the clock of the norm started. Norms holds all versions."),
    )
    yield _("Limit"), _("Exactly the limit is in time. A limit in days lasts until the end of the last day.")
    yield (
        _("Counts over"),
        _("Summary names per norm over which contacts the share counts. Norms explains it, with the seconds."),
    )
    yield _("Days and hours"), _("Calendar holds the opening hours, closed days and settings that were used.")
    yield (
        _("Statutory terms"),
        _("Norms marked as indication: the legal conclusion is for the person who handles the case."),
    )
    yield (
        _("Times"),
        _(
            "All times are local (%(zone)s). In the hour that the clock shows twice in autumn, a column says "
            "which of the two. Durations are in hours, minutes and seconds. The end of a day stands as "
            "23:59:59."
        )
        % {"zone": dossier.zone.key},
    )
    yield (
        _("What is not in it"),
        _(
            "No names of staff, no residents, no texts. The smallest unit is a team. The name of a team or queue with "
            "fewer than 5 contacts in the period is left out, and of a team with fewer than 5 employees, where the "
            "settings say how many it has. People who changed something have a number; the journal of Charter names "
            "them."
        ),
    )
    yield (
        _("Texts from outside"),
        _(
            "Every text from a source is written as text, never as a formula. What cannot be shown became a "
            "visible sign."
        ),
    )


def _sheets() -> Iterator[Row]:
    yield _("Summary"), _("Per norm the figures, the formulas that compute them again, and the differences.")
    yield _("Evidence"), _("Every contact under every norm of the period. Above the limit of Excel it continues.")
    yield _("Norms"), _("The promises: limit, target, ground and examples, with every version.")
    yield _("Calendar"), _("The days and hours that terms are counted in.")
    yield _("Imports"), _("Every file that was read: read = used + duplicates + rejected + out of scope.")
    yield _("Rejected rows"), _("Every row that was rejected or used with a warning, with the reason.")
    yield _("Exceptions"), _("Everything that a person changed, with the reason.")
    yield _("Sample"), _("Rows drawn by lot, with room for your findings.")
    yield _("Reconciliation"), _("Whether anything is missing: every difference must be 0.")
    yield _("Sign-off"), _("Room to sign.")


def _checks(dossier: Dossier) -> Iterator[Row]:
    yield (
        _("In Excel"),
        _(
            "The formulas count the evidence again. Change a verdict code in Evidence and see the difference on"
            " Summary."
        ),
    )
    yield (
        _("With Charter"),
        _(
            "charter verify FILE computes everything again from the database and the journal, and names each "
            "difference. The digest of this workbook stands in the properties of the file and in the journal."
        ),
    )
    yield (
        _("Sample"),
        _(
            "Per norm all rows when there are at most %(n)s, else %(n)s. When none of %(n)s rows is wrong, it "
            "is 95 %% certain that less than %(wrong)s %% of all rows are wrong. The rows stand in the order in which "
            "they were drawn: the first 29 give 95 %% certainty that less than 10 %% are wrong."
        )
        % {"n": dossier.sample, "wrong": at_most_wrong(dossier.sample)},
    )
    yield (
        _("Seed of the sample"),
        _(
            "%(seed)s. Drawn are the rows with the lowest SHA-256 of seed/norm/source/contact. Unless another seed was "
            "given, it follows from the rulebook and the period, so that nobody can choose it."
        )
        % {"seed": dossier.seed},
    )
    yield (
        _("Difference 0"),
        _("Differences are rounded to nine decimals, because machines add up broken numbers in different orders."),
    )
