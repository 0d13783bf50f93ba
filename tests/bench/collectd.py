"""collectd gathering what provost gathers, from the same hosts.

Its virt plugin takes one connection a process, so there is one process for each host, which is the least
it allows; the first asks all SNMP agents. It is spared what can be spared: bulk requests, all memory
figures in one request, the columns of a table walked abreast, and only the virt plugin's standard
statistics. Each value goes to its RRD file at once, as with provost, unless `cache_sec` lets it wait.
"""

import pathlib
import subprocess

from lab import wait_until

PROGRAM = pathlib.Path("/usr/sbin/collectd")
PLUGINS = pathlib.Path("/usr/lib/collectd")
TYPES = pathlib.Path("/usr/share/collectd/types.db")

OWN_TYPES = """\
host_memory total:GAUGE:0:U, free:GAUGE:0:U, buffer:GAUGE:0:U, cached:GAUGE:0:U, available:GAUGE:0:U
host_storage units:GAUGE:0:U, size:GAUGE:0:U, used:GAUGE:0:U
host_net rx:DERIVE:0:U, tx:DERIVE:0:U, speed:GAUGE:0:U
"""

MEMORY = ".1.3.6.1.4.1.2021.4"
STORAGE = ".1.3.6.1.2.1.25.2.3.1"
PROCESSOR = ".1.3.6.1.2.1.25.3.3.1"
INTERFACE = ".1.3.6.1.2.1.31.1.1.1"


def what_is_missing():
    plugins = ("virt", "snmp", "rrdtool")
    if PROGRAM.exists() and all((PLUGINS / f"{name}.so").exists() for name in plugins):
        return []
    return ["collectd with its virt, snmp and rrdtool plugins; as root: tools/install-packages collectd-core"]


def oids(table, *columns, row=""):
    return " ".join(f'"{table}.{column}{row}"' for column in columns)


DATA = f"""\
  <Data "memory">
    Table false
    Type "host_memory"
    Values {oids(MEMORY, 5, 6, 14, 15, 27, row=".0")}
  </Data>
  <Data "storage">
    Table true
    Type "host_storage"
    TypeInstanceOID {oids(STORAGE, 3)}
    Values {oids(STORAGE, 4, 5, 6)}
  </Data>
  <Data "processors">
    Table true
    Type "percent"
    Values {oids(PROCESSOR, 2)}
  </Data>
  <Data "interfaces">
    Table true
    Type "host_net"
    TypeInstanceOID {oids(INTERFACE, 1)}
    Values {oids(INTERFACE, 6, 10, 15)}
  </Data>
"""


def agent(name, address):
    return f"""\
  <Host "{name}">
    Address "udp:{address}:161"
    Version 2
    Community "public"
    BulkSize 20
    Collect "memory" "storage" "processors" "interfaces"
  </Host>
"""


class Collectd:
    """The collectd processes that watch a lab."""

    def __init__(self, folder, lab, interval_sec, cache_sec=0):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.rrd = self.folder / "rrd"
        self.types = self.folder / "types.db"
        self.types.write_text(OWN_TYPES)
        self.lab = lab
        self.interval_sec, self.cache_sec = interval_sec, cache_sec
        self.processes = []

    def configuration(self, host):
        text = f"""\
Hostname "{host}"
FQDNLookup false
Interval {self.interval_sec}
BaseDir "{self.folder}"
TypesDB "{TYPES}" "{self.types}"
LoadPlugin rrdtool
<Plugin rrdtool>
  DataDir "{self.rrd}"
  CacheTimeout {self.cache_sec}
</Plugin>
LoadPlugin virt
<Plugin virt>
  Connection "{self.lab.uri(host)}"
</Plugin>
"""
        if host != self.lab.hosts[0]:
            return text
        agents = "".join(agent(name, self.lab.address(name)) for name in self.lab.hosts)
        return f"{text}LoadPlugin snmp\n<Plugin snmp>\n{DATA}{agents}</Plugin>\n"

    def start(self):
        for host in self.lab.hosts:
            configuration = self.folder / f"{host}.conf"
            configuration.write_text(self.configuration(host))
            with (self.folder / f"{host}.log").open("a") as log:
                self.processes.append(subprocess.Popen([PROGRAM, "-f", "-C", configuration],
                                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        wait_until(lambda: self.rrd.exists() or not self.all_run(), 60, "collectd's first RRD file")
        if not self.all_run():
            raise RuntimeError(f"collectd ended: {self.said()}")

    def all_run(self):
        return all(process.poll() is None for process in self.processes)

    def said(self):
        return "".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
        self.processes = []
