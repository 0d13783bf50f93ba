"""provost-virt without a provostd: a test gives it orders itself and reads its answers."""

import queue
import re
import subprocess
import threading
import time

from lab import ENDS_WITH_US
from provost import BUILD

DEEDS = ("migrate save check-image restore copy-definition undefine remove-image resume abort shutdown start "
         "set-autostart set-memory set-vcpus resume-postcopy").split()
RESULTS = ("done", "failed", "unknown")
OBSTACLES = ("snapshots passthrough local-disk host-network managed-save cpu memory name foreign-job transient "
             "nvram").split()
STATES = ("unknown", "running", "paused", "off", "crashed")


def written(value):
    """A value as GVariant's text has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"uint64 {value}" if isinstance(value, int) else f"'{value}'"


class VirtCore:
    """A provost-virt that watches the hosts of the lab."""

    def __init__(self, lab):
        self.lab = lab
        self.lines = queue.Queue()
        self.heard = []
        self.number = 0
        self.process = subprocess.Popen([*ENDS_WITH_US, BUILD / "tests/integration/role-core", "provost-virt"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()
        hosts = ", ".join(f"('host:{host}', '{lab.uri(host)}', false, false, 0)" for host in lab.hosts)
        self.say(f"VIRT_CONFIGURE (1000, 60, [{hosts}])")

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self, kind, number, timeout=60):
        """The first answer of that kind to that number, whenever it came."""
        start = f"{kind} ({number}, "
        deadline = time.monotonic() + timeout
        while True:
            for line in self.heard:
                if line.startswith(start):
                    return line[len(start):]
            try:
                self.heard.append(self.lines.get(timeout=max(0.01, deadline - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"no {kind} to {number} came within {timeout} s: {self.heard[-5:]}") from None

    def all_of(self, kind, number):
        while not self.lines.empty():
            self.heard.append(self.lines.get())
        return [line for line in self.heard if line.startswith(f"{kind} ({number}, ")]

    # Orders

    def order(self, deed, guest, host, **arguments):
        """Begins a deed; returns its number."""
        self.number += 1
        pairs = ", ".join(f"'{name}': <{written(value)}>" for name, value in arguments.items())
        self.say(f"DEED ({self.number}, {DEEDS.index(deed)}, 'host:{host}', '{guest}', {{{pairs}}})")
        return self.number

    def result(self, number, timeout=120):
        """(how the deed ended, its sentence)."""
        text = self.answer("DEED_ENDED", number, timeout)
        found = re.match(r"0x(\d\d), (?:'([^']*)'|\"([^\"]*)\"), ", text)
        return RESULTS[int(found[1], 16)], found[2] or found[3] or ""

    def do(self, deed, guest, host, timeout=120, **arguments):
        return self.result(self.order(deed, guest, host, **arguments), timeout)

    def state(self, guest, host):
        """How the guest is there; None where it is not."""
        self.number += 1
        self.say(f"INSPECT ({self.number}, 'host:{host}', '{guest}')")
        presence, state = re.match(r"0x(\d\d), 0x(\d\d), ", self.answer("INSPECTED", self.number)).groups()
        return STATES[int(state)] if presence == "02" else None

    def examine(self, guest, host, to):
        """({obstacle: [texts]}, who manages the guest, why it could not be examined)."""
        self.number += 1
        self.say(f"EXAMINE ({self.number}, 'host:{host}', '{guest}', 'host:{to}')")
        text = self.answer("EXAMINED", self.number)
        rows, rest = re.match(r"(?:@a\(ys\) )?\[(.*)\], (.*)\)$", text).groups()
        obstacles = {}
        for number, one, other in re.findall(r"\(0x(\w\w), (?:'([^']*)'|\"([^\"]*)\")\)", rows):
            obstacles.setdefault(OBSTACLES[int(number, 16)], []).append(one or other)
        owner, problem = [one or other for one, other in re.findall(r"'([^']*)'|\"([^\"]*)\"", rest)]
        return obstacles, owner, problem

    def follow(self, number, guest, host):
        self.say(f"FOLLOW ({number}, 'host:{host}', '{guest}')")
