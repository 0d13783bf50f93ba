"""The whole loop on real hosts: an overloaded host becomes a tip, the tip a move, the move a resolved tip."""

import pytest
from lab import wait_until

BUSY = ("g1", "g2")


def overload_h1(lab):
    """Two busy guests and an idle one on h1, another idle one on h2, none on h3."""
    lab.guests_on({"g1": "h1", "g2": "h1", "g3": "h1", "g4": "h2"})
    for name in BUSY:
        lab.load(name)


def ended_tip(provost, number, timeout=180):
    return wait_until(lambda: (tip := provost.tip(number))["state"] not in
                      ("open", "accepted", "planned", "acting", "verifying") and tip, timeout, "the tip's end")


def check_moved(lab, provost, tip):
    """The tip was resolved by a move that left exactly one running copy, on the destination."""
    assert tip["state"] == "resolved", tip["state_reason"]
    assert tip["verdict"] == "effective", tip["outcome"]
    move = tip["plan"]["moves"][0]
    assert move["guest"] in BUSY and move["from"] == "h1" and move["to"] in ("h2", "h3")
    assert lab.hosts_of(move["guest"]) == [move["to"]]
    assert not lab.heartbeat(move["guest"]).repeated
    lab.beats_on(move["guest"])
    wait_until(lambda: provost.guest(move["guest"])["host"] == move["to"], 30, "the guest seen on its new host")
    return move


def check_picture(provost, subject, metric):
    """A picture of the subject, named as a person does, is a PNG."""
    picture = provost.folder / "picture.png"
    provost("graph", subject, metric, "--from", "-5m", "--theme", "dark", "-o", picture)
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("method", ["live", "quick"])
def test_an_overloaded_host_is_relieved_by_an_accepted_tip(fresh_lab, start_provost, method):
    overload_h1(fresh_lab)
    provost = start_provost(methods=method)
    tip = wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    assert tip["policy"] == "host-cpu" and tip["severity"] in ("warning", "critical")
    assert tip["evidence"][0]["metric"] == "host.cpu.busy_pct" and tip["evidence"][0]["min"] >= 80
    provost("accept", tip["id"])
    tip = ended_tip(provost, tip["id"])
    move = check_moved(fresh_lab, provost, tip)
    action = provost.actions()[0]
    assert action["method"] == method and action["state"] == "done" and action["guest"] == move["guest"]
    assert action["downtime_ms"] is not None
    check_picture(provost, "h1", "host.cpu.busy_pct")
    check_picture(provost, move["guest"], "guest.net.rx_bytes_per_sec")
    wait_until(lambda: provost.cpu("h1") < 80, 30, "relief of h1")
    wait_until(lambda: provost.open_tip("h1") is None, 30, "no tip about h1 any more")


def test_automation_applies_a_tip_by_itself(fresh_lab, start_provost):
    overload_h1(fresh_lab)
    provost = start_provost(level="apply")
    tip = wait_until(lambda: next(iter(provost.tips("--all")), None), 90, "a tip")
    tip = ended_tip(provost, tip["id"])
    check_moved(fresh_lab, provost, tip)
    assert provost.actions()[0]["by"] == "automation"


def test_with_automation_off_or_advise_nothing_is_done(fresh_lab, start_provost):
    overload_h1(fresh_lab)
    provost = start_provost(level="advise")
    tip = wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    wait_until(lambda: provost.tip(tip["id"])["refreshed"] >= 1, 60, "one more finding")
    assert provost.actions() == []
    assert fresh_lab.hosts_of("g1") == ["h1"]


def test_a_tip_is_cleared_when_the_load_goes_away(fresh_lab, start_provost):
    overload_h1(fresh_lab)
    provost = start_provost()
    tip = wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    for name in BUSY:
        fresh_lab.idle(name)
    assert ended_tip(provost, tip["id"])["state"] == "cleared"


def test_a_dismissed_tip_stays_away_while_the_load_goes_on(fresh_lab, start_provost):
    overload_h1(fresh_lab)
    provost = start_provost()
    tip = wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    provost("dismiss", tip["id"], "--reason", "known, ends tonight")
    provost.judge_again(rounds=2)
    assert provost.tip(tip["id"])["state"] == "dismissed"
    assert provost.open_tip("h1") is None


@pytest.mark.parametrize("method", ["live", "quick"])
def test_a_guest_is_moved_by_hand(fresh_lab, start_provost, method):
    fresh_lab.guest("g1", "h1")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest")
    plan = provost("move", "g1", "h2", "--dry-run")
    assert "h2" in plan and fresh_lab.host_of("g1") == "h1"
    said = provost("move", "g1", "h2", "--method", method, "--wait", timeout=180)
    assert "g1 runs on h2" in said
    assert fresh_lab.hosts_of("g1") == ["h2"]
    assert not fresh_lab.heartbeat("g1").repeated
    fresh_lab.beats_on("g1")


def test_a_guest_whose_state_cannot_be_streamed_goes_through_the_save_directory(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    provost = start_provost(methods="quick")
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest")
    # libvirtd of h1 cannot reach the one of h2, provost reaches both.
    fresh_lab.cut_off("h1", "h2")
    said = provost("move", "g1", "h2", "--method", "quick", "--wait", timeout=240)
    assert "g1 runs on h2" in said
    assert fresh_lab.hosts_of("g1") == ["h2"]
    assert ("g1", "h1") not in fresh_lab.guests()
    assert not fresh_lab.heartbeat("g1").repeated
    fresh_lab.beats_on("g1")
    assert list(fresh_lab.saves.iterdir()) == []
    persistent = fresh_lab.virsh("h2", "dominfo", "g1")
    assert any(line.split() == ["Persistent:", "yes"] for line in persistent.splitlines())
