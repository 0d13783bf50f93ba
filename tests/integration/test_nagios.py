"""A real nagios4 beside a real provostd: what its handlers say arrives."""

import pytest
from api import running_provostd
from daemons import ACCESS, folder_of_nobody, needs
from lab import wait_until
from nagios import running_nagios
from provost import BUILD

pytestmark = needs("nagios4")

OBJECTS = """
define command {{
  command_name tell-provost
  command_line {provost} --socket {socket} alert 'guest:$HOSTNAME$' '$SERVICEDESC$' $$(echo $SERVICESTATE$ | tr A-Z a-z) --source nagios --text '$SERVICEOUTPUT$'
}}
define host {{
  use watched-host
  host_name test
}}
define service {{
  use told-service
  host_name test
  service_description http
  event_handler tell-provost
}}
"""


@pytest.fixture
def provost():
    """A provostd whose one guest is called "test"."""
    with folder_of_nobody("beside-nagios") as folder, running_provostd(folder, ACCESS) as provost:
        yield provost


@pytest.fixture
def nagios(provost):
    """A Nagios that watches the service http of this guest."""
    with running_nagios(OBJECTS.format(provost=BUILD / "provost", socket=provost.socket)) as nagios:
        yield nagios


def alerts(provost):
    return {alert["name"]: alert["state"] for alert in provost.json("alerts")["alerts"]}


def test_what_its_event_handler_says_is_an_alert_of_the_guest(provost, nagios):
    nagios.result("test", "http", "critical", "no answer on port 80")
    wait_until(lambda: alerts(provost) == {"http": "critical"}, 20, "the alert")
    alert, = provost.json("alerts")["alerts"]
    assert (alert["subject_name"], alert["source"], alert["text"]) == ("test", "nagios", "no answer on port 80")
    wait_until(lambda: nagios.state("test", "http") == "critical", 20, "its own state")
    assert nagios.pages() == ["PROBLEM test http CRITICAL"]
    nagios.result("test", "http", "ok", "fine")
    wait_until(lambda: alerts(provost) == {"http": "ok"}, 20, "the end of the alert")
