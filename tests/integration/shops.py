"""Shops: a real monitoring system and a provostd that is at home in it, configured with what we ship for it."""

import contextlib
import os
import re

from daemons import ACCESS, folder_of_nobody
from icinga import running_icinga
from nagios import running_nagios
from provost import BUILD, TOP

PLUGINS = BUILD / "plugins"
DUMMY = "/usr/lib/nagios/plugins/check_dummy"
RESULTS = "ttl: 30s, snooze: 1m"

NAGIOS_HOST = """
define host {{
  use watched-host
  host_name {host}
  contacts pager, provost
  event_handler provost-host-event
}}
define service {{
  use provost-passive
  host_name {host}
  service_description provost
  freshness_threshold 30
}}
"""
NAGIOS_SERVICE = """
define service {{
  use told-service
  host_name {host}
  service_description {service}
  contacts pager, provost
  event_handler provost-service-event
}}
"""
ICINGA_HOST = """
object Host "{host}" {{ import "watched-host" }}
object Service "provost" {{
  import "provost-passive"
  host_name = "{host}"
}}
"""
ICINGA_SERVICE = """
object Service "{service}" {{
  import "told-service"
  host_name = "{host}"
}}
"""


def objects(host_text, service_text, hosts):
    """What is to be watched of {host: services}."""
    return "".join(host_text.format(host=host) + "".join(service_text.format(host=host, service=service) for service in services)
                   for host, services in hosts.items())


def snippet(name):
    """What we ship for it, as it is installed, but with what was built."""
    return (TOP / f"plugins/{name}.in").read_text().replace("@plugindir@", str(PLUGINS))


def nagios_snippet(socket):
    """With handlers that tell what happens at the socket."""
    text = snippet("nagios/provost.cfg").replace("$USER1$/check_dummy", DUMMY)
    return text.replace("/provost-nagios-handler", f"/provost-nagios-handler -S {socket}")


def icinga_snippet(password):
    """With the ApiUser that a remark shows, and what it may do."""
    text = snippet("icinga2/provost.conf")
    user = re.search(r'^ \* (object ApiUser "provost" \{.*?^ \* \}$)', text, re.MULTILINE | re.DOTALL).group(1)
    return text + re.sub(r"^ \* ", "", user, flags=re.MULTILINE).replace("...", password) + "\n"


@contextlib.contextmanager
def nagios_watching(hosts, folder, more):
    """A Nagios, and what provost.yaml says of it."""
    snippet = nagios_snippet(folder / "state/run/provost.sock")
    with running_nagios(snippet + objects(NAGIOS_HOST, NAGIOS_SERVICE, hosts) + more) as monitor:
        yield monitor, f"nagios: {{command_file: {monitor.command_file}, {RESULTS}}}\n"


@contextlib.contextmanager
def icinga_watching(hosts, folder, more):
    """An Icinga 2, and what provost.yaml says of it."""
    secret = folder / "password"
    secret.touch(0o600)
    secret.write_text(os.urandom(12).hex())
    with running_icinga(icinga_snippet(secret.read_text()) + objects(ICINGA_HOST, ICINGA_SERVICE, hosts) + more) as monitor:
        yield monitor, f"icinga: {{url: '{monitor.url}', user: provost, password_file: {secret}, ca_file: {monitor.ca}, {RESULTS}}}\n"


MONITORS = {"nagios": nagios_watching, "icinga": icinga_watching}


@contextlib.contextmanager
def shop(name, hosts, more=""):
    """(a folder for a provostd, the monitoring system that watches {host: services} and `more`, what provost.yaml is to say of it)."""
    with folder_of_nobody("shop") as folder, MONITORS[name](hosts, folder, more) as (monitor, told):
        yield folder, monitor, ACCESS + told


@contextlib.contextmanager
def shop_of_both(hosts):
    """The same with a Nagios and an Icinga 2 side by side; the monitoring systems by name."""
    with folder_of_nobody("shop") as folder, contextlib.ExitStack() as shops:
        watching = {name: shops.enter_context(watch(hosts, folder, "")) for name, watch in MONITORS.items()}
        yield folder, {name: monitor for name, (monitor, _) in watching.items()}, ACCESS + "".join(told for _, told in watching.values())
