"""A real Icinga 2 beside a real provostd: what its handlers say arrives."""

import pytest
from api import running_provostd
from daemons import ACCESS, folder_of_nobody, needs
from icinga import running_icinga
from lab import wait_until
from provost import BUILD

pytestmark = needs("icinga2")

OBJECTS = """
object EventCommand "tell-provost" {{
  command = [ "{provost}", "--socket", "{socket}", "alert", "guest:$host.name$", "$service.name$", "$event_state$", "--source", "icinga",
              "--text", "$service.output$" ]
  vars.event_state = {{{{ macro("$service.state$").lower() }}}}
}}
object Host "test" {{ import "watched-host" }}
object Service "http" {{
  import "told-service"
  host_name = "test"
  event_command = "tell-provost"
}}
"""


@pytest.fixture
def provost():
    """A provostd whose one guest is called "test"."""
    with folder_of_nobody("beside-icinga") as folder, running_provostd(folder, ACCESS) as provost:
        yield provost


@pytest.fixture
def icinga(provost):
    """An Icinga 2 that watches the service http of this guest."""
    with running_icinga(OBJECTS.format(provost=BUILD / "provost", socket=provost.socket)) as icinga:
        yield icinga


def alerts(provost):
    return {alert["name"]: alert["state"] for alert in provost.json("alerts")["alerts"]}


def test_what_its_event_command_says_is_an_alert_of_the_guest(provost, icinga):
    icinga.result("test", "http", "critical", "no answer on port 80")
    wait_until(lambda: alerts(provost) == {"http": "critical"}, 20, "the alert")
    alert, = provost.json("alerts")["alerts"]
    assert (alert["subject_name"], alert["source"], alert["text"]) == ("test", "icinga", "no answer on port 80")
    assert icinga.state("test", "http") == "critical" and icinga.pages() == ["PROBLEM test http CRITICAL"]
    icinga.result("test", "http", "ok", "fine")
    wait_until(lambda: alerts(provost) == {"http": "ok"}, 20, "the end of the alert")
