"""The whole story on real hosts: a service that a real monitoring system watches in a guest goes critical, because the guest's host
starves it; that becomes a tip, the tip a move, and there one page, a downtime while it moves, and the end of the trouble."""

import pytest
from daemons import ACCESS, folder_of_nobody, needs
from lab import wait_until
from nagios import running_nagios
from provost import BUILD, Provost

MANIFEST = """\
name: shop
version: 1.0
vendor: example
description: Services that suffer from the host of their guest
capabilities:
  metrics: [host.cpu.busy_pct]
  remedies: [migrate]
"""

# One busy neighbour makes the host busy enough, so that the story is short.
POLICY = """\
return {
  name = "starved", title = "A service suffers from the host of its guest", subject = "service", every = "2s",
  needs = { ["host.cpu.busy_pct"] = "1m" },
  evaluate = function(service)
    if service.state ~= "critical" then return end
    local host = service.subject.host
    local busy, why = host:window("host.cpu.busy_pct", "6s")
    if not busy then return nil, why end
    if busy:min() < 60 then return end
    return provost.tip { severity = "critical", evidence = { busy }, remedy = provost.migrate { from = host, relieve = "cpu" },
      text = ("%s of %s is starved by %s"):format(service.name, service.subject.name, host.name) }
  end,
}
"""

# The neighbour stays, so that it is the starved guest that goes.
STAYS = "rules: [{name: stays, kind: ignore, guests: [neighbour]}]\n"

NAGIOS = """
define command {{
  command_name tell-provost
  command_line {build}/provost --socket {socket} alert 'guest:$HOSTNAME$' '$SERVICEDESC$' $$(echo $SERVICESTATE$ | tr A-Z a-z) --source nagios --text '$SERVICEOUTPUT$'
}}
define host {{
  use watched-host
  host_name web1
}}
define service {{
  use told-service
  host_name web1
  service_description http
  event_handler tell-provost
}}
"""


@pytest.fixture
def provost(fresh_lab):
    """A provostd that watches web1 and its busy neighbour on h1."""
    fresh_lab.guests_on({"web1": "h1", "neighbour": "h1"})
    for name in ("web1", "neighbour"):
        fresh_lab.load(name)
    with folder_of_nobody("shop") as folder:
        pack = folder / "shop"
        pack.mkdir()
        (pack / "pack.yaml").write_text(MANIFEST)
        (pack / "starved.lua").write_text(POLICY)
        provost = Provost(folder)
        provost.configure(fresh_lab.config(state_dir=provost.state) + f"packs: [{pack}]\n" + ACCESS + STAYS)
        provost.start()
        try:
            wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["web1", "neighbour"]), 90, "all hosts and guests")
            yield provost
        finally:
            provost.stop()
        assert not provost.complaints()


def tip_of(provost, policy):
    return next((tip for tip in provost.tips() if tip["policy"] == policy), None)


@needs("nagios4")
def test_a_service_that_goes_critical_moves_its_guest_and_recovers(fresh_lab, provost):
    with running_nagios(NAGIOS.format(build=BUILD, socket=provost.socket)) as monitor:
        monitor.result("web1", "http", "critical", "no answer in 10 s")
        tip = wait_until(lambda: tip_of(provost, "starved"), 60, "the tip")
        assert tip["subject"]["name"] == "http on web1"
        provost("accept", tip["id"], "--wait", timeout=120)
        assert fresh_lab.hosts_of("web1") != ["h1"]
        monitor.result("web1", "http", "ok", "fine")
        wait_until(lambda: provost.tip(tip["id"])["state"] == "resolved", 60, "the end of the tip")
        assert monitor.pages() == ["PROBLEM web1 http CRITICAL", "RECOVERY web1 http OK"]
