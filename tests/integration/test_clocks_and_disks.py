"""Clocks that are set, programs that stand still, history files and an rrdcached that fail: without the lab."""

import glob
import json
import os
import shutil
import signal
import subprocess
import time

import pytest
from lab import ENDS_WITH_US, wait_until
from provost import ROLES, Provost

CONFIG = """\
state_dir: {state}
runtime_dir: {state}/run
interval: 1s
{more}
clusters:
  - {{name: alone, hosts: [{{name: h1, libvirt: 'test:///default'}}]}}
"""
FAKETIME = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")


class Alone(Provost):
    """A provostd that watches libvirt's test driver, on a wall clock that can be set."""

    def __init__(self, folder, more="", environment=None):
        super().__init__(folder, environment)
        self.configure(CONFIG.format(state=self.state, more=more))
        self.start()

    def points(self):
        """Known points of the guest's processor use in the last two minutes."""
        result = self.run("metrics", "test", "guest.cpu.used_pct", "--from", "-2m", "--json")
        points = [] if result.returncode else json.loads(result.stdout)["points"]
        return [point for point in points if point[1] is not None]

    def counter(self, name):
        return self.role("provost-rrd-writer")["counters"].get(name, 0)

    def restarts(self):
        return [self.role(name)["restarts"] for name in ROLES]

    def files(self):
        return sorted(path.name for path in (self.state / "rrd").rglob("*.rrd*"))


@pytest.fixture
def alone(tmp_path):
    started = []

    def start(**options):
        started.append(Alone(tmp_path / "provost", **options))
        provost = started[-1]
        wait_until(lambda: len(provost.points()) >= 3, 30, "some history")
        return provost

    yield start
    for provost in started:
        provost.stop()


@pytest.fixture
def clock(tmp_path):
    """A file that says how far the wall clock is off, as libfaketime takes it."""
    if not FAKETIME:
        pytest.fail("there is no libfaketime: apt-get install faketime")
    path = tmp_path / "clock"
    path.write_text("+0s")
    return path


def on_clock(path):
    """The monotonic clock stays."""
    return {"LD_PRELOAD": FAKETIME[0], "FAKETIME_TIMESTAMP_FILE": str(path), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def set_clock(path, offset):
    """At once: whoever reads meanwhile sees the old or the new one."""
    new = path.with_suffix(".new")
    new.write_text(offset)
    new.rename(path)


def used(provost):
    return provost.guest("test")["cpu_used_pct"]


def test_a_clock_ten_years_ahead_and_back_costs_neither_history_nor_a_decision(alone, clock):
    provost = alone(environment=on_clock(clock))
    files = wait_until(lambda: len(provost.files()) == 2 and provost.files(), 30, "the files of the host and of the guest")
    before, restarts = provost.points(), provost.restarts()
    set_clock(clock, "+3650d")
    wait_until(lambda: any("the clock was set forward by 3650 days" in line for line in provost.json("status")["trouble"]),
               20, "a word about the clock")
    evaluations = provost.role("provost-policy")["counters"]["evaluations"]
    wait_until(lambda: provost.role("provost-policy")["counters"]["evaluations"] > evaluations, 60, "an evaluation")
    wait_until(lambda: used(provost) is not None, 10, "a known value")
    assert provost.host("h1")["state"] == "up"
    assert provost.files() == files and provost.counter("expired") == 0
    set_clock(clock, "+0s")
    wait_until(lambda: len(provost.points()) >= len(before) + 3, 30, "more history, behind the old one")
    assert provost.points()[:len(before)] == before
    assert provost.files() == files
    assert provost.tips("--all") == [] and provost.actions() == []
    assert provost.restarts() == restarts


def test_a_clock_an_hour_back_is_said_and_decides_nothing(alone, clock):
    provost = alone(environment=on_clock(clock))
    restarts = provost.restarts()
    set_clock(clock, "-3600s")
    wait_until(lambda: any("written while the clock was ahead" in line for line in provost.json("status")["trouble"]), 30,
               "a word about the clock")
    wait_until(lambda: used(provost) is not None, 10, "a known value")
    assert provost.host("h1")["state"] == "up"
    assert provost.tips("--all") == [] and provost.actions() == []
    assert provost.restarts() == restarts


LOOKING = """return {
  name = "looking", title = "Looking", subject = "guest", every = "1s", needs = { ["guest.cpu.used_pct"] = "1m" },
  settings = {},
  evaluate = function(guest)
    local used, why = guest:window("guest.cpu.used_pct", "3s")
    if not used then return nil, why end
  end,
}
"""


def write_looking_pack(folder):
    """A policy that looks at the guest each second."""
    pack = folder / "looking"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("name: looking\nversion: 1.0.0\nvendor: test\ndescription: looks each second\n")
    (pack / "looking.lua").write_text(LOOKING)
    return folder


def test_a_provostd_that_stood_still_decides_nothing_upon_old_values(alone, tmp_path):
    provost = alone(more=f"packs: [{write_looking_pack(tmp_path / 'packs')}]")
    policies = {policy["name"]: policy for policy in provost.json("policy", "list")["policies"]}
    assert policies["looking"]["state"] == "active", policies["looking"]["reason"]
    for name in policies.keys() - {"looking"}:
        provost("policy", "disable", name)
    wait_until(lambda: provost.role("provost-policy")["counters"]["evaluations"] > 5, 30, "an evaluation each second")
    pids = [provost.process.pid] + [provost.role(name)["pid"] for name in ROLES]
    updates = provost.counter("values")
    evaluations = provost.role("provost-policy")["counters"]["evaluations"]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    stood_still = time.monotonic()
    wait_until(lambda: time.monotonic() - stood_still > 10, 20, "ten intervals")
    for pid in reversed(pids):
        os.kill(pid, signal.SIGCONT)
    wait_until(provost.answers, 10, "an answer")
    wait_until(lambda: used(provost) is not None, 20, "a known value")
    wait_until(lambda: provost.counter("values") > updates, 20, "more history")
    resumed = time.monotonic() - stood_still
    evaluated = provost.role("provost-policy")["counters"]["evaluations"] - evaluations
    assert evaluated <= resumed - 10 + 4, "evaluations that fell into the pause were made up for"
    assert provost.tips("--all") == [] and provost.actions() == []
    points = provost.json("metrics", "test", "guest.cpu.used_pct", "--from", "-30s")["points"]
    assert sum(value is None for _, value in points) >= 8, "the pause is a gap"
    assert [provost.role(name)["pid"] for name in ROLES] == pids[1:]


def test_a_damaged_history_file_opens_a_tip_that_ends_with_it(alone):
    provost = alone()
    path = next((provost.state / "rrd" / "guest").rglob("guest.rrd"))
    path.write_bytes(b"")
    tip = wait_until(lambda: provost.open_tip("test"), 30, "a tip")
    aside = path.with_name("guest.rrd.bad-1")
    assert tip["policy"] == "history" and str(aside) in provost.tip(tip["id"])["text"]
    aside.unlink()
    wait_until(lambda: provost.tip(tip["id"])["state"] == "cleared", 20, "its end")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 3 MiB below the history of `alone`: a file takes 2.4 MB."""
    folder = tmp_path / "provost" / "state" / "rrd"
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_and_history_goes_on_when_there_is_room(lab_can_run, small_disk, tmp_path):
    provost = Alone(tmp_path / "provost")
    try:
        wait_until(lambda: any("No space left on device" in line for line in provost.json("status")["trouble"]), 40,
                   "a word about the disk")
        assert ("provostd", "history") in provost.doctor("trouble")
        restarts = provost.restarts()
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
        wait_until(lambda: provost.counter("failing") == 0 and len(list(small_disk.rglob("*.rrd"))) == 2, 40,
                   "both files")
        assert provost.restarts() == restarts
        assert provost.json("status")["history"]["dropped_samples"] == 0
    finally:
        provost.stop()


def start_rrdcached(folder, state):
    if not shutil.which("rrdcached"):
        pytest.fail("there is no rrdcached: apt-get install rrdcached")
    folder.mkdir(exist_ok=True)
    for left in ("socket", "pid"):
        (folder / left).unlink(missing_ok=True)
    process = subprocess.Popen([*ENDS_WITH_US, "rrdcached", "-g", "-l", f"unix:{folder}/socket", "-p",
                                str(folder / "pid"), "-b", state, "-B", "-w", "600", "-f", "3600"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until((folder / "socket").exists, 10, "rrdcached's socket")
    return process


@pytest.fixture
def rrdcached(tmp_path):
    """Starts an rrdcached for the provostd of `alone`."""
    started = []
    state = tmp_path / "provost" / "state"
    state.mkdir(parents=True)

    def start():
        started.append(start_rrdcached(tmp_path / "rrdcached", state))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def through(tmp_path):
    return f"rrd: {{rrdcached: 'unix:{tmp_path}/rrdcached/socket'}}"


def test_history_goes_through_rrdcached_and_is_read_at_once(alone, rrdcached, tmp_path):
    rrdcached()
    provost = alone(more=through(tmp_path))
    newest = provost.points()[-1][0]
    wait_until(lambda: provost.points()[-1][0] > newest, 10, "a newer sample")
    assert provost.json("status")["healthy"]


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
def test_nothing_waits_for_an_rrdcached_that_fails_and_nothing_is_lost(alone, rrdcached, tmp_path, how):
    process = rrdcached()
    provost = alone(more=through(tmp_path))
    before, restarts = provost.points(), provost.restarts()
    process.send_signal(how)
    wait_until(lambda: any("rrdcached" in line for line in provost.json("status")["trouble"]), 30, "a word about rrdcached")
    began = time.monotonic()
    assert used(provost) is not None and provost.points()
    assert time.monotonic() - began < 6
    failed = time.monotonic()
    wait_until(lambda: time.monotonic() - failed > 5, 10, "a few intervals")
    if how == signal.SIGSTOP:
        process.send_signal(signal.SIGCONT)
    else:
        process.wait(10)
        rrdcached()
    wait_until(lambda: provost.counter("failing") == 0, 90, "all written again")
    points = provost.json("metrics", "test", "guest.cpu.used_pct", "--from", before[0][0])["points"]
    known = [value is not None for _, value in points]
    assert all(known[:-2]), "no sample is missing"
    assert provost.json("status")["history"]["dropped_samples"] == 0
    assert provost.restarts() == restarts
