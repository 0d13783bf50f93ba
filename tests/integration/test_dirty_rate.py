"""How fast a guest writes to its memory, asked of provostd and measured by QEMU."""

import json

from lab import wait_until

MIB = 2**20


def rate_of(provost, guest):
    return json.loads(provost("dirty-rate", guest, "--json"))["bytes_per_sec"]


def refusal(provost, guest):
    result = provost.run("dirty-rate", guest)
    assert result.returncode == 1, result.stdout
    return result.stderr


def test_a_guest_that_writes_has_a_rate_and_one_that_is_off_a_reason(fresh_lab, start_provost):
    fresh_lab.guest("g1", on="h1")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "hosts and the guest")
    idle = wait_until(lambda: (rate := rate_of(provost, "g1")) < 4 * MIB and [rate], 60, "a guest that is quiet")
    fresh_lab.load("g1", "memory")
    wait_until(lambda: rate_of(provost, "g1") > idle[0] + 4 * MIB, 60, "a guest that writes")
    assert "MiB/s" in provost("dirty-rate", "g1")
    fresh_lab.virsh("h1", "destroy", "g1")
    assert "the guest is off" in refusal(provost, "g1")
    fresh_lab.virsh("h1", "undefine", "g1")
    wait_until(lambda: "g1" in refusal(provost, "g1"), 60, "a guest that is not there")


def test_a_guest_on_a_host_without_libvirtd_has_no_rate(fresh_lab, start_provost):
    fresh_lab.guest("g1", on="h1")
    provost = start_provost()
    wait_until(lambda: provost.sees_all(fresh_lab.hosts, ["g1"]), 60, "hosts and the guest")
    fresh_lab.stop("h1", "libvirtd")
    try:
        assert "did not answer within" in refusal(provost, "g1")
    finally:
        fresh_lab.cont("h1", "libvirtd")
    wait_until(lambda: provost.run("dirty-rate", "g1").returncode == 0, 60, "a host that answers again")
