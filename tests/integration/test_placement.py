"""Where guests would do best, asked of provostd on real hosts, and a plan that is carried out by hand as it says."""

import json

from lab import wait_until

GUESTS = ["g1", "g2", "g3", "g4"]


def plan_of(provost, *words):
    return json.loads(provost(*words, "--json"))["plan"]


def host_of(provost, guest):
    return next(known["host"] for known in json.loads(provost("guests", "--json"))["guests"] if known["name"] == guest)


def crowded(lab, start_provost):
    """Four guests on the first host, all seen with their load."""
    for guest in GUESTS:
        lab.guest(guest, on="h1")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(lab.hosts, GUESTS), 60, "hosts and guests")
    wait_until(lambda: not any("unknown" in (candidate["excluded"] or "") for guest in GUESTS
                               for candidate in plan_of(provost, "place", guest)["candidates"]), 60, "loads that are known")
    return provost


def test_an_evacuation_is_shown_spread_and_can_be_carried_out_by_hand(fresh_lab, start_provost):
    provost = crowded(fresh_lab, start_provost)
    plan = plan_of(provost, "plan", "evacuate", "h1")
    assert plan["kind"] == "evacuate" and plan["refused"] == []
    assert {move["to"] for move in plan["moves"]} == {"h2", "h3"}, provost("place", "g1")
    shown = provost("plan", "evacuate", "h1")
    orders = [line.split("provost ", 1)[1].split() for line in shown.splitlines() if "by hand: provost move" in line]
    assert len(orders) == len(GUESTS)
    for order in orders:
        provost(*order, "--wait", timeout=180)
    for move in plan["moves"]:
        assert host_of(provost, move["guest"]) == move["to"]
    assert plan_of(provost, "plan", "evacuate", "h1")["moves"] == []


def test_hosts_are_ranked_with_reasons_for_guests_old_and_new(fresh_lab, start_provost):
    provost = crowded(fresh_lab, start_provost)
    old = plan_of(provost, "place", "g1")
    assert {candidate["host"] for candidate in old["candidates"]} == {"h1", "h2", "h3"}
    assert old["moves"] == [] and all(candidate["excluded"] or candidate["reason"] for candidate in old["candidates"])
    new = plan_of(provost, "place", "--memory", "64MiB", "--vcpus", "1")
    assert 0 < new["candidates"][0]["stars"] <= 5
    huge = plan_of(provost, "place", "--memory", "16TiB", "--vcpus", "1")
    assert all(candidate["excluded"].startswith("memory: the new guest needs 16.0 TiB") for candidate in huge["candidates"])


def test_a_host_that_is_down_is_said_to_be(fresh_lab, start_provost):
    provost = crowded(fresh_lab, start_provost)
    fresh_lab.stop("h2", "libvirtd")
    try:
        wait_until(lambda: "h2" in [candidate["host"] for candidate in plan_of(provost, "place", "g1")["candidates"]
                                    if (candidate["excluded"] or "").startswith("state: its libvirtd does not answer")],
                   90, "h2 as down")
        assert {move["to"] for move in plan_of(provost, "plan", "evacuate", "h1")["moves"]} == {"h3"}
    finally:
        fresh_lab.cont("h2", "libvirtd")


def excluded(plan):
    return {candidate["host"]: candidate["excluded"] for candidate in plan["candidates"] if candidate["excluded"]}


def test_a_request_has_its_own_weights_hosts_and_guest(fresh_lab, start_provost):
    provost = crowded(fresh_lab, start_provost)
    old = plan_of(provost, "place", "g1", "--exclude", "h2")
    assert excluded(old) == {"h2": "excluded: you asked for another host than h2"}
    weighed = plan_of(provost, "place", "g1", "--weight", "cpu=3", "--weight", "memory=1", "--weight", "disk=0", "--weight", "network=0")
    assert {name: round(term["weight"], 2) for name, term in weighed["candidates"][0]["terms"].items()} == {"cpu": 0.75, "memory": 0.25}
    alike = plan_of(provost, "place", "--like", "g1", "--name", "g5")
    assert "g5" in alike["why"] and excluded(alike) == {}
    lacking = excluded(plan_of(provost, "place", "--like", "g1", "--needs-network", "network:nowhere"))
    assert set(lacking) == {"h1", "h2", "h3"} and all(why.startswith("network:") for why in lacking.values())
    refused = provost.run("place", "g1", "--exclude", "h9")
    assert refused.returncode == 1 and 'there is no host "h9"' in refused.stderr
    assert {move["to"] for move in plan_of(provost, "plan", "evacuate", "h1", "--exclude", "h2")["moves"]} == {"h3"}


def test_a_new_guest_heeds_the_rules_that_mean_its_name(fresh_lab, start_provost):
    provost = crowded(fresh_lab, start_provost)
    with provost.config.open("a") as config:
        config.write("rules: [{name: apart, kind: anti-affinity, guests: [g1, 'new*']}]\n")
    provost("reload")
    assert excluded(plan_of(provost, "place", "--like", "g2", "--name", "new1"))["h1"].startswith("rule: apart: g1 runs on h1")
    assert "h1" not in excluded(plan_of(provost, "place", "--like", "g2", "--name", "old1"))
