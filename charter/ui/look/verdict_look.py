"""How the six verdicts, the channels and an urgency look: an icon whose outline differs, and a tone.

Why: word first, icon second, colour last, and everywhere the same. Refuses to hold the words: `charter.wording` does.
"""

from __future__ import annotations

from charter.columns import Verdict
from charter.contact import Channel
from charter.ui.look.tokens import Tone

VERDICT_TONE: dict[Verdict, Tone] = {
    Verdict.MET: "met",
    Verdict.BREACHED: "breached",
    Verdict.PENDING: "pending",
    Verdict.EXCLUDED: "excluded",
    Verdict.EXCUSED: "excused",
    Verdict.UNDETERMINED: "undetermined",
}

VERDICT_ICON: dict[Verdict, str] = {**VERDICT_TONE}
"""The sign of a verdict has the name of its tone."""

CHANNEL_ICON: dict[Channel, str] = {
    Channel.UNKNOWN: "contact",
    Channel.PHONE: "phone",
    Channel.EMAIL: "email",
    Channel.LETTER: "letter",
    Channel.COUNTER: "counter",
    Channel.FORM: "form",
    Channel.PORTAL: "portal",
    Channel.SOCIAL: "social",
    Channel.REPORT: "report",
}

CALLBACK_NORM = "phone.callback"
"""The norm whose contacts carry the icon of a returned call."""
