"""The lab as a Python object whose methods read as sentences; tests/lab/lab does the work."""

import contextlib
import dataclasses
import json
import pathlib
import socket
import subprocess
import time

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / "lab" / "lab"
TEST_INSTANCES = range(100, 120)
HOSTS = ("h1", "h2", "h3")

# Before a command whose program must not outlive the test run, however that ends.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL")

IN_USE = 75
CANNOT_RUN = 77

HR_PROCESSOR_LOAD = ".1.3.6.1.2.1.25.3.3.1.2"
SYS_NAME = ".1.3.6.1.2.1.1.5.0"


class LabError(Exception):
    """A lab command failed; the text is what it said."""

    def __init__(self, command, result):
        said = result.stderr.strip()
        super().__init__(f"{' '.join(map(str, command))} ended with {result.returncode}: {said}")
        self.returncode = result.returncode


@dataclasses.dataclass(frozen=True)
class Heartbeat:
    """What the arrivals of a guest's heartbeats tell; `repeated` names counters that came twice."""

    counter: int
    uptime_sec: float
    boot: str
    age_sec: float
    beats: int
    gap_sec: float
    gap_began: float
    repeated: list


def wait_until(predicate, timeout=60, what="the awaited state"):
    """Returns the predicate's first true value; fails when none comes within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {timeout} s")
        time.sleep(0.05)


def result_of(command, timeout=300):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=timeout, check=False)


def run(*command, timeout=300):
    """The output of a command that must succeed."""
    command = [str(word) for word in command]
    result = result_of(command, timeout)
    if result.returncode:
        raise LabError(command, result)
    return result.stdout


def what_is_missing():
    """The lines of `lab check`; none when the lab can run here."""
    result = result_of([PROGRAM, "check"])
    if result.returncode not in (0, CANNOT_RUN):
        raise LabError([PROGRAM, "check"], result)
    return result.stdout.splitlines()


@contextlib.contextmanager
def claimed_instance():
    """An instance number no other test run has, and the socket that claims it as long as somebody holds it; a dead run's
    claim leaves no file."""
    with socket.socket(socket.AF_UNIX) as claim:
        for number in TEST_INSTANCES:
            try:
                claim.bind(f"\0provost-lab-test-{number}")
            except OSError:
                continue
            yield number, claim
            return
    raise RuntimeError(f"all lab instances for tests are taken ({TEST_INSTANCES[0]} to {TEST_INSTANCES[-1]})")


@contextlib.contextmanager
def running_lab():
    """A lab of one's own, up; taken down however the block ends, and when its process is killed."""
    with claimed_instance() as (number, claim):
        lab = Lab(number)
        lab.down()
        taker_down = subprocess.Popen(["sh", "-c", 'cat; exec "$0" --instance "$1" down', PROGRAM, str(number)],
                                      stdin=subprocess.PIPE, pass_fds=[claim.fileno()], start_new_session=True)
        try:
            lab.up()
            yield lab
        finally:
            taker_down.stdin.close()
            if taker_down.wait():
                raise RuntimeError(f"lab {number} could not be taken down")


class Lab:
    def __init__(self, instance):
        self.instance = instance
        self.hosts = HOSTS

    def command(self, *words, **options):
        return run(PROGRAM, "--instance", self.instance, *words, **options).strip()

    # Its life

    def up(self):
        self.command("up")

    def down(self):
        self.command("down")

    def reset(self):
        """Mends the hosts and takes all guests and saved guests away."""
        self.command("reset")

    # Guests

    def guest(self, name, on, memory_mib=96, busy=False, agent=False, balloon=True, booted=True):
        """Creates and starts a guest; returns its name once its heart beats."""
        how = [*(["--busy"] if busy else []), *(["--agent"] if agent else []),
               *([] if balloon else ["--no-balloon"])]
        self.command("guest", "create", name, on, "--memory", memory_mib, *how)
        if booted:
            self.command("guest", "wait", name)
        return name

    def guests_on(self, places):
        """Creates the guests of {name: host} side by side; returns once all their hearts beat."""
        for name, host in places.items():
            self.guest(name, host, booted=False)
        self.command("guest", "wait", *places)

    def destroy(self, name):
        self.command("guest", "destroy", name)

    def guests(self):
        """{(name, host): state} of all domains on all hosts that answer."""
        rows = (line.split(maxsplit=2) for line in self.command("guest", "list").splitlines())
        return {(name, host): state for name, host, state in rows}

    def hosts_of(self, name):
        """The hosts on which the guest is active; more than one would be two copies."""
        return [host for (guest, host), state in self.guests().items() if guest == name and state != "shut off"]

    def host_of(self, name):
        """The one host on which the guest is active, or None."""
        active = self.hosts_of(name)
        assert len(active) <= 1, f"{name} is active on {' and '.join(active)}"
        return active[0] if active else None

    def load(self, name, processors=1):
        """Lets the guest burn that many processors, or write to its "memory"."""
        self.command("load", name, processors)

    def idle(self, name):
        self.load(name, 0)

    def heartbeat(self, name, since=None):
        """The guest's heartbeat, of all time or since a time.monotonic()."""
        window = [] if since is None else ["--since", f"{time.monotonic() - since:.3f}"]
        return Heartbeat(**json.loads(self.command("heartbeat", name, "--json", *window)))

    def beats_on(self, name, beats=5, timeout=60):
        """Waits until some more heartbeats have come; returns the last."""
        first = self.heartbeat(name)

        def later():
            now = self.heartbeat(name)
            return now if now.boot != first.boot or now.counter >= first.counter + beats else None

        return wait_until(later, timeout, f"heartbeat {first.counter + beats} of {name}")

    def migrate(self, name, to, live=True):
        """Migrates from wherever the guest is, peer to peer, and keeps it persistent."""
        how = ["--live"] if live else []
        return self.virsh(self.host_of(name), "migrate", *how, "--p2p", "--persistent",
                          "--undefinesource", name, self.uri(to))

    # Hosts

    def kill(self, host, what, signal="-KILL"):
        self.command("kill", host, what, signal)

    def stop(self, host, what):
        self.command("stop", host, what)

    def cont(self, host, what):
        self.command("cont", host, what)

    def start(self, host, what):
        self.command("start", host, what)

    def pid(self, host, what):
        return int(self.command("pid", host, what))

    def power_off(self, host):
        self.command("power", host, "off")

    def power_on(self, host):
        self.command("power", host, "on")

    def unplug(self, host):
        self.command("link", host, "down")

    def plug_in(self, host):
        self.command("link", host, "up")

    def cut_off(self, host, other):
        """Lets `host` reach `other` no more; the rest of the network goes on. `reset` mends it."""
        self.exec(host, "ip", "route", "add", "blackhole", self.address(other))

    def exec(self, host, *command):
        return self.command("exec", host, *command)

    def virsh(self, host, *words, timeout=300):
        return run("virsh", "-q", "-c", self.uri(host), *words, timeout=timeout).strip()

    def snmp(self, host, *oids):
        """The values of the objects, as the agent gives them."""
        return run("snmpget", "-m", "", "-v", "2c", "-c", "public", "-t", "5", "-r", "3", "-Oqv",
                   self.address(host), *oids).split()

    def processor_load_pct(self, host):
        """The mean of the host's hrProcessorLoad."""
        loads = self.snmp(host, *(f"{HR_PROCESSOR_LOAD}.{row}" for row in (196608, 196609)))
        return sum(map(int, loads)) / len(loads)

    # Names

    def address(self, host):
        return f"10.99.{self.instance}.{10 + int(host[1:])}"

    def uri(self, host):
        return f"qemu+tcp://{self.address(host)}/system"

    @property
    def folder(self):
        return pathlib.Path(self.command("dir"))

    @property
    def saves(self):
        """The folder all hosts share for saved guests."""
        return pathlib.Path(self.command("saves"))

    def config(self, **overrides):
        """provost.yaml for this lab; overrides are the options of `lab config`, as in level="auto"."""
        options = []
        for key, value in overrides.items():
            options += [f"--{key.replace('_', '-')}", value]
        return self.command("config", *options) + "\n"
