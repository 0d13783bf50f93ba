"""A tip on real hosts says what would be done, what it took and what came of it, and is recomputed; a test tip moves a guest."""

from lab import wait_until
from test_loop import ended_tip, overload_h1


def test_a_tip_shows_what_would_be_done_and_afterwards_what_it_took(fresh_lab, start_provost):
    overload_h1(fresh_lab)
    provost = start_provost(methods="live")
    tip = wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    report = provost.json("tip", tip["id"], "--verify")
    assert report["matches"], report

    text = provost("tip", tip["id"])
    assert "evidence: host.cpu.busy_pct of h1 from" in text and "beyond warning" in text
    assert "if it is accepted now: move g" in text and "HOST" in text and "STARS" in text
    assert "expected: host.cpu.busy_pct of h1 from" in text and "  by hand: provost move g" in text
    assert provost.actions() == []

    said = provost("accept", tip["id"])
    assert f"tip {tip['id']} (" in said and "): move g" in said
    result = provost.run("accept", tip["id"])
    assert result.returncode == 1 and "by operator " in result.stderr
    tip = ended_tip(provost, tip["id"])
    assert tip["state"] == "resolved", tip["state_reason"]
    text = provost("tip", tip["id"])
    assert ", done, attempt 1" in text and "  it took " in text and " expected)" in text
    assert "outcome: effective: " in text


def test_a_test_tip_is_played_dry_and_for_real(fresh_lab, start_provost):
    overload_h1(fresh_lab)
    provost = start_provost(methods="live")
    wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    dry = provost("doctor", "--tip", "host-cpu", "--subject", "h1")
    assert "a tip comes through; nothing was done" in dry
    assert provost.actions() == []
    applied = provost.run("doctor", "--tip", "host-cpu", "--subject", "h1", "--apply", timeout=180)
    assert "it was accepted, and is carried out now" in applied.stdout
    move = provost.actions()[0]
    assert move["state"] == "done" and fresh_lab.hosts_of(move["guest"]) == [move["to"]]
    test = provost.tip(move["tip"])
    assert test["test"] and test["verdict"] != "none"
    verdicts = provost.json("policy", "show", "host-cpu")["verdicts"]
    assert not any(verdicts.values()), verdicts
