"""What each setting of a source is called, and one line that says what to fill in.

Why: the kinds describe their settings for a command line; a form needs a name and a line of help. Refuses to know what
is right: `charter.sources` says so.
"""

from __future__ import annotations

from charter.locale import N_

SETTINGS: dict[str, tuple[str, str]] = {
    "path": (N_("Folder"), N_("Where the other system puts its files, such as \\\\server\\telephony\\logs.")),
    "files": (N_("Which files"), N_("For instance queue_log*, with a comma between two. Empty: every file.")),
    "format": (N_("Format"), N_("The id of a format. Empty: Charter recognises each file.")),
    "settle": (N_("Wait (seconds)"), N_("So long a file must stand still before it is read.")),
    "server": (N_("Mail server"), N_("For instance imap.voorbeeld.nl.")),
    "port": (N_("Port"), N_("993, unless your administrator says otherwise.")),
    "security": (N_("Connection"), N_("starttls only when the server knows nothing better.")),
    "mailboxes": (N_("Mailboxes"), N_("The shared mailboxes, with a comma between two. Inbox and Sent are read.")),
    "agents": (N_("Own mailboxes"), N_("Of people who answer from their own mailbox. Only Sent is read.")),
    "folders": (N_("Folders"), N_("Other folders than Inbox and Sent. Empty: those two.")),
    "sign_in": (N_("Sign in"), N_("microsoft for Exchange Online, with tenant and client id.")),
    "tenant": (N_("Tenant"), N_("The id of your organisation in Microsoft Entra. Ask the administrator.")),
    "client": (N_("Client id"), N_("Under this id the other side knows Charter. Ask the administrator.")),
    "certificates": (N_("Certificates"), N_("A file with certificates, when your organisation has its own authority.")),
    "texts": (N_("Read first words"), N_("Needed to tell an interim message from an answer.")),
    "address": (N_("Address"), N_("It begins with https://. Ask the supplier of the register.")),
    "channels": (N_("Names of channels"), N_("Your own names, such as Balie Noord:counter.")),
    "callbacks": (N_("Words for calling back"), N_("Words in a task that ask to call back.")),
    "written": (
        N_("Written contacts too"),
        N_("Only when e-mail and letters are registered there with their answers."),
    ),
    "handled_is_called": (N_("Done means called"), N_("A task that is done counts as called back.")),
    "types": (N_("Kinds of case"), N_("ID of the kind, a colon and permit, complaint, woo and so on.")),
    "since": (N_("Cases from"), N_("The first time, cases from this day on are read, such as 2026-01-01.")),
    "source": (
        N_("Keep as"),
        N_("Two sources with the same name here find each other's answers. Empty: its own name."),
    ),
    "zone": (N_("Time zone"), N_("Of times that do not say their zone. Empty: that of the municipality.")),
}
"""Per key its name and its line of help."""

ORDER = ("path", "server", "address", "tenant", "client", "mailboxes", "agents", "types", "files")
"""What comes first."""
ALWAYS = ("mailboxes", "agents", "files")
"""What is asked at once, besides what a kind cannot do without; the rest stands under "More settings"."""

RHYTHMS = (
    (300, N_("every 5 minutes")),
    (900, N_("every 15 minutes")),
    (3600, N_("every hour")),
    (14_400, N_("every 4 hours")),
    (86_400, N_("every day")),
)
USUAL_RHYTHM = 3600
