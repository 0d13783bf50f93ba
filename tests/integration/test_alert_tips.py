"""What becomes of an alert, on a running provostd over libvirt's test driver: from the alert to its tip, its downtime and its end."""

import os
import stat

import pytest
from api import Api, running_provostd, write_pack
from lab import wait_until

POLICY = """\
return {
  name = "sick", title = "A service is critical", subject = "guest", every = "1h",
  evaluate = function(guest, set)
    local http = guest:service("http")
    if not http or http.state ~= "critical" or not http.hard or http.in_downtime then return end
    return provost.tip { severity = "critical", evidence = { http }, remedy = provost.notify {},
      text = ("http of %s fails: %s"):format(guest.name, http.text) }
  end,
}
"""


class Desk:
    def __init__(self, provost):
        self.provost, self.api = provost, Api(provost.socket)

    def say(self, **words):
        answer = self.api("POST", "/v1/alerts", {"source": "nagios", "subject": "guest:test", **words})
        assert answer.status == 200, answer.text
        return answer.json

    def tips(self):
        return [tip for tip in self.provost.json("tips")["tips"] if tip["text"].startswith("http of test")]

    def tip(self):
        return wait_until(self.tips, 5, "the tip about http of test")[0]

    def no_tip(self):
        wait_until(lambda: not self.tips(), 5, "that no tip about http of test is open")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    pack = write_pack(folder, POLICY)
    pipe = folder / "nagios.cmd"
    os.mkfifo(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    more = f"packs: [{pack}]\nnagios: {{command_file: {pipe}, acknowledge: snooze, snooze: 1h}}\n"
    with running_provostd(folder, more) as provost:
        wait_until(lambda: provost.json("guests")["guests"], 30, "the guest of the test driver")
        yield Desk(provost)


def test_one_id_leads_from_the_alert_to_its_tip_and_to_the_end(desk):
    alert = desk.say(name="http", state="critical", text="no answer")
    number = desk.tip()["id"]
    tip = desk.provost.tip(number)
    assert [one["id"] for one in tip["alerts"]] == [alert["id"]] and tip["alerts"][0]["state"] == "critical"
    assert desk.api("GET", f"/v1/alerts/{alert['id']}").json["tips"] == [number]
    assert f"tip {number} rests on it" in desk.provost("alert", alert["id"])
    desk.say(name="http", state="ok")
    desk.no_tip()
    assert f"alert {alert['id']}: http on test is ok again since" in desk.provost("tip", number)
    assert f"tip {number}: http of test fails" in desk.provost("audit", "--subject", f"alert {alert['id']}")
    assert f"alert {alert['id']} (http on test) is ok" in desk.provost("audit", "--subject", f"tip {number}")


def test_what_is_not_sure_or_planned_is_no_failure(desk):
    desk.say(name="http", state="critical", state_type="soft", attempt=1)
    desk.say(name="http", state="critical", state_type="hard", downtime=True)
    assert not desk.tips()
    desk.say(name="http", state="critical", downtime=False)
    desk.tip()
    desk.say(name="http", state="ok")
    desk.no_tip()


def test_a_downtime_is_told_as_a_reason_for_automation_to_wait(desk):
    desk.say(kind="downtime_began", author="bob", comment="new disk", until="2099-01-01T00:00:00Z")
    why = desk.provost("why", "test")
    assert "nagios has a downtime of test by bob until 2099-01-01" in why and "(new disk): automation leaves it alone" in why
    desk.say(kind="downtime_ended", author="bob")
    assert "downtime" not in desk.provost("why", "test")


def test_who_acknowledges_our_service_there_snoozes_its_tips_here(desk):
    desk.say(name="http", state="critical", text="no answer")
    number = desk.tip()["id"]
    desk.say(name="provost", kind="acknowledged", author="ann", comment="we know", state="critical")
    tip = desk.provost.tip(number)
    assert (tip["state"], tip["state_by"], tip["state_reason"]) == ("dismissed", "nagios: ann", "we know")
    assert tip["snoozed_until"] and not desk.tips()
    desk.say(name="provost", kind="unacknowledged", author="ann", state="critical")
    desk.say(name="http", state="critical", text="still none")
    assert desk.tip()["id"] > number
    assert all(alert["name"] == "http" or not alert["name"] for alert in desk.provost.json("alerts")["alerts"])
