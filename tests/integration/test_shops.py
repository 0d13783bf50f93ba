"""At home in a real nagios4 and in a real Icinga 2, side by side over libvirt's test driver: what is so there is known here, what is so
here is known there, and what people decide there counts here."""

import time

import pytest
from api import running_provostd
from daemons import needs
from lab import wait_until
from shops import MONITORS, shop_of_both

pytestmark = [needs("nagios4"), needs("icinga2")]

MANIFEST = """\
name: here
version: 1.0
vendor: example
description: What is always so
capabilities:
  metrics: [host.mem.total_bytes, guest.mem.max_bytes]
  remedies: [notify]
"""
POLICY = """\
return {{
  name = "always-{kind}", title = "It is always so", subject = "{kind}", every = "2s", needs = {{ ["{metric}"] = "1m" }},
  evaluate = function(subject)
    local size, unknown = subject:window("{metric}", "4s")
    if not size then return nil, unknown end
    return provost.tip {{ severity = "warning", evidence = {{ size }}, remedy = provost.notify {{}},
      text = ("%s has %.0f MiB"):format(subject.name, size:avg() / 1048576) }}
  end,
}}
"""

# Whose tip is decided upon where.
OF = {"nagios": "h1", "icinga": "test"}


def write_pack(folder):
    pack = folder / "here"
    pack.mkdir()
    (pack / "pack.yaml").write_text(MANIFEST)
    for kind, metric in (("host", "host.mem.total_bytes"), ("guest", "guest.mem.max_bytes")):
        (pack / f"{kind}.lua").write_text(POLICY.format(kind=kind, metric=metric))
    return pack


@pytest.fixture(scope="module")
def shop():
    """A provostd with a tip about its host h1 and one about its guest "test", and the two that watch both."""
    with shop_of_both({"h1": [], "test": ["http"]}) as (folder, monitors, told):
        with running_provostd(folder, f"{told}packs: [{write_pack(folder)}]\n") as provost:
            yield provost, monitors


@pytest.fixture(params=MONITORS)
def pair(request, shop):
    """(provostd, one of the two, whose tip it is to decide upon)"""
    provost, monitors = shop
    return provost, monitors[request.param], OF[request.param]


def alerts(provost, name):
    return [alert for alert in provost.json("alerts")["alerts"] if alert["name"] == name]


def has_alert(provost, name, state):
    return [alert for alert in alerts(provost, name) if alert["state"] == state]


def test_what_is_found_there_is_an_alert_here(pair):
    provost, monitor, _ = pair
    monitor.result("test", "http", "critical", "no answer on port 80")
    alert, = wait_until(lambda: has_alert(provost, "http", "critical"), 20, "the alert")
    assert (alert["subject_name"], alert["text"]) == ("test", "no answer on port 80") and alert["id"]
    monitor.result("test", "http", "ok", "fine")
    wait_until(lambda: has_alert(provost, "http", "ok"), 20, "the end of the alert")


def test_a_tip_is_the_state_of_its_service_there(pair):
    provost, monitor, subject = pair
    wait_until(lambda: monitor.state(subject, "provost") == "warning", 30, "the tip there")
    tip = provost.open_tip(subject)
    assert f"{subject} has" in monitor.text(subject, "provost") and f"tip {tip['id']}" in monitor.text(subject, "provost")


def test_what_is_acknowledged_there_is_snoozed_here(pair):
    provost, monitor, subject = pair
    tip = wait_until(lambda: provost.open_tip(subject), 30, "the tip")
    wait_until(lambda: monitor.state(subject, "provost") == "warning", 30, "the tip there")
    monitor.acknowledge(subject, "provost", "anna", "known since monday")
    wait_until(lambda: provost.tip(tip["id"])["state"] == "dismissed", 20, "the end of the tip")
    shown = provost("tip", tip["id"])
    assert ": anna" in shown and "known since monday" in shown
    wait_until(lambda: monitor.state(subject, "provost") == "ok", 20, "its end there")


def test_downtime_there_suspends_automation_here(pair):
    provost, monitor, _ = pair
    monitor.schedule_downtime("test", "bob", "a new disk", int(time.time()) + 3600)
    wait_until(lambda: "has a downtime of test by bob" in provost("why", "test"), 20, "the downtime here")
    assert "automation leaves it alone until that ends" in provost("why", "test")
    monitor.end_downtimes("test")
    wait_until(lambda: "downtime" not in provost("why", "test"), 20, "its end here")


def test_what_a_dead_provostd_said_goes_stale(shop):
    provost, monitors = shop
    provost.kill()
    try:
        wait_until(lambda: {monitor.state(subject, "provost") for monitor in monitors.values() for subject in OF.values()} == {"unknown"},
                   60, "nothing known")
    finally:
        provost.start()
    for monitor in monitors.values():
        wait_until(lambda: monitor.state("h1", "provost") != "unknown", 30, "what it says of h1 there again")  # noqa: B023
