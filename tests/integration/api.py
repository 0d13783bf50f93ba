"""The API of a provostd as a Python object, and a provostd over libvirt's test driver, for tests that need no lab."""

import contextlib
import http.client
import json
import socket

from lab import wait_until
from provost import Provost

CONFIG = """\
state_dir: {state}
runtime_dir: {state}/run
interval: 2s
clusters:
  - name: lab
    hosts:
      - {{name: h1, libvirt: 'test:///default'}}
"""

PACK = """\
name: here
version: {version}
vendor: example
description: What is always so
capabilities:
  metrics: [host.mem.total_bytes]
  remedies: [notify]
"""


def name_pack(pack, version):
    (pack / "pack.yaml").write_text(PACK.format(version=version))


def write_pack(folder, policy):
    """A pack of one policy, always.lua, that judges the memory of hosts."""
    pack = folder / "here"
    pack.mkdir()
    name_pack(pack, "1.0")
    (pack / "always.lua").write_text(policy)
    return pack


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("provost", timeout=30)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.type = response.getheader("Content-Type")
        self.etag = response.getheader("ETag")
        self.text = response.read().decode() if self.type != "image/png" else response.read()

    @property
    def json(self):
        return json.loads(self.text)


class Api:
    def __init__(self, path):
        self.path = path

    def __call__(self, method, path, body=None, **headers):
        """Asks once; `body` as JSON, unless it is text already."""
        connection = Connection(self.path)
        if body is not None:
            headers = {"Content-Type": "application/json", **headers}
            body = body if isinstance(body, str) else json.dumps(body)
        with contextlib.closing(connection):
            with contextlib.suppress(BrokenPipeError):  # a body that is not wanted is answered before all of it is sent
                connection.request(method, path, body, headers)
            return Answer(connection.getresponse())

    def get(self, path, **headers):
        return self("GET", path, **headers)

    def post(self, path, body=None):
        return self("POST", path, body)


@contextlib.contextmanager
def running_provostd(folder, more=""):
    """A provostd that has heard of its host's one guest, called "test", and has its policies. `more` goes on where the
    hosts end."""
    provost = Provost(folder)
    provost.configure(CONFIG.format(state=provost.state) + more)
    provost.start()
    try:
        wait_until(lambda: (provost.guest("test") or {}).get("cpu_used_pct") is not None, 30, "a rate of the driver's guest")
        wait_until(lambda: provost.json("policy", "list")["policies"], 30, "the policies")
        yield provost
    finally:
        provost.stop()
