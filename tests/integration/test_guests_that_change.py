"""Guests that hang, are renamed, made anew under their name, or run twice; and what provost makes of it."""

import os
import signal

from lab import wait_until

USED = "guest.cpu.used_pct"
UNUSED = "guest.mem.unused_bytes"


def running(provost, *names):
    return all((guest := provost.guest(name)) and guest["state"] == "running" and guest["cpu_used_pct"] is not None
               for name in names)


def times(provost, guest, metric):
    """When there was a known value, oldest first; the texts sort like the times."""
    series = provost.json("metrics", guest, metric, "--from", "-5m")
    return [stamp for stamp, value in series["points"] if value is not None]


def is_fresh(guest):
    return guest["cpu_used_pct"] is not None and guest["age_sec"] < 6


def test_one_frozen_qemu_takes_no_other_guest_along(fresh_lab, start_provost):
    fresh_lab.guests_on({"g1": "h1", "g2": "h1", "g3": "h2"})
    provost = start_provost()
    wait_until(lambda: running(provost, "g1", "g2", "g3"), 60, "all guests")
    wait_until(lambda: times(provost, "g1", UNUSED), 60, "what only QEMU knows of g1")
    fresh_lab.stop("h1", "g1")
    wait_until(lambda: provost.guest("g1")["cpu_used_pct"] is None, 30, "an unknown load of g1")
    assert is_fresh(provost.guest("g3"))
    wait_until(lambda: is_fresh(provost.guest("g2")), 30, "a known load of g2")
    last = times(provost, "g1", UNUSED)[-1]
    wait_until(lambda: sum(stamp > last for stamp in times(provost, "g2", UNUSED)) >= 5, 60, "more that QEMU says of g2")
    assert times(provost, "g1", UNUSED)[-1] == last
    provost.stop()
    provost.start()
    wait_until(lambda: running(provost, "g2", "g3"), 60, "the others after a restart")
    fresh_lab.cont("h1", "g1")
    wait_until(lambda: running(provost, "g1", "g2", "g3"), 60, "all guests again")


def test_a_renamed_guest_keeps_its_history(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    provost = start_provost()
    wait_until(lambda: running(provost, "g1"), 60, "g1")
    uuid = provost.guest("g1")["uuid"]
    wait_until(lambda: len(times(provost, uuid, USED)) >= 3, 60, "some history")
    fresh_lab.virsh("h1", "destroy", "g1")
    fresh_lab.virsh("h1", "domrename", "g1", "other")
    fresh_lab.virsh("h1", "start", "other")
    before = len(times(provost, uuid, USED))
    wait_until(lambda: running(provost, "other"), 60, "the guest under its new name")
    assert provost.guest("other")["uuid"] == uuid and provost.guest("g1") is None
    wait_until(lambda: len(times(provost, "other", USED)) > before, 60, "more of the same history")
    fresh_lab.virsh("h1", "destroy", "other")
    fresh_lab.virsh("h1", "domrename", "other", "g1")


def test_a_guest_made_anew_under_its_name_has_no_history(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    provost = start_provost()
    wait_until(lambda: running(provost, "g1"), 60, "g1")
    old = provost.guest("g1")["uuid"]
    wait_until(lambda: len(times(provost, old, USED)) >= 3, 60, "some history")
    fresh_lab.destroy("g1")
    last = times(provost, old, USED)[-1]
    fresh_lab.guest("g1", "h1")
    wait_until(lambda: running(provost, "g1") and provost.guest("g1")["uuid"] != old, 60, "the new g1")
    assert sum(guest["name"] == "g1" for guest in provost.json("guests")["guests"]) == 1
    wait_until(lambda: times(provost, "g1", USED), 60, "the history of the new one")
    assert times(provost, "g1", USED)[0] > last


def test_a_guest_that_runs_twice_is_told_and_not_touched(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1")
    provost = start_provost()
    wait_until(lambda: running(provost, "g1"), 60, "g1")
    image = fresh_lab.saves / "g1"
    fresh_lab.virsh("h1", "save", "g1", image)
    fresh_lab.virsh("h2", "restore", image)
    fresh_lab.virsh("h3", "restore", image)
    wait_until(lambda: any("g1 runs on 2 hosts" in line for line in provost.json("status")["trouble"]), 60, "the alarm")
    refused = provost.run("move", "g1", "h1")
    assert refused.returncode == 1 and "g1" in refused.stderr
    assert sorted(fresh_lab.hosts_of("g1")) == ["h2", "h3"]


def test_lost_events_are_made_up_for_by_the_regular_list(fresh_lab, start_provost):
    """provost-virt is stopped while things happen, so that libvirt's events meet nobody in time."""
    fresh_lab.guests_on({"g1": "h1", "g2": "h1"})
    provost = start_provost()
    wait_until(lambda: running(provost, "g1", "g2"), 60, "both guests")
    virt = provost.role("provost-virt")["pid"]
    os.kill(virt, signal.SIGSTOP)
    try:
        fresh_lab.kill("h1", "libvirtd")
        fresh_lab.start("h1", "libvirtd")
        wait_until(lambda: fresh_lab.virsh("h1", "domstate", "g1") == "running", 60, "g1 known again on h1")
        fresh_lab.virsh("h1", "destroy", "g1")
        fresh_lab.migrate("g2", to="h2")
    finally:
        os.kill(virt, signal.SIGCONT)
    wait_until(lambda: (guest := provost.guest("g2")) and guest["host"] == "h2" and guest["state"] == "running", 60,
               "g2 on h2")
    wait_until(lambda: provost.guest("g1")["state"] == "off", 60, "g1 off")
