"""An SNMP manager and the local snmpd, in folders and on ports of their own: real programs of Net-SNMP, which know PROVOST-MIB."""

import os
import pathlib
import re
import signal
import socket
import subprocess

from lab import ENDS_WITH_US, wait_until
from provost import BUILD, TOP

ROOT = ".1.3.6.1.4.1.8072.9999.9999.8480"
MODULES = f"{TOP}/tests/mibs:{TOP}/mib:/usr/share/snmp/mibs"


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Manager:
    """snmpd, which takes subagents, and snmptrapd, which writes down what it is told."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port, self.trap_port = free_port(), free_port()
        self.agentx = self.folder / "agentx"
        self.traps = self.folder / "traps"
        self.engine = "80001f88050102030405060708"
        self.snmpd = self.snmptrapd = None

    def environment(self, name, modules):
        state = self.folder / f"{name}-state"
        state.mkdir(exist_ok=True)
        return dict(os.environ, SNMP_PERSISTENT_DIR=str(state), SNMPCONFPATH="/nonexistent", MIBDIRS=MODULES, MIBS=modules)

    def program(self, name, modules, configuration, *options):
        file = self.folder / f"{name}.conf"
        file.write_text(configuration)
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen([*ENDS_WITH_US, name, "-f", "-C", "-c", str(file), *options], stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, env=self.environment(name, modules))

    def start_snmpd(self):
        self.agentx.unlink(missing_ok=True)
        self.snmpd = self.program("snmpd", "", f"master agentx\nagentXSocket unix:{self.agentx}\nagentXTimeout 1\n"
                                  f"rocommunity public 127.0.0.1\nagentAddress udp:127.0.0.1:{self.port}\n",
                                  "-Lo", "-I", "-smux")
        wait_until(self.agentx.exists, 20, "snmpd's socket")

    def start_snmptrapd(self):
        self.traps.touch()
        self.snmptrapd = self.program(
            "snmptrapd", "PROVOST-MIB", f"snmpTrapdAddr udp:127.0.0.1:{self.trap_port}\nauthCommunity log public\n"
            f"createUser -e 0x{self.engine} traps SHA-256 traps-auth AES traps-priv\nauthUser log traps authpriv\n"
            "createUser informs SHA informs-auth AES informs-priv\nauthUser log informs authpriv\n",
            "-n", "-Oqs", "-Lf", str(self.traps), "-F", "%P|%v\\n")
        wait_until(lambda: "NET-SNMP version" in self.traps.read_text(), 20, "snmptrapd")

    def stop(self):
        for process in (self.snmpd, self.snmptrapd):
            if process and process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
                process.wait(10)

    def targets(self):
        """Of provost.yaml: the same receiver by each way that notifications go."""
        address = f"'udp:127.0.0.1:{self.trap_port}'"
        return (f"[{{name: v2, address: {address}, community: public}},\n"
                f"  {{name: traps, address: {address}, version: 3, user: traps, auth: sha-256, auth_passphrase: traps-auth, priv: aes, "
                "priv_passphrase: traps-priv},\n"
                f"  {{name: informs, address: {address}, version: 3, user: informs, auth: sha, auth_passphrase: informs-auth, "
                "priv: aes, priv_passphrase: informs-priv, inform: yes, timeout: 2s}]")

    def ask(self, *words):
        """What a command of Net-SNMP prints; every line of it without the module's name."""
        result = subprocess.run([words[0], "-v2c", "-c", "public", "-t", "3", "-r", "0", *words[1:]], capture_output=True,
                                text=True, env=self.environment("manager", "PROVOST-MIB"), timeout=60, check=False)
        return result.stdout.replace("PROVOST-MIB::", "")

    def walk(self, root):
        """{object.index: value as snmpbulkwalk has it, without quotation marks}"""
        lines = self.ask("snmpbulkwalk", "-Oq", "-OU", "-Cr50", f"127.0.0.1:{self.port}", root).splitlines()
        return {name: value.strip('"') for name, _, value in (line.partition(" ") for line in lines) if "No " not in value}

    def table(self, name):
        """The rows of "Guest", each {column: value}, in no order."""
        rows = {}
        for instance, value in self.walk(f"PROVOST-MIB::provost{name}Table").items():
            column, _, index = instance.partition(".")
            rows.setdefault(int(index), {})[column.removeprefix(f"provost{name}")] = value
        return rows

    def told(self):
        """(how it came, notification, {object: value}) of each notification that snmptrapd has decoded."""
        found = []
        for line in self.traps.read_text().splitlines():
            how, bar, objects = line.partition("|")
            if not bar:
                continue
            values = dict(re.match(r"(?:[\w-]+::)?(\S+) ?(.*)", each).groups() for each in objects.split("\t"))
            name = next(value for key, value in values.items() if key.startswith("snmpModules.1.1.4.1"))
            found.append((how, name.removeprefix("provost"), {re.sub(r"\.\d+$", "", key).removeprefix("provost"): value.strip('"')
                                                              for key, value in values.items()}))
        return found


class AgentxCore:
    """A provost-agentx to which a test is the core."""

    def __init__(self, configuration):
        self.process = subprocess.Popen([*ENDS_WITH_US, BUILD / "tests/integration/role-core", "provost-agentx"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say(f"AGENTX_CONFIGURE {configuration}")

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def counters(self):
        """The next ones that come."""
        for line in self.process.stdout:
            if line.startswith("COUNTERS "):
                return {name: int(value) for name, value in re.findall(r"'(\w+)': (?:uint64 )?(\d+)", line)}
        raise AssertionError("provost-agentx has ended")

    def await_counters(self, is_there, what):
        for _ in range(200):
            counters = self.counters()
            if is_there(counters):
                return counters
        raise AssertionError(f"{what} did not come: {counters}")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)
