"""A real provostd with its real roles, over hosts that are not: its configuration, its life, its socket and its database."""

import asyncio
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("TOP_BUILDDIR", TOP / "build"))
# Before a command whose program must not outlive us, however we end.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL")
METHODS = ["live", "converge", "quick", "cold"]


def configuration(folder, hosts):
    """Each two hosts are a cluster."""
    clusters = "".join(f"""  - name: c{i // 2}
    migration: {{methods: [{", ".join(METHODS)}], save_dir: /saves, shutdown_time: 10s}}
    hosts:
      - {{name: {hosts[i]}, libvirt: 'qemu+tcp://{hosts[i]}/system'}}
      - {{name: {hosts[i + 1]}, libvirt: 'qemu+tcp://{hosts[i + 1]}/system'}}
""" for i in range(0, len(hosts), 2))
    return f"""state_dir: {folder}
runtime_dir: {folder}/run
interval: 1s
automation: {{level: 'off'}}
clusters:
{clusters}"""


class Scene:
    def __init__(self, folder, hosts, world, build=BUILD):
        self.folder, self.world, self.build = pathlib.Path(folder), world, pathlib.Path(build)
        self.socket, self.database = self.folder / "run/provost.sock", self.folder / "provost.db"
        self.config, self.log = self.folder / "provost.yaml", self.folder / "provostd.log"
        self.config.write_text(configuration(folder, hosts))
        self.config.chmod(0o600)
        self.process, self.connection, self.keeper = None, None, None
        self.starts = 0

    # ---- life -------------------------------------------------------------------------------------

    def spawn(self):
        environment = dict(os.environ, PROVOST_FAKE_WORLD=str(self.folder / "world.sock"),
                           LD_PRELOAD=str(BUILD / "tests/fake/libprovost-fakevirt.so"))
        with self.log.open("a") as log:
            self.process = subprocess.Popen([*ENDS_WITH_US, self.build / "provostd", "--config", self.config],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        self.starts += 1

    async def start(self):
        self.spawn()
        await self.answers()
        self.connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, isolation_level=None, timeout=10)
        self.keeper = asyncio.create_task(self.keep())

    async def keep(self):
        """Whatever ends it, it is started again."""
        while True:
            if self.process.poll() is not None:
                self.spawn()
            await asyncio.sleep(0.05)

    async def answers(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                if (await self.ask("GET", "/v1/status"))[0] == 200:
                    return
            await asyncio.sleep(0.05)
        raise TimeoutError("provostd does not answer: " + self.log.read_text()[-2000:])

    def kill_core(self):
        self.process.kill()
        return True

    def kill_role(self):
        """Only what is ours: the process that spoke to the world last, if it still is a provost-virt."""
        pid = self.world.role_pid
        with contextlib.suppress(OSError):
            if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "provost-virt":
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    async def stop(self):
        if self.keeper:
            self.keeper.cancel()
        self.process.terminate()
        try:
            await asyncio.to_thread(self.process.wait, 20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    # ---- its socket -------------------------------------------------------------------------------

    async def ask(self, method, path, body=None):
        """Status and answer. OSError, IncompleteReadError: it died, or was not there."""
        reader, writer = await asyncio.open_unix_connection(self.socket)
        text = json.dumps(body) if body is not None else ""
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(text)}\r\n\r\n{text}".encode())
        try:
            answer = await asyncio.wait_for(reader.read(), 30)
        except asyncio.TimeoutError as error:
            raise OSError("no answer") from error
        finally:
            writer.close()
        head, _, rest = answer.partition(b"\r\n\r\n")
        if not head:
            raise OSError("it died")
        if b"chunked" in head:
            rest = unchunk(rest)
        return int(head.split()[1]), json.loads(rest) if rest.strip().startswith(b"{") else {}

    # ---- its database, read beside it -------------------------------------------------------------

    def rows(self, sql, *values):
        return self.connection.execute(sql, values).fetchall()

    def hold(self, seconds):
        """Another program that writes to the database: provostd must wait for it."""
        async def keep_it():
            with contextlib.suppress(sqlite3.Error):
                other = sqlite3.connect(self.database, isolation_level=None, timeout=0)
                other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(seconds)
                other.execute("ROLLBACK")
                other.close()
        return asyncio.create_task(keep_it())


def unchunk(body):
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        n = int(size or b"0", 16)
        whole, body = whole + rest[:n], rest[n + 2:]
        if not n:
            break
    return whole
