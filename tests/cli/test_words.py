"""`charter words`: plain sentences of the figures that `charter score` gives."""

from __future__ import annotations

import re

AS_OF = "2026-11-17T08:00"


def asked(run, demo, *words):
    return run("words", "--profile", demo, "--as-of", AS_OF, *words)


def test_the_sentences_tell_the_figures_of_the_score(run, demo):
    said = asked(run, demo, "--period", "2026-10", "--json").json
    rows = run("score", "--profile", demo, "--as-of", AS_OF, "--period", "2026-10", "--json").json
    kept = [row["target_met"] for row in rows if row["target_met"] is not None]
    assert said["opening"] == f"In October 2026, we kept {sum(kept)} of the {len(kept)} promises."
    texts = {one["norm"]: one["text"] for one in said["headlines"]}
    assert set(texts) == {row["norm"] for row in rows}
    compared = 0
    for row in rows:
        n = row["met"] + row["breached"]
        found = re.search(r"(\d+) of the (\d+) ", texts[row["norm"]])
        if 1 < n < 100 and row["norm"] != "satisfaction.mark":
            compared += 1
            assert found is not None
            assert [int(found[1]), int(found[2])] == [row["met"], n]
            assert ("less than the target" in texts[row["norm"]]) == (row["target_met"] is False)
    assert compared > 5


def test_one_norm_is_told_alone_and_all_norms_with_a_text_to_publish(run, demo):
    one = asked(run, demo, "--period", "2026-10", "--norm", "email.answer")
    assert one.out.startswith("E-mail answered: ")
    assert "To publish" not in one.out
    every = asked(run, demo, "--period", "2026-10")
    assert every.out.startswith("In October 2026, we kept ")
    assert "To publish:\n\nOur service\n\nIn October 2026, we kept " in every.out


def test_a_running_month_is_not_judged(run, demo):
    said = asked(run, demo, "--period", "2026-11", "--json").json
    assert said["opening"].startswith("November is not over yet. So far we kept ")
    assert {one["weight"] for one in said["headlines"]} == {"not_told"}


def test_without_contacts_every_norm_says_so(run, demo):
    said = asked(run, demo, "--period", "2019-10")
    assert (said.code, said.err) == (0, "")
    assert "In October 2019, there were no calls." in said.out


def test_a_period_is_needed_and_a_norm_must_be_on(run, demo):
    assert asked(run, demo).code == 2
    assert asked(run, demo, "--period", "oktober").code == 2
    assert asked(run, demo, "--period", "2026-10", "--norm", "no.such").code == 1
