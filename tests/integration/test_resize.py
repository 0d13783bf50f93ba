"""Resizes on real guests: what provost says is what libvirt sees, whatever dies meanwhile. (faults.md C20, C21)"""

import re

import pytest
from lab import wait_until
from provost import Refused

MIB = 1 << 20


@pytest.fixture
def started(fresh_lab, provost_in):
    """Starts a provostd that lets the lab's small guests be small and sees them all; ends it."""
    ours = []

    def with_floor(**options):
        return fresh_lab.config(**options).replace("    migration:", "    resize: {memory_min: 32MiB}\n    migration:", 1)

    def start(*guests, **options):
        provost = provost_in(with_floor, **options)
        ours.append(provost)
        wait_until(lambda: provost.sees_all(fresh_lab.hosts, guests), 60, "all hosts and guests")
        return provost

    yield start
    for provost in ours:
        provost.stop()
        assert not provost.complaints()


def memory_of(lab, name, host="h1"):
    """What the guest has now, as libvirt says."""
    return int(re.search(r"Used memory:\s+(\d+) KiB", lab.virsh(host, "dominfo", name))[1]) * 1024


def next_boot(lab, name, host="h1"):
    """(bytes, vcpus) of its next boot."""
    xml = lab.virsh(host, "dumpxml", "--inactive", name)
    return (int(re.search(r"<currentMemory unit='KiB'>(\d+)<", xml)[1]) * 1024,
            int(re.search(r"<vcpu [^>]*current='(\d+)'", xml)[1]))


def vcpus_of(lab, name, host="h1"):
    return int(re.search(r"CPU\(s\):\s+(\d+)", lab.virsh(host, "dominfo", name))[1])


def ended(provost, number, timeout=120):
    def over():
        action = next(action for action in provost.actions() if action["id"] == number)
        return action["state"] in ("done", "failed", "cancelled", "ambiguous") and action

    return wait_until(over, timeout, "the action's end")


def test_a_guest_is_given_memory_and_gives_it_back(fresh_lab, started):
    fresh_lab.guest("g1", "h1")
    wait_until(lambda: memory_of(fresh_lab, "g1") == 96 * MIB, 60, "the balloon that has shrunk the guest to its size")
    provost = started("g1")
    assert "memory 96.0 MiB -> 160 MiB" in provost("resize", "g1", "--memory", "160MiB", "--dry-run")
    assert memory_of(fresh_lab, "g1") == 96 * MIB
    said = provost("resize", "g1", "--memory", "160MiB", "--wait", timeout=120)
    assert "g1 on h1 was resized: memory 96.0 MiB -> 160 MiB" in said
    assert abs(memory_of(fresh_lab, "g1") - 160 * MIB) <= 160 * MIB / 50
    assert next_boot(fresh_lab, "g1") == (160 * MIB, 1)
    wait_until(lambda: provost.guest("g1")["memory_bytes"] > 150 * MIB, 30, "the memory seen by provost")
    provost("resize", "g1", "--memory", "112MiB", "--wait", timeout=120)
    assert abs(memory_of(fresh_lab, "g1") - 112 * MIB) <= 112 * MIB / 50
    fresh_lab.beats_on("g1")


def test_a_guest_is_given_processors(fresh_lab, started):
    fresh_lab.guest("g1", "h1")
    provost = started("g1")
    provost("resize", "g1", "--vcpus", "3", "--wait", timeout=120)
    assert vcpus_of(fresh_lab, "g1") == 3
    assert next_boot(fresh_lab, "g1") == (96 * MIB, 3)
    fresh_lab.beats_on("g1")


def test_processors_that_a_guest_keeps_are_told_as_they_are(fresh_lab, started):
    """C21: QEMU without KVM never tells that a processor has gone, so that libvirt waits in vain."""
    fresh_lab.guest("g1", "h1")
    provost = started("g1")
    provost("resize", "g1", "--vcpus", "3", "--wait", timeout=120)
    result = provost.run("resize", "g1", "--vcpus", "1", "--wait", timeout=180)
    left = vcpus_of(fresh_lab, "g1")
    assert result.returncode == (0 if left == 1 else 1), result.stderr
    if left > 1:
        assert "until its next start it can only be moved cold" in result.stderr
        assert re.search(r"no effect: vcpus is 3 as before, not 1" if left == 3 else
                         rf"in part only: vcpus went from 3 to {left}, not to 1", result.stderr), result.stderr
    fresh_lab.beats_on("g1")


def test_a_guest_whose_processors_may_have_gone_is_moved_cold_only(fresh_lab, started):
    """C21: its state fits no other QEMU now, and its own dies of being sent or saved."""
    fresh_lab.guest("g1", "h1")
    provost = started("g1", methods="live,quick,cold")
    provost("resize", "g1", "--vcpus", "2", "--wait", timeout=120)
    if provost.run("resize", "g1", "--vcpus", "1", "--wait", timeout=180).returncode == 0:
        pytest.fail("this QEMU lets processors go: then nothing hinders a move, and this test can go")
    for method in ("live", "quick"):
        with pytest.raises(Refused, match="it did not answer when it was asked to let processors go"):
            provost("move", "g1", "h2", "--method", method, "--wait", timeout=60)
    fresh_lab.beats_on("g1")
    provost("move", "g1", "h2", "--method", "cold", "--wait", timeout=180)
    fresh_lab.beats_on("g1")


def test_a_guest_without_a_driver_for_its_balloon_had_no_effect(fresh_lab, started):
    """C20: told as such, and automation would not try again before the cool-down."""
    fresh_lab.guest("g1", "h1", balloon=False)
    provost = started("g1")
    before = memory_of(fresh_lab, "g1")
    with pytest.raises(Refused, match="no effect: memory is .* as before") as refused:
        provost("resize", "g1", "--memory", "64MiB", "--wait", timeout=120)
    assert refused.value.status == 1
    assert memory_of(fresh_lab, "g1") == before
    action = provost.actions()[0]
    assert action["state"] == "failed" and action["memory_before_bytes"] == before
    assert len(provost.actions()) == 1


def test_what_the_rules_forbid_changes_nothing(fresh_lab, started):
    fresh_lab.guests_on({"g1": "h1", "g2": "h1", "g3": "h1"})
    fresh_lab.virsh("h1", "suspend", "g2")
    fresh_lab.virsh("h1", "destroy", "g3")
    provost = started("g1")
    wait_until(lambda: provost.guest("g3")["state"] == "off" and provost.guest("g2")["state"] == "paused", 30, "g2 and g3")
    for words, why in (
            (("g1", "--memory", "0"), "1 KiB of memory at least"),
            (("g1", "--memory", "16MiB"), "below the floor of guest g1"),
            (("g1", "--memory", "1GiB"), "libvirt's maximum for it is 192 MiB"),
            (("g1", "--vcpus", "5"), "libvirt's maximum for it is 4"),
            (("g1", "--memory", "96MiB"), "has that already"),
            (("g2", "--vcpus", "2"), "guest g2 is paused"),
            (("g3", "--vcpus", "2"), "guest g3 is off"),
            (("g9", "--vcpus", "2"), "there is no guest")):
        result = provost.run("resize", *words)
        assert result.returncode == 1 and why in result.stderr and result.stderr.count("\n") == 1, (words, result.stderr)
    assert provost.actions() == []
    assert (memory_of(fresh_lab, "g1"), vcpus_of(fresh_lab, "g1")) == (96 * MIB, 1)


def test_after_kill_9_in_the_middle_what_the_guest_has_decides(fresh_lab, started):
    fresh_lab.guest("g1", "h1")
    provost = started("g1")
    fresh_lab.stop("h1", "libvirtd")  # the deed hangs
    number = provost.json("resize", "g1", "--memory", "160MiB")["action"]["id"]
    wait_until(lambda: provost.has_stored(number), 30, "the order in the journal")
    provost.kill()
    fresh_lab.cont("h1", "libvirtd")
    provost.start()
    action = ended(provost, number)
    memory = memory_of(fresh_lab, "g1")
    assert (action["state"] == "done") == (abs(memory - 160 * MIB) <= 160 * MIB / 50), action["error"]
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest")
    number = provost.json("resize", "g1", "--memory", "128MiB", "--vcpus", "2")["action"]["id"]
    wait_until(lambda: provost.actions()[0]["state"] != "preparing", 30, "its first deed")
    provost.kill()
    provost.start()
    action = ended(provost, number)
    reached = abs(memory_of(fresh_lab, "g1") - 128 * MIB) <= 128 * MIB / 50 and vcpus_of(fresh_lab, "g1") == 2
    assert (action["state"] == "done") == reached, action["error"]
    assert action["state"] in ("done", "failed")
    fresh_lab.beats_on("g1")
