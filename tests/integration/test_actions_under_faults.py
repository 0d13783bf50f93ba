"""What happens to guests, hosts, storage and provostd itself in the middle of an action; numbers are those of the catalogue of
faults."""

import os
import random
import signal
import sqlite3
import time

import pytest
from lab import wait_until


def with_g1(lab, start_provost, **options):
    lab.guest("g1", "h1", busy=True)
    provost = start_provost(**options)
    wait_until(lambda: provost.sees_all(lab.hosts, ["g1"]), 90, "all hosts and the guest")
    return provost


def ended(provost, number=None, timeout=150):
    """The newest action, or that of the number, once it is over."""
    def over():
        actions = provost.actions()
        action = next((each for each in actions if each["id"] == number), None) if number else actions[0]
        return action if action and action["ended"] else None

    return wait_until(over, timeout, "the action's end")


def runs_once(lab, action):
    assert action["state"] in ("done", "failed", "cancelled"), action["error"]
    here = "h2" if action["state"] == "done" else "h1"
    assert lab.guests() == {("g1", here): "running"}
    lab.beats_on("g1")
    assert not lab.heartbeat("g1").repeated


@pytest.fixture
def moving(fresh_lab, start_provost):
    """A provost, and g1 on its way from h1 to h2, slowly."""
    provost = with_g1(fresh_lab, start_provost)
    fresh_lab.virsh("h1", "migrate-setspeed", "g1", "4")
    provost("move", "g1", "h2", "--method", "live")
    wait_until(lambda: provost.actions()[0]["bytes_done"] > 0, 30, "the migration")
    return provost


def test_c10_a_guest_destroyed_while_it_moves_stays_off(fresh_lab, moving):
    fresh_lab.virsh("h1", "destroy", "g1")
    action = ended(moving)
    assert action["state"] == "failed" and "off" in action["error"]
    assert fresh_lab.guests() == {("g1", "h1"): "shut off"}
    moving.judge_again(1)
    assert fresh_lab.guests() == {("g1", "h1"): "shut off"} and len(moving.actions()) == 1


def test_c11_a_destination_that_dies_with_its_guest_leaves_it_on_the_source(fresh_lab, moving):
    fresh_lab.power_off("h2")
    wait_until(lambda: fresh_lab.virsh("h1", "domstate", "g1") == "running", 90, "the guest running on h1")
    fresh_lab.power_on("h2")
    action = ended(moving)
    assert action["state"] == "failed"
    runs_once(fresh_lab, action)


def test_c14_a_network_that_splits_while_it_moves_leaves_it_on_the_source(fresh_lab, moving):
    fresh_lab.cut_off("h1", "h2")
    fresh_lab.cut_off("h2", "h1")
    action = ended(moving)
    assert action["state"] == "failed"
    runs_once(fresh_lab, action)


@pytest.fixture
def hurried(fresh_lab, start_provost):
    """A provostd that gives each move 1 MiB/s and ten seconds."""
    return start_provost(lambda **options: fresh_lab.config(**options).replace(
        "migration: {", "migration: {bandwidth: 8Mbit/s, time_limit: 10s, "))


def test_c15_a_migration_that_never_converges_is_given_up_at_its_time_limit(fresh_lab, hurried):
    fresh_lab.guest("g1", "h1")
    fresh_lab.load("g1", "memory")
    wait_until(lambda: hurried.sees_all(fresh_lab.hosts, ["g1"]), 90, "all hosts and the guest")
    action = ended(hurried, hurried.json("move", "g1", "h2", "--method", "live")["action"]["id"])
    assert action["state"] == "failed" and "after its 10 s were over" in action["error"], action["error"]
    runs_once(fresh_lab, action)


def saved_quickly(lab, provost):
    """Orders a move that must go through the save directory."""
    lab.cut_off("h1", "h2")
    return provost.json("move", "g1", "h2", "--method", "quick")["action"]["id"]


def test_c22_an_image_that_the_destination_cannot_see_is_restored_on_the_source(fresh_lab, start_provost):
    provost = with_g1(fresh_lab, start_provost)
    fresh_lab.exec("h2", "mount", "-t", "tmpfs", "tmpfs", fresh_lab.saves)
    try:
        action = ended(provost, saved_quickly(fresh_lab, provost))
    finally:
        fresh_lab.exec("h2", "umount", fresh_lab.saves)
    assert action["state"] == "failed"
    runs_once(fresh_lab, action)
    assert not list(fresh_lab.saves.iterdir())


def test_c22_an_image_that_is_corrupt_on_the_destination_is_restored_on_the_source(fresh_lab, start_provost, tmp_path):
    """The destination finds a file of that name, which is no image."""
    provost = with_g1(fresh_lab, start_provost)
    uuid = provost.guest("g1")["uuid"]
    fake = tmp_path / "saves"
    fake.mkdir()
    for number in range(1, 20):
        (fake / f"provost-{number}-{uuid}.img").write_bytes(b"LibvirtQemudSave" + bytes(4096))
    fresh_lab.exec("h2", "mount", "--bind", fake, fresh_lab.saves)
    try:
        action = ended(provost, saved_quickly(fresh_lab, provost))
    finally:
        fresh_lab.exec("h2", "umount", fresh_lab.saves)
    assert action["state"] == "failed"
    runs_once(fresh_lab, action)
    assert not list(fresh_lab.saves.iterdir())


def test_c18_a_full_save_directory_leaves_the_guest_where_it_is(fresh_lab, start_provost):
    provost = with_g1(fresh_lab, start_provost)
    fresh_lab.exec("h1", "mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", fresh_lab.saves)
    try:
        action = ended(provost, saved_quickly(fresh_lab, provost))
    finally:
        fresh_lab.exec("h1", "umount", fresh_lab.saves)
    assert action["state"] == "failed"
    runs_once(fresh_lab, action)


def intents(provost):
    with sqlite3.connect(f"file:{provost.state}/provost.db?mode=ro", uri=True) as journal:
        return journal.execute("SELECT action_id, deed, host FROM intents").fetchall()


def test_g04_a_provostd_killed_again_and_again_does_each_deed_once(fresh_lab, start_provost):
    """PROVOST_KILL_SEC=3600 for the long round."""
    provost = with_g1(fresh_lab, start_provost)
    chance, until = random.Random(4), time.monotonic() + float(os.environ.get("PROVOST_KILL_SEC", "20"))
    kills = 0
    while time.monotonic() < until:
        here = fresh_lab.hosts_of("g1")
        provost.run("move", "g1", "h2" if here == ["h1"] else "h1", "--method", chance.choice(("live", "quick")))
        time.sleep(chance.uniform(0.05, 0.5))  # at any moment: that is the point
        provost.kill()
        kills += 1
        provost.start()
    assert kills >= 5
    wait_until(lambda: all(action["ended"] for action in provost.actions()), 150, "the end of all actions")
    assert all(action["state"] in ("done", "failed") for action in provost.actions())
    migrations = [row for row in intents(provost) if row[1] == "migrate"]
    assert migrations and len(migrations) == len(set(migrations))
    assert len(fresh_lab.hosts_of("g1")) == 1 and not fresh_lab.heartbeat("g1").repeated
    fresh_lab.beats_on("g1")
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 90, "all hosts and the guest")
    provost.stop()
    left = {path.name for path in provost.state.iterdir()}
    assert not any("broken" in name or name.endswith((".tmp", "-journal")) for name in left), left
    with sqlite3.connect(provost.state / "provost.db") as journal:
        assert journal.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_g05_a_provostd_that_is_stopped_leaves_the_migration_going_and_finds_it_again(fresh_lab, moving):
    number = moving.actions()[0]["id"]
    began = time.monotonic()
    assert moving.stop() == 0
    assert time.monotonic() - began < 2
    assert "Unbounded" in fresh_lab.virsh("h1", "domjobinfo", "g1")
    moving.start()
    fresh_lab.virsh("h1", "migrate-setspeed", "g1", "1000")
    action = ended(moving, number)
    assert action["state"] == "done", action["error"]
    runs_once(fresh_lab, action)


def test_g06_a_provostd_that_runs_out_of_memory_starts_again_with_all_it_knew(fresh_lab, moving):
    """Whoever is out of memory is killed without a word."""
    number = moving.actions()[0]["id"]
    moving.kill()
    began = time.monotonic()
    moving.start()
    assert time.monotonic() - began < 2
    fresh_lab.virsh("h1", "migrate-setspeed", "g1", "1000")
    runs_once(fresh_lab, ended(moving, number))


def test_g10_a_storm_of_signals_holds_up_nothing(fresh_lab, moving):
    number = moving.actions()[0]["id"]
    for turn in range(2000):
        moving.process.send_signal((signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCHLD, signal.SIGPIPE)[turn % 5])
    assert moving.answers() and moving.process.poll() is None
    fresh_lab.virsh("h1", "migrate-setspeed", "g1", "1000")
    runs_once(fresh_lab, ended(moving, number))
