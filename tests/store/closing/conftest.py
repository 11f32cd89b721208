"""A municipality with a database of its own, whose periods are closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from charter.instants import parse
from charter.norms.periods import Period
from charter.services import as_closed, closing
from charter.services.as_closed import Compared
from charter.services.board import Board, load_board
from charter.services.causes import Cause
from charter.services.deriving import Deriving
from charter.services.importing import import_files
from charter.services.privacy import StoredKey
from charter.services.rulebooks import judging
from charter.settings import Profile
from charter.store.closings import Closing
from charter.store.engine import Store

HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
MARCH = Period.parse("2026-03")
KEY = StoredKey(b"k" * 32, "0011223344556677", in_keyring=False)


@dataclass
class Desk:
    """What somebody does who closes periods; instants are local times."""

    store: Store
    profile: Profile
    folder: Path
    key: StoredKey = KEY

    def at(self, local: str) -> int:
        read = parse(local, self.profile.zone)
        assert read is not None
        assert read.at is not None
        return read.at

    def take(self, name: str, rows: str, now: str = "2026-04-02T08:00") -> None:
        """Import an event log of `rows`."""
        path = self.folder / name
        path.write_text(HEADER + rows, "utf-8")
        (outcome,) = import_files(
            self.store, [path], profile=self.profile, pseudonym=lambda text: text, who="jan", now=self.at(now)
        )
        assert outcome.error is None

    def board(self, now: str = "2026-04-02T08:00") -> Board:
        """Everything judged now, by what judges now."""
        rulebook = judging(self.store, self.profile, "jan", self.at(now)).rulebook
        return load_board(self.store, self.profile, rulebook, self.at(now))

    def close(self, period: Period = MARCH, now: str = "2026-04-02T08:00", remark: str = "") -> Closing:
        return closing.close(self.store, self.board(now), period, remark, self.key, "piet", self.at(now))

    def compare(self, of: Closing, now: str = "2026-04-02T08:00") -> Compared:
        return as_closed.compare(self.store, Deriving.of(self.profile), self.board(now), of, self.key)

    def told(self, of: Closing, now: str = "2026-04-02T08:00") -> list[tuple[str, str, str, str, str, str]]:
        """The differences: contact, norm, what, verdict then and now, causes."""
        found = self.compare(of, now).differences
        assert found is not None
        return sorted(
            (
                str(found.contact[row]),
                str(found.norm[row]),
                as_closed.Change(int(found.change[row])).word,
                str(found.closed_verdict[row]),
                str(found.now_verdict[row]),
                ",".join(Cause(int(found.cause[row])).words),
            )
            for row in range(len(found))
        )

    def write_norm(self, name: str, text: str) -> None:
        """Write a norm file into the profile."""
        folder = self.profile.norms_folder
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def make_desk(store: Store, tmp_path: Path) -> Callable[..., Desk]:
    def make(**more: object) -> Desk:
        settings = {
            "organisation": "Gemeente Voorbeeld",
            "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
        }
        profile = Profile.model_validate(settings | more, strict=False, context=tmp_path)
        return Desk(store, profile, tmp_path)

    return make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """March 2026: one letter answered in time, one late, one not at all, one of April."""
    desk = make_desk()
    desk.take(
        "march.csv",
        "kept,2026-03-02T09:00:00,message_received,email,North,,,,\n"
        "kept,2026-03-03T09:00:00,reply_substantive,,,,,,\n"
        "late,2026-03-02T10:00:00,message_received,email,North,,,,\n"
        "late,2026-03-24T10:00:00,reply_substantive,,,,,,\n"
        "open,2026-03-31T10:00:00,message_received,email,North,,,,\n"
        "april,2026-04-01T10:00:00,message_received,email,North,,,,\n",
    )
    return desk
