"""Moves cut off in the middle by what dies on the hosts; and roles that hang instead of dying."""

import contextlib
import os
import signal

import pytest
from lab import wait_until


def provost_with_g1(lab, start_provost):
    lab.guest("g1", "h1", busy=True)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(lab.hosts, ["g1"]) and provost.guest("g1")["cpu_used_pct"] is not None, 90,
               "known loads")
    return provost


@pytest.fixture
def moving(fresh_lab, start_provost):
    """A provost, its lab, and g1 on its way from h1 to h2, slowly."""
    provost = provost_with_g1(fresh_lab, start_provost)
    fresh_lab.virsh("h1", "migrate-setspeed", "g1", "4")
    provost("move", "g1", "h2", "--method", "live")
    wait_until(lambda: provost.actions()[0]["bytes_done"] > 0, 30, "the migration")
    return provost


def ended(provost):
    return wait_until(lambda: (now := provost.actions()[0])["ended"] and now, 150, "the action's end")


def runs_once(lab, action):
    assert action["state"] in ("done", "failed", "cancelled"), action["error"]
    here = "h2" if action["state"] == "done" else "h1"
    assert lab.guests() == {("g1", here): "running"}
    assert not lab.heartbeat("g1").repeated
    lab.beats_on("g1")


@pytest.mark.parametrize("victim", ["h1", "h2"])
def test_a_move_survives_the_death_of_a_libvirtd(fresh_lab, moving, victim):
    fresh_lab.kill(victim, "libvirtd")
    fresh_lab.start(victim, "libvirtd")
    runs_once(fresh_lab, ended(moving))


def test_a_migration_of_an_earlier_provostd_can_be_cancelled(fresh_lab, moving):
    moving.kill()
    moving.start()
    wait_until(lambda: moving.actions()[0]["remaining_sec"] is not None, 60, "the progress of what goes on")
    moving("cancel", moving.actions()[0]["id"])
    action = ended(moving)
    assert action["state"] == "cancelled" and "before it began" not in action["error"]
    runs_once(fresh_lab, action)


def test_a_save_cut_off_leaves_nothing_behind(fresh_lab, start_provost):
    provost = provost_with_g1(fresh_lab, start_provost)
    fresh_lab.cut_off("h1", "h2")
    provost("move", "g1", "h2", "--method", "quick")
    wait_until(lambda: list(fresh_lab.saves.iterdir()), 60, "the image")
    fresh_lab.kill("h1", "libvirtd")
    fresh_lab.start("h1", "libvirtd")
    runs_once(fresh_lab, ended(provost))
    assert not list(fresh_lab.saves.iterdir())


def test_a_role_that_hangs_is_trouble_and_then_replaced(fresh_lab, start_provost):
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts), 60, "all hosts")
    pid = provost.role("provost-snmp")["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(lambda: any("provost-snmp hangs" in line for line in provost.json("status")["trouble"]), 40,
                   "the trouble")
        wait_until(lambda: provost.role("provost-snmp")["pid"] not in (0, pid), 90, "another provost-snmp")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    wait_until(lambda: provost.json("status")["healthy"] and provost.sees_all(fresh_lab.hosts), 60, "health")
