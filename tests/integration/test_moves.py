"""Each method of moving a guest on the real lab; what arrives with it; and guests that cannot move."""

import re

import pytest
from lab import wait_until


def with_g1(lab, start_provost, methods):
    lab.guest("g1", "h1")
    lab.virsh("h1", "autostart", "g1")
    provost = start_provost(methods=methods)
    wait_until(lambda: provost.sees_all(lab.hosts, ["g1"]), 90, "all hosts and the guest")
    return provost


def ended(provost):
    return wait_until(lambda: (now := provost.actions()[0])["ended"] and now, 240, "the action's end")


def starts_with(lab, host):
    return "Autostart:      enable" in lab.virsh(host, "dominfo", "g1")


def arrived(lab, action):
    """It runs on h2 alone, is defined there alone, starts with it, and was seen alive."""
    assert action["state"] == "done" and not action["error"], action["error"]
    assert lab.guests() == {("g1", "h2"): "running"}
    assert "Persistent:     yes" in lab.virsh("h2", "dominfo", "g1")
    assert starts_with(lab, "h2")
    assert action["check"].startswith("alive: its processors used "), action["check"]
    lab.beats_on("g1")


@pytest.mark.parametrize("method", ["live", "quick"])
def test_a_guest_arrives_whole_with_its_autostart(fresh_lab, start_provost, method):
    provost = with_g1(fresh_lab, start_provost, method)
    provost("move", "g1", "h2", "--method", method)
    arrived(fresh_lab, ended(provost))
    assert not fresh_lab.heartbeat("g1").repeated
    told = provost("events")
    assert "g1 to h2: " in told and re.search(r"action 1 g1 runs on h2; downtime \d+ ms", told), told


def test_a_guest_arrives_whole_through_an_image(fresh_lab, start_provost):
    provost = with_g1(fresh_lab, start_provost, "quick")
    fresh_lab.cut_off("h1", "h2")
    fresh_lab.cut_off("h2", "h1")
    provost("move", "g1", "h2", "--method", "quick")
    arrived(fresh_lab, ended(provost))
    assert not list(fresh_lab.saves.iterdir())


def test_a_cold_guest_is_shut_down_and_boots_there(fresh_lab, start_provost):
    provost = with_g1(fresh_lab, start_provost, "live,cold")
    provost("move", "g1", "h2", "--method", "cold")
    arrived(fresh_lab, ended(provost))


def test_a_guest_that_another_manager_owns_stays_where_it_is_and_the_reason_is_said(fresh_lab, start_provost):
    provost = with_g1(fresh_lab, start_provost, "live")
    fresh_lab.virsh("h1", "metadata", "g1", "http://openstack.org/xmlns/libvirt/nova/1.1", "--key", "nova", "--set",
                    "<instance/>", "--live", "--config")
    provost("move", "g1", "h2", "--method", "live")
    action = ended(provost)
    assert action["state"] == "failed"
    assert "looked after by OpenStack" in action["error"] and "nothing was done" in action["error"]
    assert fresh_lab.guests() == {("g1", "h1"): "running"}


def test_a_guest_that_no_method_can_move_stays_and_what_to_do_is_said(fresh_lab, start_provost):
    provost = with_g1(fresh_lab, start_provost, "live,quick")
    definition = fresh_lab.virsh("h1", "dumpxml", "g1")
    uuid = definition.split("<uuid>")[1].split("</uuid>")[0]
    twin = definition.replace(uuid, uuid[:-1] + ("0" if uuid[-1] != "0" else "1"))
    (fresh_lab.folder / "twin.xml").write_text(twin)
    fresh_lab.virsh("h2", "define", fresh_lab.folder / "twin.xml")
    try:
        provost("move", "g1", "h2", "--method", "live")
        action = ended(provost)
        assert action["state"] == "failed"
        assert "another guest of its name is defined on the destination" in action["error"]
        assert "rename or undefine that one" in action["error"]
    finally:
        fresh_lab.virsh("h2", "undefine", "g1")
    assert fresh_lab.guests() == {("g1", "h1"): "running"}
