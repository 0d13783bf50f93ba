"""Cacti's poller, spine, asking the agents of a farm as Cacti has it do: with a MariaDB of its own in a private
folder, reached over a socket file there and by no network. Cacti's tables are those that its package brings.
"""

import os
import pathlib
import resource
import shutil
import subprocess

from measuring import cpu_sec
from snmp_tools import VALUES, WANTED, address

from lab import wait_until

SCHEMA = pathlib.Path("/usr/share/doc/cacti/cacti.sql")
PROGRAMS = ("spine", "mariadbd", "mariadb-install-db", "mariadb")
THREADS = 10
AVAILABLE_WITHOUT_ASKING = 0  # not even one packet more for each agent


def is_here():
    path = f"{os.environ['PATH']}:/usr/sbin"
    return SCHEMA.exists() and all(shutil.which(program, path=path) for program in PROGRAMS)


class Spine:
    def __init__(self, folder, farm, agents):
        self.folder, self.farm, self.agents = pathlib.Path(folder), farm, agents
        self.folder.mkdir()
        self.socket, self.configuration = self.folder / "socket", self.folder / "spine.conf"
        self.database = None

    def sql(self, text, database="cacti"):
        return subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "-N", database],
                              input=text, capture_output=True, text=True, check=True).stdout.strip()

    def rows(self):
        agents = ",".join(f"({i + 1},'a{i}','{address(i)}','public',2,{self.farm.port},1000,{VALUES},"
                          f"{AVAILABLE_WITHOUT_ASKING},3)" for i in range(self.agents))
        yield ("INSERT INTO host (id,description,hostname,snmp_community,snmp_version,snmp_port,snmp_timeout,max_oids,"
               f"availability_method,status) VALUES {agents};\n")
        for i in range(self.agents):
            items = ",".join(f"({i * VALUES + k + 1},{i + 1},0,'{address(i)}','public',2,{self.farm.port},1000,'value',"
                             f"'none',1,'.1.3.6.1.{name}')" for k, name in enumerate(WANTED))
            yield ("INSERT INTO poller_item (local_data_id,host_id,action,hostname,snmp_community,snmp_version,"
                   f"snmp_port,snmp_timeout,rrd_name,rrd_path,rrd_num,arg1) VALUES {items};\n")

    def start(self):
        data = self.folder / "data"
        with (self.folder / "log").open("w") as log:
            quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--user=root",
                            "--auth-root-authentication-method=normal", "--skip-test-db"], check=True, **quiet)
            self.database = subprocess.Popen(
                ["/usr/sbin/mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", "--user=root",
                 "--skip-networking", f"--pid-file={self.folder}/pid", "--innodb-flush-log-at-trx-commit=2",
                 "--max-heap-table-size=512M", "--sql-mode=", "--character-set-server=latin1"], **quiet)
        wait_until(self.socket.exists, 60, "MariaDB's socket")
        self.sql("CREATE DATABASE cacti", "")
        self.sql(SCHEMA.read_text(errors="replace"))
        self.sql("DELETE FROM host; INSERT INTO settings (name,value) VALUES ('poller_interval','300'),"
                 f"('snmp_retries','1') ON DUPLICATE KEY UPDATE value=VALUES(value); UPDATE poller SET threads={THREADS};"
                 "INSERT INTO version (cacti) VALUES ('1.2.24');\n" + "".join(self.rows()))
        self.configuration.write_text(f"DB_Host {self.socket}\nDB_Database cacti\nDB_User root\nDB_Pass \nDB_Port 0\n")

    def poll(self):
        """One poll of all: (values in the database, seconds of spine, seconds of MariaDB)."""
        self.sql("DELETE FROM poller_output")
        before, database = resource.getrusage(resource.RUSAGE_CHILDREN), cpu_sec(self.database.pid)
        with (self.folder / "log").open("a") as log:
            subprocess.run(["/usr/sbin/spine", f"--conf={self.configuration}", "-S", "-V", "1"], stdout=log, stderr=log,
                           stdin=subprocess.DEVNULL, timeout=600, check=True)
        after, database = resource.getrusage(resource.RUSAGE_CHILDREN), cpu_sec(self.database.pid) - database
        values = int(self.sql("SELECT COUNT(*) FROM poller_output WHERE output NOT IN ('U','')"))
        return values, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, database

    def stop(self):
        if self.database:
            self.database.terminate()
            self.database.wait(60)
