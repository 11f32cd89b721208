"""Which norm applies and what comes of it: contract.md 3 and 8, from event log to verdict."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter import locale
from charter.columns import Contacts, Events, Excuses, Verdict, Verdicts
from charter.contact import Category, Channel, Event, Kind, Performer, Precision
from charter.moments import derive
from charter.norms.explain import explain
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.reasons import Reason
from charter.norms.score import score

Build = Callable[..., Any]


# which norm applies

APPLIES = [
    ("message_received channel=email", {"email.ack", "email.answer"}),
    ("message_received channel=email category=formal", {"email.ack", "email.answer", "formal.ack"}),
    ("message_received channel=email category=permit", {"email.ack"}),
    ("application_received channel=portal category=permit", {"permit.decide"}),
    ("application_received channel=portal category=application", {"application.decide"}),
    ("application_received channel=portal category=formal", {"application.decide", "formal.ack"}),
    ("request_received channel=email category=woo", {"woo.decide"}),
    ("request_received channel=counter category=availability", {"counter.availability"}),
    ("report_received channel=report", {"public_space.resolve"}),
    ("report_received channel=report category=urgent", {"public_space.resolve", "public_space.urgent"}),
    ("letter_received channel=letter", {"letter.ack", "letter.answer"}),
    ("complaint_received channel=letter category=complaint", {"complaint.ack", "complaint.decide"}),
    ("message_received channel=form", {"form.answer"}),
    ("message_received channel=social", {"social.first_response"}),
    ("message_received channel=portal", set()),
    ("ready channel=counter category=travel_document", set()),
    ("callback_requested channel=phone", {"phone.callback"}),
    ("check_in channel=counter", {"counter.appointment"}),
    ("wait_started channel=counter", {"counter.walk_in"}),
    ("rated channel=email", {"satisfaction.mark"}),
]


@pytest.mark.parametrize("at", ["2026-11-09T10:00:00", "-"])
@pytest.mark.parametrize(
    ("event", "norms"), APPLIES, ids=lambda value: value if isinstance(value, str) else " ".join(sorted(value))
)
def test_channel_and_category_choose_the_norms_with_or_without_a_time(
    town: Build, event: str, norms: set[str], at: str
) -> None:
    assert set(town().norms(f"{at} {event}")) == norms


@pytest.mark.parametrize(
    ("channel", "norm"),
    [
        ("email", "email.answer"),
        ("form", "form.answer"),
        ("letter", "letter.answer"),
        ("social", "social.first_response"),
    ],
)
def test_a_written_contact_without_its_opening_is_undetermined(town: Build, channel: str, norm: str) -> None:
    log = f"2026-11-09T10:00:00 reply_substantive channel={channel}"
    assert town().ruled(log, norm).reason == "start_missing"
    assert town().norms(log) == [norm]


def test_the_formal_norm_is_in_force_from_2026(town: Build) -> None:
    log = "2025-12-31T23:59:59 message_received channel=portal category=formal"
    assert town().norms(log) == []
    assert town().norms(log.replace("2025-12-31T23:59:59", "2026-01-01T00:00:00")) == ["formal.ack"]


# versions

SECOND = """
[[version]]
number = 2
valid_from = 2027-01-01
channels = ["email"]
start = ["message_received"]
stop = ["reply_substantive"]
calendar = "service"
limit = "3 working days"
target = 0.5

[[version.basis]]
source = "Voorbeeldgemeente"
certainty = "decision"
"""


ENDED = """
[[version]]
number = 2
valid_from = 2027-01-01
ended = true
"""


@pytest.mark.parametrize(
    ("received", "version", "deadline"),
    [
        ("2026-12-31T23:59:59.999999+01:00", 1, "2027-01-08"),
        ("2026-12-31T23:00:00+00:00", 2, "2027-01-06"),
        ("2027-01-01T00:00:00+01:00", 2, "2027-01-06"),
    ],
)
def test_a_version_takes_over_at_local_midnight(town: Build, received: str, version: int, deadline: str) -> None:
    ruled = town(later={"email.answer": SECOND}).ruled(f"{received} message_received channel=email", "email.answer")
    assert (ruled.version, ruled.deadline[:10]) == (version, deadline)


def test_a_promise_is_judged_by_the_version_of_the_day_on_which_it_was_made(town: Build) -> None:
    later = SECOND.replace("message_received", "valid_interim_message").replace("3 working days", "promised day")
    log = """
        2026-12-30T10:00:00 message_received channel=email
        2027-01-04T10:00:00 interim_message | promised_on=2027-01-11;reason=yes;handler=yes
    """
    assert town(later={"email.promise": later}).ruled(log, "email.promise").version == 2


def test_an_ended_norm_judges_what_began_before_its_end(town: Build) -> None:
    own = town(later={"email.answer": ENDED})
    assert "email.answer" in own.norms("2026-12-31T10:00:00 message_received channel=email")
    assert "email.answer" not in own.norms("2027-01-01T10:00:00 message_received channel=email")


def test_a_norm_that_is_switched_off_judges_nothing(town: Build) -> None:
    rulebook = town().rulebook
    without = Rulebook(tuple(n for n in rulebook.norms if n.id != "email.ack"), rulebook.calendars)
    contacts = town().contacts("2026-11-09T10:00:00 message_received channel=email")
    verdicts = judge(contacts, without, contacts.at(Kind.MESSAGE_RECEIVED)[0])
    assert [without.norms[n].id for n in verdicts.norm] == ["email.answer"]


# scope


@pytest.mark.parametrize(
    ("queue", "verdict"), [("info@x.nl", "pending"), ("INFO@X.NL", "pending"), ("jan@x.nl", "excluded")]
)
def test_the_central_mailboxes_can_be_the_only_ones_that_count(town: Build, queue: str, verdict: str) -> None:
    own = town({"email.answer": 'scope = "central_mailboxes"'}, central=("info@x.nl",))
    log = f"2026-11-09T10:00:00 message_received channel=email queue={queue}"
    assert own.verdict(log, "email.answer", "2026-11-10") == verdict
    in_detail = f"2026-11-09T10:00:00 message_received channel=email | mailbox={queue}"
    assert own.verdict(in_detail, "email.answer", "2026-11-10") == verdict
    assert town().verdict(log, "email.answer", "2026-11-10") == "pending"


# what is known of a time


@pytest.mark.parametrize(
    ("received", "replied", "verdict"),
    [
        ("2026-11-09T10:00:00.000001", "2026-11-09T10:00:00", "undetermined"),  # a microsecond too early
        ("2026-11-09T10:00:00", "2026-11-09T10:00:00", "met"),
        ("2026-11-09", "2026-11-09T08:00:00", "met"),
        ("2026-11-09T10:00:00", "2026-11-09", "met"),
        ("2026-11-09", "2026-11-08T23:59:59", "undetermined"),
        ("2026-11-09T10:00:00", "2026-11-16", "met"),
        ("2026-11-09T10:00:00", "2026-11-17", "breached"),
        ("-", "2026-11-10T10:00:00", "undetermined"),
        ("2026-10-25T02:30:00", "2026-10-26T10:00:00", "undetermined"),  # the hour that comes twice
        ("2026-10-25T02:30:00+01:00", "2026-10-26T10:00:00", "met"),
        ("2026-03-29T02:30:00", "2026-03-30T10:00:00", "undetermined"),  # the hour that is not there
        ("2026-11-09T10:00", "2026-11-16T23:59", "met"),
    ],
)
def test_a_verdict_rests_only_on_what_is_known(town: Build, received: str, replied: str, verdict: str) -> None:
    log = f"{received} message_received channel=email\n{replied} reply_substantive"
    assert town().verdict(log, "email.answer") == verdict


def test_a_day_says_nothing_about_closing_time_on_that_day(town: Build) -> None:
    own = town(calendar='end_of_day = "closing"')
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-16 reply_substantive"
    assert own.ruled(log, "email.answer").reason == "too_coarse"
    assert own.verdict(log.replace("11-16", "11-13"), "email.answer") == "met"


@pytest.mark.parametrize(
    ("norm", "log"),
    [
        ("phone.answer", "2026-11-09T10:00 queue_entered channel=phone\n2026-11-09T10:00 answered"),
        ("phone.answer", "2026-11-09T10:00:00 queue_entered channel=phone\n2026-11-09T10:00 answered"),
        ("counter.walk_in", "2026-11-09 ticket channel=counter\n2026-11-09 called"),
        ("social.first_response", "2026-11-09 message_received channel=social\n2026-11-09T09:00:00 reply_human"),
        (
            "public_space.urgent",
            "2026-11-09 report_received channel=report category=urgent\n2026-11-09T09:00:00 made_safe",
        ),
    ],
)
def test_times_too_coarse_for_the_limit_are_undetermined(town: Build, norm: str, log: str) -> None:
    assert town().ruled(log, norm).reason == "too_coarse"


@pytest.mark.parametrize(
    ("day", "wait_s", "verdict"),
    [
        ("2026-11-09T10:00", 25, Verdict.MET),
        ("2026-11-09T10:00", 26, Verdict.BREACHED),
        ("2026-11-09", 25, Verdict.UNDETERMINED),  # nobody knows whether it was open
    ],
)
def test_a_wait_that_the_exchange_measured_counts_though_its_stamps_have_no_seconds(
    town: Build, day: str, wait_s: int, verdict: Verdict
) -> None:
    own = town()
    contacts = own.contacts(f"{day} queue_entered channel=phone\n{day} answered")
    contacts = replace(contacts, wait_us=np.array([wait_s * 1_000_000]))
    found = judge(contacts, own.rulebook, int(datetime(2026, 12, 1, tzinfo=UTC).timestamp()) * 1_000_000)
    ruled = found.verdict[found.norm == own.rulebook.position("phone.answer")]
    assert [Verdict(code) for code in ruled.tolist()] == [verdict]


def test_whole_minutes_are_exact_for_a_limit_in_minutes(town: Build) -> None:
    log = "2026-11-10T13:00 ticket channel=counter\n2026-11-10T13:15 called"
    assert town().verdict(log, "counter.walk_in") == "met"


@pytest.mark.parametrize(("as_of", "verdict"), [("2026-11-16T23:59:59.999999", "pending"), ("2026-11-17", "breached")])
def test_as_of_exactly_at_the_deadline_is_pending(town: Build, as_of: str, verdict: str) -> None:
    assert town().verdict("2026-11-09T10:00:00 message_received channel=email", "email.answer", as_of) == verdict


@pytest.mark.parametrize(
    ("as_of", "verdict"), [("2026-11-12T13:00:00", "pending"), ("2026-11-12T13:00:00.000001", "breached")]
)
def test_as_of_exactly_at_the_limit_of_a_clock_is_pending(town: Build, as_of: str, verdict: str) -> None:
    log = "2026-11-12T09:00:00 message_received channel=social"
    assert town().verdict(log, "social.first_response", as_of) == verdict


# counts, marks and effort


@pytest.mark.parametrize(
    ("mark", "verdict"),
    [("7.5", "met"), ("7,5", "met"), ("7,4", "breached"), ("10", "met"), ("", "undetermined"), ("good", "undetermined"),
     ("nan", "undetermined"), ("inf", "undetermined"), ("75", "undetermined"), ("0", "undetermined")],
)  # fmt: skip
def test_a_mark_counts_against_its_limit_when_it_is_one(town: Build, mark: str, verdict: str) -> None:
    assert town().verdict(f"2026-11-09 rated channel=email | mark={mark}", "satisfaction.mark") == verdict


@pytest.mark.parametrize(("times", "verdict"), [(0, "met"), (2, "met"), (3, "breached")])
def test_transfers_are_counted_per_call(town: Build, times: int, verdict: str) -> None:
    log = "2026-11-09T10:00:00 queue_entered channel=phone\n2026-11-09T10:00:10 answered\n"
    log += "\n".join(f"2026-11-09T10:0{n}:00 transferred" for n in range(1, times + 1))
    assert town().verdict(log, "phone.transfers") == verdict


def test_the_effort_rule_excuses_only_attempts_on_two_working_days_within_the_term(town: Build) -> None:
    own = town({"phone.callback": 'effort_rule = "2_attempts_on_2_working_days"'})
    log = "2026-11-13T16:45:00 callback_requested channel=phone\n{} attempt_failed\n2026-11-17T09:00:00 attempt_failed"
    assert own.verdict(log.format("2026-11-16T10:00:00"), "phone.callback") == "excused"
    assert own.verdict(log.format("2026-11-14T10:00:00"), "phone.callback") == "breached"  # a Saturday
    assert own.verdict(log.format("2026-11-18T10:00:00"), "phone.callback") == "breached"  # after the term
    assert own.verdict(log.format("2026-11-13T10:00:00"), "phone.callback") == "breached"  # before the request


# what people excuse


RECEIVED = "2026-11-09T10:00:00 message_received channel=email\n"


@pytest.mark.parametrize(
    ("log", "verdict", "excused"),
    [
        (RECEIVED, "breached", "excused"),
        (RECEIVED + "2026-11-18T10:00:00 reply_substantive", "breached", "excused"),
        (RECEIVED.replace("11-09", "11-30"), "pending", "excused"),
        (RECEIVED + "2026-11-11T10:00:00 reply_substantive", "met", "met"),
        (RECEIVED + "2026-11-08T10:00:00 reply_substantive", "undetermined", "undetermined"),
        (RECEIVED + "2026-11-10T09:00:00 ack_treated_as_letter", "excluded", "excluded"),
    ],
)
def test_an_excuse_covers_what_is_late_or_running_and_never_what_was_met(
    town: Build, log: str, verdict: str, excused: str
) -> None:
    here = town()
    contacts = here.contacts(log, "2026-12-01T12:00:00")
    position = here.rulebook.position("email.answer")

    def judged(excuses: list[tuple[int, str]]) -> str:
        found = judge(with_excuses(contacts, excuses), here.rulebook, AS_OF)
        return Verdict(int(found.verdict[found.norm == position][0])).word

    assert judged([]) == judged([(0, "letter.answer")]) == verdict
    assert judged([(0, "")]) == judged([(0, "email.answer")]) == judged([(0, ""), (0, "email.answer")]) == excused


def test_an_excuse_leaves_the_share_and_stands_beside_it(town: Build) -> None:
    here = town()
    late = RECEIVED.replace("channel", "contact={} channel")
    contacts = here.contacts(
        "".join(late.format(name) for name in "abc") + "2026-11-10T10:00:00 reply_substantive contact=c"
    )
    contacts = with_excuses(contacts, [(0, "email.answer")])
    (row,) = [
        row
        for row in score(contacts, judge(contacts, here.rulebook, AS_OF), here.rulebook)
        if row.norm == "email.answer"
    ]
    assert (row.met, row.breached, row.excused, row.share) == (1, 1, 1, 0.5)


# every split, every time the same

_TIMES = st.one_of(
    st.integers(0, 90 * 24 * 60).map(lambda minute: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    st.just(None),
)
_ROWS = st.tuples(
    st.integers(0, 5),
    _TIMES,
    st.sampled_from([kind for kind in Kind if kind < 160]),
    st.sampled_from([Precision.SECOND, Precision.SECOND, Precision.MINUTE, Precision.DAY]),
    st.sampled_from(Performer),
    st.sampled_from(
        ["", "promised_on=2026-10-20;reason=yes;handler=yes", "committee=yes", "weeks=2", "mark=8", "exit=key",
         "until=2026-10-30", "known_at=2026-09-20"]
    ),
)  # fmt: skip
_ABOUT = st.lists(st.tuples(st.sampled_from(Channel), st.sampled_from(Category)), min_size=6, max_size=6)


def random_contacts(rows: list[Any], about: list[Any]) -> Contacts:
    """Contacts of any events in any order, through the real moments."""
    events = []
    for line, (contact, time, kind, precision, performer, detail) in enumerate(rows, 1):
        at = None if time is None else int(time.timestamp()) * 1_000_000
        how = Precision.MISSING if at is None else precision
        channel, category = about[contact]
        events.append(
            Event(str(contact), kind, at, how, line, 2**62 if at is None else at, line, channel, category=category,
                  performer=performer, detail=detail)
        )  # fmt: skip
    return derive(Events.gather(events), ZoneInfo("Europe/Amsterdam")).contacts


AS_OF = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000


def with_excuses(contacts: Contacts, given: list[tuple[int, str]]) -> Contacts:
    """The contacts with an excuse of each (row, norm); the empty norm is every norm."""
    told = np.array([f"excuse {number}" for number in range(len(given))], object)
    rows = np.array([row for row, _ in given], np.int64)
    norms = np.array([norm for _, norm in given] or [""], object)[: len(given)]
    return replace(contacts, excuses=Excuses(rows, norms, np.full(len(given), AS_OF), told, told))


@settings(max_examples=100)
@given(rows=st.lists(_ROWS, min_size=1, max_size=40), about=_ABOUT, data=st.data())
def test_judging_any_split_equals_judging_the_whole(town: Build, rows: Any, about: Any, data: Any) -> None:
    rulebook = town(
        {"phone.callback": 'effort_rule = "2_attempts_on_2_working_days"'}, later={"email.answer": SECOND}
    ).rulebook
    contacts = random_contacts(rows, about)
    excused = st.tuples(st.integers(0, len(contacts) - 1), st.sampled_from(["", *(norm.id for norm in rulebook.norms)]))
    contacts = with_excuses(contacts, data.draw(st.lists(excused, max_size=6)))
    whole = judge(contacts, rulebook, AS_OF)
    assert len(np.unique(whole.contact * 1000 + whole.norm)) == len(whole)
    assert np.isin(whole.verdict, list(Verdict)).all()
    assert np.isin(whole.reason, list(Reason)).all()
    chosen = np.array(data.draw(st.permutations(range(len(contacts)))), np.int64)
    chosen = chosen[: data.draw(st.integers(1, len(chosen)))]
    part = judge(contacts.take(chosen), rulebook, AS_OF)
    part = Verdicts(chosen[part.contact], *(getattr(part, f.name) for f in fields(Verdicts)[1:]))
    expected = whole.take(np.isin(whole.contact, chosen))
    for column in fields(Verdicts):
        mine, theirs = (getattr(v, column.name)[np.lexsort((v.contact, v.norm))] for v in (part, expected))
        assert np.array_equal(mine, theirs, equal_nan=column.name == "value"), column.name


@settings(max_examples=30)
@given(rows=st.lists(_ROWS, min_size=1, max_size=15), about=_ABOUT, spoken=st.sampled_from(["nl", "en"]))
def test_every_verdict_of_any_contact_can_be_explained(town: Build, rows: Any, about: Any, spoken: str) -> None:
    locale.use(spoken)
    rulebook = town().rulebook
    contacts = random_contacts(rows, about)
    whole = judge(contacts, rulebook, AS_OF)
    for row in range(len(whole)):
        alone = contacts.take(whole.contact[[row]])
        said = explain(alone, rulebook, AS_OF, rulebook.norms[whole.norm[row]].id)
        assert (said.verdict, said.reason) == (whole.verdict[row], whole.reason[row])
        assert all(step.text.strip() and "%(" not in step.text for step in said.steps)


def test_contacts_and_rulebook_can_be_pickled(town: Build) -> None:
    contacts = town().contacts("2026-11-09T10:00:00 message_received channel=email team=KCC")
    rulebook = town().rulebook
    again, rules = pickle.loads(pickle.dumps((contacts, rulebook)))  # noqa: S301 - our own bytes
    assert rules == rulebook
    there, back = judge(contacts, rulebook, AS_OF), judge(again, rules, AS_OF)
    assert np.array_equal(there.verdict, back.verdict)
    assert again.names == contacts.names


def test_an_appointment_that_is_still_to_come_is_running(town: Build) -> None:
    log = "2026-11-10T10:00:00 appointment channel=counter | known_at=2026-11-01"
    assert town().verdict(log, "counter.appointment", as_of="2026-11-09T12:00:00") == "pending"
    assert town().verdict(log, "counter.appointment", as_of="2026-11-10T10:10:00") == "excluded"
