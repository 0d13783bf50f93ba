"""Others at work on the same hosts and guests: a second provost, another manager, an administrator with virsh."""

import threading
import time

import pytest
from lab import wait_until
from provost import Refused

TAKEOVER_SEC = 12


@pytest.fixture
def start_one(fresh_lab, provost_in):
    """Starts one of several provostd on the lab, with a short time of takeover."""
    started = []

    def start():
        started.append(provost_in(lambda **options: fresh_lab.config(**options) +
                                  f"ownership: {{takeover: {TAKEOVER_SEC}s}}\n"))
        return started[-1]

    yield start
    for provost in started:
        provost.stop()


def claims(provost):
    return {host["name"]: host["claim"]["state"] for host in provost.json("hosts")["hosts"]}


def has_all(provost):
    return set(claims(provost).values()) == {"ours"}


def tips_of(provost, policy):
    return [tip for tip in provost.tips() if tip["policy"] == policy]


def test_the_second_of_two_provosts_only_watches_until_the_first_is_gone(fresh_lab, start_one):
    fresh_lab.guest("g1", "h1")
    first = start_one()
    wait_until(lambda: has_all(first), 30, "the first one's claims")
    second = start_one()
    wait_until(lambda: set(claims(second).values()) == {"other"}, 30, "the second one's view")
    wait_until(lambda: second.sees_all(fresh_lab.hosts, ["g1"]), 90, "the guest")

    with pytest.raises(Refused, match=rf"is managed by provost .*{first.state}.*: this one only watches") as refusal:
        second("move", "g1", "h2")
    assert refusal.value.status == 1
    tip, = wait_until(lambda: tips_of(second, "ownership"), 30, "the tip")
    assert tip["severity"] == "critical" and str(first.state) in tip["text"]
    assert str(first.state) in second("hosts")
    assert ("h1", "ownership") in second.doctor("trouble")
    assert not tips_of(first, "ownership")

    first.kill()
    killed = time.monotonic()
    wait_until(lambda: has_all(second), 60, "the takeover")
    assert time.monotonic() - killed > TAKEOVER_SEC * 2 / 3  # its last renewal was up to a sixth of the time ago
    wait_until(lambda: not tips_of(second, "ownership"), 30, "the end of the tip")
    second("move", "g1", "h2", "--wait")
    assert fresh_lab.guests() == {("g1", "h2"): "running"}

    first.start()
    wait_until(lambda: set(claims(first).values()) == {"other"}, 30, "the view of the one that came back")
    second.stop()
    assert "provost-owner" not in fresh_lab.virsh("h1", "secret-list")


def test_a_move_by_hand_is_recognised_held_and_told_in_one_tip(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 90, "the guest")
    fresh_lab.migrate("g1", "h2")
    tip, = wait_until(lambda: tips_of(provost, "others"), 60, "the tip")
    assert "guest g1 was moved from h1 to h2, not by provost but by somebody by hand, or another manager" in tip["text"]
    assert tip["subject"]["name"] == "g1"
    assert "was moved from h1 to h2" in provost.guest("g1")["held"]
    provost("move", "g1", "h3", "--method", "live", "--wait")
    wait_until(lambda: provost.guest("g1")["host"] == "h3", 60, "the guest on h3")
    assert [each["id"] for each in tips_of(provost, "others")] == [tip["id"]]


def test_a_pause_by_hand_is_recognised(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 90, "the guest")
    fresh_lab.virsh("h1", "suspend", "g1")
    tip, = wait_until(lambda: tips_of(provost, "others"), 60, "the tip")
    assert "guest g1 was paused on h1" in tip["text"]
    fresh_lab.virsh("h1", "resume", "g1")


def test_a_move_while_virsh_moves_the_guest_is_refused_and_closed(fresh_lab, start_provost):
    """C27."""
    fresh_lab.guest("g1", "h1", busy=True)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 90, "the guest")
    fresh_lab.virsh("h1", "migrate-setspeed", "g1", "4")
    by_hand = threading.Thread(target=fresh_lab.migrate, args=("g1", "h2"))
    by_hand.start()
    try:
        wait_until(lambda: "Unbounded" in fresh_lab.virsh("h1", "domjobinfo", "g1"), 30, "the migration by hand")
        result = provost.run("move", "g1", "h3", "--method", "live", "--wait")
        assert result.returncode == 1
        assert "g1 is being moved or saved on h1" in result.stderr
        assert all(action["state"] in ("failed", "cancelled") for action in provost.actions())
    finally:
        fresh_lab.virsh("h1", "migrate-setspeed", "g1", "1000")
        by_hand.join(120)
    wait_until(lambda: fresh_lab.guests() == {("g1", "h2"): "running"}, 60, "the guest on h2")
    tip, = wait_until(lambda: tips_of(provost, "others"), 60, "the tip")
    assert "was moved from h1 to h2" in tip["text"]
    assert not fresh_lab.heartbeat("g1").repeated


def test_a_guest_of_another_manager_is_left_alone(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    fresh_lab.virsh("h1", "metadata", "g1", "--uri", "http://openstack.org/xmlns/libvirt/nova/1.1", "--key", "nova", "--set",
                    "<instance/>", "--live")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]) and provost.guest("g1")["owner"] == "OpenStack", 90, "its owner")
    assert "g1: managed by OpenStack" in provost("guests")
    result = provost.run("plan", "evacuate", "h1")
    assert "g1 is managed by OpenStack" in result.stdout + result.stderr
    with pytest.raises(Refused, match="OpenStack"):
        provost("move", "g1", "h2", "--method", "live", "--wait")
    assert fresh_lab.guests() == {("g1", "h1"): "running"}
