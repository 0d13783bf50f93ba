"""Hosts that lack what a guest needs, as their real libvirtd says: a network, and a feature of the processor."""

import json
import re

import pytest
from lab import wait_until

LAN = "<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/></network>"
# What libvirtd remembers of what QEMU can: there this host's cannot emulate AVX.
FORGET_AVX = r"""
import glob, re
for name in glob.glob("/var/cache/libvirt/qemu/capabilities/*.xml"):
    text = open(name).read()
    text, n = re.subn(r"(<hostCPU type='tcg'.*?<property name='avx' type='boolean' value=')true", r"\1false", text, flags=re.S)
    open(name, "w").write(text)
    print(n)
"""


def exclusion(provost, guest, host):
    plan = json.loads(provost("place", guest, "--json"))["plan"]
    return next(candidate["excluded"] or "" for candidate in plan["candidates"] if candidate["host"] == host)


def needs(provost, guest):
    guests = json.loads(provost("guests", "--json"))["guests"]
    return next((known["needs"] or {} for known in guests if known["name"] == guest), {})


def define_anew(lab, tmp_path, name, host, change):
    """Starts the guest again with another definition."""
    path = tmp_path / "guest.xml"
    path.write_text(change(lab.virsh(host, "dumpxml", "--inactive", name)))
    lab.virsh(host, "destroy", name)
    lab.virsh(host, "define", path)
    lab.virsh(host, "start", name)


@pytest.fixture
def lan_on_two(fresh_lab, tmp_path):
    path = tmp_path / "lan.xml"
    path.write_text(LAN)
    for host in ("h1", "h2"):
        fresh_lab.virsh(host, "net-create", path)
    yield fresh_lab
    for host in fresh_lab.hosts:
        if "lan" in fresh_lab.virsh(host, "net-list", "--name").split():
            fresh_lab.virsh(host, "net-destroy", "lan")


def onto_lan(xml):
    return re.sub(r"<interface type='bridge'>(.*?)<source bridge='br0'/>",
                  r"<interface type='network'>\1<source network='lan'/>", xml, flags=re.S)


def test_a_host_without_the_guests_network_is_excluded(lan_on_two, start_provost, tmp_path):
    lab = lan_on_two
    lab.guest("g1", on="h1")
    provost = start_provost()
    wait_until(lambda: needs(provost, "g1").get("networks") == ["interface:br0"], 60, "what g1 needs")
    wait_until(lambda: exclusion(provost, "g1", "h3") == "", 60, "h3 as a host for g1")
    define_anew(lab, tmp_path, "g1", "h1", onto_lan)
    wait_until(lambda: exclusion(provost, "g1", "h3") == "network: g1 needs network:lan, which the host has not", 60,
               "h3 as excluded")
    assert exclusion(provost, "g1", "h2") == ""
    assert "not on h3: network:lan, which guests of the cluster need (1)" in provost("doctor")


@pytest.fixture
def no_avx_on_h3(fresh_lab):
    """The cache is kept by its file, so what was there is put back."""
    kept = "/var/cache/libvirt/qemu/kept"
    caches = "/var/cache/libvirt/qemu/capabilities"
    fresh_lab.exec("h3", "cp", "-a", caches, kept)

    def restart():
        fresh_lab.kill("h3", "libvirtd")
        fresh_lab.start("h3", "libvirtd")

    changed = fresh_lab.exec("h3", "python3", "-c", FORGET_AVX)
    assert "1" in changed.split(), "libvirt remembers what QEMU can otherwise than it did"
    restart()
    yield fresh_lab
    fresh_lab.exec("h3", "sh", "-c", f"rm -rf {caches} && mv {kept} {caches}")
    restart()


def with_avx(xml):
    cpu = ("<cpu mode='custom' match='exact' check='partial'><model fallback='forbid'>qemu64</model>"
           "<feature policy='require' name='avx'/></cpu>")
    return re.sub(r"<cpu.*?</cpu>", cpu, xml, flags=re.S)


def test_a_host_that_cannot_give_the_guests_processor_is_excluded_with_libvirts_reason(no_avx_on_h3, start_provost, tmp_path):
    lab = no_avx_on_h3
    lab.guest("g1", on="h1")
    provost = start_provost()
    wait_until(lambda: "g1" in provost("guests"), 60, "g1 as a guest")
    compared = lambda: provost.role("provost-virt")["counters"].get("processors_compared", 0)
    wait_until(lambda: compared() == len(lab.hosts), 60, "what each host says of its first processor")
    wait_until(lambda: exclusion(provost, "g1", "h3") == "", 60, "h3 as a host for g1")
    define_anew(lab, tmp_path, "g1", "h1", with_avx)
    sentence = wait_until(lambda: exclusion(provost, "g1", "h3"), 60, "h3 as excluded")
    assert sentence.startswith("processor model: h3 cannot give g1 the processor it runs with (qemu64 with avx")
    assert sentence.endswith("does not provide required features: avx")
    assert exclusion(provost, "g1", "h2") == ""
    wait_until(lambda: compared() >= 2 * len(lab.hosts), 60, "what each host says of both processors")
    assert compared() == 2 * len(lab.hosts), "a host was asked twice about a processor"
