"""The words for codes: one place, so that window, command line and reports say the same.

Refuses to hold sentences about a single contact: those are made by `charter.norms.explain`.
"""

from __future__ import annotations

from charter.columns import Verdict
from charter.contact import Channel, Kind, Outcome
from charter.locale import N_, _

VERDICTS = {
    Verdict.MET: N_("Met"),
    Verdict.BREACHED: N_("Breached"),
    Verdict.PENDING: N_("Running"),
    Verdict.EXCLUDED: N_("Not counted"),
    Verdict.EXCUSED: N_("Excused"),
    Verdict.UNDETERMINED: N_("Not measurable"),
}

CHANNELS = {
    Channel.UNKNOWN: N_("Unknown"),
    Channel.PHONE: N_("Telephone"),
    Channel.EMAIL: N_("E-mail"),
    Channel.LETTER: N_("Letter"),
    Channel.COUNTER: N_("Counter"),
    Channel.FORM: N_("Web form"),
    Channel.PORTAL: N_("Portal"),
    Channel.SOCIAL: N_("Social media"),
    Channel.REPORT: N_("Public-space report"),
}

OUTCOMES = {
    Outcome.NONE: N_("Unknown"),
    Outcome.ANSWERED: N_("Answered"),
    Outcome.ABANDONED: N_("Hung up"),
    Outcome.OTHER_EXIT: N_("Left the queue"),
    Outcome.VOICEMAIL: N_("Voicemail"),
    Outcome.BLOCKED: N_("Refused"),
    Outcome.OPEN: N_("Unknown"),
}

EVENTS = {
    Kind.CALL_STARTED: N_("Call began"),
    Kind.IVR_STARTED: N_("Voice menu or machine: no answer by a person"),
    Kind.QUEUE_ENTERED: N_("Entered the queue"),
    Kind.ANSWERED: N_("Answered by a person"),
    Kind.SECOND_LEG_ANSWERED: N_("Answered after the transfer"),
    Kind.TRANSFERRED: N_("Transferred"),
    Kind.ABANDONED: N_("Left without an answer"),
    Kind.ENDED: N_("Ended"),
    Kind.PLAYED_CLOSED_MESSAGE: N_("Refused: closed, full or nobody there"),
    Kind.RANG_UNANSWERED: N_("Rang at a desk, not picked up"),
    Kind.LOG_INTERRUPTED: N_("The exchange restarted: the end is unknown"),
    Kind.CALLBACK_REQUESTED: N_("Callback request received"),
    Kind.TASK_ASSIGNED: N_("Task assigned: the clock runs on"),
    Kind.ATTEMPT_FAILED: N_("Called back, not reached"),
    Kind.CALLBACK_CONNECTED: N_("Called back and reached"),
    Kind.AGREED_DATE: N_("Day agreed with the resident"),
    Kind.INBOUND_CALL_RESOLVED: N_("The resident called and was helped"),
    Kind.OUTBOUND_CALL_CONNECTED: N_("Called the resident and spoke"),
    Kind.TASK_CLOSED: N_("Callback task closed: without a successful contact the clock runs on"),
    Kind.MESSAGE_RECEIVED: N_("Received"),
    Kind.LETTER_RECEIVED: N_("Letter received"),
    Kind.SCANNED: N_("Scanned: the clock started at receipt"),
    Kind.IN_THREAD_OF: N_("Belongs to an earlier contact"),
    Kind.REMINDER_RECEIVED: N_("Reminder: the clock runs on"),
    Kind.FORWARDED_INTERNAL: N_("Passed on inside: the clock runs on"),
    Kind.REOPENED: N_("Reopened"),
    Kind.AUTO_ACK: N_("Automatic message: does not count as an answer"),
    Kind.ACK_SENT: N_("Acknowledgement sent"),
    Kind.AUTO_OUT_OF_OFFICE: N_("Out-of-office message: counts for nothing"),
    Kind.BOT_REPLY: N_("Reply by a machine: counts for nothing"),
    Kind.REPLY_HUMAN: N_("Reply by a person"),
    Kind.REPLY_SUBSTANTIVE: N_("Answer sent"),
    Kind.DELIVERY_FAILED: N_("Not delivered: the message before it does not count"),
    Kind.ACK_TREATED_AS_LETTER: N_("Told the resident: handled as a letter"),
    Kind.INTERIM_MESSAGE: N_("Interim message sent"),
    Kind.WAIT_STARTED: N_("Wait began"),
    Kind.TICKET: N_("Ticket taken"),
    Kind.APPOINTMENT: N_("Appointment"),
    Kind.CHECK_IN: N_("Checked in"),
    Kind.CALLED: N_("Called to the desk"),
    Kind.NO_SHOW: N_("Did not come"),
    Kind.LEFT_WITHOUT_SERVICE: N_("Left without help"),
    Kind.REQUEST_RECEIVED: N_("Request received"),
    Kind.REPORT_RECEIVED: N_("Report received"),
    Kind.RESOLVED: N_("Solved"),
    Kind.MADE_SAFE: N_("Made safe"),
    Kind.COMPLAINT_RECEIVED: N_("Complaint received"),
    Kind.OUTCOME_SENT: N_("Outcome sent"),
    Kind.DECISION_PUBLISHED: N_("Decision published"),
    Kind.OBJECTION_RECEIVED: N_("Objection received"),
    Kind.OBJECTION_TERM_ENDED: N_("Term to object ended"),
    Kind.APPLICATION_RECEIVED: N_("Application received"),
    Kind.DECISION_SENT: N_("Decision sent"),
    Kind.COMPLETION_REQUESTED: N_("Asked to complete the application: the term stands still"),
    Kind.COMPLETED: N_("Application complete: the term runs again"),
    Kind.SUSPENDED: N_("Term suspended"),
    Kind.RESUMED: N_("Term runs again"),
    Kind.EXTENDED: N_("Extension announced"),
    Kind.END_PLANNED: N_("Planned end, as the register says"),
    Kind.END_LATEST: N_("Last day to decide, as the register says"),
    Kind.RATED: N_("Mark given"),
    Kind.READY: N_("Ready for collection"),
    Kind.FOLLOW_UP_RECEIVED: N_("The resident wrote again: the clock does not restart"),
    Kind.MAIL_TO_THIRD_PARTY: N_("Mail sent to somebody else: no answer to the resident"),
    Kind.ANSWERED_ELSEWHERE: N_("Answered elsewhere"),
    Kind.WRONG_START: N_("The real start"),
    Kind.NOT_OURS: N_("Not our contact: it does not count"),
    Kind.BELONGS_TO: N_("Belongs to another contact: it counts there"),
    Kind.CORRECTION_UNDONE: N_("Correction taken back"),
    Kind.CORRECTION_LAPSED: N_("Correction that no longer holds"),
    Kind.VALID_INTERIM_MESSAGE: N_("Valid interim message: reason, new date and handler"),
    Kind.PROMISED_DAY: N_("Day promised"),
    Kind.WAIT_BEGAN: N_("Wait began"),
    Kind.VISIT_ENTERED: N_("Went on to the next queue"),
}


def verdict_word(verdict: int) -> str:
    """The word for a verdict."""
    return _(VERDICTS[Verdict(verdict)])


def channel_word(channel: int) -> str:
    """The word for a channel."""
    return _(CHANNELS[Channel(channel)])


def outcome_word(outcome: int) -> str:
    """The word for how a call or a queue visit ended."""
    return _(OUTCOMES[Outcome(outcome)])


def event_sentence(kind: int) -> str:
    """What an event means for the clock, in a few words."""
    return _(EVENTS.get(Kind(kind), Kind(kind).word))
