"""Who may do what, and from where: users of this machine at the Unix socket, tokens over TCP with TLS. Needs root, and no lab."""

import contextlib
import grp
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import stat
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import warnings

import pytest

from api import CONFIG, Api
from daemons import NOBODY, free_port
from lab import wait_until
from provost import BUILD, Provost

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be other users")

# Four groups of this machine that mean nothing here.
VIEWERS, OPERATORS, ADMINS, OTHERS = [group for group in grp.getgrall() if group.gr_gid not in (0, NOBODY)][:4]
GROUPS = f"groups: {{viewer: {VIEWERS.gr_name}, operator: {OPERATORS.gr_name}, admin: {ADMINS.gr_name}}}"
TOKENS = {"viewer": "viewer-" + "0123456789" * 3, "admin": "admin-" + "0123456789" * 3}

# Asks METHOD PATH of the socket argv[1] and prints status and answer.
ASK = """
import socket, sys
with socket.socket(socket.AF_UNIX) as wire:
    wire.connect(sys.argv[1])
    wire.sendall(f"{sys.argv[2]} {sys.argv[3]} HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n".encode())
    text = b"".join(iter(lambda: wire.recv(65536), b"")).decode()
print(text.split(" ", 2)[1], text.split("\\r\\n\\r\\n", 1)[1])
"""

# Opens argv[2] connections to the socket argv[1], says nothing, and waits for the end of its input.
CROWD = """
import resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
wires = []
for _ in range(int(sys.argv[2])):
    wires.append(socket.socket(socket.AF_UNIX))
    wires[-1].connect(sys.argv[1])
print("there", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder():
    """One that everybody can go through."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="provost-access-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def start(folder):
    """Starts provostd with that `api`; ends it."""
    provost = Provost(folder)

    def begin(api=""):
        configure(provost, api)
        provost.start()
        return provost

    yield begin
    provost.stop()


def configure(provost, api):
    provost.configure(CONFIG.format(state=provost.state) + (f"api: {{{api}}}\n" if api else ""))


def as_user(*command, group=NOBODY, more=None, uid=NOBODY):
    """The command as run by that user, with one further group at most."""
    groups = [f"--groups={more}"] if more else ["--clear-groups"]
    return ["setpriv", f"--reuid={uid}", f"--regid={group}", *groups, *(str(word) for word in command)]


def ask(provost, method, path, **who):
    """(status, answer) as that user sees it; None where the socket is closed to him."""
    result = subprocess.run(as_user("/usr/bin/python3", "-c", ASK, provost.socket, method, path, **who), capture_output=True, text=True,
                            timeout=30, check=False)
    if result.returncode:
        assert "PermissionError" in result.stderr, result.stderr
        return None
    status, answer = result.stdout.split(" ", 1)
    return int(status), json.loads(answer)


def audit(provost, event):
    with contextlib.closing(sqlite3.connect(f"file:{provost.state}/provost.db?mode=ro", uri=True)) as journal:
        return journal.execute('SELECT "by", subject, why FROM audit WHERE event = ? ORDER BY id', (event,)).fetchall()


def test_h04_users_may_what_their_groups_give_them(start):
    provost = start(GROUPS)
    assert stat.S_IMODE(provost.socket.stat().st_mode) == 0o666
    viewer, operator, admin = {"group": VIEWERS.gr_gid}, {"more": OPERATORS.gr_gid}, {"more": ADMINS.gr_gid}
    for who, status in (({}, 403), ({"group": OTHERS.gr_gid}, 403), (viewer, 200), (operator, 200), (admin, 200), ({"uid": 0}, 200)):
        assert ask(provost, "GET", "/v1/status", **who)[0] == status, who
    status, answer = ask(provost, "POST", "/v1/pause", **viewer)
    assert status == 403 and re.fullmatch(
        rf"POST /v1/pause is for operators, and user nobody is a viewer: members of the group {OPERATORS.gr_name} may, by "
        r"api\.groups\.operator in provost\.yaml", answer["error"])
    assert provost.json("status")["paused"] is None
    assert ask(provost, "POST", "/v1/pause", **operator)[0] == 200
    assert "by operator nobody" in provost.json("status")["paused"]
    assert ask(provost, "POST", "/v1/policies/reload", **operator)[0] == 403
    assert ask(provost, "POST", "/v1/policies/reload", **admin)[0] == 200
    assert provost.json("status")["api"]["refused"] == 4
    wait_until(lambda: len(audit(provost, "refused")) == 4, 10, "the refusals in the audit trail")
    assert ("operator nobody", "POST /v1/pause", answer["error"]) in audit(provost, "refused")


def test_the_command_line_says_what_is_refused_and_exits_with_1(start, folder):
    provost = start(GROUPS)
    command = shutil.copy(BUILD / "provost", folder)
    result = subprocess.run(as_user(command, "--socket", provost.socket, "pause", group=VIEWERS.gr_gid), capture_output=True, text=True,
                            timeout=30, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert "is for operators, and user nobody is a viewer" in result.stderr


def test_h04_who_asks_in_vain_for_ever_does_not_fill_the_disk(start):
    provost = start(GROUPS)
    loop = ASK.replace("with socket", "for _ in range(300):\n  with socket", 1).replace("\n    wire", "\n      wire").replace(
        "\n    text", "\n      text")
    subprocess.run(as_user("/usr/bin/python3", "-c", loop, provost.socket, "GET", "/v1/hosts"), capture_output=True, timeout=60, check=True)
    assert provost.json("status")["api"]["refused"] == 300
    provost.stop()
    assert 20 <= len(audit(provost, "refused")) <= 22


def test_without_groups_the_socket_is_closed_to_others_until_a_reload_names_some(start):
    provost = start()
    assert ask(provost, "GET", "/v1/status", group=VIEWERS.gr_gid) is None
    configure(provost, GROUPS)
    assert "api.groups.viewer" in provost("reload")
    assert ask(provost, "GET", "/v1/status", group=VIEWERS.gr_gid)[0] == 200
    configure(provost, "")
    provost("reload")
    assert ask(provost, "GET", "/v1/status", group=VIEWERS.gr_gid) is None


def test_h03_a_crowd_of_nobodies_keeps_no_admin_out(start):
    provost = start(GROUPS)
    since = time.monotonic()
    with subprocess.Popen(as_user("/usr/bin/python3", "-c", CROWD, provost.socket, 5000), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as crowd:
        assert crowd.stdout.readline() == "there\n"
        assert time.monotonic() - since < 60  # else they took turns at the places that silence had made free
        since = time.monotonic()
        assert provost.run("status").returncode == 0
        assert ask(provost, "GET", "/v1/status", group=VIEWERS.gr_gid)[0] == 200
        assert time.monotonic() - since < 5
        descriptors = len(os.listdir(f"/proc/{provost.process.pid}/fd"))
        crowd.stdin.close()
        crowd.wait(30)
    assert descriptors < 400


def test_h02_a_stopped_client_delays_nobody(start):
    provost = start()
    with subprocess.Popen([BUILD / "provost", "--socket", provost.socket, "events", "--follow"], stdout=subprocess.DEVNULL) as client:
        client.send_signal(signal.SIGSTOP)
        for _ in range(20):
            since = time.monotonic()
            assert provost.run("status").returncode == 0
            assert time.monotonic() - since < 5
        client.kill()


def test_h05_a_stale_socket_is_replaced_and_a_link_is_not(start, folder):
    provost = start()
    provost.kill()
    assert provost.socket.is_socket()
    provost.start()
    assert provost.run("status").returncode == 0
    provost.stop()
    assert not provost.socket.exists()
    precious = folder / "precious"
    precious.write_text("kept")
    provost.socket.symlink_to(precious)
    result = subprocess.run([BUILD / "provostd", "--config", provost.config], capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 1 and "is in the way and is not a socket" in result.stderr
    assert provost.socket.is_symlink() and precious.read_text() == "kept"


def test_h06_a_client_killed_after_its_order_is_answered_by_its_key(start):
    provost = start()
    order = (b"POST /v1/policies/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: 5f2c0e4a-key-of-mine\r\n"
             b"Content-Length: 0\r\n\r\n")
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(provost.socket))
        client.sendall(order)

    def again():
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(provost.socket))
            client.sendall(order)
            return b"".join(iter(lambda: client.recv(65536), b""))

    wait_until(lambda: again().startswith(b"HTTP/1.1 200 "), 20, "the answer to the order of a dead client")
    assert b'"packs":' in again()
    provost.stop()
    assert len(audit(provost, "reloaded")) == 1


# ---- TCP ---------------------------------------------------------------------------------------------


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                   check=True, capture_output=True, timeout=60)
    (folder / "key.pem").chmod(0o600)


def write_tokens(folder, **roles):
    path = folder / "tokens"
    path.touch(0o600)
    path.write_text("".join(f"{name} {name} {hashlib.sha256(token.encode()).hexdigest()}\n" for name, token in roles.items()))
    return path


def get(url, token=None, method="GET", context=None):
    """(status, headers, text)"""
    request = urllib.request.Request(url, method=method, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=10, context=context) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read().decode()


def test_without_tokens_loopback_may_look(start):
    port = free_port()
    provost = start(f"listen: '127.0.0.1:{port}'")
    assert get(f"http://127.0.0.1:{port}/v1/status")[0] == 200
    assert get(f"http://localhost:{port}/v1/hosts")[0] == 200
    status, _, text = get(f"http://127.0.0.1:{port}/v1/pause", method="POST")
    assert status == 403 and "without a token one may only look over TCP" in text
    assert provost.json("status")["api"] == {"listen": f"127.0.0.1:{port}", "tls": False, "tokens": None, "groups": False, "refused": 1}


def test_tokens_over_tls_have_their_roles_and_a_reload_changes_them(start, folder):
    port = free_port()
    make_certificate(folder)
    tokens = write_tokens(folder, **TOKENS)
    provost = start(f"listen: '127.0.0.1:{port}', token_file: {tokens}, tls: {{certificate: {folder}/cert.pem, key: {folder}/key.pem}}")
    url = f"https://localhost:{port}"
    trust = ssl.create_default_context(cafile=folder / "cert.pem")
    status, headers, _ = get(f"{url}/v1/status", context=trust)
    assert status == 401 and headers["WWW-Authenticate"] == 'Bearer realm="provost"'
    assert get(f"{url}/v1/status", TOKENS["viewer"], context=trust)[0] == 200
    assert get(f"{url}/v1/reload", TOKENS["viewer"], "POST", trust)[0] == 403
    assert get(f"{url}/v1/policies/reload", TOKENS["admin"], "POST", trust)[0] == 200
    status, _, text = get(f"{url}/v1/status", "no-token-of-this-file", context=trust)
    assert status == 401 and "none of those" in text
    old = ssl.create_default_context(cafile=folder / "cert.pem")
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(urllib.error.URLError):
        get(f"{url}/v1/status", TOKENS["viewer"], context=old)
    write_tokens(folder, admin=TOKENS["viewer"])
    assert "api.token_file: changed, a secret" in provost("reload")
    assert get(f"{url}/v1/status", TOKENS["admin"], context=trust)[0] == 401
    assert get(f"{url}/v1/policies/reload", TOKENS["viewer"], "POST", trust)[0] == 200
    assert TOKENS["viewer"] not in provost.log.read_text()


def test_events_are_told_over_tls(start, folder):
    port = free_port()
    make_certificate(folder)
    tokens = write_tokens(folder, **TOKENS)
    provost = start(f"listen: '127.0.0.1:{port}', token_file: {tokens}, tls: {{certificate: {folder}/cert.pem, key: {folder}/key.pem}}")
    trust = ssl.create_default_context(cafile=folder / "cert.pem")
    request = urllib.request.Request(f"https://localhost:{port}/v1/events", headers={"Authorization": f"Bearer {TOKENS['viewer']}"})
    with urllib.request.urlopen(request, timeout=20, context=trust) as events:
        assert events.headers["Content-Type"] == "text/event-stream"
        assert events.readline() == b": nothing new\n"
        assert provost.run("status").returncode == 0
        assert events.readline() == b"\n" and events.readline().startswith(b"id: ")  # provostd's heartbeat, once an interval
        assert events.readline() == b"event: provost\n"


def test_a_port_in_use_keeps_provostd_from_starting(folder):
    provost = Provost(folder)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        configure(provost, f"listen: '127.0.0.1:{port}'")
        result = subprocess.run([BUILD / "provostd", "--config", provost.config], capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 1
    assert f"another program listens at 127.0.0.1:{port}: stop it, or choose another port for api.listen" in result.stderr


def test_another_address_waits_for_a_restart(start):
    first, second = free_port(), free_port()
    provost = start(f"listen: '127.0.0.1:{first}'")
    configure(provost, f"listen: '127.0.0.1:{second}'")
    provost("reload")
    assert provost.json("status")["configuration"]["waits_for_restart"] == ["api.listen"]
    assert get(f"http://127.0.0.1:{first}/v1/status")[0] == 200


def test_what_others_reach_must_be_encrypted_and_know_who_asks(folder):
    provost = Provost(folder)
    configure(provost, "listen: '0.0.0.0:8480'")
    result = subprocess.run([BUILD / "provostd", "--config", provost.config, "--check"], capture_output=True, text=True, timeout=30,
                            check=False)
    assert result.returncode == 1 and "must be encrypted: add tls" in result.stderr and "add token_file" in result.stderr


def test_h03_h11_a_flood_of_dripping_clients_over_tcp_leaves_the_socket_alone(start):
    port = free_port()
    provost = start(f"listen: '127.0.0.1:{port}'")
    with contextlib.ExitStack() as wires:
        for _ in range(1000):
            wire = wires.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            with contextlib.suppress(OSError):
                wire.sendall(f"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Slow: ".encode())
        since = time.monotonic()
        assert Api(provost.socket).get("/v1/status").status == 200
        assert get(f"http://127.0.0.1:{port}/v1/status")[0] == 200
        assert time.monotonic() - since < 5
