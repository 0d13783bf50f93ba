"""A real Icinga 2 as a Python object: its own folders, certificates, port and objects, and its API.

What it is to watch is text in its own language, as an administrator writes it, beside the templates and commands of BASE.
Its pages are lines of a file that a notification command appends to."""

import base64
import contextlib
import json
import os
import ssl
import time
import urllib.error
import urllib.request

from daemons import Daemon, folder_of_nobody, free_port, program

PROGRAM = program("icinga2")
STATES = ("ok", "warning", "critical", "unknown")
NODE = "localhost"

# Where it keeps things; without these it would be the folders of the system's own.
FOLDERS = {"ConfigDir": "etc", "DataDir": "lib", "LogDir": "log", "CacheDir": "cache", "SpoolDir": "spool", "InitRunDir": "run"}

# Hosts are taken for up; services are told how they do, and go to UNKNOWN when what was said has no time to live any more.
BASE = """\
include <itl>
object Endpoint NodeName {{ }}
object Zone ZoneName {{ endpoints = [ NodeName ] }}
object CheckerComponent "checker" {{ }}
object NotificationComponent "notification" {{ }}
object FileLogger "main" {{ severity = "information", path = LogDir + "/icinga2.log" }}
object ApiListener "api" {{ bind_host = "127.0.0.1", bind_port = {port} }}
object ApiUser "test" {{ password = "{password}", permissions = [ "*" ] }}

object NotificationCommand "page" {{
  command = [ "/bin/sh", "-c", "echo \\"$$0\\" >>{folder}/pages", "$notification.type$ $host.name$ $service.name$ $service.state$" ]
}}
object User "pager" {{ }}
apply Notification "page" to Service {{
  command = "page"
  users = [ "pager" ]
  types = [ Problem, Recovery ]
  interval = 0
  assign where true
}}

template Host "watched-host" {{
  check_command = "dummy"
  enable_active_checks = false
  max_check_attempts = 1
}}
template Service "told-service" {{
  check_command = "dummy"
  vars.dummy_state = 3
  vars.dummy_text = "nobody has said anything"
  check_interval = 1d
  retry_interval = 1s
  max_check_attempts = 1
}}
"""


class Icinga(Daemon):
    """One Icinga 2; `password` is that of its user "test", who may do everything."""

    def __init__(self, folder, objects, port):
        super().__init__(folder)
        self.log = folder / "log" / "icinga2.log"
        self.url = f"https://{NODE}:{port}"
        self.password = os.urandom(12).hex()
        self.make(*FOLDERS.values(), "lib/certs")
        self.constants = [word for key, value in self.places().items() for word in ("-D", f"{key}={value}")]
        self.certify()
        self.ca = folder / "lib" / "certs" / "ca.crt"
        self.config = self.write("icinga2.conf", BASE.format(folder=folder, port=port, password=self.password) + objects)

    def places(self):
        constants = {name: self.folder / place for name, place in FOLDERS.items()}
        return {**constants, "RunAsUser": "nobody", "RunAsGroup": "nogroup", "NodeName": NODE, "ZoneName": NODE}

    def certify(self):
        """Gives it a certificate of its own authority."""
        key, request, certificate = (self.folder / "lib" / "certs" / f"{NODE}.{kind}" for kind in ("key", "csr", "crt"))
        self.icinga("pki", "new-ca")
        self.icinga("pki", "new-cert", "--cn", NODE, "--key", key, "--csr", request)
        self.icinga("pki", "sign-csr", "--csr", request, "--cert", certificate)
        self.run("cp", self.folder / "lib" / "ca" / "ca.crt", self.folder / "lib" / "certs" / "ca.crt")

    # Its life

    def icinga(self, *words):
        return self.run(PROGRAM, *words, *self.constants)

    def verify(self):
        """What `icinga2 daemon --validate` says of the objects; it must have no complaint but of rules that nothing uses."""
        said = self.icinga("daemon", "--validate", "-c", self.config)
        assert "warning/" not in said.replace("warning/ApplyRule", ""), said
        return said

    def start(self):
        """Starts it and waits until its API answers."""
        self.begin([PROGRAM, "daemon", "-c", self.config, *self.constants], self.answers)

    def answers(self):
        with contextlib.suppress(OSError):
            return self.get("status/IcingaApplication")
        return None

    # Its API

    def ask(self, method, path, body=None):
        """The results of a request to /v1/PATH."""
        who = base64.b64encode(f"test:{self.password}".encode()).decode()
        request = urllib.request.Request(f"{self.url}/v1/{path}", method=method, data=body and json.dumps(body).encode(),
                                         headers={"Accept": "application/json", "Authorization": f"Basic {who}"})
        with urllib.request.urlopen(request, timeout=20, context=ssl.create_default_context(cafile=self.ca)) as answer:
            return json.load(answer)["results"]

    def get(self, path):
        return self.ask("GET", path)

    # What it is told

    def act(self, action, **what):
        """One of its actions, which must come to something."""
        results = self.ask("POST", f"actions/{action}", what)
        assert results and all(result["code"] == 200 for result in results), results
        return results

    def result(self, host, service, state, text):
        """A passive result, as an agent would bring it."""
        self.act("process-check-result", service=f"{host}!{service}", exit_status=STATES.index(state), plugin_output=text)

    def acknowledge(self, host, service, author, comment):
        self.act("acknowledge-problem", service=f"{host}!{service}", author=author, comment=comment)

    def schedule_downtime(self, host, author, comment, end=None):
        """Of the host and all its services, from now on; for ten minutes unless it is said."""
        now = int(time.time())
        self.act("schedule-downtime", type="Host", host=host, author=author, comment=comment, start_time=now, end_time=end or now + 600,
                 all_services=True)

    def end_downtimes(self, host):
        self.act("remove-downtime", type="Downtime", filter=f'downtime.host_name=="{host}"')

    # What it says

    def attributes(self, path):
        return [result["attrs"] for result in self.get(f"objects/{path}")]

    def service(self, host, service):
        return next((each for each in self.attributes("services") if (each["host_name"], each["name"]) == (host, service)), None)

    def state(self, host, service):
        """The service's state, or None while nobody has said anything of it."""
        status = self.service(host, service)
        return STATES[int(status["state"])] if status and status["last_check_result"] else None

    def text(self, host, service):
        return self.service(host, service)["last_check_result"]["output"]

    def downtimes(self, host):
        """The downtimes of the host and its services that have not ended."""
        return [each for each in self.attributes("downtimes") if each["host_name"] == host]

    def notifies(self):
        """Whether it sends notifications at all."""
        status, = self.get("status/IcingaApplication")
        return status["status"]["icingaapplication"]["app"]["enable_notifications"]

    def pages(self):
        """Each page that was sent: TYPE HOST SERVICE STATE."""
        path = self.folder / "pages"
        return path.read_text().splitlines() if path.exists() else []


@contextlib.contextmanager
def running_icinga(objects):
    """An Icinga 2 that watches these objects and has no complaint about them."""
    with folder_of_nobody("icinga") as folder:
        icinga = Icinga(folder, objects, free_port())
        icinga.verify()
        try:
            icinga.start()
            yield icinga
        finally:
            icinga.kill()
