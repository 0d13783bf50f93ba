"""What stands in the way of a move, asked of the real libvirtd of both hosts before anything is done."""

import re
import uuid

import pytest
from lab import wait_until

IMAGES = "/var/lib/libvirt/examined"
DISK = f"{IMAGES}/local.qcow2"
POOL = f"<pool type='dir'><name>examined</name><target><path>{IMAGES}</path></target></pool>"
LAN = "<network><name>examined</name><forward mode='bridge'/><bridge name='br0'/></network>"
NOVA = "<metadata><nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'/></metadata>"
LOCAL = (f"<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{DISK}'/>"
         "<target dev='vdb' bus='virtio'/></disk></devices>")


def with_much_of_its_host(xml):
    """A disk and a network that only its host has, and the marks of another manager."""
    xml = re.sub(r"<interface type='bridge'>(.*?)<source bridge='br0'/>",
                 r"<interface type='network'>\1<source network='examined'/>", xml, flags=re.S)
    return xml.replace("</devices>", LOCAL).replace("</name>", f"</name>{NOVA}", 1)


@pytest.fixture
def hosts_with_pools(fresh_lab, tmp_path):
    """h1 has a pool with a disk and a network; h3 has the pool without the disk, and h2 nothing."""
    lab = fresh_lab
    pool, lan = tmp_path / "pool.xml", tmp_path / "lan.xml"
    pool.write_text(POOL)
    lan.write_text(LAN)
    for host in ("h1", "h3"):
        lab.exec(host, "mkdir", "-p", IMAGES)
        lab.virsh(host, "pool-create", pool)
    lab.exec("h1", "qemu-img", "create", "-q", "-f", "qcow2", DISK, "1M")
    lab.virsh("h1", "net-create", lan)
    yield lab
    lab.virsh("h1", "net-destroy", "examined")
    for host in ("h1", "h3"):
        lab.virsh(host, "pool-destroy", "examined")
        lab.exec(host, "rm", "-rf", IMAGES)


def define(lab, tmp_path, host, xml):
    path = tmp_path / "guest.xml"
    path.write_text(xml)
    lab.virsh(host, "define", path)


def test_what_a_guest_has_of_its_host_only_is_found(hosts_with_pools, virt_core, tmp_path):
    lab = hosts_with_pools
    lab.guest("g1", on="h1", booted=False)
    guest = lab.virsh("h1", "domuuid", "g1").strip()
    core = virt_core()
    assert core.examine(guest, "h1", "h2") == ({}, "", "")

    lab.virsh("h1", "destroy", "g1")
    plain = lab.virsh("h1", "dumpxml", "--inactive", "g1")
    define(lab, tmp_path, "h1", with_much_of_its_host(plain))
    lab.virsh("h1", "start", "g1")
    namesake = str(uuid.uuid4())
    define(lab, tmp_path, "h2", plain.replace(guest, namesake))
    lab.virsh("h1", "snapshot-create-as", "g1", "s1", "--disk-only", "--diskspec", "vda,snapshot=no")

    obstacles, owner, problem = core.examine(guest, "h1", "h2")
    assert (owner, problem) == ("OpenStack", "")
    assert obstacles.pop("snapshots") == ["1 snapshot"]
    assert obstacles.pop("name") == [f"g1 on h2 is the guest {namesake}"]
    assert obstacles.pop("host-network") == ["network examined, which h2 has not active"]
    assert f"{DISK}, over which h2 has no storage pool" in obstacles.pop("local-disk")
    assert obstacles == {}
    assert f"{DISK}, which is not in h3's storage pool over {IMAGES}" in core.examine(guest, "h1", "h3")[0]["local-disk"]


def test_a_disk_that_others_made_in_the_pool_of_the_destination_is_found_there(hosts_with_pools, virt_core, tmp_path):
    lab = hosts_with_pools
    lab.guest("g1", on="h1", booted=False)
    guest = lab.virsh("h1", "domuuid", "g1").strip()
    define(lab, tmp_path, "h1", lab.virsh("h1", "dumpxml", "--inactive", "g1").replace("</devices>", LOCAL))
    lab.virsh("h1", "destroy", "g1")
    core = virt_core()
    assert list(core.examine(guest, "h1", "h3")[0]) == ["local-disk"]
    lab.exec("h3", "qemu-img", "create", "-q", "-f", "qcow2", DISK, "1M")
    assert core.examine(guest, "h1", "h3") == ({}, "", "")


def test_what_a_guest_does_and_is_hinders_too(fresh_lab, virt_core):
    lab = fresh_lab
    lab.guest("g1", on="h1")
    guest = lab.virsh("h1", "domuuid", "g1").strip()
    core = virt_core()
    core.order("migrate", guest, "h1", to="host:h2", live=True, bandwidth_mibps=1)
    found = wait_until(lambda: core.examine(guest, "h1", "h3")[0], 30, "the job")
    assert found == {"foreign-job": ["it is being migrated away on h1"]}
    assert core.do("abort", guest, "h1") == ("done", "")
    wait_until(lambda: core.examine(guest, "h1", "h3") == ({}, "", ""), 30, "the end of the job")

    lab.virsh("h1", "managedsave", "g1")
    assert core.examine(guest, "h1", "h2")[0] == {"managed-save": ["a managed save image on h1"]}
    result, sentence = core.do("start", guest, "h1")
    assert (result, sentence.split(": ")[1]) == ("failed", "it has a managed save image, which the start would use up")
    lab.virsh("h1", "managedsave-remove", "g1")

    lab.virsh("h1", "setmaxmem", "g1", "4096GiB", "--config")
    lab.virsh("h1", "setmem", "g1", "4096GiB", "--config")
    obstacles, _, _ = core.examine(guest, "h1", "h2")
    assert list(obstacles) == ["memory"] and re.fullmatch(r"h2 has .+iB free, it needs 4.00 TiB", obstacles["memory"][0])
    assert core.examine(guest, "h2", "h1") == ({}, "", f"h2 does not have the guest {guest}")


def test_a_guest_without_a_definition_and_a_host_that_is_silent(fresh_lab, virt_core):
    lab = fresh_lab
    lab.guest("g1", on="h1")
    guest = lab.virsh("h1", "domuuid", "g1").strip()
    core = virt_core()
    lab.virsh("h1", "undefine", "g1")
    assert core.examine(guest, "h1", "h2")[0] == {"transient": ["it was started without being defined on h1"]}
    result, sentence = core.do("shutdown", guest, "h1")
    assert (result, sentence) == ("failed", "the guest has no lasting definition on h1 and would be gone when it is off")
    lab.kill("h2", "libvirtd")
    obstacles, _, problem = core.examine(guest, "h1", "h2")
    assert obstacles == {} and "does not answer" in problem
    lab.start("h2", "libvirtd")
