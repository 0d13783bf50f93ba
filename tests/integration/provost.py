"""provostd and the provost command as Python objects, for the tests on the lab and for the demo."""

import contextlib
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess

from lab import ENDS_WITH_US, wait_until

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("PROVOST_BUILD", TOP / "build"))
ROLES = ("provost-snmp", "provost-virt", "provost-rrd-writer", "provost-rrd-reader", "provost-policy", "provost-notify",
         "provost-agentx")


class Refused(Exception):
    """A command ended with another status than 0; the text is what it said."""

    def __init__(self, result):
        super().__init__(result.stderr.strip() or result.stdout.strip())
        self.status = result.returncode


class Provost:
    """One provostd with its own state, and commands to it."""

    def __init__(self, folder, environment=None):
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "state"
        self.socket = self.state / "run" / "provost.sock"
        self.log = self.folder / "provostd.log"
        self.config = self.folder / "provost.yaml"
        self.environment = dict(os.environ, **(environment or {}))
        self.process = None

    # Its life

    def configure(self, text):
        self.state.mkdir(parents=True, exist_ok=True)
        self.config.write_text(text)
        self.config.chmod(0o600)

    def start(self):
        """Starts provostd and waits until it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen([*ENDS_WITH_US, BUILD / "provostd", "--config", self.config],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        wait_until(lambda: self.answers() or self.process.poll() is not None, 30, "provostd's first answer")
        if self.process.poll() is not None:
            raise RuntimeError(f"provostd ended with status {self.process.returncode}: {self.log.read_text()}")

    def answers(self):
        return self.socket.exists() and self.run("status").returncode == 0

    def stop(self):
        """Ends provostd as a service manager does; returns its exit status."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        return self.process.returncode if self.process else None

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def has_stored(self, number):
        """Whether the action is in the journal: an order that was only answered is lost with provostd, and nothing was done."""
        with contextlib.closing(sqlite3.connect(f"file:{self.state}/provost.db?mode=ro", uri=True)) as journal:
            return journal.execute("SELECT count(*) FROM actions WHERE id = ?", (number,)).fetchone()[0] == 1

    # Commands

    def run(self, *words, timeout=60):
        """Runs `provost ...`, however it ends."""
        command = [BUILD / "provost", "--socket", self.socket, *words]
        return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=timeout, check=False)

    def __call__(self, *words, timeout=60):
        """What the command prints; Refused when it fails."""
        result = self.run(*words, timeout=timeout)
        if result.returncode:
            raise Refused(result)
        return result.stdout

    def json(self, *words, timeout=60):
        return json.loads(self(*words, "--json", timeout=timeout))

    def doctor(self, state):
        """(subject, what) of each finding in this state; it exits with 1 where there is trouble."""
        result = self.run("doctor", "--json")
        report = json.loads(result.stdout)
        assert result.returncode == (0 if report["healthy"] else 1)
        return [(each["subject"], each["what"]) for each in report["findings"] if each["state"] == state]

    # What it sees

    def host(self, name):
        return next(host for host in self.json("hosts")["hosts"] if host["name"] == name)

    def guest(self, name):
        return next((guest for guest in self.json("guests")["guests"] if guest["name"] == name), None)

    def cpu(self, host):
        return self.host(host)["cpu_busy_pct"]

    def tips(self, *words):
        return self.json("tips", *words)["tips"]

    def tip(self, number):
        return self.json("tip", number)

    def open_tip(self, subject):
        """The tip about the host or guest of that name that waits for somebody, or None."""
        return next((tip for tip in self.tips() if tip["subject"]["name"] == subject and tip["state"] == "open"), None)

    def actions(self):
        return self.json("actions")["actions"]

    def json_of_action(self, number):
        return next(action for action in self.actions() if action["id"] == number)

    def role(self, name):
        return next(role for role in self.json("status")["roles"] if role["name"] == name)

    def judge_again(self, rounds=1):
        """Waits until the policies have judged all three hosts that many times more."""
        def evaluations():
            return self.role("provost-policy")["counters"]["evaluations"]

        enough = evaluations() + 3 * rounds
        wait_until(lambda: evaluations() >= enough, 40 * rounds + 20, "more evaluations")

    def sees_all(self, hosts, guests=()):
        """Whether all hosts and guests are there with known values."""
        known = {guest["name"] for guest in self.json("guests")["guests"] if guest["state"] == "running"}
        return set(guests) <= known and all(
            self.host(host)["state"] == "up" and self.cpu(host) is not None for host in hosts)

    def complaints(self):
        """The log lines that say a promise is in danger, or that a sanitizer found something."""
        return re.findall(r"^.* critical: .*$|^.*(?:Sanitizer|runtime error).*$", self.log.read_text(), re.MULTILINE)
