"""The whole story on real hosts: a service that a real monitoring system watches in a guest goes critical, because the guest's host
starves it; that becomes a tip, the tip a move, and there one page, a downtime while it moves, and the end of the trouble."""

import pytest
from daemons import needs
from lab import wait_until
from provost import Provost
from shops import shop

GUESTS = ("web1", "left", "right")  # three that want all of two processors

# The neighbours stay, so that it is the starved guest that goes.
CONFIG = """\
rules: [{name: stays, kind: ignore, guests: [left, right]}]
policies:
  guest-service-starved: {settings: {sustained: 6s, wait: 2, host_busy: 50}}
"""


@pytest.fixture(params=[pytest.param("nagios", marks=needs("nagios4")), pytest.param("icinga", marks=needs("icinga2"))])
def pair(request, fresh_lab):
    """A provostd that sees web1 and its neighbours, all busy on h1, and who watches them."""
    fresh_lab.guests_on({name: "h1" for name in GUESTS})
    for name in GUESTS:
        fresh_lab.load(name)
    with shop(request.param, {"h1": [], "web1": ["http"], "left": [], "right": []}) as (folder, monitor, told):
        provost = Provost(folder)
        provost.configure(fresh_lab.config(state_dir=provost.state).split("policies:")[0] + CONFIG + told +
                          "clusters:" + fresh_lab.config(state_dir=provost.state).split("clusters:")[1])
        provost.start()
        try:
            wait_until(lambda: provost.sees_all(fresh_lab.hosts, GUESTS) and provost.cpu("h1") > 60, 90, "a busy h1")
            yield provost, monitor
        finally:
            provost.stop()
        assert not provost.complaints()


def tip_of(provost, policy):
    return next((tip for tip in provost.tips() if tip["policy"] == policy), None)


def downtimes(monitor):
    return {each["author"] for each in monitor.downtimes("web1")}


def test_a_service_that_is_starved_is_moved_and_recovers(fresh_lab, pair):
    provost, monitor = pair
    monitor.result("web1", "http", "critical", "no answer in 10 s")
    tip = wait_until(lambda: tip_of(provost, "guest-service-starved"), 60, "the tip")
    assert tip["subject"]["name"] == "web1" and "http of web1 is critical" in tip["text"]
    alert, = [alert for alert in provost.json("alerts")["alerts"] if alert["name"] == "http"]
    assert [each["id"] for each in tip["alerts"]] == [alert["id"]]
    wait_until(lambda: monitor.state("web1", "provost") == "critical", 20, "the tip there")
    assert f"tip {tip['id']}" in monitor.text("web1", "provost")

    provost("accept", tip["id"])
    wait_until(lambda: downtimes(monitor) == {"provost"}, 60, "the downtime")
    assert "has a downtime" not in provost("why", "web1")  # nobody else's
    action = wait_until(lambda: (now := provost.actions()[0])["ended"] and now, 120, "the end of the move")
    assert action["state"] == "done" and action["guest"] == "web1" and action["tip"] == tip["id"]
    assert fresh_lab.host_of("web1") == action["to"] != "h1"
    wait_until(lambda: not downtimes(monitor), 30, "the end of the downtime")

    monitor.result("web1", "http", "ok", "fine")
    # All hosts of the lab share this machine's processors, so that the guest may wait on h2 no less and no effect be seen.
    wait_until(lambda: provost.tip(tip["id"])["state"] in ("resolved", "cleared"), 90, "the end of the tip")
    wait_until(lambda: monitor.state("web1", "provost") == "ok", 20, "its end there")
    assert f"tip {tip['id']}" in provost("audit", "--subject", f"alert {alert['id']}")
    assert [page for page in monitor.pages() if "http" in page] == ["PROBLEM web1 http CRITICAL", "RECOVERY web1 http OK"]
