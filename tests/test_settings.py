"""The profile: what `charter init` writes, what may stand in it, and every way to get it wrong."""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter import locale
from charter.contact import Channel
from charter.errors import ProfileError
from charter.faults import spelled
from charter.hours import AfterHours, EndOfDay, parse_hours
from charter.profile_faults import FaultyProfileError
from charter.profile_text import default_text
from charter.profile_values import Term
from charter.settings import FILE_NAME, Profile, default_folder, load_profile

SMALLEST = """
organisation = "Gemeente Voorbeeld"
[[calendar]]
valid_from = 2011-03-01
hours = { default = "mon-fri 08:30-17:00" }
"""


def loaded(folder: Path, text: str) -> Profile:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return load_profile(folder)


def test_the_profile_that_init_writes_holds_every_key_at_its_default(tmp_path):
    written = default_text("Gemeente Voorbeeld")
    assert loaded(tmp_path, written) == loaded(tmp_path, SMALLEST)
    raw = tomllib.loads(written)
    assert raw.keys() | {"targets", "new_limits"} == Profile.model_fields.keys()
    for section in ("mail", "closed_days", "database", "privacy", "conversations", "channels"):
        known = set(Profile.model_fields[section].annotation.model_fields)
        assert raw[section].keys() == known - {"interim", "works_council_date"}
    known = set(Profile.model_fields["calendar"].annotation.__args__[0].model_fields)
    assert raw["calendar"][0].keys() == known
    assert "[[mail.interim]]" in written


def test_the_commented_example_of_an_interim_message_can_be_switched_on(tmp_path):
    begin, rest = default_text("A").split("# [[mail.interim]]")
    example, end = rest.split("\n\n", 1)
    text = f"{begin}[[mail.interim]]{example.replace('# ', '')}\n\n{end}"
    (interim,) = loaded(tmp_path, text).mail.interim
    assert interim.reason
    assert interim.handler


def test_the_commented_example_of_new_limits_can_be_switched_on_and_names_every_key(tmp_path):
    begin, rest = default_text("A").split("# [[new_limits]]")
    example, end = rest.split("\n\n", 1)
    (decided,) = loaded(tmp_path, f"{begin}[[new_limits]]{example.replace('# ', '')}\n\n{end}").new_limits
    assert decided.model_fields_set == set(type(decided).model_fields)
    assert (decided.norm, decided.begins) == ("phone.callback", date(2026, 5, 1))


def test_the_commented_example_of_targets_can_be_switched_on_and_names_every_key(tmp_path):
    begin, rest = default_text("A").split("# [[targets]]")
    example, end = rest.split("\n\n", 1)
    (targets,) = loaded(tmp_path, f"{begin}[[targets]]{example.replace('# ', '')}\n\n{end}").targets
    assert targets.model_fields_set == set(type(targets).model_fields)
    assert (targets.year, targets.digital_share, targets.satisfaction) == (2026, 0.6, 8.0)


def test_a_target_that_is_left_out_is_no_target(tmp_path):
    (targets,) = loaded(tmp_path, SMALLEST + "[[targets]]\nyear = 2026\nsatisfaction = 8\n").targets
    assert (targets.satisfaction, targets.contacts, targets.digital_share, targets.handling_minutes) == (8, *[None] * 3)


def test_a_channel_that_counts_as_digital_is_a_channel(tmp_path):
    profile = loaded(tmp_path, SMALLEST + '[channels]\ndigital = ["portal", "Social"]\n')
    assert profile.channels.digital == (Channel.PORTAL, Channel.SOCIAL)


@pytest.mark.parametrize("name", ['Gemeente "De Poort"', "Súdwest-Fryslân", "a\\b\n\x7fc", "100% Gemeente"])
def test_any_name_of_a_municipality_survives_init(tmp_path, name):
    assert loaded(tmp_path, default_text(name)).organisation == name


def test_init_asks_to_confirm_good_friday():
    comment = default_text("A").split('good_friday = "open"')[0].splitlines()[-1]
    assert comment.startswith("#")
    assert "Please confirm" in comment


def test_a_full_profile_is_read_as_it_was_meant(tmp_path):
    profile = loaded(
        tmp_path,
        """
organisation = "Gemeente Voorbeeld"
time_zone = "America/Curacao"
[mail]
own_domains = ["Voorbeeld.NL"]
mailboxes = ["Info@Voorbeeld.nl"]
[[mail.interim]]
pattern = "u ontvangt (uiterlijk|voor)"
reason = true
[[calendar]]
valid_from = 2026-07-01
hours = { default = "mon-thu 09:00-16:00" }
[[calendar]]
valid_from = 2011-03-01
hours = { default = "mon-fri 08:30-17:00", phone = "24x7" }
closed = [2026-05-15]
early_close = { "24-12" = "15:00", "29-02" = "12:30" }
good_friday = "closed"
after_hours = "next_working_day"
end_of_day = "closing"
[database]
url = "postgresql+psycopg://charter@server/charter"
[privacy]
staff_names = true
works_council_date = 2026-03-12
works_council_reference = "OR 2026-14"
[privacy.retention]
mbox = "2 months"
[teams]
"info@voorbeeld.nl" = "KCC"
""",
    )
    first, second = profile.calendar
    assert (first.valid_from, second.valid_from) == (date(2011, 3, 1), date(2026, 7, 1))
    assert first.hours.phone == parse_hours("24x7")
    assert first.hours.email is None
    assert first.closed == {date(2026, 5, 15)}
    assert first.early_close == {(12, 24): time(15), (2, 29): time(12, 30)}
    assert (first.after_hours, first.end_of_day) == (AfterHours.NEXT_WORKING_DAY, EndOfDay.CLOSING)
    assert profile.mail.own_domains == ("voorbeeld.nl",)
    assert profile.mail.mailboxes == ("info@voorbeeld.nl",)
    assert profile.mail.interim[0].pattern == "u ontvangt (uiterlijk|voor)"
    assert profile.privacy.names_staff(date(2026, 3, 12))
    assert not profile.privacy.names_staff(date(2026, 3, 11))
    assert profile.privacy.kept_for("mbox") == Term(2, "months")
    assert profile.privacy.kept_for("event_log") == Term(13, "months")
    assert profile.teams == {"info@voorbeeld.nl": "KCC"}
    assert str(profile.zone) == "America/Curacao"


def test_a_profile_knows_where_its_things_are(tmp_path):
    profile = loaded(tmp_path, SMALLEST)
    assert profile.folder == tmp_path
    assert profile.norms_folder == tmp_path / "norms"
    assert profile.database_file == tmp_path / "charter.sqlite"
    assert default_folder().name == "charter"


def test_a_file_that_notepad_saved_is_read(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert load_profile(tmp_path).organisation == "Gemeente Voorbeeld"


def calendar(line: str) -> str:
    return SMALLEST + line


def mail(line: str) -> str:
    return (
        f'organisation = "A"\n[mail]\n{line}\n[[calendar]]\nvalid_from = 2011-03-01\nhours = {{ default = "24x7" }}\n'
    )


def hours(text: str) -> str:
    return f'organisation = "A"\n[[calendar]]\nvalid_from = 2011-03-01\nhours = {text}\n'


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        (SMALLEST.replace("organisation", "organization"), "organisation", "allowed: the key organisation. Add"),
        (SMALLEST.replace("organisation", "organization"), "organization", "Did you mean organisation?"),
        ("zzz = 1\n" + SMALLEST, "zzz", "one of: organisation, calendar, time_zone"),
        (SMALLEST.replace('"Gemeente Voorbeeld"', '""'), "organisation", "found: an empty text"),
        (SMALLEST.replace('"Gemeente Voorbeeld"', "7"), "organisation", "found: 7; allowed: a text"),
        ('time_zone = "Europe/Utrecht"\n' + SMALLEST, "time_zone", "write Europe/Amsterdam"),
        ('time_zone = "../etc"\n' + SMALLEST, "time_zone", "name of a time zone"),
        ('organisation = "A"\n', "calendar", "Add this key"),
        ('organisation = "A"\ncalendar = []\n', "calendar", "at least one [[calendar]]"),
        ('organisation = "A"\n[calendar]\nvalid_from = 2011-03-01\n', "calendar", "list between square brackets"),
        (SMALLEST + SMALLEST.split('beeld"')[1], "calendar", "begin on the same day"),
        (SMALLEST.replace("2011-03-01", '"2011-03-01"'), "calendar[1].valid_from", "without quotes"),
        (SMALLEST.replace("2011-03-01", "2011-03-01T09:00:00"), "calendar[1].valid_from", "a date such as"),
        (hours('"mon-fri 08:30-17:00"'), "calendar[1].hours", "a table with its own keys"),
        (hours('{ phone = "24x7" }'), "calendar[1].hours.default", "the key default"),
        (hours('{ default = "24x7", telephone = "24x7" }'), "calendar[1].hours.telephone", "Did you mean phone?"),
        (hours("{ default = 24 }"), "calendar[1].hours.default", "found: 24; allowed: a text"),
        (hours('{ default = "ma-vr 9-17" }'), "calendar[1].hours.default", "days and then times"),
        (calendar('closed = ["carnaval"]'), "calendar[1].closed[1]", "found: carnaval; allowed: a date"),
        (calendar("closed = 2026-05-15"), "calendar[1].closed", "list between square brackets"),
        (calendar('early_close = { "31-02" = "15:00" }'), "calendar[1].early_close.31-02", 'such as "24-12"'),
        (calendar('early_close = { "kerst" = "15:00" }'), "calendar[1].early_close.kerst", 'such as "24-12"'),
        (calendar('early_close = { "24-12" = "15" }'), "calendar[1].early_close.24-12", 'a time such as "15:00"'),
        (calendar('early_close = { "24-12" = 15 }'), "calendar[1].early_close.24-12", "found: 15; allowed: a text"),
        (calendar("early_close = []"), "calendar[1].early_close", "a table with its own keys"),
        (calendar('good_friday = "dicht"'), "calendar[1].good_friday", "one of: open, closed"),
        (calendar("may5_before_2024 = true"), "calendar[1].may5_before_2024", "found: true; allowed: one of: open"),
        (calendar('after_hours = "next_workingday"'), "calendar[1].after_hours", "Did you mean next_working_day?"),
        (calendar('end_of_day = "17:00"'), "calendar[1].end_of_day", "one of: midnight, closing"),
        (calendar("[[targets]]\nsatisfaction = 8"), "targets[1].year", "Add this key"),
        (calendar("[[targets]]\nyear = 2026\nsatisfaction = 80"), "targets[1].satisfaction", "at most 10"),
        (calendar("[[targets]]\nyear = 2026\ndigital_share = nan"), "targets[1].digital_share", "at most 1"),
        (calendar('[[targets]]\nyear = 2026\ndigital_share = "60 %"'), "targets[1].digital_share", "a number"),
        (calendar("[[targets]]\nyear = 2026\n[[targets]]\nyear = 2026"), "targets", "name the same year"),
        (calendar('[[new_limits]]\nnorm = "a"\nfrom = 2026-05-01'), "new_limits[1].reason", "Add this key"),
        (calendar('[[new_limits]]\nnorm = "a"\nreason = "b"'), "new_limits[1].from", "Add this key"),
        (calendar('[[new_limits]]\nnorm = "a"\nreason = "b"\nfrom = "2026-05-01"'), "new_limits[1].from", "a date"),
        (calendar('[[new_limits]]\nnrm = "a"\nreason = "b"\nfrom = 2026-05-01'), "new_limits[1].nrm", "norm, from"),
        (calendar('[[new_limits]]\nnorm = "a"\nfrom = 2026-05-01\nreason = ""'), "new_limits[1].reason", "a text"),
        (
            calendar('[[new_limits]]\nnorm = "a"\nfrom = 2026-05-01\nreason = "b"\n' * 2),
            "new_limits",
            "one [[new_limits]] for each norm and day",
        ),
        (calendar('[channels]\ndigital = ["chat"]'), "channels.digital[1]", "found: chat; allowed: one of: phone"),
        (mail('own_domains = "voorbeeld.nl"'), "mail.own_domains", "list between square brackets"),
        (mail('own_domains = ["@voorbeeld.nl"]'), "mail.own_domains[1]", "only what follows the @"),
        (mail('mailboxes = ["a@b.nl", "KCC"]'), "mail.mailboxes[2]", "an e-mail address"),
        (mail("agent_addresses = [1]"), "mail.agent_addresses[1]", "found: 1; allowed: a text"),
        (mail('cc_counts = "ja"'), "mail.cc_counts", "true or false"),
        (mail('own_lists = [""]'), "mail.own_lists[1]", "an empty text"),
        (mail("[[mail.interim]]\nreason = true"), "mail.interim[1].pattern", "the key pattern"),
        (mail('[[mail.interim]]\npattern = "(uiterlijk"'), "mail.interim[1].pattern", "regular expression"),
        (mail('[[mail.interim]]\npatern = "u"\npattern = "u"'), "mail.interim[1].patern", "Did you mean pattern?"),
        (calendar('[database]\nurl = "mysql://server"'), "database.url", "postgresql+psycopg"),
        (calendar("[privacy]\nstaff_names = true"), "privacy.staff_names", "works council agreed"),
        (
            calendar('[privacy]\nstaff_names = true\nworks_council_date = 2026-03-12\nworks_council_reference = " "'),
            "privacy.staff_names",
            "works council agreed",
        ),
        (calendar("[conversations]\nfollow_up_days = -1"), "conversations.follow_up_days", "0 or more"),
        (calendar("[conversations]\nfollow_up_days = 1000"), "conversations.follow_up_days", "at most 365"),
        (calendar("[conversations]\nfollow_up_days = 1.5"), "conversations.follow_up_days", "a whole number"),
        (calendar("[teams]\nbalie = 3"), "teams.balie", "a text"),
        (calendar('phone = "24x7"'), "calendar[1].phone", "one of: valid_from, hours"),
    ],
)
def test_a_mistake_is_told_with_its_key_what_is_allowed_and_what_to_do(tmp_path, text, key, said):
    with pytest.raises(FaultyProfileError) as caught:
        loaded(tmp_path, text)
    told = {fault.key: str(fault) for fault in caught.value.faults}
    assert told[key].startswith(f"charter.toml, {key}: found: ")
    assert said in told[key]


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"organisation = Gemeente", 1, "Put texts between double quotes"),
        (b'a = "\n', 1, "Correct this line"),
        (b"a = 1\nb = 2\na = 3\n", 3, "Correct this line"),
        (b"a = 1\nb = [1,\n", 3, "Correct this line"),
        (b'a = 1\nb = "\xe9"\n', 2, "not UTF-8"),
        (b"a = 50%\n", 1, "Correct this line"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path, data, line, said):
    (tmp_path / FILE_NAME).write_bytes(data)
    with pytest.raises(FaultyProfileError) as caught:
        load_profile(tmp_path)
    (fault,) = caught.value.faults
    assert fault.line == line
    assert str(fault).startswith(f"charter.toml, line {line}: found: ")
    assert said in str(fault)


def test_a_line_that_is_no_toml_is_shown_as_it_stands_and_nothing_english(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b'a = 1\norganisation = "Gemeente\n')
    with locale.speaking("nl"), pytest.raises(FaultyProfileError) as caught:
        load_profile(tmp_path)
    assert 'organisation = "Gemeente' in str(caught.value.faults[0])
    assert "Illegal" not in str(caught.value.faults[0])


def test_all_faults_are_told_at_once_in_one_line(tmp_path):
    text = mail('cc_counts = 1\nown_domains = "x"') + 'closed = [1]\ngood_friday = "x"\n[privacy]\nstaff_names = true\n'
    with pytest.raises(ProfileError) as caught:
        loaded(tmp_path, text)
    for key in ("mail.cc_counts", "mail.own_domains", "closed[1]", "good_friday", "privacy.staff_names"):
        assert key in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_profile_is_told_how_to_make_one(tmp_path):
    with pytest.raises(ProfileError, match="charter init"):
        load_profile(tmp_path)


def test_a_profile_that_cannot_be_read_is_told_as_such(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path)


def test_a_path_is_spelled_with_positions_from_one():
    assert spelled(("calendar", 1, "hours", "phone")) == "calendar[2].hours.phone"


toml = st.recursive(
    st.none() | st.sampled_from(["-1", "true", "1.5", "nan", '"x"', "2026-01-01", "09:00:00", "2026-01-01T09:00:00Z"]),
    lambda inner: (
        st.lists(inner.map(lambda value: value or "[]"), max_size=2).map(lambda many: f"[{', '.join(many)}]")
        | inner.map(lambda value: f"{{ default = {value or '{}'} }}")
    ),
    max_leaves=4,
).map(lambda value: value or "{}")
keys = st.sampled_from(
    ["organisation", "time_zone", "mail", "calendar", "database", "privacy", "conversations", "teams"]
    + [f"mail.{key}" for key in ("own_domains", "interim", "cc_counts")]
    + [f"privacy.{key}" for key in ("staff_names", "works_council_consent")]
)
sections = st.dictionaries(
    st.sampled_from(["valid_from", "hours", "closed", "early_close", "good_friday", "end_of_day"]), toml, max_size=4
).map(lambda pairs: f"calendar = [{{ {', '.join(f'{key} = {value}' for key, value in pairs.items())} }}]")


@given(st.lists(st.builds("{} = {}".format, keys, toml) | sections, max_size=5))
def test_whatever_stands_in_the_file_is_a_profile_or_a_list_of_faults(tmp_path, lines):
    (tmp_path / FILE_NAME).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FaultyProfileError) as caught:
        load_profile(tmp_path)
    assert all(str(fault) for fault in caught.value.faults)


def test_a_password_in_an_address_is_not_repeated(tmp_path):
    wrong = f'{SMALLEST}[database]\nurl = "postgresql://piet:geheim@server/charter"\n'
    with pytest.raises(FaultyProfileError) as caught:
        loaded(tmp_path, wrong)
    assert "geheim" not in str(caught.value.faults[0])
    assert "piet:…@server" in str(caught.value.faults[0])
