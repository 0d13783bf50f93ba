"""What Nagios and Icinga call, and what they are configured with: check_provost on a provostd that stops, hangs and comes back;
the real nagios4 and Icinga 2 with our snippets and the fleet's objects."""

import concurrent.futures
import hashlib
import http.server
import json
import os
import signal
import socketserver
import subprocess
import threading
import time

import pytest
from api import running_provostd
from daemons import ACCESS, folder_of_nobody, free_port, needs
from icinga import Icinga, running_icinga
from lab import wait_until
from nagios import Nagios, running_nagios
from provost import BUILD, TOP
from shops import PLUGINS, snippet

MODES = {"daemon": (), "tips": (), "host": ("h1",), "guest": ("test",), "cluster": ("lab",), "metric": ("guest:test", "guest.cpu.used_pct")}
LIMIT_SEC = 10
TOKEN = "viewer-0123456789abcdef"

# What would run a program, were it ever read by a shell; Nagios itself takes quotes and the like out of it.
EVIL = "'; touch {0}/ran; echo ' $(touch {0}/ran) `touch {0}/ran` \" || touch {0}/ran; <b>"


def check(*words, **more):
    """(status, what it says); within the time that it has."""
    since = time.monotonic()
    done = subprocess.run([PLUGINS / "check_provost", *map(str, words)], capture_output=True, text=True, timeout=60, check=False, **more)
    assert time.monotonic() - since < LIMIT_SEC
    assert done.stderr == "" and done.stdout.startswith("PROVOST ")
    return done.returncode, done.stdout


def check_all(provost):
    """By mode; all at once."""
    with concurrent.futures.ThreadPoolExecutor(len(MODES)) as pool:
        asked = {mode: pool.submit(check, "-S", provost.socket, mode, *words) for mode, words in MODES.items()}
    return {mode: future.result() for mode, future in asked.items()}


def assert_silent(provost):
    for mode, (status, text) in check_all(provost).items():
        assert status == (2 if mode == "daemon" else 3), text
        assert "\n" == text[-1] and text.count("\n") == 1


def is_well(provost):
    return all(status == 0 for status, _ in check_all(provost).values())


def test_h14_a_provostd_that_hangs_stops_and_comes_back(tmp_path):
    with running_provostd(tmp_path) as provost:
        wait_until(lambda: is_well(provost), 30, "a provostd that is well")
        os.kill(provost.process.pid, signal.SIGSTOP)
        try:
            assert_silent(provost)
        finally:
            os.kill(provost.process.pid, signal.SIGCONT)
        wait_until(lambda: is_well(provost), 30, "the end of its hanging")
        provost.kill()
        assert_silent(provost)
        provost.start()
        wait_until(lambda: is_well(provost), 30, "its return")
        provost.stop()
        assert_silent(provost)
        provost.start()


def test_over_tls_a_token_is_needed_and_the_certificate_is_checked(tmp_path):
    port = free_port()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
                   check=True, capture_output=True, timeout=60)
    (tmp_path / "key.pem").chmod(0o600)
    for name, text in (("tokens", f"ci viewer {hashlib.sha256(TOKEN.encode()).hexdigest()}\n"), ("token", TOKEN + "\n")):
        (tmp_path / name).touch(0o600)
        (tmp_path / name).write_text(text)
    listening = f"api: {{listen: '127.0.0.1:{port}', token_file: {tmp_path}/tokens, tls: {{certificate: {tmp_path}/cert.pem, key: {tmp_path}/key.pem}}}}\n"
    with running_provostd(tmp_path, listening):
        there = ("-H", f"localhost:{port}", "--ca", tmp_path / "cert.pem")
        assert check(*there, "--token-file", tmp_path / "token", "guest", "test")[0] == 0
        assert check(*there, "guest", "test", env={**os.environ, "PROVOST_TOKEN": TOKEN})[0] == 0
        status, text = check(*there, "daemon")
        assert status == 3 and "token" in text
        status, text = check("-H", f"127.0.0.1:{port}", "--ca", tmp_path / "cert.pem", "--token-file", tmp_path / "token", "daemon")
        assert status == 2 and "is not to be believed" in text
        (tmp_path / "token").chmod(0o644)
        status, text = check(*there, "--token-file", tmp_path / "token", "daemon")
        assert status == 3 and "closed to others" in text and TOKEN not in text


# ---- the shops -----------------------------------------------------------------------------------------


class Listener(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Takes what handlers tell, as provostd would."""

    daemon_threads = True

    def __init__(self, path):
        self.reports = []
        super().__init__(str(path), Taking)
        path.chmod(0o777)


class Taking(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # noqa: N802
        self.server.reports.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def address_string(self):
        return "a handler"

    def log_message(self, *_):
        pass


@pytest.fixture
def folder():
    with folder_of_nobody("plugins") as folder:
        yield folder


@pytest.fixture
def told(folder):
    """What handlers have told."""
    with Listener(folder / "told") as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield listener.reports
        listener.shutdown()


@pytest.fixture
def provost(folder, monkeypatch):
    """Which check_provost finds by itself."""
    with running_provostd(folder, ACCESS) as provost:
        monkeypatch.setenv("PROVOST_SOCKET", str(provost.socket))
        yield provost


def has(told, **wanted):
    return [report for report in told if wanted.items() <= report.items()]


def tell(*words):
    """As Nagios would; `words` are NAME, VALUE, ..."""
    options = [f"--{word}" if number % 2 == 0 else word for number, word in enumerate(words)]
    subprocess.run([PLUGINS / "provost-nagios-handler", *options], check=True, timeout=20)


def test_what_the_handler_tells_is_an_alert_of_the_guest(folder, provost):
    http = ("host", "test", "service", "http")

    def alert(**wanted):
        found, = provost.json("alerts")["alerts"]
        assert (found["subject_name"], found["name"], found["source"]) == ("test", "http", "nagios")
        return wanted.items() <= found.items()

    tell(*http, "state", "CRITICAL", "state-type", "SOFT", "attempt", "1", "output", "refused")
    assert alert(state="critical", state_type="soft", attempt=1, text="refused")
    tell(*http, "state", "CRITICAL", "state-type", "HARD", "attempt", "3", "output", "x" * 65536)
    assert alert(state="critical", state_type="hard", attempt=3, text="x" * 1023)
    tell(*http, "notification", "ACKNOWLEDGEMENT", "state", "CRITICAL", "author", "ann", "comment", "on it")
    assert alert(acknowledged=True, acknowledged_by="ann", comment="on it", downtime=False)
    tell(*http, "notification", "DOWNTIMESTART", "state", "CRITICAL", "author", "bob")
    assert alert(downtime=True, downtime_by="bob")
    tell(*http, "notification", "DOWNTIMECANCELLED", "state", "CRITICAL")
    assert alert(downtime=False)
    tell(*http, "notification", "FLAPPINGSTART", "state", "CRITICAL")
    assert alert(flapping=True)
    tell(*http, "notification", "FLAPPINGSTOP", "state", "CRITICAL")
    assert alert(flapping=False)
    os.kill(provost.process.pid, signal.SIGKILL)
    provost.process.wait(20)
    (folder / "waiting").mkdir()
    kept = subprocess.run([PLUGINS / "provost-nagios-handler", "--spool", folder / "waiting", "--host", "test", "--service", "http", "--state", "WARNING"],
                          capture_output=True, text=True, timeout=20, check=False)
    assert kept.returncode == 3 and "is it running?" in kept.stderr
    provost.start()
    tell("spool", str(folder / "waiting"), "host", "test", "service", "smtp", "state", "OK")
    assert {each["name"]: each["state"] for each in provost.json("alerts")["alerts"]} == {"http": "warning", "smtp": "ok"}


def nagios_snippet(folder):
    return snippet("nagios/provost.cfg").replace("/provost-nagios-handler", f"/provost-nagios-handler -S {folder}/told")


def icinga_snippet(folder):
    return snippet("icinga2/provost.conf").replace('/provost-nagios-handler" ]', f'/provost-nagios-handler", "-S", "{folder}/told" ]')


def transcript(name):
    """The objects of a fleet with names of all kinds, as provost has written them."""
    lines = (TOP / f"tests/unit/cli/transcripts/{name}.txt").read_text().splitlines()
    assert lines[0].startswith("$ provost ") and lines[-1] == "= 0"
    return "\n".join(lines[1:-1]) + "\n"


@needs("nagios4")
def test_h12_nagios_takes_every_name_that_is_written(folder):
    for name in ("nagios-config-asks-actively-about-plain-names", "nagios-config-has-a-service-for-each-policy"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
        assert "Checked 8 hosts" in Nagios(folder / name, nagios_snippet(folder) + transcript(name)).verify()


@needs("icinga2")
def test_h12_icinga_takes_every_name_that_is_written(folder):
    told = 'object Host "told" { import "watched-host", vars.provost_is_told = true }\nobject Service "told" { import "told-service", host_name = "told" }\n'
    text = transcript("icinga-config-asks-actively-about-any-name")
    assert "Instantiated 12 Hosts" in Icinga(folder, icinga_snippet(folder) + text + told, free_port()).verify()


NAGIOS_SERVICE = """
define service {
  use told-service
  host_name test
  service_description http
  max_check_attempts 2
  contacts pager,provost
  notification_options w,u,c,r,f,s
  event_handler provost-service-event
}
"""


@needs("nagios4")
def test_h12_nagios_asks_and_tells(folder, told, provost):
    evil = EVIL.format(folder)
    fleet = provost("nagios-config", "--active")
    with running_nagios(nagios_snippet(folder) + fleet + NAGIOS_SERVICE) as nagios:
        wait_until(lambda: nagios.told("hoststatus", host_name="test")[0]["plugin_output"].startswith("PROVOST GUEST OK: test is running on h1"), 30,
                   "what check_provost says of the guest")
        nagios.result("test", "http", "critical", evil)
        wait_until(lambda: has(told, name="http", state="critical", state_type="soft", attempt=1, downtime=False), 20, "a soft state")
        nagios.result("test", "http", "critical", evil)
        wait_until(lambda: has(told, name="http", state="critical", state_type="hard", attempt=2), 20, "a hard state")
        nagios.order(f"ACKNOWLEDGE_SVC_PROBLEM;test;http;1;1;0;ann;{evil}")
        wait_until(lambda: has(told, kind="acknowledged", host="test", name="http", author="ann"), 20, "an acknowledgement")
        nagios.result("test", "provost", "critical", "tip 1 is of ours")
        wait_until(lambda: nagios.state("test", "provost") == "critical", 20, "the state of our own service")
        nagios.schedule_downtime("test", "bob", "a new disk")
        wait_until(lambda: has(told, kind="downtime_began", host="test", author="bob") and has(told, kind="downtime_began", name="http"), 20,
                   "a downtime of the host and the service")
        nagios.result("test", "http", "ok", "fine")
        wait_until(lambda: has(told, name="http", state="ok", text="fine", downtime=True), 20, "the recovery")
    assert "touch" in has(told, state_type="soft")[0]["text"]
    assert not has(told, name="provost", kind="state")
    assert not (folder / "ran").exists()


OTHER = """
define host {
  use watched-host
  host_name other
}
define service {
  use told-service
  host_name other
  service_description http
}
"""


@needs("nagios4")
def test_nagios_reads_the_fleet_when_it_changes(folder, provost):
    fleet = folder / "fleet.cfg"
    with running_nagios(nagios_snippet(folder) + OTHER) as nagios:
        nagios.config.write_text(nagios.config.read_text() + f"cfg_file={fleet}\n")
        words = [BUILD / "provost", "--socket", provost.socket, "nagios-config", "-o", fleet, "--follow", "--reload", nagios.command_file]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as keeper:
            try:
                wait_until(lambda: nagios.told("servicestatus", host_name="test", service_description="provost"), 30, "the guest in Nagios")
            finally:
                keeper.kill()


ICINGA_SERVICE = """
object Service "http" {
  import "told-service"
  host_name = "test"
  enable_active_checks = false
  event_command = "provost-service"
  vars.provost_is_told = true
}
object Host "told" {
  import "watched-host"
  vars.provost_is_told = true
}
"""


@needs("icinga2")
def test_h12_icinga_asks_and_tells(folder, told, provost):
    evil = EVIL.format(folder)
    fleet = provost("icinga-config", "--active")
    with running_icinga(icinga_snippet(folder) + fleet + ICINGA_SERVICE) as icinga:
        icinga.act("reschedule-check", type="Host", filter='host.name=="test"', force=True)
        wait_until(lambda: (icinga.attributes("hosts/test")[0]["last_check_result"] or {}).get("output", "").startswith("PROVOST GUEST OK"), 30,
                   "what check_provost says of the guest")
        icinga.result("test", "http", "critical", evil)
        wait_until(lambda: has(told, source="icinga", name="http", state="critical", state_type="hard", text=evil), 20, "its state")
        icinga.act("acknowledge-problem", service="test!http", author="ann", comment=evil, notify=True)
        wait_until(lambda: has(told, kind="acknowledged", host="test", name="http", author="ann", comment=evil), 20, "an acknowledgement")
        icinga.result("test", "http", "ok", "fine")
        wait_until(lambda: has(told, name="http", state="ok", text="fine"), 20, "the recovery")
    assert not (folder / "ran").exists()
