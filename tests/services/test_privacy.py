"""Pseudonyms: the same person the same, nobody known, and a key that is never silently a second one."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import keyring
import keyring.backend
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.errors import KeyringLocked

from charter.errors import ProfileError
from charter.services.privacy import KEY_FILE, Pseudonymiser, canonical, contact_digest, load_or_make_key, veiled

KEY = b"0123456789abcdef0123456789abcdef"


class Safe(keyring.backend.KeyringBackend):
    """A keyring in memory that can be locked."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    backend = Safe()
    monkeypatch.setattr(keyring, "get_password", backend.get_password)
    monkeypatch.setattr(keyring, "set_password", backend.set_password)
    return backend


@pytest.mark.parametrize(
    "written",
    [
        "0612345678",
        "06-12345678",
        "06 1234 5678",
        "+31612345678",
        "+31 6 12345678",
        "0031612345678",
        "+31 (0)6 12345678",
        "tel:+31612345678",
        "tel:+31-6-1234-5678;ext=1",
        "sip:+31612345678@pbx.example;user=phone",
        '"Jansen" <0612345678>',
    ],
)
def test_every_way_to_write_a_number_is_the_same_number(written: str) -> None:
    assert canonical(written) == "+31612345678"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Jan.Jansen+Wonen@Example.ORG", "jan.jansen@example.org"),
        ("Jan <jan.jansen@example.org>", "jan.jansen@example.org"),
        ("mailto:jan.jansen@example.org", "jan.jansen@example.org"),
        ("sip:jan@pbx.example", "jan@pbx.example"),
        ("+tag@example.org", "+tag@example.org"),
        ("+32 2 123 45 67", "+3221234567"),
        ("8001", "8001"),
        ("SIP/8001", "sip/8001"),
        ("112", "112"),
        ("²³", "²³"),
    ],
)
def test_addresses_foreign_numbers_and_extensions_have_one_spelling(written: str, plain: str) -> None:
    assert canonical(written) == plain


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "anonymous", "Anonymous", "unknown", "<unknown>", "Unavailable", "Restricted", "private"),
        *("+266696687", "266 696 687", "sip:anonymous@anonymous.invalid", "tel:anonymous", "Anoniem"),
    ],
)
def test_who_stays_anonymous_has_no_pseudonym(written: str) -> None:
    assert Pseudonymiser(KEY, "ab12")(written) == ""


def test_a_pseudonym_names_its_key_and_holds_sixteen_digits() -> None:
    found = Pseudonymiser(KEY, "ab12")("0612345678")
    key_id, _, digits = found.partition(":")
    assert key_id == "ab12"
    assert len(digits) == 16
    assert set(digits) <= set("0123456789abcdef")
    assert found == Pseudonymiser(KEY, "ab12")("+31612345678")


def test_another_number_or_another_key_gives_another_pseudonym() -> None:
    pseudonyms = {
        Pseudonymiser(KEY, "ab12")("0612345678"),
        Pseudonymiser(KEY, "ab12")("0612345679"),
        Pseudonymiser(KEY[::-1], "ab12")("0612345678"),
    }
    assert len(pseudonyms) == 3


@given(st.integers(100_000_000, 999_999_999), st.sampled_from(["0", "+31", "0031"]))
def test_the_short_road_for_dutch_numbers_agrees_with_phonenumbers(number: int, prefix: str) -> None:
    written = f"{prefix}{number}"
    parsed = phonenumbers.parse(written, "NL")
    assert canonical(written) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@given(st.text(max_size=30))
def test_any_text_has_a_spelling_that_is_its_own(text: str) -> None:
    pseudonym = Pseudonymiser(KEY, "ab12")
    plain = canonical(text)
    assert (pseudonym(text) == "") == (plain == "")
    assert text not in pseudonym(text) or len(text) < 6


def test_without_a_keyring_the_key_lies_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    made = load_or_make_key(tmp_path / "new", "p1")
    assert not made.in_keyring
    assert len(made.key) == 32
    assert load_or_make_key(tmp_path / "new", "p1") == made
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "new" / KEY_FILE).stat().st_mode) == 0o600


def test_with_a_keyring_the_file_holds_only_the_id_of_the_key(tmp_path: Path, safe: Safe) -> None:
    made = load_or_make_key(tmp_path, "p1")
    assert made.in_keyring
    assert (tmp_path / KEY_FILE).read_text() == f"keyring {made.key_id}\n"
    assert load_or_make_key(tmp_path, "p1") == made
    assert load_or_make_key(tmp_path / "other", "p2").key != made.key


def test_a_lost_file_does_not_lose_the_key_in_the_keyring(tmp_path: Path, safe: Safe) -> None:
    made = load_or_make_key(tmp_path, "p1")
    (tmp_path / KEY_FILE).unlink()
    assert load_or_make_key(tmp_path, "p1") == made


def test_a_locked_keyring_is_said_so_and_never_replaced(tmp_path: Path, safe: Safe) -> None:
    made = load_or_make_key(tmp_path, "p1")
    safe.locked = True
    with pytest.raises(ProfileError, match="Unlock the keyring"):
        load_or_make_key(tmp_path, "p1")
    safe.locked = False
    assert load_or_make_key(tmp_path, "p1") == made


@pytest.mark.parametrize("content", ["", "file ab12 zz", "file ab12", "file 0000 " + "00" * 32, "é", "keyring"])
def test_a_damaged_key_file_is_refused_with_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content, "utf-8")
    with pytest.raises(ProfileError):
        load_or_make_key(tmp_path, "p1")


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ProfileError):
        load_or_make_key(tmp_path / "file", "p1")


def test_a_frozen_contact_is_named_by_a_digest_that_needs_the_key_and_says_nothing_of_the_id() -> None:
    found = contact_digest(KEY, "mbox", "<a1@example.org>")

    assert found == contact_digest(KEY, "mbox", "<a1@example.org>")
    assert len(found) == 32
    assert int(found, 16) >= 0
    others = {contact_digest(b"x" * 32, "mbox", "<a1@example.org>"), contact_digest(KEY, "msg", "<a1@example.org>")}
    assert found not in others


def test_source_and_id_cannot_run_into_each_other() -> None:
    assert contact_digest(KEY, "a", "bc") != contact_digest(KEY, "ab", "c")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jansen 06-12345678 belde", "Jansen … belde"),
        ("+31 6 12345678", "…"),
        ("0612345678,jan.jansen@example.org", "…,…"),
        ("Jan <jan@example.org>", "Jan <…>"),
        ("(020) 555 01 42", "(…"),
        ("09-11-2026 10:00", "09-11-2026 10:00"),
        ("2026-11-09T25:00:00", "2026-11-09T25:00:00"),
        ("01/02/2026 10:00:00", "01/02/2026 10:00:00"),
        ("99999999999", "99999999999"),
        ("1794820200.17", "1794820200.17"),
        ("0:99:45", "0:99:45"),
    ],
)
def test_what_is_quoted_of_a_cell_holds_no_address_or_number(text: str, left: str) -> None:
    assert veiled(text) == left
