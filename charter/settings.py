"""The profile of a municipality: the folder with `charter.toml`, and what may stand in that file.

Why: everything in which municipalities differ is said once, in words a functional manager can write; a wrong key or
value is a fault told with all others at once (`charter.profile_faults`). Refuses to hold secrets (they live in the
keyring), norms (they have files of their own) and rules: `charter.norms.calendar_sources` makes calendars of it.
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from charter.contact import Channel
from charter.errors import ProfileError
from charter.hours import AfterHours, EndOfDay
from charter.locale import N_, system
from charter.profile_faults import FaultyProfileError, WrongValueError, broken_toml, faults_of, no_toml
from charter.profile_text import CAUSES
from charter.profile_values import (
    Addresses,
    Causes,
    ChannelWord,
    DatabaseUrl,
    Domains,
    Hours,
    MonthDay,
    OpenOrClosed,
    Pattern,
    Term,
    TermText,
    Text,
    TimeOfDay,
    ZoneName,
)

FILE_NAME = "charter.toml"
DATABASE_NAME = "charter.sqlite"
NORMS_NAME = "norms"
DEFAULT_ZONE = "Europe/Amsterdam"

_FEWEST_PEOPLE = 5
DEFAULT_TERM = "default"
"""The key in `[privacy.retention]` for sources that are not named there."""
THIRTEEN_MONTHS = Term(13, "months")
"""Long enough to hold a month against that of a year ago. No law says so: domain.md 4 found no class for contacts."""


class Section(BaseModel):
    """A table of `charter.toml`: unknown keys and values of another type are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class InterimSection(Section):
    """A text of interim messages, as a regular expression, and whether it always names a reason and a handler."""

    pattern: Pattern
    reason: bool = False
    handler: bool = False


class MailSection(Section):
    """Who "we" are in a mailbox. Addresses and domains are kept in lower case; domains are exact."""

    own_domains: Domains = ()
    mailboxes: Addresses = ()
    agent_addresses: Addresses = ()
    form_senders: Addresses = ()
    central_mailboxes: Addresses = ()
    list_addresses: Addresses = ()
    own_lists: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    cc_counts: bool = False
    interim: Annotated[tuple[InterimSection, ...], Field(strict=False)] = ()


class HoursSection(Section):
    """Opening hours per channel; a channel that is not named has the default ones."""

    default: Hours
    phone: Hours | None = None
    email: Hours | None = None
    letter: Hours | None = None
    counter: Hours | None = None
    form: Hours | None = None
    portal: Hours | None = None
    social: Hours | None = None
    report: Hours | None = None


class CalendarSection(Section):
    """The days and hours of the town hall from `valid_from` on. `early_close` is keyed by (month, day)."""

    valid_from: date
    hours: HoursSection
    closed: Annotated[frozenset[date], Field(strict=False)] = frozenset()
    early_close: dict[MonthDay, TimeOfDay] = {}
    good_friday: OpenOrClosed = "open"
    may5_before_2024: OpenOrClosed = "open"
    after_hours: Annotated[AfterHours, Field(strict=False)] = AfterHours.SAME_DAY
    end_of_day: Annotated[EndOfDay, Field(strict=False)] = EndOfDay.MIDNIGHT


class ClosedDaysSection(Section):
    """The years of which somebody decided the own closed days, also when there are none. It judges nothing."""

    decided: Annotated[tuple[Annotated[int, Field(ge=1990, le=2099)], ...], Field(strict=False)] = ()


class DatabaseSection(Section):
    """Where the facts are kept; no `url` means the SQLite file in the profile."""

    url: DatabaseUrl = ""


class PrivacySection(Section):
    """Whether staff may be named, since when the works council agreed (WOR 27), and how long contacts are kept."""

    works_council_date: date | None = None
    works_council_reference: str = ""
    staff_names: bool = False
    retention: dict[str, TermText] = {DEFAULT_TERM: THIRTEEN_MONTHS}

    @field_validator("staff_names")
    @classmethod
    def _only_with_consent(cls, value: bool, info: ValidationInfo) -> bool:
        told = info.data.get("works_council_date"), info.data.get("works_council_reference", "").strip()
        if value and not all(told):
            raise WrongValueError(
                N_("false, unless the works council agreed"),
                N_("Write when it agreed in works_council_date and where that stands in works_council_reference."),
            )
        return value

    def names_staff(self, today: date) -> bool:
        """Whether staff may be named: from the day of the works council's consent on."""
        return self.staff_names and self.works_council_date is not None and self.works_council_date <= today

    def kept_for(self, source: str) -> Term:
        """How long the contacts of a source are kept."""
        return self.retention.get(source) or self.retention.get(DEFAULT_TERM) or THIRTEEN_MONTHS


class ConversationsSection(Section):
    """How long a resident's next message after the answer belongs to the same contact (contract.md 4)."""

    follow_up_days: Annotated[int, Field(ge=0, le=365)] = 30
    follow_ups_as_contacts: bool = False


class FollowUpSection(Section):
    """What team leads can choose from when they say why something was late."""

    causes: Causes = CAUSES


class ChannelsSection(Section):
    """Which channels count as digital, for the share that the balance shows."""

    digital: Annotated[tuple[ChannelWord, ...], Field(strict=False)] = (
        Channel.EMAIL,
        Channel.FORM,
        Channel.PORTAL,
        Channel.SOCIAL,
    )


class TargetsSection(Section):
    """What the municipality set itself for one year beside its norms; a key that is left out sets nothing.

    At most so many `contacts` and `handling_minutes` a contact; at least this `digital_share` (0..1) and mean mark.
    """

    year: Annotated[int, Field(ge=1990, le=2099)]
    contacts: Annotated[int, Field(ge=1)] | None = None
    handling_minutes: Annotated[float, Field(ge=0.1, le=600)] | None = None
    digital_share: Annotated[float, Field(ge=0, le=1)] | None = None
    satisfaction: Annotated[float, Field(ge=1, le=10)] | None = None


class NewLimitsSection(Section):
    """From which day the control chart of a norm has new limits, decided by people for a `reason`."""

    norm: Text
    begins: Annotated[date, Field(alias="from")]
    reason: Text


class Every(StrEnum):
    """How often a report makes itself."""

    MONTH = "month"
    QUARTER = "quarter"
    TERTAAL = "tertaal"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it tells of."""
        return {Every.MONTH: 1, Every.QUARTER: 3, Every.TERTAAL: 4, Every.YEAR: 12}[self]


class ReportSection(Section):
    """The reports that make themselves: where they go, how often, on which working day of the next period.

    Without a `folder` there are none; one that is not absolute stands in the profile.
    """

    folder: str = ""
    every: Annotated[tuple[Annotated[Every, Field(strict=False)], ...], Field(strict=False)] = (Every.MONTH,)
    working_day: Annotated[int, Field(ge=1, le=20)] = 5
    language: Literal["nl", "en"] = "nl"


class Profile(Section):
    """Everything a municipality has chosen.

    `calendar` ascends by `valid_from`; `teams` maps a queue or mailbox; `team_sizes` says how many people a team has.
    """

    organisation: Text
    calendar: Annotated[tuple[CalendarSection, ...], Field(strict=False)]
    time_zone: ZoneName = DEFAULT_ZONE
    mail: MailSection = MailSection()
    closed_days: ClosedDaysSection = ClosedDaysSection()
    database: DatabaseSection = DatabaseSection()
    privacy: PrivacySection = PrivacySection()
    conversations: ConversationsSection = ConversationsSection()
    channels: ChannelsSection = ChannelsSection()
    targets: Annotated[tuple[TargetsSection, ...], Field(strict=False)] = ()
    new_limits: Annotated[tuple[NewLimitsSection, ...], Field(strict=False)] = ()
    report: ReportSection = ReportSection()
    follow_up: FollowUpSection = FollowUpSection()
    teams: dict[str, Text] = {}
    team_sizes: dict[str, Annotated[int, Field(ge=1, le=9999)]] = {}
    _folder: Path = PrivateAttr()

    @field_validator("calendar")
    @classmethod
    def _in_order(cls, periods: tuple[CalendarSection, ...]) -> tuple[CalendarSection, ...]:
        if not periods:
            raise WrongValueError(N_("at least one [[calendar]]"), N_("Add a [[calendar]] with valid_from and hours."))
        if len({period.valid_from for period in periods}) < len(periods):
            raise WrongValueError(
                N_("one [[calendar]] for each valid_from"),
                N_("Two calendars begin on the same day. Correct one of the dates."),
            )
        return tuple(sorted(periods, key=lambda period: period.valid_from))

    @field_validator("targets")
    @classmethod
    def _one_a_year(cls, targets: tuple[TargetsSection, ...]) -> tuple[TargetsSection, ...]:
        if len({target.year for target in targets}) < len(targets):
            raise WrongValueError(
                N_("one [[targets]] for each year"), N_("Two targets name the same year. Correct one of the years.")
            )
        return targets

    @field_validator("new_limits")
    @classmethod
    def _one_a_day(cls, decided: tuple[NewLimitsSection, ...]) -> tuple[NewLimitsSection, ...]:
        if len({(one.norm, one.begins) for one in decided}) < len(decided):
            raise WrongValueError(
                N_("one [[new_limits]] for each norm and day"),
                N_("Two new limits of one norm begin on the same day. Correct one of the dates."),
            )
        return decided

    def model_post_init(self, folder: Path) -> None:
        """Keep the folder that `load_profile` gives as context."""
        self._folder = folder

    @property
    def folder(self) -> Path:
        """The folder of the profile."""
        return self._folder

    @property
    def norms_folder(self) -> Path:
        """Where the municipality's own norm files stand; it need not exist."""
        return self._folder / NORMS_NAME

    @property
    def few_people(self) -> frozenset[str]:
        """The teams of fewer than 5 people, with their queues and mailboxes: their figures stay here (domain.md 4)."""
        small = {team for team, people in self.team_sizes.items() if people < _FEWEST_PEOPLE}
        return frozenset(small | {place for place, team in self.teams.items() if team in small})

    @property
    def database_file(self) -> Path:
        """The SQLite file, for a profile without `database.url`."""
        return self._folder / DATABASE_NAME

    @property
    def zone(self) -> ZoneInfo:
        """The zone of local times."""
        return ZoneInfo(self.time_zone)


def default_folder() -> Path:
    """The profile of a user who names none."""
    return user_data_path("charter", appauthor=False)


def load_profile(folder: Path) -> Profile:
    """Read the profile in `folder`; raises ProfileError: a FaultyProfileError with every fault of its file."""
    path = folder / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return Profile.model_validate(tomllib.loads(text), context=folder)
    except FileNotFoundError as error:
        raise ProfileError(
            N_("There is no profile in %(folder)s."), N_("Make one with charter init."), folder=str(folder)
        ) from error
    except OSError as error:
        raise ProfileError(
            N_("%(file)s cannot be read: %(reason)s."),
            N_("Check that you may read this file."),
            file=str(path),
            reason=system.reason(error),
        ) from error
    except ValidationError as error:
        raise FaultyProfileError(faults_of(error, Profile, FILE_NAME)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FaultyProfileError((no_toml(FILE_NAME, line, N_("characters that are not UTF-8")),)) from error
    except tomllib.TOMLDecodeError as error:
        raise FaultyProfileError((broken_toml(FILE_NAME, text, error),)) from error
