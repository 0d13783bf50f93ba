"""The farm of SNMP agents and the tools that poll it, as the SNMP measures use them."""

import contextlib
import json
import pathlib
import signal
import subprocess
import time

from measuring import BUILD, cpu_sec, tree_of

import collectd

VALUES = 20  # of one agent, in one GET
WANTED = ("2.1.1.3.0", "6.3.10.2.1.2.0", "4.1.2021.4.5.0", "4.1.2021.4.6.0", "4.1.2021.4.14.0", "4.1.2021.4.15.0",
          "4.1.2021.4.27.0", "4.1.2021.4.3.0", "4.1.2021.4.4.0", "4.1.2021.11.50.0", "4.1.2021.11.52.0",
          "4.1.2021.11.53.0", "2.1.25.3.3.1.2.196608", "2.1.25.3.3.1.2.196609", "2.1.25.2.3.1.5.31",
          "2.1.25.2.3.1.6.31", "2.1.31.1.1.1.6.2", "2.1.31.1.1.1.10.2", "2.1.31.1.1.1.6.1", "2.1.31.1.1.1.10.1")


def address(agent):
    """As in snmp-baseline.c."""
    return f"127.1.{agent // 250}.{agent % 250 + 1}"


def place(agent):
    """Where the agent is among the fates of agent-farm.c, in percent."""
    number = 1 << 16 | agent // 250 << 8 | agent % 250 + 1
    return number * 40503 % 2**32 % 65536 / 65536 * 100


def configuration(state, port, agents, interval_sec):
    """provostd's, for agents that listen on this port."""
    hosts = "".join(f"  - {{name: a{i}, snmp: {{address: '{address(i)}:{port}', version: 2c, community: public}}}}\n"
                    for i in range(agents))
    return (f"state_dir: {state}\nruntime_dir: {state}/run\ninterval: {interval_sec}s\nclusters:\n- name: farm\n"
            f"  hosts:\n{hosts}")


def sleep_to_end(interval_sec):
    """To the end of an interval, when all its samples have come; of the next one, where that is now."""
    ready = time.time() + 0.5
    time.sleep((int(ready) // interval_sec + 1) * interval_sec - 0.3 - time.time())


class Farm:
    """A farm on a port of its own; `told` is what it said last."""

    def __init__(self, *options):
        self.process = subprocess.Popen([BUILD / "tests/bench/agent-farm", *map(str, options)],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[-1])
        self.told = {}

    def ask(self, how=signal.SIGUSR1):
        """What it did since its start."""
        self.process.send_signal(how)
        words = self.process.stdout.readline().split()
        self.told = dict(zip(words[::2], map(float, words[1::2])))
        return self.told

    def stop(self):
        self.ask(signal.SIGTERM)
        self.process.wait(10)


@contextlib.contextmanager
def running_farm(*options):
    farm = Farm(*options)
    try:
        yield farm
    finally:
        farm.stop()


def baseline(kind, farm, agents, rounds):
    """CPU seconds per 100,000 values of `raw` or `netsnmp`."""
    said = subprocess.run([BUILD / "tests/bench/snmp-baseline", kind, str(farm.port), str(agents), str(rounds)],
                          stdout=subprocess.PIPE, check=True).stdout
    figures = json.loads(said)
    return figures["cpu_sec"] / figures["values"] * 1e5


class CollectdSnmp:
    """collectd's snmp plugin with all values of an agent in one request and nothing that stores them."""

    def __init__(self, folder, farm, agents, interval_sec):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        types = self.folder / "types.db"
        types.write_text("packed " + ", ".join(f"v{i}:GAUGE:U:U" for i in range(VALUES)) + "\n")
        names = " ".join(f'".1.3.6.1.{name}"' for name in WANTED)
        hosts = "".join(f'  <Host "a{i}">\n    Address "udp:{address(i)}:{farm.port}"\n    Version 2\n'
                        f'    Community "public"\n    Timeout 1\n    Retries 0\n    Collect "all"\n  </Host>\n'
                        for i in range(agents))
        (self.folder / "collectd.conf").write_text(
            f'Hostname "bench"\nFQDNLookup false\nInterval {interval_sec}\nReadThreads 10\nBaseDir "{self.folder}"\n'
            f'TypesDB "{collectd.TYPES}" "{types}"\nLoadPlugin snmp\n<Plugin snmp>\n  <Data "all">\n    Table false\n'
            f'    Type "packed"\n    Values {names}\n  </Data>\n{hosts}</Plugin>\n')
        self.process = None

    def start(self):
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen([collectd.PROGRAM, "-f", "-C", self.folder / "collectd.conf"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def cpu_sec(self):
        return sum(map(cpu_sec, tree_of(self.process.pid)))

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
