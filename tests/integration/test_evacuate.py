"""Hosts restricted, evacuated and released on real hosts, provostd killed and the whole cancelled in the middle."""

import pytest
from lab import wait_until
from provost import Refused

GUESTS = ("g1", "g2", "g3")


def actions_of_kind(provost, kind):
    """Newest first."""
    return [action for action in provost.actions() if action["kind"] == kind]


def parts_of(provost, order):
    return [action for action in provost.actions() if action["part_of"] == order]


def ended(provost, number, timeout=180):
    return wait_until(lambda: (now := provost.json_of_action(number))["ended"] and now, timeout, "the action's end")


def under_way(provost, number):
    """Waits until a part of it has begun its migration."""
    wait_until(lambda: any(part["state"] == "acting" for part in parts_of(provost, number)), 60, "a part that moves")


def everyone_lives_once(lab, places):
    """Each guest runs on exactly one host, that of `places` where it is named, and its heart beats on."""
    for name in GUESTS:
        hosts = lab.hosts_of(name)
        assert len(hosts) == 1 and hosts[0] == places.get(name, hosts[0]), (name, hosts)
        assert lab.guests()[(name, hosts[0])] == "running"
        assert not lab.heartbeat(name).repeated
        lab.beats_on(name)


@pytest.fixture
def crowded(fresh_lab, start_provost):
    """A provost that knows three guests on h1. They are busy and move at full speed: an idle guest of this QEMU without KVM
    may freeze by a move, above all by a slow one, whoever orders it."""
    fresh_lab.guests_on({name: "h1" for name in GUESTS})
    for name in GUESTS:
        fresh_lab.load(name)
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, GUESTS) and
               len(provost.json("plan", "evacuate", "h1")["plan"]["moves"]) == len(GUESTS), 90, "known loads")
    return provost


def test_a_host_is_evacuated_and_stays_restricted_until_it_is_released(fresh_lab, crowded):
    told = crowded("evacuate", "h1", "--reason", "kernel update", "--wait", timeout=200)
    assert "(wave 1 of 3)" in told and "h1 is empty and stays restricted: 3 of 3 moves done" in told
    order = actions_of_kind(crowded, "evacuate")[0]
    assert order["state"] == "done" and order["parts_done"] == 3
    assert [part["state"] for part in parts_of(crowded, order["id"])] == ["done"] * 3
    assert all(host != "h1" for _, host in fresh_lab.guests())
    everyone_lives_once(fresh_lab, {})
    crowded.kill()
    crowded.start()
    restricted = wait_until(lambda: crowded.host("h1")["restricted"], 30, "the restriction of before")
    assert restricted["by"] == "operator root" and "kernel update" in restricted["reason"]
    wait_until(lambda: crowded.sees_all(fresh_lab.hosts, GUESTS), 60, "all of them again")
    with pytest.raises(Refused, match="h1 is restricted by operator root since"):
        crowded("move", "g1", "h1")
    with pytest.raises(Refused, match="host h1 is restricted by operator root since"):
        crowded("restrict", "h1")
    crowded("release", "h1")
    assert crowded.host("h1")["restricted"] is None
    with pytest.raises(Refused, match="is it"):
        crowded("evacuate", "h11")


def test_an_evacuation_goes_on_after_provostd_was_killed(fresh_lab, crowded):
    crowded("evacuate", "h1")
    number = actions_of_kind(crowded, "evacuate")[0]["id"]
    under_way(crowded, number)
    crowded.kill()
    crowded.start()
    assert crowded.host("h1")["restricted"]
    wait_until(lambda: any(part["state"] == "done" for part in parts_of(crowded, number)), 120, "the first move's end")
    crowded.kill()
    crowded.start()
    order = ended(crowded, number)
    assert order["state"] == "done", order["error"]
    assert all(host != "h1" for _, host in fresh_lab.guests())
    everyone_lives_once(fresh_lab, {})


def test_a_cancelled_evacuation_leaves_everybody_whole_and_the_host_restricted(fresh_lab, crowded):
    crowded("evacuate", "h1")
    number = actions_of_kind(crowded, "evacuate")[0]["id"]
    under_way(crowded, number)
    crowded("cancel", number)
    order = ended(crowded, number)
    assert order["state"] == "cancelled" and "h1 stays restricted" in order["error"]
    parts = parts_of(crowded, number)
    assert len(parts) < len(GUESTS) and all(part["state"] in ("cancelled", "done") for part in parts)
    places = {name: "h1" for name in GUESTS} | {part["guest"]: part["to"] for part in parts if part["state"] == "done"}
    everyone_lives_once(fresh_lab, places)
    assert crowded.host("h1")["restricted"]
    crowded("release", "h1")


def test_a_plan_is_carried_out_as_it_was_shown(fresh_lab, crowded):
    shown = crowded.json("plan", "evacuate", "h1", "--apply")
    order = ended(crowded, shown["action"]["id"])
    assert order["state"] == "done", order["error"]
    wanted = {move["guest"]: move["to"] for move in shown["plan"]["moves"]}
    assert set(wanted) == set(GUESTS)
    everyone_lives_once(fresh_lab, wanted)
