"""What is seen of a guest from inside: through QEMU's guest agent, and through its memory balloon."""

import contextlib
import json
import re

from lab import LabError, wait_until

UNUSED = "guest.mem.unused_bytes"
FS_SIZE = "guest.inside.storage.size_bytes"


def agent_answers(lab, name):
    with contextlib.suppress(LabError):
        return lab.virsh(lab.host_of(name), "guestinfo", name, "--hostname")
    return None


def guest_with_agent(lab):
    lab.guest("g1", "h1", agent=True)
    wait_until(lambda: agent_answers(lab, "g1"), 120, "the first answer of g1's agent")


def allowing(lab, what):
    """The lab's configuration with this `libvirt` map for its cluster."""
    return lambda **options: lab.config(**options).replace("    migration:", f"    libvirt: {what}\n    migration:", 1)


def known(provost, subject, metric):
    result = provost.run("metrics", subject, metric, "--from", "-2m", "--json")
    return result.returncode == 0 and [value for _, value in json.loads(result.stdout)["points"] if value is not None]


def swept_more(provost):
    """Waits until each of the three hosts has been read some times."""
    wait_until(lambda: provost.role("provost-virt")["counters"].get("sweeps", 0) >= 12, 60, "some sweeps")


def test_an_agent_tells_name_system_addresses_and_file_systems(fresh_lab, start_provost):
    guest_with_agent(fresh_lab)
    provost = start_provost()
    said = wait_until(lambda: (guest := provost.guest("g1")) and guest["guest_agent"], 30, "what g1's agent says")
    assert (said["hostname"], said["os"]) == ("g1", "Lab guest with an agent")
    assert f"10.99.{fresh_lab.instance}.101" in said["addresses"]
    sizes = wait_until(lambda: known(provost, "g1{fs=/data}", FS_SIZE), 60, "the size of /data")
    assert 3_000_000 < sizes[-1] < 4_200_000


def test_no_agent_is_asked_where_that_is_forbidden(fresh_lab, start_provost):
    guest_with_agent(fresh_lab)
    provost = start_provost(allowing(fresh_lab, "{guest_agent: no}"))
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "hosts and the guest")
    swept_more(provost)
    assert provost.guest("g1")["guest_agent"] is None
    assert provost.role("provost-virt")["counters"].get("agent_answers", 0) == 0


def test_a_mute_balloon_is_given_a_period_only_where_that_is_allowed(fresh_lab, start_provost):
    guest_with_agent(fresh_lab)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "hosts and the guest")
    swept_more(provost)
    assert not known(provost, "g1", UNUSED)
    assert any(subject == "guests" and what == "memory" for subject, what in provost.doctor("warning"))
    assert "<stats" not in fresh_lab.virsh("h1", "dumpxml", "g1")
    provost.stop()
    provost = start_provost(allowing(fresh_lab, "{balloon_period: 2s}"))
    wait_until(lambda: known(provost, "g1", UNUSED), 120, "the unused memory of g1")
    assert "<stats period='2'/>" in fresh_lab.virsh("h1", "dumpxml", "g1")
    assert "<stats" not in fresh_lab.virsh("h1", "dumpxml", "g1", "--inactive")


def moved(provost):
    """What was seen of g1 after its move."""
    wait_until(lambda: provost.run("move", "g1", "h2", "--dry-run").returncode == 0, 60, "room on h2")
    provost("move", "g1", "h2", "--method", "live", "--wait", timeout=180)
    return provost.actions()[-1]["check"]


def test_a_guest_whose_agent_answered_before_its_move_is_heard_after_it(fresh_lab, start_provost):
    guest_with_agent(fresh_lab)
    provost = start_provost()
    wait_until(lambda: (guest := provost.guest("g1")) and guest["guest_agent"], 30, "what g1's agent says")
    assert re.search(r"^alive: its processors used .* and its guest agent answers$", moved(provost))


def test_a_guest_whose_agent_fell_silent_is_not_called_alive(fresh_lab, start_provost):
    """Its processors go on: it might as well hang in a loop."""
    guest_with_agent(fresh_lab)
    provost = start_provost()
    wait_until(lambda: (guest := provost.guest("g1")) and guest["guest_agent"], 30, "what g1's agent says")
    freeze = {"path": "/bin/sh", "arg": ["-c", "kill -STOP $(pidof qemu-ga)"]}
    with contextlib.suppress(LabError):  # it may not come to answer
        fresh_lab.virsh("h1", "qemu-agent-command", "g1", "--timeout", "3",
                        json.dumps({"execute": "guest-exec", "arguments": freeze}))
    wait_until(lambda: agent_answers(fresh_lab, "g1") is None, 60, "silence")
    assert moved(provost) == ("not seen alive: its processors move, but its guest agent, which answered before, "
                              "does not")
    assert "g1 was not seen alive" in provost("actions")
    fresh_lab.beats_on("g1")
