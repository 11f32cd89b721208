"""A profile whose database is a PostgreSQL, through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import ANY

import pytest

from charter import moments
from charter.cli import main
from charter.store.engine import Store

LOG = """\
contact,at,event,channel,team
c1,2026-03-02T09:00:00+01:00,message_received,email,North
c1,2026-03-03T09:00:00+01:00,reply_substantive,,
c2,2026-03-02T10:00:00+01:00,message_received,email,South
"""


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_shared_server_imports_and_scores_as_a_file_does(url: str, tmp_path: Path, capsys) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOG, encoding="utf-8")

    def ask(profile: str, *words: str):
        assert main([*words, "--profile", str(tmp_path / profile), "--as-of", "2026-03-12T08:00", "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    for profile in ("own", "shared"):
        ask(profile, "init")
    settings = tmp_path / "shared" / "charter.toml"
    address = url.replace("postgresql://", "postgresql+psycopg://")
    written = settings.read_text(encoding="utf-8")
    assert 'url = ""' in written
    settings.write_text(written.replace('url = ""', f'url = "{address}"'), encoding="utf-8")
    (tmp_path / "shared" / "charter.sqlite").unlink()

    for words in (["import", str(log)], ["import", str(log)], ["score"], ["breaches"], ["contacts"], ["explain", "c2"]):
        assert ask("shared", *words) == ask("own", *words)
    assert ask("shared", "journal", "--verify") == []
    assert ask("shared", "db", "upgrade") == {"changed": False}
    assert not (tmp_path / "shared" / "charter.sqlite").exists()
    score = {row["norm"]: (row["met"], row["breached"]) for row in ask("shared", "score", "--period", "2026-03")}
    assert score["email.answer"] == (1, 1)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_an_account_that_may_only_read_scores_and_says_what_it_may_not(url: str, tmp_path: Path, capsys, monkeypatch):
    log = tmp_path / "log.csv"
    log.write_text(LOG, encoding="utf-8")
    assert main(["init", "--profile", str(tmp_path / "town")]) == 0
    settings = tmp_path / "town" / "charter.toml"
    written = settings.read_text(encoding="utf-8")
    address = url.replace("postgresql://", "postgresql+psycopg://")
    settings.write_text(written.replace('url = ""', f'url = "{address}"'), encoding="utf-8")

    def ask(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*words, "--lang", "en", "--profile", str(tmp_path / "town"), "--as-of", "2026-03-12T08:00"])
        caught = capsys.readouterr()
        return code, caught.out, caught.err

    assert ask("import", str(log)) == (0, ANY, "")
    before = ask("score", "--json")
    monkeypatch.setattr(Store, "is_writable", False)
    assert ask("score", "--json") == before
    assert "read-only" in ask("import", str(log))[2]
    monkeypatch.setattr(moments, "RULES", "other rules")
    code, told, said = ask("score", "--json")
    assert (code, told, said.count("\n")) == (1, "", 1)
    assert "Let a colleague who may write open it once" in said


def test_a_server_that_does_not_answer_is_one_line(tmp_path: Path, capsys) -> None:
    pytest.importorskip("psycopg")
    profile = tmp_path / "profile"
    assert main(["init", "--profile", str(profile)]) == 0
    settings = profile / "charter.toml"
    nowhere = f"postgresql+psycopg://user@/charter?host={tmp_path / 'no-socket'}"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace('url = ""', f'url = "{nowhere}"'), encoding="utf-8")
    capsys.readouterr()
    assert main(["score", "--profile", str(profile)]) == 1
    caught = capsys.readouterr()
    assert (caught.out, caught.err.count("\n")) == ("", 1)
