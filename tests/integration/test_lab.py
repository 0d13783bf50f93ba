"""The lab itself: what the other integration tests stand on."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys

import pytest

from lab import IN_USE, PROGRAM, SYS_NAME, Lab, LabError, claimed_instance, wait_until


def test_three_hosts_answer_as_three_machines(lab):
    names = {lab.virsh(host, "hostname") for host in lab.hosts}
    assert len(names) == 3
    assert {lab.snmp(host, SYS_NAME)[0].strip('"') for host in lab.hosts} == names


def test_interfaces_have_64_bit_counters(lab):
    received = int(lab.snmp("h1", ".1.3.6.1.2.1.31.1.1.1.6.2")[0])
    assert received > 0


def test_a_guest_boots_and_its_heart_goes_on(fresh_lab):
    fresh_lab.guest("g1", on="h1")
    first = fresh_lab.heartbeat("g1")
    later = fresh_lab.beats_on("g1", beats=10)
    assert later.boot == first.boot
    assert later.repeated == []
    assert fresh_lab.host_of("g1") == "h1"


def test_a_guest_has_memory_and_interface_statistics(fresh_lab):
    fresh_lab.guest("g1", on="h1")

    def statistics():
        text = fresh_lab.virsh("h1", "domstats", "g1", "--balloon", "--interface", "--vcpu")
        return dict(line.strip().split("=", 1) for line in text.splitlines() if "=" in line)

    known = wait_until(lambda: "balloon.unused" in (s := statistics()) and s, 60, "balloon statistics of g1")
    assert int(known["balloon.maximum"]) > int(known["balloon.current"])
    assert (known["vcpu.current"], known["vcpu.maximum"]) == ("1", "4")
    assert int(known["net.0.rx.bytes"]) >= 0


def test_a_guest_with_an_agent_says_what_is_inside(fresh_lab):
    fresh_lab.guest("g1", on="h1", agent=True)

    def inside():
        with contextlib.suppress(LabError):
            text = fresh_lab.virsh("h1", "guestinfo", "g1")
            return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in text.splitlines())}
        return None

    known = wait_until(inside, 120, "the first answer of g1's agent")
    assert (known["hostname"], known["os.pretty-name"]) == ("g1", "Lab guest with an agent")
    assert (known["fs.0.mountpoint"], known["fs.0.fstype"]) == ("/data", "ext4")


def test_load_shows_on_its_own_host_only(fresh_lab):
    fresh_lab.guest("idler", on="h2")
    fresh_lab.guest("worker", on="h1")
    fresh_lab.load("worker")

    def stands_out():
        worker, idler = fresh_lab.processor_load_pct("h1"), fresh_lab.processor_load_pct("h2")
        return worker >= 40 and idler < worker / 2

    wait_until(stands_out, 120, "the load of h1 above that of h2")
    fresh_lab.idle("worker")
    wait_until(lambda: fresh_lab.processor_load_pct("h1") < 30, 120, "the end of h1's load")


@pytest.mark.parametrize("live", [True, False], ids=["live", "paused"])
def test_a_migration_moves_the_guest_and_no_second_copy_runs(fresh_lab, live):
    fresh_lab.guest("g1", on="h1", busy=True)
    before = fresh_lab.beats_on("g1")
    fresh_lab.migrate("g1", to="h2", live=live)
    after = fresh_lab.beats_on("g1")
    assert fresh_lab.guests() == {("g1", "h2"): "running"}
    assert after.boot == before.boot
    assert after.repeated == []


def test_a_saved_guest_goes_on_where_it_is_restored(fresh_lab):
    fresh_lab.guest("g1", on="h1")
    before = fresh_lab.beats_on("g1")
    image = fresh_lab.saves / "g1"
    fresh_lab.virsh("h1", "save", "g1", image)
    assert fresh_lab.host_of("g1") is None
    fresh_lab.virsh("h3", "restore", image)
    after = fresh_lab.beats_on("g1")
    assert fresh_lab.host_of("g1") == "h3"
    assert after.boot == before.boot
    assert after.repeated == []


def test_two_copies_of_a_guest_show_as_repeated_counters(fresh_lab):
    fresh_lab.guest("g1", on="h1")
    fresh_lab.beats_on("g1")
    image = fresh_lab.saves / "g1"
    fresh_lab.virsh("h1", "save", "g1", image)
    fresh_lab.virsh("h2", "restore", image)
    fresh_lab.virsh("h3", "restore", image)
    wait_until(lambda: fresh_lab.heartbeat("g1").repeated, 60, "a repeated counter of g1")


def test_guests_outlive_a_killed_libvirtd(fresh_lab):
    fresh_lab.guest("g1", on="h1")
    qemu = fresh_lab.pid("h1", "g1")
    fresh_lab.kill("h1", "libvirtd")
    with pytest.raises(LabError):
        fresh_lab.virsh("h1", "list")
    fresh_lab.beats_on("g1")
    fresh_lab.start("h1", "libvirtd")
    assert fresh_lab.host_of("g1") == "h1"
    assert fresh_lab.pid("h1", "g1") == qemu


def test_a_killed_snmpd_comes_back(fresh_lab):
    fresh_lab.kill("h1", "snmpd")
    with pytest.raises(LabError):
        fresh_lab.pid("h1", "snmpd")
    fresh_lab.start("h1", "snmpd")
    assert fresh_lab.processor_load_pct("h1") >= 0


def test_a_host_without_power_loses_its_guests_only(fresh_lab):
    fresh_lab.guest("g1", on="h1")
    fresh_lab.guest("g2", on="h2")
    fresh_lab.power_off("h1")
    assert fresh_lab.guests() == {("g2", "h2"): "running"}
    fresh_lab.power_on("h1")
    assert fresh_lab.guests() == {("g1", "h1"): "shut off", ("g2", "h2"): "running"}


def test_reset_mends_what_a_test_has_broken(fresh_lab):
    fresh_lab.guest("g1", on="h1", booted=False)
    fresh_lab.stop("h1", "libvirtd")
    fresh_lab.kill("h2", "snmpd")
    fresh_lab.power_off("h3")
    fresh_lab.unplug("h2")
    fresh_lab.cut_off("h1", "h3")
    fresh_lab.reset()
    assert fresh_lab.guests() == {}
    assert "blackhole" not in fresh_lab.exec("h1", "ip", "route")
    assert all(fresh_lab.processor_load_pct(host) >= 0 for host in fresh_lab.hosts)


def test_a_name_is_given_once(fresh_lab):
    fresh_lab.guest("g1", on="h1", booted=False)
    with pytest.raises(LabError, match="has a guest g1 already"):
        fresh_lab.guest("g1", on="h2")
    assert fresh_lab.guests() == {("g1", "h1"): "running"}


def test_config_names_the_hosts_and_takes_overrides(lab):
    text = lab.config(state_dir="/somewhere", level="auto", methods="quick")
    assert text.startswith("state_dir: /somewhere\nruntime_dir: /somewhere/run\ninterval: 2s\n")
    assert "automation: {level: auto}" in text
    assert "methods: [quick]" in text
    assert all(f"libvirt: {lab.uri(host)}\n" in text for host in lab.hosts)


# Its end


def traces_of(instance, namespaces=frozenset()):
    """All there is of a lab on this machine: whatever bears its number or lives in its namespaces."""
    marks = (f"provost-lab-{instance}/", f"provost-lab{instance}-")
    found = {f"netns {name}" for name in _names("/run/netns") if name.startswith(marks[1])}
    found |= {f"link {name}" for name in _names("/sys/class/net")
              if name == f"plab{instance}" or name.startswith(f"plab{instance}-")}
    found |= {f"mount {line}" for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
              if any(mark in line for mark in marks)}
    found |= {f"file {path}" for path in pathlib.Path("/tmp").glob(f"provost-lab-{instance}*")}
    for process in filter(str.isdigit, _names("/proc")):
        try:
            words = pathlib.Path("/proc", process, "cmdline").read_text()
            inhabits = {os.readlink(f"/proc/{process}/ns/{kind}") for kind in ("net", "mnt", "pid")}
        except OSError:
            continue
        if any(mark in words for mark in marks) or inhabits & namespaces:
            found.add(f"process {process} {words}")
    return found


def _names(folder):
    return os.listdir(folder) if os.path.isdir(folder) else []


def namespaces_of(lab):
    machines = ("storage", *lab.hosts)
    first = [pathlib.Path(lab.folder, machine, "pid").read_text().split()[0] for machine in machines]
    return {os.readlink(f"/proc/{pid}/ns/{kind}") for pid in first for kind in ("net", "mnt", "pid")}


def test_down_leaves_nothing(another_lab):
    another_lab.guest("g1", on="h1", booted=False)
    namespaces = namespaces_of(another_lab)
    assert len(namespaces) == 12
    here = traces_of(another_lab.instance, namespaces)
    assert {trace.split()[0] for trace in here} == {"netns", "link", "mount", "file", "process"}
    another_lab.down()
    assert traces_of(another_lab.instance, namespaces) == set()


def test_down_takes_away_what_crashes_have_left(another_lab):
    namespaces = namespaces_of(another_lab)
    another_lab.guest("g1", on="h1", booted=False)
    another_lab.stop("h1", "libvirtd")
    another_lab.kill("h2", "libvirtd")
    another_lab.power_off("h3")
    os.kill(another_lab.pid("h1", "g1"), signal.SIGSTOP)
    another_lab.down()
    assert traces_of(another_lab.instance, namespaces) == set()
    another_lab.down()


@pytest.mark.parametrize("sight", ["link plab{}", "netns provost-lab{}-storage", "netns provost-lab{}-h3",
                                   "file /tmp/provost-lab-{}"])
def test_down_takes_away_a_half_done_up(lab_can_run, sight):
    with claimed_instance() as (instance, _):
        lab = Lab(instance)
        lab.down()
        up = subprocess.Popen([PROGRAM, "--instance", str(instance), "up"], stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: sight.format(instance) in traces_of(instance), 60, f"{sight} of the lab")
        finally:
            up.kill()
            up.wait()
            lab.down()
        assert traces_of(instance) == set()


def test_an_interrupted_up_leaves_nothing(lab_can_run):
    with claimed_instance() as (instance, _):
        Lab(instance).down()
        up = subprocess.Popen([PROGRAM, "--instance", str(instance), "up"], stderr=subprocess.DEVNULL)
        wait_until(lambda: f"netns provost-lab{instance}-h1" in traces_of(instance), 60, "a half-done up")
        up.terminate()
        assert up.wait(120) != 0
        assert traces_of(instance) == set()


def test_a_lab_ends_with_the_test_run_that_was_killed(lab_can_run):
    run = "import lab, time\nwith lab.running_lab() as it:\n  print(it.instance, flush=True)\n  time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", run], cwd=pathlib.Path(__file__).parent, stdout=subprocess.PIPE,
                          text=True) as killed:
        instance = int(killed.stdout.readline())
        stood = traces_of(instance)
        killed.kill()
    assert f"netns provost-lab{instance}-h1" in stood
    wait_until(lambda: traces_of(instance) == set(), 60, "the end of the lab")


def test_two_labs_run_side_by_side(lab, another_lab):
    assert lab.instance != another_lab.instance
    another_lab.guest("g1", on="h1", booted=False)
    another_lab.down()
    assert lab.snmp("h1", SYS_NAME) == [f'"lab{lab.instance}-h1"']


def test_an_instance_in_use_is_refused(lab):
    with pytest.raises(LabError, match="in use") as refusal:
        lab.up()
    assert refusal.value.returncode == IN_USE
    assert lab.virsh("h1", "hostname")
