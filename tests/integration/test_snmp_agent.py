"""PROVOST-MIB through a real snmpd, and notifications to a real snmptrapd that decodes them with it."""

import json
import signal
import threading
import time

import pytest

from lab import wait_until
from snmp_manager import ROOT, AgentxCore, Manager, free_port

PING_SEC = 5  # SUBAGENT_PING_SEC

TIP = {"id": 7, "policy": "host-cpu", "severity": "warning", "state": "open", "refreshed": 0, "text": "processors of h1 busy",
       "subject": {"kind": "host", "name": "h1"}, "raised": "2026-11-28T23:04:05Z", "state_reason": "",
       "alerts": [{"id": 3}, {"id": 5}]}
ACTION = {"id": 9, "kind": "move", "tip": 7, "guest": "web1", "from": "h1", "to": "h2", "state": "preparing", "by": "automation",
          "started": "2026-11-28T23:04:06Z", "error": ""}
GUEST = {"name": "web1", "uuid": "11111111-1111-1111-1111-111111111111", "host": "h2", "cluster": "lab", "state": "running"}
HOST = {"name": "h1", "cluster": "lab", "state": "down", "links": {"libvirt": {"reason": "no route to host"}}}

# Kind of the event, what it tells, the notification it becomes, and what a receiver reads there.
EVENTS = [
    ("provost", {"what": "started", "provost": {"version": "1.2"}}, "DaemonStarted", {"EventVersion": "1.2"}),
    ("tip", {"tip": TIP}, "TipOpened", {"TipPolicy": "host-cpu", "TipSeverity": "warning", "TipSubjectName": "h1",
                                        "TipText": "processors of h1 busy", "TipNumber": "7", "TipAlerts": "3 5"}),
    ("tip", {"tip": {**TIP, "severity": "critical"}}, "TipChanged", {"TipSeverity": "critical", "TipState": "open"}),
    ("action", {"action": ACTION}, "ActionStarted", {"ActionGuest": "web1", "ActionFrom": "h1", "ActionTo": "h2", "ActionTip": "7",
                                                   "ActionNumber": "9"}),
    ("guest", {"what": "moved", "guest": GUEST, "from": "h1"}, "GuestMoved", {"GuestName": "web1", "GuestHost": "h2", "EventFrom": "h1"}),
    ("action", {"action": {**ACTION, "state": "done", "ended": "2026-11-28T23:05:06Z"}}, "ActionFinished", {"ActionState": "done"}),
    ("tip", {"tip": {**TIP, "state": "resolved"}}, "TipClosed", {"TipState": "resolved"}),
    ("action", {"action": {**ACTION, "id": 10, "state": "failed", "error": "h2 is full"}}, "ActionFailed",
     {"ActionState": "failed", "ActionError": "h2 is full"}),
    ("guest", {"what": "created", "guest": GUEST}, "GuestCreated", {"GuestState": "running", "GuestCluster": "lab"}),
    ("guest", {"what": "removed", "guest": {key: GUEST[key] for key in ("name", "uuid", "host")}}, "GuestRemoved",
     {"GuestUuid": GUEST["uuid"]}),
    ("host", {"what": "silent", "host": HOST}, "HostSilent", {"HostState": "down", "HostTrouble": "no route to host"}),
    ("host", {"what": "back", "host": {**HOST, "state": "up"}}, "HostBack", {"HostState": "up", "HostName": "h1"}),
    ("provost", {"what": "heartbeat", "provost": {"version": "1.2"}}, "Heartbeat", {}),
    ("provost", {"what": "stopped", "provost": {"version": "1.2"}}, "DaemonStopped", {}),
]


@pytest.fixture
def manager(tmp_path):
    manager = Manager(tmp_path)
    yield manager
    manager.stop()


@pytest.fixture
def agentx_core():
    started = []

    def start(configuration):
        started.append(AgentxCore(configuration))
        return started[-1]

    yield start
    for core in started:
        core.stop()


@pytest.fixture
def walking(manager):
    """A manager that walks all the time, whether it is answered or not."""
    is_over = threading.Event()

    def walk():
        while not is_over.wait(0.02):
            manager.walk(ROOT)

    walker = threading.Thread(target=walk)
    walker.start()
    yield
    is_over.set()
    walker.join()


def settings(state_dir, manager, port, **_):
    return (f"agent:\n  agentx: 'unix:{manager.agentx}'\n  heartbeat: 1s\n  targets: {manager.targets()}\n"
            f"state_dir: {state_dir}\nruntime_dir: {state_dir}/run\ninterval: 1s\n"
            "clusters:\n  - name: lab\n    hosts:\n      - {name: h1, libvirt: 'test:///default'}\n"
            f"      - {{name: h2, snmp: {{address: 'udp:127.0.0.1:{port}', community: public}}}}\n")


def test_what_managers_read_is_what_the_api_says(manager, provost_in):
    manager.start_snmpd()
    manager.start_snmptrapd()
    provost = provost_in(settings, manager=manager, port=free_port())
    wait_until(lambda: provost.json("hosts")["hosts"][1]["state"] == "down" and provost.guest("test"), 30, "the hosts")
    provost.run("doctor", "--tip", "host-cpu", "--subject", "h1")  # opens a tip that is marked as a test
    wait_until(lambda: len(manager.table("Guest")) == 1 and manager.table("Tip"), 30, "the rows")

    for name, listed in (("Cluster", provost.json("clusters")["clusters"]), ("Host", provost.json("hosts")["hosts"]),
                         ("Guest", provost.json("guests")["guests"]), ("Policy", provost.json("policy", "list")["policies"])):
        rows = {row["Name"]: row for row in manager.table(name).values()}
        assert rows.keys() == {each["name"] for each in listed}
        assert {name: row["State"] for name, row in rows.items()} == {each["name"]: each["state"] for each in listed}
    guest, row = provost.guest("test"), next(iter(manager.table("Guest").values()))
    assert (row["Uuid"], row["Host"], row["Vcpus"], row["Memory"], row["Copies"]) == (
        guest["uuid"], guest["host"], *(str(guest[name]) for name in ("vcpus", "memory_bytes", "running_copies")))
    host = next(row for row in manager.table("Host").values() if row["Name"] == "h2")
    assert "CpuBusy" not in host and "MemTotal" not in host  # unknown is never zero
    assert host["Trouble"].startswith("nothing listens at")
    for number, row in manager.table("Tip").items():
        tip = provost.tip(number)
        assert (row["Policy"], row["Text"], row["Severity"], row["State"]) == (
            tip["policy"], tip["text"][:255], tip["severity"], tip["state"])
    assert manager.table("Tip").keys() >= {tip["id"] for tip in provost.tips()}
    assert manager.table("Action").keys() == {action["id"] for action in provost.actions()}
    status = manager.walk("PROVOST-MIB::provostStatus")
    assert status["provostVersion.0"] == provost.json("status")["version"]
    assert status["provostHosts.0"] == "2" and status["provostHostsDown.0"] == "1"
    wait_until(lambda: {("provost-agentx", "snmpd"), ("provost-agentx", "targets")} <= set(provost.doctor("ok")), 20, "the doctor's word")
    table = manager.ask("snmptable", f"127.0.0.1:{manager.port}", "PROVOST-MIB::provostHostTable")
    assert "nothing listens at" in table

    provost.stop()
    wanted = {"DaemonStarted", "Heartbeat", "HostSilent", "TipOpened", "DaemonStopped"}
    wait_until(lambda: wanted <= {name for _, name, _ in manager.told()}, 20, "the notifications")
    assert not provost.complaints()
    secrets = ("traps-auth", "traps-priv", "informs-auth", "informs-priv")
    assert not any(secret in provost.log.read_text() for secret in secrets)


def test_each_notification_is_decoded_by_each_way(manager, agentx_core, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    (state / "snmp-engine").write_text(f"{manager.engine} 4\n")
    manager.start_snmptrapd()
    address = f"udp:127.0.0.1:{manager.trap_port}"
    dead = f"udp:127.0.0.1:{free_port()}"

    def user(name, auth):
        return f"{{'user': '{name}', 'auth': '{auth}', 'auth_passphrase': '{name}-auth', 'priv': 'aes', 'priv_passphrase': '{name}-priv'}}"

    core = agentx_core(f"(200, 1000, '', '{state}', [('dead', '{dead}', '3', 1000, 0, true, {user('informs', 'sha')}), "
                       f"('v2', '{address}', '2c', 1000, 0, false, {{'community': 'public'}}), "
                       f"('traps', '{address}', '3', 1000, 0, false, {user('traps', 'sha-256')}), "
                       f"('informs', '{address}', '3', 5000, 1, true, {user('informs', 'sha')})])")
    for number, (kind, event, _, _) in enumerate(EVENTS, 1):
        core.say(f"EVENT ({number}, '{kind}', {json.dumps(json.dumps({'time': '2026-11-28T23:04:05Z', **event}))})")
    wait_until(lambda: len(manager.told()) >= 3 * len(EVENTS), 30, "all notifications")
    told = manager.told()
    for number, (_, _, name, values) in enumerate(EVENTS, 1):
        same = [objects for _, notification, objects in told if notification == name]
        assert len(same) == 3, name
        for objects in same:
            assert objects["EventNumber"] == str(number)
            assert objects["EventTime"].startswith("2026-11-28,23:4:5")
            assert {key: objects.get(key) for key in values} == values
    ways = {way: sum(how.startswith(way) for how, _, _ in told) for way in ("TRAP2, SNMP v2c", "TRAP2, SNMP v3", "INFORM, SNMP v3")}
    assert set(ways.values()) == {len(EVENTS)}, ways
    core.await_counters(lambda counters: counters["notifications_failed"] >= 2, "what the dead target does not get")


@pytest.mark.usefixtures("walking")
def test_a_snmpd_that_hangs_or_restarts_is_back_by_the_next_ping(manager, agentx_core, tmp_path):
    manager.start_snmpd()
    core = agentx_core(f"(200, 1000, '{manager.agentx}', '{tmp_path}', @a(sssuuba{{ss}}) [])")
    core.say("MIB_ROWS (2, [('lab', '{\"name\": \"lab\"}')])")

    def is_answered():
        return [row["Name"] for row in manager.table("Cluster").values()] == ["lab"]

    wait_until(is_answered, 20, "the first answer")
    manager.snmpd.send_signal(signal.SIGSTOP)
    core.await_counters(lambda counters: not counters["snmpd_connected"], "the loss of snmpd")
    for _ in range(5):  # the role goes on, though its thread waits for snmpd
        before = time.monotonic()
        core.counters()
        assert time.monotonic() - before < 1
    manager.snmpd.send_signal(signal.SIGCONT)
    wait_until(is_answered, 4 * PING_SEC, "an answer after it hung")

    manager.snmpd.kill()
    manager.snmpd.wait(10)
    core.await_counters(lambda counters: not counters["snmpd_connected"], "the loss of snmpd")
    manager.start_snmpd()
    core.say("MIB_ROWS (2, [('lab', '{\"name\": \"lab\"}')])")
    wait_until(is_answered, 4 * PING_SEC, "an answer after a restart")
