"""Traps and informs of the real snmptrap and snmpinform, and through a real snmptrapd with provost-traphandle."""

import contextlib
import os
import socket
import subprocess

import pytest

from api import Api, running_provostd
from lab import wait_until
from provost import BUILD

LINK_DOWN, LINK_UP = "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.6.3.1.1.5.4"
INDEX = ("1.3.6.1.2.1.2.2.1.1.7", "i", "7")
WATCHER = ("-u", "watcher", "-a", "SHA", "-A", "signing-s3cret", "-x", "AES", "-X", "hiding-s3cret")
TRAPS = """\
devices:
  - {{name: switch1, kind: switch, snmp: {{address: 'udp:127.0.0.1:{agent}', community: none}}}}
traps:
  listen: ['udp:127.0.0.1:{port}']
  sources:
    - {{from: 127.0.0.1, community: sesame}}
    - {{from: 127.0.0.1, version: 1, community: old}}
    - {{from: 127.0.0.1, version: 3, min_level: auth-priv, user: watcher, auth: sha, auth_passphrase: signing-s3cret,
       priv: aes, priv_passphrase: hiding-s3cret}}
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Shop:
    """A provostd that takes traps, and who sends them."""

    def __init__(self, provost, port, folder):
        self.provost, self.port, self.folder = provost, port, folder

    def send(self, program, *words):
        """Whether it was sent, or acknowledged."""
        environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(self.folder), "SNMPCONFPATH": str(self.folder), "MIBS": ""}
        return subprocess.run([program, *words], env=environment, capture_output=True, timeout=30, check=False).returncode == 0

    def at(self):
        return f"127.0.0.1:{self.port}"

    def inform(self, *how):
        return self.send("snmpinform", "-r0", "-t3", *how, self.at(), "1", LINK_DOWN, *INDEX)

    def alert(self, name):
        return next((alert for alert in Api(self.provost.socket).get("/v1/alerts").json["alerts"] if alert["name"] == name), None)

    def traps(self):
        return Api(self.provost.socket).get("/v1/traps").json["traps"]

    def counter(self, name):
        return self.provost.role("provost-snmp")["counters"].get(name, 0)


@pytest.fixture
def shop(tmp_path):
    port = free_port()
    with running_provostd(tmp_path, TRAPS.format(port=port, agent=free_port())) as provost:
        wait_until(lambda: f"listened for at udp:127.0.0.1:{port}" in Api(provost.socket).get("/v1/doctor").text, 20, "the listener")
        yield Shop(provost, port, tmp_path)


def test_a_trap_of_each_version_is_an_alert(shop):
    assert shop.send("snmptrap", "-v2c", "-c", "sesame", shop.at(), "1", LINK_DOWN, *INDEX)
    wait_until(lambda: shop.alert("link 7"), 10, "the alert")
    alert = shop.alert("link 7")
    assert (alert["state"], alert["source"], alert["subject"]) == ("warning", "trap", "device:switch1")
    assert alert["unconfirmed"]
    assert shop.send("snmptrap", "-v1", "-c", "old", shop.at(), "1.3.6.1.4.1.8072.3", "127.0.0.1", "3", "0", "1", *INDEX)
    wait_until(lambda: shop.alert("link 7")["state"] == "ok", 10, "its end")
    assert shop.send("snmptrap", "-v3", "-e", "0x8000000001020304", "-l", "authPriv", *WATCHER, shop.at(), "1", LINK_DOWN, *INDEX)
    wait_until(lambda: shop.alert("link 7")["state"] == "warning", 10, "the alert again")


def test_an_inform_is_acknowledged_only_where_it_may_come_from(shop):
    assert shop.inform("-v2c", "-c", "sesame")
    assert shop.inform("-v3", "-l", "authPriv", *WATCHER)
    assert not shop.inform("-v2c", "-c", "guess")
    assert not shop.inform("-v3", "-l", "authNoPriv", *WATCHER)
    wait_until(lambda: shop.counter("traps_denied_community") == shop.counter("traps_denied_level") == 1, 10, "what was denied")
    assert shop.counter("informs_acknowledged") == len(shop.traps()) == 2


def test_what_is_forged_is_only_listed_and_moves_nothing(shop):
    assert shop.send("snmptrap", "-v2c", "-c", "sesame", shop.at(), "1", "1.3.6.1.4.1.99999.1")
    wait_until(lambda: shop.traps(), 10, "the trap")
    assert [trap["pack"] for trap in shop.traps()] == [""]
    assert not Api(shop.provost.socket).get("/v1/alerts").json["alerts"]
    assert not shop.provost.actions() and not shop.provost.tips()


def test_while_the_journal_is_gone_no_inform_is_acknowledged(shop):
    (shop.provost.state / "provost.db").unlink()
    assert not shop.inform("-v2c", "-c", "sesame")
    assert not shop.inform("-v2c", "-c", "sesame")
    assert shop.counter("informs_acknowledged") == 0


@contextlib.contextmanager
def running_snmptrapd(folder, port, socket_path):
    """With provost-traphandle as its only program."""
    (folder / "snmptrapd.conf").write_text(
        f"authCommunity log,execute sesame\noutputOption ne\n"
        f"traphandle default {BUILD}/plugins/provost-traphandle -S {socket_path}\n")
    with (folder / "snmptrapd.log").open("w") as log:
        process = subprocess.Popen(["snmptrapd", "-f", "-Lo", "-C", "-c", str(folder / "snmptrapd.conf"), "-One", f"udp:127.0.0.1:{port}"],
                                   env={**os.environ, "SNMP_PERSISTENT_DIR": str(folder), "MIBS": ""}, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def test_what_snmptrapd_gets_is_passed_on(shop, tmp_path):
    port = free_port()
    with running_snmptrapd(tmp_path, port, shop.provost.socket):
        def passed():
            shop.send("snmptrap", "-v2c", "-c", "sesame", f"127.0.0.1:{port}", "1", LINK_UP, *INDEX)
            return shop.traps()
        wait_until(passed, 20, "a trap through snmptrapd")
    trap = shop.traps()[0]
    assert (trap["oid"], trap["from"], trap["pack"], trap["name"]) == (LINK_UP, "127.0.0.1", "core", "link 7")
