"""The profile that `charter init` writes: every key there is, with its default and what it means.

Why text and not dumped data: the comments are the manual of the person who will fill it in, in their own language.
Refuses to ask anything; what a municipality must confirm is said in the comment (domain.md 2.2).
"""

from __future__ import annotations

import json
from textwrap import wrap

from charter.locale import N_, _

WIDTH = 100
CAUSES = (
    "Te weinig mensen",
    "Drukker dan verwacht",
    "Verlof of ziekte",
    "Bij het verkeerde team",
    "Wachten op een ander team",
    "Wachten op de inwoner",
    "Ingewikkelde vraag",
    "Storing",
    "Over het hoofd gezien",
    "Fout in de registratie",
    "Andere oorzaak",
)
"""Why a promise was not kept, until the municipality writes its own list; in the language of its charter."""

_LINES: tuple[tuple[str, str], ...] = (
    ("organisation = %(organisation)s", N_("The name of your municipality, as it stands on reports.")),
    ('time_zone = "Europe/Amsterdam"', N_("The time zone of the town hall.")),
    ("[mail]", N_("Who you are in the mailboxes that you import.")),
    (
        "own_domains = []",
        N_('What follows the @ in your own addresses, such as ["voorbeeld.nl"]. A merged municipality has several.'),
    ),
    ("mailboxes = []", N_("The mailboxes that are judged. Empty: every own address.")),
    ("agent_addresses = []", N_("Addresses of staff that stand outside your own domains.")),
    ("form_senders = []", N_("Addresses from which web forms are mailed to you.")),
    ("central_mailboxes = []", N_("Mailboxes for norms that count central mailboxes only. Empty: every own address.")),
    ("list_addresses = []", N_("Addresses of list software that puts its own address in From.")),
    ("own_lists = []", N_("Mailing lists that stand for a mailbox of yours.")),
    ("cc_counts = false", N_("Whether a message that you only get as a copy counts as received.")),
    (
        '# [[mail.interim]]\n# pattern = "u ontvangt uiterlijk"\n# reason = true\n# handler = true',
        N_(
            "Your texts for interim messages, and whether such a text always names a reason and a handler. "
            "Remove the # signs to use it."
        ),
    ),
    (
        "[[calendar]]\nvalid_from = 2011-03-01",
        N_("The days and hours of the town hall. Add a [[calendar]] with a later valid_from when they change."),
    ),
    (
        'hours = { default = "mon-fri 08:30-17:00" }',
        N_(
            'Opening hours per channel, such as phone = "24x7" or '
            'counter = "mon-fri 09:00-12:30 13:00-16:00, thu -20:00". '
            "The default hours hold for the other channels and say which days are working days."
        ),
    ),
    (
        "closed = []",
        N_("Closed days of your own, such as [2026-05-15]. The eight days of the Cao Gemeenten need not be named."),
    ),
    ("early_close = {}", N_('Days with an earlier closing time, such as { "24-12" = "15:00", "31-12" = "15:00" }.')),
    ('good_friday = "open"', N_('"open" or "closed". Please confirm this: municipalities differ.')),
    ('may5_before_2024 = "open"', N_('"open" or "closed": 5 May before 2024. From 2024 on it is a day off for all.')),
    (
        'after_hours = "same_day"',
        N_(
            '"same_day" or "next_working_day": the day on which a message counts as received '
            "when it comes after closing time or on a closed day."
        ),
    ),
    ('end_of_day = "midnight"', N_('"midnight" or "closing": when the last day of a term ends.')),
    (
        "[closed_days]\ndecided = []",
        N_(
            "The years of which you decided your own closed days, such as [2026, 2027], also when you have none. "
            "It changes no verdict: Charter reminds you of a year that is missing here and has no day above."
        ),
    ),
    (
        '[database]\nurl = ""',
        N_(
            'Empty: a database in this folder. For a shared database: "postgresql+psycopg://user@server/charter". '
            "Do not write a password here."
        ),
    ),
    (
        "[privacy]\nstaff_names = false",
        N_("Names of staff are kept only when the works council agreed, from the day on which it agreed."),
    ),
    (
        "# works_council_date = 2026-05-01",
        N_("The day on which the works council agreed. Remove the # to use it."),
    ),
    ('works_council_reference = ""', N_("Where its consent stands, such as the number of the decision.")),
    (
        '[privacy.retention]\ndefault = "13 months"',
        N_(
            "How long contacts are kept after their last event, in months or days. "
            'charter purge removes what is older. You can name a source: mbox = "24 months". '
            "No law names this term: confirm it with your archivist and your data protection officer."
        ),
    ),
    (
        "[conversations]\nfollow_up_days = 30",
        N_("For so many days after your answer, a new message belongs to the same contact."),
    ),
    ("follow_ups_as_contacts = false", N_("Whether such a message is judged as a contact of its own.")),
    (
        '[channels]\ndigital = ["email", "form", "portal", "social"]',
        N_("The channels that count as digital in the balance. Municipalities differ on e-mail."),
    ),
    (
        "# [[targets]]\n# year = 2026\n# contacts = 60000\n# handling_minutes = 5.0\n# digital_share = 0.6\n"
        "# satisfaction = 8.0",
        N_(
            "Your targets for a year: at most so many contacts and so many minutes a contact, at least this share of "
            "digital contacts and this mean mark. Remove the # signs to use it; leave out what you did not set."
        ),
    ),
    (
        '# [[new_limits]]\n# norm = "phone.callback"\n# from = 2026-05-01\n# reason = "Vast belteam, besluit MT"',
        N_(
            "From when the control chart of a norm has new limits, and why: one for each decision. "
            "Use it only when the work itself was changed. Remove the # signs to use it."
        ),
    ),
    (
        '[report]\nfolder = ""',
        N_(
            "Where the reports that make themselves go, such as 'M:\\Directie\\Dienstverlening'. "
            "Empty: no report makes itself."
        ),
    ),
    ('every = ["month"]', N_('How often: one or more of "month", "quarter", "tertaal" and "year".')),
    ("working_day = 5", N_("On which working day of the next period the report is made, from 1 to 20.")),
    ('language = "nl"', N_('In which language: "nl" or "en".')),
    (
        f"[follow_up]\ncauses = {json.dumps(CAUSES, ensure_ascii=False, indent=4)}",
        N_("The causes that a team lead can choose from for a promise that was not kept."),
    ),
    ("[teams]", N_('Which team works on which queue or mailbox, such as "info@voorbeeld.nl" = "KCC".')),
    (
        "[team_sizes]",
        N_(
            'How many people work in a team, such as "KCC" = 12. Of a team with fewer than 5 people '
            "no figure leaves the house on its own."
        ),
    ),
)


def default_text(organisation: str) -> str:
    """`charter.toml` for `organisation` with every key at its default, its comments in the language spoken now."""
    name = json.dumps(organisation, ensure_ascii=False).replace("\x7f", "\\u007f")
    blocks = []
    for line, comment in _LINES:
        said = "\n".join(f"# {part}" for part in wrap(_(comment), WIDTH, break_on_hyphens=False))
        written = line % {"organisation": name} if line.startswith("organisation") else line
        opens_table = line.startswith(("[", "# ["))
        blocks.append(("\n" if opens_table else "") + f"{said}\n{written}\n")
    return "".join(blocks)
