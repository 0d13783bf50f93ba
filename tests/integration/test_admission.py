"""What must hold before a move begins, on real hosts: refused in one line with the rule, and nothing changed; checked again
right before the first deed, also after provostd stood still meanwhile."""

import contextlib
import os
import signal
import time

import pytest
from lab import wait_until


@contextlib.contextmanager
def standing_still(pid):
    """The process is stopped meanwhile."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def watching(provost, lab, *guests):
    wait_until(lambda: provost.sees_all(lab.hosts, guests), 90, "all hosts and guests")


def ended(provost):
    return wait_until(lambda: (action := provost.actions()[0])["state"] not in
                      ("preparing", "acting", "verifying") and action, 90, "the action's end")


def refusal(provost, *words):
    """The one line with which it is refused."""
    result = provost.run(*words)
    assert result.returncode == 1, result.stdout
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def start_with_plan_age(fresh_lab, provost_in):
    """Starts a provostd with this migration.plan_age, and ends it: the next one is to act on the same hosts."""
    started = []

    def start(plan_age):
        started.append(provost_in(lambda **options: fresh_lab.config(**options).replace(
            "migration: {", f"migration: {{plan_age: {plan_age}, ")))
        return started[-1]

    yield start
    for provost in started:
        provost.stop()


@pytest.mark.parametrize("plan_age, moved_by_hand", [("10s", False), ("5m", True)])
def test_g03_a_provostd_that_stood_still_at_the_decision_looks_again(fresh_lab, start_with_plan_age, plan_age, moved_by_hand):
    """G03: it is stopped for 20 s when the move is ordered and both hosts' answers are on their way."""
    fresh_lab.guests_on({"g1": "h1"})
    provost = start_with_plan_age(plan_age)
    watching(provost, fresh_lab, "g1")
    virt = provost.role("provost-virt")["pid"]
    with standing_still(virt):
        provost("move", "g1", "h2")
        os.kill(provost.process.pid, signal.SIGSTOP)
    try:
        if moved_by_hand:
            fresh_lab.migrate("g1", to="h3")
        time.sleep(20)  # the pause itself
    finally:
        os.kill(provost.process.pid, signal.SIGCONT)
    action = ended(provost)
    assert action["state"] == "failed"
    if not moved_by_hand:
        assert "s old, and migration.plan_age allows 10 s" in action["error"]
    assert "nothing was done" in action["error"]
    assert fresh_lab.hosts_of("g1") == ["h3" if moved_by_hand else "h1"]
    assert not fresh_lab.heartbeat("g1").repeated


def test_c24_a_destination_is_given_no_more_moves_than_its_budget(fresh_lab, start_provost):
    """C24: the first order counts from when it is given, not from when its guest has arrived."""
    fresh_lab.guests_on({"g1": "h1", "g2": "h1", "g3": "h1"})
    provost = start_provost()
    watching(provost, fresh_lab, "g1", "g2", "g3")
    with standing_still(provost.role("provost-virt")["pid"]):
        provost("move", "g1", "h2")
        assert "migration.parallel allows 1 move in" in refusal(provost, "move", "g2", "h2")
        assert "migration.parallel allows 1 move in" in refusal(provost, "move", "g3", "h3")
        assert "g1 is already being acted upon" in refusal(provost, "move", "g1", "h3")
        assert len(provost.actions()) == 1
    assert ended(provost)["state"] == "done"
    assert fresh_lab.hosts_of("g1") == ["h2"]
    assert fresh_lab.hosts_of("g2") == fresh_lab.hosts_of("g3") == ["h1"]


def test_impossible_moves_are_refused_in_one_line_and_change_nothing(fresh_lab, start_provost):
    fresh_lab.guests_on({"g1": "h1", "paused": "h1", "off": "h1"})
    provost = start_provost()
    watching(provost, fresh_lab, "g1", "paused", "off")
    fresh_lab.virsh("h1", "suspend", "paused")
    fresh_lab.kill("h1", "off")
    wait_until(lambda: provost.guest("paused")["state"] == "paused" and provost.guest("off")["state"] != "running", 60,
               "their states")
    provost("restrict", "h3")
    assert "g1 runs on h1 already" in refusal(provost, "move", "g1", "h1")
    assert 'there is no host "h9"' in refusal(provost, "move", "g1", "h9")
    assert "state:" in refusal(provost, "move", "g1", "h3")
    assert "guest paused is paused: only a running guest can be moved" in refusal(provost, "move", "paused", "h2")
    assert ": only a running guest can be moved" in refusal(provost, "move", "off", "h2")
    assert [action for action in provost.actions() if action["kind"] == "move"] == []
    assert fresh_lab.hosts_of("g1") == ["h1"]
