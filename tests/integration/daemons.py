"""Daemons of others: each as nobody, in a folder and a PID namespace of its own, so that neither it nor what it started
outlives the test run, however that ends."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest
from lab import ENDS_WITH_US, wait_until

NOBODY = 65534
SETPRIV, *WITH_US = ENDS_WITH_US
# Who becomes another user is told no more of its parent's end, hence it asks for that once more.
AS_NOBODY = (*ENDS_WITH_US, "unshare", "--pid", "--fork", "--kill-child",
             SETPRIV, "--reuid=nobody", "--regid=nogroup", "--clear-groups", *WITH_US)

# What lets them, and what they start, tell provost something.
ACCESS = "api: {groups: {operator: nogroup}}\n"

# Removes a folder when its input ends; what is being killed at that moment may still write into it.
REMOVER = 'cat; for _ in 1 2 3 4 5; do rm -rf "$0" && break; sleep 1; done'


def program(name):
    return shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")


def needs(name):
    """Marks tests that cannot run without this program, or without being root."""
    return pytest.mark.skipif(os.geteuid() != 0 or not program(name), reason=f"needs root and {name}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def folder_of_nobody(name):
    """A folder that everybody can go through."""
    folder = tempfile.mkdtemp(prefix=f"provost-{name}-")
    remover = subprocess.Popen(["sh", "-c", REMOVER, folder], stdin=subprocess.PIPE, start_new_session=True)
    try:
        os.chmod(folder, 0o755)
        os.chown(folder, NOBODY, NOBODY)
        yield pathlib.Path(folder)
    finally:
        remover.stdin.close()
        remover.wait()


class Daemon:
    """A program that stays in the foreground, and what it says."""

    def __init__(self, folder):
        self.folder = folder
        self.output = folder / "output"
        self.process = None

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        os.chown(path, NOBODY, NOBODY)
        return path

    def make(self, *names):
        for name in names:
            (self.folder / name).mkdir()
            os.chown(self.folder / name, NOBODY, NOBODY)

    def run(self, *command):
        """Runs the command to its end; returns what it said, and fails where that is a complaint."""
        result = subprocess.run([*AS_NOBODY, *map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                                cwd=self.folder, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def begin(self, command, is_there):
        """Starts it and waits until `is_there()`."""
        with self.output.open("a") as output:
            self.process = subprocess.Popen([*AS_NOBODY, *map(str, command)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                            cwd=self.folder)
        wait_until(lambda: is_there() or self.process.poll() is not None, 30, f"the start of {command[0]}")
        if self.process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with status {self.process.returncode}: {self.output.read_text()}")

    def kill(self):
        """Ends it and all it has started, at once: with the first process of a namespace go all others."""
        if self.process and self.process.poll() is None:
            first, = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            os.kill(int(first), signal.SIGKILL)
            self.process.wait(20)
