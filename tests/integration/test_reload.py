"""The configuration is read anew on the lab: while a guest moves, and with hosts that come and go (fault F12)."""

import signal

import pytest
from lab import wait_until
from provost import ROLES, Refused


def pids(provost):
    return {name: provost.role(name)["pid"] for name in ROLES}


def lines_with(text, word):
    return [line for line in text.splitlines() if word in line]


def without_host(text, name):
    """The lab's configuration without one of its hosts: its entry and what is indented below."""
    kept, indent = [], None
    for line in text.splitlines():
        here = len(line) - len(line.lstrip())
        if indent is not None and line.strip() and here <= indent:
            indent = None
        if line.strip() in (f"- name: {name}",) or line.strip().startswith(f"- {{name: {name},"):
            indent = here
        if indent is None:
            kept.append(line)
    return "\n".join(kept) + "\n"


def test_a_move_is_not_disturbed_by_a_reload(fresh_lab, start_provost):
    fresh_lab.guest("g1", "h1", busy=True)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "all hosts and the guest")
    before, text = pids(provost), provost.config.read_text()
    provost("move", "g1", "h2", "--method", "live")
    wait_until(lambda: provost.actions()[0]["state"] != "preparing", 30, "the deed's intent")
    provost.configure(without_host(text, "h2"))
    with pytest.raises(Refused, match="host h2 would not be watched any more, but action 1"):
        provost("reload")
    for broken in (text + "nonsense: 1\n", text + "interval: soon\n") * 10:
        provost.configure(broken)
        provost.process.send_signal(signal.SIGHUP)
    assert "nothing was changed" in provost.run("reload").stderr
    provost.configure(text)
    provost("reload")
    action = wait_until(lambda: (now := provost.actions()[0])["ended"] and now, 150, "the move's end")
    assert action["state"] == "done", action["error"]
    assert pids(provost) == before
    assert fresh_lab.hosts_of("g1") == ["h2"]
    assert not fresh_lab.heartbeat("g1").repeated


def test_a_host_goes_and_comes_back(fresh_lab, start_provost):
    fresh_lab.guests_on({"g1": "h1", "g2": "h3"})
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "hosts and guests")
    before, text = pids(provost), provost.config.read_text()
    provost.configure(without_host(text, "h3"))
    report = provost.json("reload")
    assert [(change["key"], change["change"]) for change in report["changes"]] == [("clusters[lab].hosts[h3]", "removed")]
    assert report["restarted"] == ["provost-virt"] and "provost-snmp" in report["told"]
    assert {host["name"] for host in provost.json("hosts")["hosts"]} == {"h1", "h2"}
    assert provost.guest("g2") is None
    wait_until(lambda: provost.sees_all(["h1", "h2"], ["g1"]), 60, "the others")
    after = pids(provost)
    assert [name for name in ROLES if before[name] != after[name]] == ["provost-virt"]
    provost.configure(text)
    provost("reload")
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1", "g2"]), 60, "all hosts and guests again")
    assert provost.json("status")["trouble"] == []
