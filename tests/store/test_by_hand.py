"""What people say about contacts, on both databases: kept, in force, undone, and honest about when it was known."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, func, update

from charter.columns import Act, ByHand, Verdict
from charter.contact import Kind, Precision
from charter.errors import Cancelled, NotFound, Refused
from charter.instants import Instant, parse
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.norms.explain import explain
from charter.services import by_hand, one_contact
from charter.services.board import load_board
from charter.services.deriving import Deriving
from charter.services.importing import import_files
from charter.settings import Profile
from charter.store import imports, journal, witnesses
from charter.store.schema import event, follow_up

HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
        "mail": {"own_domains": ["voorbeeld.nl"]},
    },
    strict=False,
    context=Path(),
)
HOW = Deriving.of(PROFILE)
RULEBOOK = files.rulebook([], calendars_of(PROFILE), ())[0]
NORMS = [norm.id for norm in RULEBOOK.norms]
LATE_MAIL = (
    "M1,2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,person,\n"
    "M1,2026-11-18T10:00:00+01:00,reply_substantive,email,,,,person,\n"
)
TELLING = "Beantwoord aan de balie; nummer = 12%, zie\nhet formulier \u2013 100 % zeker: party=x ✓"


def at(text: str) -> int:
    """UTC microseconds of a time in Amsterdam."""
    found = parse(text, PROFILE.zone)
    assert found is not None
    assert found.at is not None
    return found.at


NOW = at("2026-11-20T09:00")


class Town:
    """A database into which files come and about which people speak, each a minute after the other."""

    def __init__(self, store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.minutes = count()

    @property
    def now(self) -> int:
        return NOW + next(self.minutes) * 60_000_000

    def take(self, text: str, name: str = "log.csv", source: str = "", now: int = NOW) -> None:
        path = self.folder / name
        path.write_text(HEADER + text if name.endswith(".csv") else text, "utf-8", newline="\n")
        (outcome,) = import_files(
            self.store,
            [path],
            profile=PROFILE,
            pseudonym=lambda text: f"p{len(text)}",
            who="jan",
            now=now,
            source=source,
        )
        assert outcome.error is None, outcome.error

    def correct(
        self, contact: str, kind: Kind, reason: str = "Gebeld met hem.", when: str = "", other: str = ""
    ) -> str:
        instant = parse(when, PROFILE.zone) if when else None
        linked = self.place(other) if other else None
        return by_hand.correct(
            self.store, HOW, "els", self.now, self.place(contact), kind, reason, at=instant, other=linked
        )

    def say(self, contact: str, act: Act, value: str = "", reason: str = "", norm: str = "") -> str:
        (number,) = by_hand.follow_up(
            self.store, "els", self.now, [self.place(contact)], norm, act, value, reason, norms=NORMS, causes=("Druk",)
        )
        return number

    def undo(self, entry: str, reason: str = "Toch niet waar.") -> str:
        return by_hand.undo(self.store, HOW, "els", self.now, entry, reason)

    def place(self, contact: str) -> tuple[str, str]:
        source, _, name = contact.rpartition("/")
        return source or "event_log", name

    def verdicts(self, norm: str, as_of: str = "2026-12-01T09:00") -> dict[str, str]:
        board = load_board(self.store, PROFILE, RULEBOOK, at(as_of))
        chosen = np.flatnonzero(board.verdicts.norm == RULEBOOK.position(norm))
        return {
            str(board.contacts.ids[board.verdicts.contact[row]]): Verdict(int(board.verdicts.verdict[row])).word
            for row in chosen.tolist()
        }

    def explained(self, contact: str, norm: str, as_of: str = "2026-12-01T09:00"):
        found = one_contact.find(self.store, PROFILE, *self.place(contact), at(as_of))
        return explain(found.contact, RULEBOOK, at(as_of), norm, found.told, found.unsaid)


@pytest.fixture
def town(store, tmp_path) -> Town:
    return Town(store, tmp_path)


def test_answered_elsewhere_in_time_is_met_and_says_who_when_and_why(town):
    town.take(LATE_MAIL)
    assert town.verdicts("email.answer") == {"M1": "breached"}
    town.correct("M1", Kind.ANSWERED_ELSEWHERE, TELLING, "2026-11-12T14:00")
    assert town.verdicts("email.answer") == {"M1": "met"}
    said = town.explained("M1", "email.answer")
    assert said.verdict is Verdict.MET
    steps = {step.code: step.text for step in said.steps}
    assert "Breached" in steps["original"]
    assert "els" in steps["correction"]
    assert "20-11-2026" in steps["correction"]
    assert TELLING in steps["correction"]
    (entry,) = [e for e in said.timeline if TELLING in e.text]
    assert (entry.role, entry.at) == ("stop", at("2026-11-12T14:00"))
    assert said.origin.line == 2


def test_a_correction_stands_among_the_events_under_a_run_of_its_own(town):
    town.take(LATE_MAIL)
    number = town.correct("M1", Kind.NOT_OURS, TELLING)
    with town.store.read() as connection:
        run = imports.runs(connection)[-1]
        (entry,) = journal.entries(connection)[-1:]
        assert journal.verify(connection) == []
        (covered,) = imports.coverage(connection)
    assert (run.format, run.who, run.counts.read, run.counts.used) == ("person", "els", 1, 1)
    assert (covered.files, covered.last_at) == (1, at("2026-11-18T10:00"))
    assert (entry.who, entry.what, entry.why) == ("els", "correction", TELLING)
    assert "contact" not in entry.payload
    assert "Gebeld" not in str(entry.payload)
    assert by_hand.every(town.store) == [
        ByHand(number, NOW, "els", "event_log", "M1", "", "not_ours", "", TELLING, undone=False)
    ]


def test_another_start_moves_the_clock(town):
    town.take(LATE_MAIL)
    town.correct("M1", Kind.WRONG_START, "De stempel zegt donderdag.", "2026-11-12")
    assert town.verdicts("email.answer") == {"M1": "met"}
    said = town.explained("M1", "email.answer")
    assert any("The real start on Thursday 12 November" in step.text for step in said.steps if step.code == "start")


def test_a_missing_start_is_filled_in(town):
    town.take(
        "M1,2026-11-16T10:00:00+01:00,reply_substantive,email,KCC,info,,person,\n"
        "B1,2026-11-16T10:00:00+01:00,reply_substantive,letter,KCC,info,,person,\n"
    )
    assert town.verdicts("email.answer") == {"M1": "undetermined"}
    town.correct("M1", Kind.WRONG_START, "Zie de mailbox.", "2026-11-12T10:00")
    town.correct("B1", Kind.WRONG_START, "Zie de stempel.", "2026-11-12")
    assert town.verdicts("email.answer") == {"M1": "met"}
    assert town.verdicts("letter.ack") == {"B1": "met"}


def test_an_answer_of_unknown_time_gets_the_time_that_a_person_gives(town):
    town.take(
        "M1,2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,,\nM1,,reply_substantive,email,,,,person,\n"
    )
    assert town.verdicts("email.answer") == {"M1": "undetermined"}
    town.correct("M1", Kind.ANSWERED_ELSEWHERE, "Zie het dossier.", "2026-11-12T10:00")
    assert town.verdicts("email.answer") == {"M1": "met"}


@pytest.mark.parametrize(
    ("event", "channel", "category", "norm"),
    [
        ("letter_received", "letter", "", "letter.answer"),
        ("message_received", "social", "", "social.first_response"),
        ("callback_requested", "phone", "", "phone.callback"),
        ("report_received", "report", "", "public_space.resolve"),
        ("complaint_received", "letter", "complaint", "complaint.decide"),
        ("application_received", "letter", "application", "application.decide"),
        ("request_received", "email", "woo", "woo.decide"),
    ],
)
def test_answered_elsewhere_settles_whatever_was_asked(town, event, channel, category, norm):
    town.take(f"C1,2026-11-09T10:00:00+01:00,{event},{channel},KCC,,{category},,\n")
    assert town.verdicts(norm)["C1"] in ("breached", "pending")
    town.correct("C1", Kind.ANSWERED_ELSEWHERE, when="2026-11-09T11:00")
    assert town.verdicts(norm)["C1"] == "met"


def test_not_ours_counts_nowhere_not_even_as_not_measurable(town):
    town.take(
        LATE_MAIL
        + "T1,2026-11-09T10:00:00+01:00,queue_entered,phone,KCC,info,,,\n"
        + "T1,2026-11-09T10:05:00+01:00,answered,phone,,,,person,\n"
        + "X1,,message_received,email,KCC,info,,,\nX2,2026-11-09T10:00:00+01:00,auto_ack,email,KCC,info,,,\n"
    )
    for contact in ("M1", "T1", "X1", "X2"):
        town.correct(contact, Kind.NOT_OURS, "Voor de omgevingsdienst.")
    board = load_board(town.store, PROFILE, RULEBOOK, at("2026-12-01T09:00"))
    assert set(board.verdicts.verdict.tolist()) == {Verdict.EXCLUDED}
    assert town.explained("M1", "email.answer").reason.word == "not_ours"


def test_the_same_file_again_and_a_longer_one_leave_a_correction_alone(town):
    town.take(LATE_MAIL)
    town.correct("M1", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T14:00")
    for text in (LATE_MAIL, LATE_MAIL + "M2,2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,,\n"):
        town.take(text, now=NOW + 3_600_000_000)
        assert town.verdicts("email.answer")["M1"] == "met"
    town.take(LATE_MAIL + "M1,2026-11-19T10:00:00+01:00,reopened,email,,,,,\n", now=NOW + 7_200_000_000)
    assert town.verdicts("email.answer")["M1"] == "met"
    assert len(by_hand.every(town.store)) == 1


def test_a_morning_before_it_was_written_down_does_not_know_a_correction_or_an_excuse(town):
    town.take(LATE_MAIL + LATE_MAIL.replace("M1", "M2"))
    town.correct("M1", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T14:00")
    town.say("M2", Act.EXCUSE, reason="Storing bij de post.")
    assert town.verdicts("email.answer") == {"M1": "met", "M2": "excused"}
    assert town.verdicts("email.answer", "2026-11-20T08:59") == {"M1": "breached", "M2": "breached"}
    assert [step.code for step in town.explained("M1", "email.answer", "2026-11-20T08:59").steps].count(
        "correction"
    ) == 0
    assert by_hand.every(town.store, at("2026-11-20T08:59")) == []
    assert [entry.what for entry in by_hand.every(town.store, NOW)] == ["answered_elsewhere"]


def test_undo_is_a_new_entry_and_known_from_then_on(town):
    town.take(LATE_MAIL)
    correction = town.correct("M1", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T14:00")
    excuse = town.say("M1", Act.EXCUSE, reason="Storing bij de post.")
    town.undo(correction)
    assert town.verdicts("email.answer") == {"M1": "excused"}
    town.undo(excuse)
    assert town.verdicts("email.answer") == {"M1": "breached"}
    assert [(e.what, e.value, e.undone) for e in by_hand.every(town.store)] == [
        ("answered_elsewhere", "2026-11-12T14:00:00+01:00", True),
        ("excuse", "", True),
        ("undo", correction, False),
        ("undo", excuse, False),
    ]
    assert town.verdicts("email.answer", "2026-11-20T09:01:30") == {"M1": "met"}
    assert any("Correction taken back" in e.text for e in town.explained("M1", "email.answer").timeline)
    assert any("no longer holds" in e.text for e in town.explained("M1", "email.answer").timeline)
    with town.store.read() as connection:
        assert [entry.what for entry in journal.entries(connection)][-4:] == [
            "correction",
            "follow_up",
            "undone",
            "undone",
        ]


CHANGED = {
    "a reason": update(follow_up).where(follow_up.c.id == 1).values(reason="Anders."),
    "a norm": update(follow_up).where(follow_up.c.id == 1).values(norm="email.ack"),
    "a team": update(follow_up).where(follow_up.c.id == 2).values(value="Griffie"),
    "what was done": update(follow_up).where(follow_up.c.id == 2).values(act=int(Act.NOTE)),
    "what was undone": update(follow_up).where(follow_up.c.id == 3).values(undoes=1),
    "an excuse taken away": delete(follow_up).where(follow_up.c.id == 1),
    "a correction taken away": delete(event).where(event.c.kind == Kind.ANSWERED_ELSEWHERE),
    "the reason of a correction": update(event)
    .where(event.c.kind == Kind.ANSWERED_ELSEWHERE)
    .values(detail=func.replace(event.c.detail, "Gebeld", "Gemaild")),
}


def test_what_people_said_and_was_changed_past_the_program_is_found(town):
    town.take(LATE_MAIL)
    town.say("M1", Act.EXCUSE, reason=TELLING, norm="email.answer")
    town.say("M1", Act.ASSIGN, "Burgerzaken")
    town.undo("f2")
    town.correct("M1", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T10:00")
    found = {}
    for name, edit in CHANGED.items():
        with suppress(Cancelled), town.store.write() as connection:
            assert connection.execute(edit).rowcount == 1
            found[name] = len(witnesses.verify(connection))
            raise Cancelled
    assert found == dict.fromkeys(CHANGED, 1)
    with town.store.read() as connection:
        assert witnesses.verify(connection) == []


def test_what_was_deleted_past_the_program_is_missed_also_when_its_number_is_given_out_again(town):
    town.take(LATE_MAIL)
    town.say("M1", Act.NOTE, "Nabellen.")
    gone = town.say("M1", Act.EXCUSE, reason=TELLING, norm="email.answer")
    with town.store.write() as connection:
        connection.execute(delete(follow_up).where(follow_up.c.id == int(gone[1:])))
    assert town.say("M1", Act.NOTE, "Nog eens nabellen.") == gone
    with town.store.read() as connection:
        (missed,) = witnesses.verify(connection)
    assert missed.about == gone


def test_nothing_is_undone_twice_and_no_undoing_is_undone(town):
    town.take(LATE_MAIL)
    for entry in (town.correct("M1", Kind.NOT_OURS), town.say("M1", Act.NOTE, "Nabellen.")):
        undoing = town.undo(entry)
        for one in (entry, undoing):
            with pytest.raises(Refused, match="undone already"):
                town.undo(one)
    with pytest.raises(NotFound):
        town.undo("f99")
    assert len(by_hand.every(town.store)) == 4


def test_the_last_correction_of_a_kind_holds_and_the_one_before_it_when_that_is_undone(town):
    town.take(LATE_MAIL)
    town.correct("M1", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T14:00")
    later = town.correct("M1", Kind.ANSWERED_ELSEWHERE, "Verkeerd afgelezen.", "2026-11-17T14:00")
    assert town.verdicts("email.answer") == {"M1": "breached"}
    town.undo(later)
    assert town.verdicts("email.answer") == {"M1": "met"}


def test_what_belongs_to_another_contact_counts_there(town):
    town.take(
        "M1,2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,,\n"
        "M2,2026-11-11T10:00:00+01:00,message_received,email,Zorg,zorg,,,\n"
        "M2,2026-11-13T10:00:00+01:00,reply_substantive,email,,,,person,\n"
    )
    assert town.verdicts("email.answer") == {"M1": "breached", "M2": "met"}
    link = town.correct("M2", Kind.BELONGS_TO, "Dezelfde vraag.", other="M1")
    assert town.verdicts("email.answer") == {"M1": "met", "M2": "excluded"}
    said = town.explained("M1", "email.answer")
    assert said.verdict is Verdict.MET
    assert "wrote again" in " ".join(entry.text for entry in said.timeline)
    assert town.explained("M2", "email.answer").reason.word == "part_of_another"
    board = load_board(town.store, PROFILE, RULEBOOK, at("2026-12-01T09:00"))
    assert [board.contacts.names.teams[team] for team in board.contacts.team] == ["KCC", "Zorg"]
    town.undo(link)
    assert town.verdicts("email.answer") == {"M1": "breached", "M2": "met"}


def test_the_clock_runs_from_the_first_message_of_one_matter(town):
    town.take(
        "M1,2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,,\n"
        "M2,2026-11-11T10:00:00+01:00,message_received,email,Zorg,zorg,,,\n"
        "M2,2026-11-17T10:00:00+01:00,reply_substantive,email,,,,person,\n"
    )
    town.correct("M1", Kind.BELONGS_TO, other="M2")
    assert town.verdicts("email.answer") == {"M1": "excluded", "M2": "breached"}
    found = one_contact.find(town.store, PROFILE, "event_log", "M2", at("2026-12-01T09:00"))
    assert (found.contact.names.teams[found.contact.team[0]], found.contact.line[0]) == ("Zorg", 3)


def test_a_link_reaches_over_sources_and_over_what_comes_later(town):
    town.take("F1,2026-11-09T10:00:00+01:00,message_received,form,KCC,,,,\n", "forms.csv", "forms")
    town.take("M1,2026-11-10T10:00:00+01:00,message_received,email,KCC,info,,,\n", "mail.csv", "mail")
    town.correct("mail/M1", Kind.BELONGS_TO, other="forms/F1")
    assert town.verdicts("form.answer") == {"F1": "breached"}
    town.take("M1,2026-11-12T10:00:00+01:00,reply_substantive,email,KCC,info,,person,\n", "mail-2.csv", "mail")
    assert town.verdicts("form.answer") == {"F1": "met"}
    assert town.verdicts("email.answer") == {"M1": "excluded"}
    assert town.explained("forms/F1", "form.answer").verdict is Verdict.MET
    town.take("F1,2026-11-13T10:00:00+01:00,reopened,form,,,,,\n", "forms-2.csv", "forms")
    assert town.verdicts("form.answer") == {"F1": "met"}


MAIL = """From x@example.org Mon Nov  9 10:00:00 2026
From: inwoner@example.org
To: info@voorbeeld.nl
Subject: Vraag
Date: Mon, 09 Nov 2026 10:00:00 +0100
Message-ID: <1@example.org>

Hallo

"""
AGAIN = """From x@example.org Mon Dec 28 10:00:00 2026
From: inwoner@example.org
To: info@voorbeeld.nl
Subject: Re: Vraag
Date: Mon, 28 Dec 2026 10:00:00 +0100
Message-ID: <2@example.org>
In-Reply-To: <1@example.org>

Hallo?

"""


def test_a_conversation_is_put_right_by_any_of_its_messages(town):
    town.take(MAIL + AGAIN.replace("28 Dec", "11 Nov").replace("Mon, 11", "Wed, 11"), "box.mbox")
    assert town.verdicts("email.answer") == {"1@example.org": "breached"}
    entry = town.correct("mbox/2@example.org", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T14:00")
    assert town.verdicts("email.answer") == {"1@example.org": "met"}
    (told,) = by_hand.of_contact(town.store, "mbox", "2@example.org")
    assert (told.id, told.contact) == (entry, "1@example.org")


def test_an_answer_by_hand_makes_a_much_later_message_a_contact_of_its_own_until_it_is_undone(town):
    town.take(MAIL + AGAIN, "box.mbox", now=at("2027-01-20T09:00"))
    later = "2027-01-30T09:00"
    town.minutes = count(100_000)
    assert town.verdicts("email.answer", later) == {"1@example.org": "breached"}
    entry = town.correct("mbox/1@example.org", Kind.ANSWERED_ELSEWHERE, when="2026-11-12T14:00")
    assert town.verdicts("email.answer", later) == {"1@example.org": "met", "2@example.org": "breached"}
    town.undo(entry)
    assert town.verdicts("email.answer", later) == {"1@example.org": "breached"}


def test_what_cannot_be_linked_is_refused(town):
    town.take(
        "".join(f"M{n},2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,,\n" for n in range(1, 5))
        + "T1,2026-11-09T10:00:00+01:00,queue_entered,phone,KCC,info,,,\n"
    )
    for one, other in (("M1", "M1"), ("T1", "M1"), ("M1", "T1")):
        with pytest.raises(Refused):
            town.correct(one, Kind.BELONGS_TO, other=other)
    town.correct("M1", Kind.BELONGS_TO, other="M2")
    for one, other in (("M2", "M3"), ("M3", "M1")):
        with pytest.raises(Refused):
            town.correct(one, Kind.BELONGS_TO, other=other)
    town.correct("M3", Kind.BELONGS_TO, other="M2")


@pytest.mark.parametrize(
    "when",
    ["2026-11-20T09:30", "1989-01-01", "2026-10-25T02:30", "2026-03-29T02:30", ""],
    ids=lambda when: when or "none",
)
def test_a_time_that_cannot_be_is_refused(town, when):
    town.take(LATE_MAIL)
    given = parse(when, PROFILE.zone) if when != "1989-01-01" else Instant(0, Precision.DAY)
    with pytest.raises(Refused, match="time"):
        by_hand.correct(
            town.store, HOW, "els", NOW, ("event_log", "M1"), Kind.ANSWERED_ELSEWHERE, "Gebeld met hem.", at=given
        )
    assert by_hand.every(town.store) == []


def test_a_call_is_not_answered_elsewhere(town):
    town.take("T1,2026-11-09T10:00:00+01:00,queue_entered,phone,KCC,info,,,\n")
    with pytest.raises(Refused, match="wait was what it was"):
        town.correct("T1", Kind.ANSWERED_ELSEWHERE, when="2026-11-09T10:00:10")


@pytest.mark.parametrize("reason", ["", "  \n", "x", "  negen tk\n\n "])
def test_nothing_is_corrected_excused_or_undone_without_a_written_reason(town, reason):
    town.take(LATE_MAIL)
    note = town.say("M1", Act.NOTE, "Nabellen.")
    with pytest.raises(Refused, match="reason"):
        town.correct("M1", Kind.NOT_OURS, reason)
    with pytest.raises(Refused, match="reason"):
        town.say("M1", Act.EXCUSE, "Druk", reason)
    with pytest.raises(Refused, match="reason"):
        town.undo(note, reason)


def test_an_unknown_contact_norm_or_cause_keeps_nothing_of_many(town):
    town.take(LATE_MAIL)
    with pytest.raises(NotFound):
        town.correct("M9", Kind.NOT_OURS)
    with pytest.raises(NotFound, match="no norm"):
        town.say("M1", Act.CAUSE, "Druk", norm="fax.answer")
    with pytest.raises(Refused, match="Druk"):
        town.say("M1", Act.CAUSE, "Maanstand")
    with pytest.raises(NotFound):
        by_hand.follow_up(
            town.store, "els", NOW, [("event_log", "M1"), ("event_log", "M9")], "", Act.NOTE, "Hallo", "",
            norms=NORMS, causes=(),
        )  # fmt: skip
    assert by_hand.every(town.store) == []


def test_an_excuse_of_one_norm_leaves_the_others(town):
    town.take(LATE_MAIL)
    town.say("M1", Act.EXCUSE, reason="Storing bij de post.", norm="email.answer")
    assert town.verdicts("email.answer") == {"M1": "excused"}
    assert town.verdicts("email.ack") == {"M1": "breached"}
    steps = {step.code: step.text for step in town.explained("M1", "email.answer").steps}
    assert all(word in steps["excuse"] for word in ("els", "20-11-2026", "Storing bij de post."))
    assert "Breached" in steps["original"]


def test_what_is_said_follows_the_conversation_when_an_older_message_comes_to_light(town):
    town.take(AGAIN.replace("28 Dec", "11 Nov").replace("Mon, 11", "Wed, 11"), "late.mbox")
    town.say("mbox/2@example.org", Act.EXCUSE, reason="Storing bij de post.")
    town.take(MAIL, "early.mbox")
    assert town.verdicts("email.answer") == {"1@example.org": "excused"}
    (entry,) = by_hand.every(town.store)
    assert entry.contact == "1@example.org"


def test_of_a_breach_the_last_team_cause_and_note_stand(town):
    town.take(LATE_MAIL)
    town.say("M1", Act.ASSIGN, "KCC")
    town.say("M1", Act.CAUSE, "Druk", norm="email.ack")
    wrong = town.say("M1", Act.ASSIGN, "Zorg", norm="email.answer")
    town.say("M1", Act.NOTE, "Bel\x00 na; 't \ud800 = ok")
    known = by_hand.standing(by_hand.every(town.store))
    its = by_hand.of_breach(known, "event_log", "M1", "email.answer")
    assert (its.assigned, its.cause) == ("Zorg", "")
    assert its.note.startswith("Bel\ufffd na; 't ")
    assert by_hand.of_breach(known, "event_log", "M1", "email.ack").cause == "Druk"
    town.undo(wrong)
    known = by_hand.standing(by_hand.every(town.store))
    assert by_hand.of_breach(known, "event_log", "M1", "email.answer").assigned == "KCC"


def test_a_contact_of_which_only_a_correction_is_left_is_no_contact(town):
    town.take(LATE_MAIL)
    town.correct("M1", Kind.NOT_OURS)
    assert town.verdicts("email.answer", "2026-11-01T09:00") == {}


def test_a_contact_that_several_sources_have_is_named_with_its_source(town):
    town.take(LATE_MAIL, "a.csv", source="een")
    assert one_contact.place(town.store, "M1") == ("een", "M1")
    town.take(LATE_MAIL, "b.csv", source="twee")
    with pytest.raises(NotFound, match="occurs in more than one source: een, twee"):
        one_contact.place(town.store, "M1")
    assert one_contact.place(town.store, "twee/M1") == ("twee", "M1")
    with pytest.raises(NotFound, match="There is no contact twee/M9"):
        one_contact.place(town.store, "twee/M9")
