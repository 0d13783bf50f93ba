"""What dies, hangs or is wrong while provost works; and what must hold all the same."""

import os
import pathlib
import signal
import subprocess
import time

import pytest
from lab import wait_until
from provost import BUILD, ROLES, Refused


def quiet_lab(lab):
    lab.guests_on({"g1": "h1", "g2": "h2"})


def overloaded_h1(lab):
    lab.guests_on({"g1": "h1", "g2": "h1"})
    lab.load("g1")
    lab.load("g2")


def known(provost, lab):
    return wait_until(lambda: provost.sees_all(lab.hosts), 60, "a known value of every host")


def test_a_dead_snmpd_makes_values_unknown_and_no_tip(fresh_lab, start_provost):
    quiet_lab(fresh_lab)
    provost = start_provost()
    known(provost, fresh_lab)
    assert provost.doctor("trouble") == []
    assert {(name, "libvirt") for name in fresh_lab.hosts} <= set(provost.doctor("ok"))
    fresh_lab.kill("h1", "snmpd")
    wait_until(lambda: provost.cpu("h1") is None, 30, "an unknown load of h1")
    host = provost.host("h1")
    assert host["state"] == "partial" and host["links"]["snmp"]["reason"]
    status = provost.json("status")
    assert status["hosts"] == {"partial": 1, "up": 2} and not status["healthy"]
    assert any(line.startswith("SNMP of h1 is down since ") for line in status["trouble"])
    assert provost.doctor("trouble") == [("h1", "SNMP agent")]
    assert provost.cpu("h2") is not None
    provost.judge_again()
    assert provost.tips("--all") == []
    fresh_lab.start("h1", "snmpd")
    wait_until(lambda: provost.cpu("h1") is not None, 30, "a known load of h1")


def test_a_killed_libvirtd_makes_guests_unknown_and_is_found_again(fresh_lab, start_provost):
    quiet_lab(fresh_lab)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "hosts and guests")
    fresh_lab.kill("h1", "libvirtd")
    wait_until(lambda: provost.guest("g1")["state"] == "unknown", 30, "g1 of unknown state")
    assert provost.guest("g2")["state"] == "running"
    with pytest.raises(Refused, match="g1"):
        provost("move", "g1", "h2")
    fresh_lab.start("h1", "libvirtd")
    wait_until(lambda: provost.guest("g1")["state"] == "running", 60, "g1 running again")
    assert fresh_lab.hosts_of("g1") == ["h1"]


def test_a_hanging_libvirtd_holds_up_no_other_host(fresh_lab, start_provost):
    quiet_lab(fresh_lab)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "hosts and guests")
    fresh_lab.stop("h1", "libvirtd")
    wait_until(lambda: provost.guest("g1")["state"] == "unknown", 60, "g1 of unknown state")
    assert provost.guest("g2")["cpu_used_pct"] is not None and provost.guest("g2")["age_sec"] < 6
    fresh_lab.cont("h1", "libvirtd")
    wait_until(lambda: provost.guest("g1")["state"] == "running", 90, "g1 running again")


def readings(provost, subject, metric, since):
    """The values of a metric after `since` up to the last known one, None where it was unknown; oldest first."""
    points = provost.json("metrics", subject, metric, "--from", "-5m")["points"]
    points = [point for point in points if point[0] > since]
    while points and points[-1][1] is None:
        points.pop()
    return [value for _, value in points]


def last_known(provost, subject, metric):
    points = provost.json("metrics", subject, metric, "--from", "-5m")["points"]
    return max((stamp for stamp, value in points if value is not None), default=None)


def threads_of(pid):
    return [path.read_text().strip() for path in pathlib.Path(f"/proc/{pid}/task").glob("*/comm")]


def test_a_pulled_cable_is_noticed_and_mends_itself(fresh_lab, start_provost):
    """Nobody closes the connections: they are half open, and only silence tells."""
    used, busy = "guest.cpu.used_pct", "host.cpu.busy_pct"
    quiet_lab(fresh_lab)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "hosts and guests")
    wait_until(lambda: last_known(provost, "g1", used) and last_known(provost, "h2", busy), 60, "some history")
    pulled = last_known(provost, "g1", used)
    fresh_lab.unplug("h1")
    wait_until(lambda: provost.host("h1")["links"]["libvirt"]["state"] == "down", 30, "the end of h1's libvirt link")
    assert fresh_lab.address("h1") in provost.host("h1")["links"]["libvirt"]["reason"]
    wait_until(lambda: provost.guest("g1")["state"] == "unknown", 5, "g1 of unknown state")
    wait_until(lambda: provost.guest("g1")["cpu_used_pct"] is None and provost.cpu("h1") is None, 30, "unknown loads")
    assert "h1" in dict(provost.doctor("trouble"))
    with pytest.raises(Refused, match="g1"):
        provost("move", "g1", "h2")
    last, healthy = last_known(provost, "g1", used), len(readings(provost, "g2", used, pulled))
    wait_until(lambda: len(readings(provost, "g2", used, pulled)) >= healthy + 5, 60, "more of g2")
    assert None not in readings(provost, "g2", used, pulled) + readings(provost, "h2", busy, pulled)
    assert last_known(provost, "g1", used) == last
    virt = provost.role("provost-virt")["pid"]
    wait_until(lambda: "bulk" not in threads_of(virt), 30, "keepalive's end of the call that was under way")
    wait_until(lambda: "does not answer" in provost.host("h1")["links"]["libvirt"]["reason"], 30, "a new attempt")
    fresh_lab.plug_in("h1")
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "hosts and guests again")
    wait_until(lambda: last_known(provost, "g1", used) > last, 60, "more of g1's history")
    assert None in readings(provost, "g1", used, pulled)
    assert fresh_lab.hosts_of("g1") == ["h1"] and not provost.actions()


@pytest.mark.parametrize("unplugged", ["h1", "h2"])
def test_a_move_through_a_pulled_cable_ends_with_one_guest(fresh_lab, start_provost, unplugged):
    """What became of the call nobody can know until the host is back: it is looked up then, and never made twice."""
    fresh_lab.guest("g1", "h1", busy=True)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest")
    provost("move", "g1", "h2", "--method", "live")
    wait_until(lambda: provost.actions()[0]["state"] not in ("preparing", "waiting"), 30, "the deed's intent")
    fresh_lab.unplug(unplugged)
    wait_until(lambda: "does not answer" in provost.host(unplugged)["links"]["libvirt"]["reason"], 60,
               "keepalive's end of all calls, and a new attempt")
    fresh_lab.plug_in(unplugged)
    action = wait_until(lambda: (now := provost.actions()[0])["ended"] and now, 150, "the move's end")
    assert action["state"] in ("done", "failed") and len(provost.actions()) == 1
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest again")
    assert fresh_lab.hosts_of("g1") == ["h2" if action["state"] == "done" else "h1"]
    assert provost.guest("g1")["host"] == fresh_lab.host_of("g1")
    fresh_lab.beats_on("g1")
    assert not fresh_lab.heartbeat("g1").repeated


@pytest.mark.parametrize("role", ROLES)
def test_a_killed_role_is_back_within_two_seconds(fresh_lab, start_provost, role):
    quiet_lab(fresh_lab)
    provost = start_provost()
    known(provost, fresh_lab)
    others = {name: provost.role(name)["pid"] for name in ROLES if name != role}
    before = provost.role(role)
    os.kill(before["pid"], signal.SIGKILL)
    began = time.monotonic()
    wait_until(lambda: (now := provost.role(role))["state"] == "up" and now["pid"] not in (0, before["pid"]), 10,
               f"a new {role}")
    assert time.monotonic() - began < 2
    assert provost.role(role)["restarts"] == before["restarts"] + 1
    assert {name: provost.role(name)["pid"] for name in others} == others
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "known values again")
    told = [tip["text"] for tip in provost.tips() if tip["policy"] == "engine"]
    assert len(told) == (role == "provost-policy") and all("killed by signal 9" in text for text in told)


@pytest.mark.parametrize("victim", ["provost-virt", "provostd"])
@pytest.mark.parametrize("method", ["live", "quick"])
def test_a_move_survives_the_death_of_who_ordered_it(fresh_lab, start_provost, victim, method):
    fresh_lab.guest("g1", "h1", busy=True)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest")
    number = provost.json("move", "g1", "h2", "--method", method)["action"]["id"]
    wait_until(lambda: provost.actions()[0]["state"] != "preparing", 30, "the deed's intent")
    if victim == "provostd":
        provost.kill()
        provost.start()
    else:
        os.kill(provost.role(victim)["pid"], signal.SIGKILL)
    action = wait_until(lambda: (now := provost.json("actions")["actions"][0])["ended"] and now, 120, "its end")
    assert action["id"] == number
    assert action["state"] in ("done", "failed"), action["error"]
    assert fresh_lab.hosts_of("g1") == ["h2" if action["state"] == "done" else "h1"]
    assert not fresh_lab.heartbeat("g1").repeated
    fresh_lab.beats_on("g1")


def test_a_killed_provostd_goes_on_with_its_tips(fresh_lab, start_provost):
    overloaded_h1(fresh_lab)
    provost = start_provost()
    tip = wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    provost.kill()
    provost.start()
    again = provost.tip(tip["id"])
    assert again["state"] == "open" and again["raised"] == tip["raised"]
    refreshed = again["refreshed"]
    wait_until(lambda: provost.tip(tip["id"])["refreshed"] > refreshed, 60, "the tip's refresh")
    assert len(provost.tips("--all")) == 1


def test_history_is_kept_over_the_writers_death(fresh_lab, start_provost):
    provost = start_provost()
    known(provost, fresh_lab)

    def points():
        series = provost.json("metrics", "h1", "host.cpu.busy_pct", "--from", "-2m")
        return [value for _, value in series["points"] if value is not None]

    wait_until(lambda: len(points()) >= 3, 60, "some history")
    os.kill(provost.role("provost-rrd-writer")["pid"], signal.SIGKILL)
    before = len(points())
    wait_until(lambda: len(points()) >= before + 3, 60, "more history")


def test_a_second_provostd_on_the_same_state_is_refused(fresh_lab, start_provost):
    provost = start_provost()
    second = subprocess.run([BUILD / "provostd", "--config", provost.config], capture_output=True, text=True,
                            timeout=30, check=False)
    assert second.returncode == 1
    assert f"another provostd uses {provost.state}: process {provost.process.pid}" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert provost.answers()


def test_a_graceful_stop_takes_less_than_two_seconds_and_leaves_no_role(fresh_lab, start_provost):
    provost = start_provost()
    known(provost, fresh_lab)
    pids = [provost.role(name)["pid"] for name in ROLES]
    began = time.monotonic()
    assert provost.stop() == 0
    assert time.monotonic() - began < 2
    assert not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids)
    assert not provost.socket.exists()


def test_roles_do_not_outlive_a_killed_provostd(fresh_lab, start_provost):
    provost = start_provost()
    known(provost, fresh_lab)
    pids = [provost.role(name)["pid"] for name in ROLES]
    provost.kill()
    wait_until(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids), 5, "the roles' end")


@pytest.mark.parametrize("words, says", [
    (["move", "nobody", "h2"], 'there is no guest "nobody"'),
    (["move", "g1", "h9"], 'there is no host "h9"'),
    (["move", "g1", "h1"], "g1 runs on h1 already"),
    (["tip", "99"], "99"),
    (["accept", "99"], "99"),
    (["dismiss", "99", "--reason", "none"], "99"),
    (["cancel", "99"], "99"),
    (["metrics", "nobody", "guest.cpu.used_pct"], "nobody"),
    (["metrics", "h1", "host.cpu.bsy_pct"], "host.cpu.busy_pct"),
])
def test_a_command_about_nothing_gets_one_clear_line(quiet_provost, words, says):
    result = quiet_provost.run(*words)
    assert result.returncode == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1 and not result.stdout


@pytest.fixture(scope="module")
def quiet_provost(lab, provost_in):
    lab.reset()
    lab.guest("g1", "h1")
    provost = provost_in(lab.config)
    wait_until(lambda: provost.sees_all(lab.hosts, ["g1"]), 60, "all hosts and the guest")
    yield provost
    provost.stop()
    lab.reset()


BAD_PACKS = {
    "loop.lua": 'evaluate = function() while true do end end',
    "unknown.lua": None,
    "syntax.lua": "evaluate = function( end",
}


def write_bad_pack(folder):
    pack = folder / "bad"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("name: bad\nversion: 1.0.0\nvendor: test\ndescription: wrong in three ways\n")
    head = 'return {{ name = "{name}", title = "t", subject = "host", every = "2s",\n' \
           '  needs = {{ ["{metric}"] = "1m" }}, settings = {{}},\n  {rest} }}\n'
    harmless = "evaluate = function() end"
    for file, rest in BAD_PACKS.items():
        metric = "host.cpu.busy" if file == "unknown.lua" else "host.cpu.busy_pct"
        (pack / file).write_text(head.format(name=file.removesuffix(".lua"), metric=metric, rest=rest or harmless))
    return folder


def test_bad_policies_are_named_and_the_others_run(fresh_lab, start_provost, tmp_path):
    packs = write_bad_pack(tmp_path / "packs")
    overloaded_h1(fresh_lab)
    provost = start_provost(packs=packs)

    def policies():
        return {policy["name"]: policy for policy in provost.json("policy", "list")["policies"]}

    wait_until(lambda: policies().get("loop", {}).get("state") == "suspended", 90, "the loop's suspension")
    assert policies()["host-cpu"]["state"] == "active"
    assert any(policy["state"] == "refused" and "host.cpu.busy_pct" in policy["reason"]
               for policy in policies().values())
    assert any(policy["state"] == "refused" and "syntax.lua:3" in policy["reason"] for policy in policies().values())
    wait_until(lambda: provost.open_tip("h1"), 90, "the tip of the good policy")
