"""Tips that explain themselves, on a running provostd over libvirt's test driver: seen, recomputed, accepted once, and tested."""

import concurrent.futures

import pytest
from api import Api, name_pack, running_provostd, write_pack
from lab import wait_until

POLICY = """\
return {
  name = "always", title = "It is always so", subject = "host", every = "2s",
  needs = { ["host.mem.total_bytes"] = "1m" },
  settings = { grave = { default = 0, min = 0, max = 1 } },
  evaluate = function(host, set)
    local size, unknown = host:window("host.mem.total_bytes", "20s")
    if not size then return nil, unknown end
    return provost.tip { severity = set.grave > 0 and "critical" or "warning", evidence = { size }, remedy = provost.notify {},
      text = ("%s has %.0f MiB"):format(host.name, size:avg() / 1048576) }
  end,
}
"""


class Desk:
    """A provostd whose one policy always finds something, and the folder of its pack."""

    def __init__(self, provost, pack):
        self.provost, self.pack, self.api = provost, pack, Api(provost.socket)

    def tip(self):
        return wait_until(lambda: self.provost.open_tip("h1"), 60, "the tip about h1")

    def publish(self, version):
        name_pack(self.pack, version)
        self.provost("policy", "reload")

    def set_grave(self, grave):
        text = self.provost.config.read_text().split("policies:")[0]
        self.provost.configure(f"{text}policies: {{always: {{settings: {{grave: {grave}}}}}}}\n")
        self.provost("reload")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    pack = write_pack(folder, POLICY)
    with running_provostd(folder, f"packs: [{pack}]\n") as provost:
        yield Desk(provost, pack)


def test_a_tip_says_what_is_wrong_since_when_and_what_would_be_done(desk):
    number = desk.tip()["id"]
    wait_until(lambda: desk.provost.tip(number)["evidence"][0]["count"] >= 3, 30, "a window with some values")
    text = desk.provost("tip", number)
    assert "h1 has" in text and "MiB" in text
    assert "evidence: host.mem.total_bytes of h1 from" in text and "values known" in text
    assert "since: raised" in text and "upon values from" in text
    assert "if it is accepted now: nothing is carried out" in text
    assert f"provost accept {number} --facts {desk.provost.tip(number)['facts'].rsplit('.', 1)[0]}" in text


def test_a_tip_is_recomputed_from_history(desk):
    number = desk.tip()["id"]
    wait_until(lambda: desk.provost.tip(number)["evidence"][0]["count"] >= 3, 30, "a window with some values")
    report = desk.provost.json("tip", number, "--verify")
    assert report["matches"], report
    assert {line["about"] for line in report["lines"]} == {"pack", "settings", "series", "policy"}
    desk.publish("1.1")
    tip = desk.api.get(f"/v1/tips/{number}").json
    if tip["pack_version"] == "1.0":  # not found again yet
        result = desk.provost.run("tip", number, "--verify")
        assert result.returncode == 1 and "was of pack here 1.0 and is of pack here 1.1 now" in result.stdout


def test_of_many_who_accept_at_once_one_wins_and_the_others_are_told(desk):
    tip = desk.tip()
    facts = desk.api.get(f"/v1/tips/{tip['id']}?proposal=true").json["facts"]

    def accept(_):
        return desk.api.post(f"/v1/tips/{tip['id']}/accept", {"facts": facts})

    with concurrent.futures.ThreadPoolExecutor(8) as operators:
        answers = list(operators.map(accept, range(8)))
    assert sorted(answer.status for answer in answers) == [202] + [409] * 7
    for answer in answers:
        if answer.status == 409:
            said = answer.json["error"]
            assert "cannot be accepted: it " in said and "by operator " in said and " s ago)" in said


def test_a_tip_whose_facts_have_changed_is_refused_and_accepted_once_it_is_seen_anew(desk):
    tip = desk.tip()
    facts = desk.api.get(f"/v1/tips/{tip['id']}?proposal=true").json["facts"]
    desk.set_grave(1)
    wait_until(lambda: desk.provost.tip(tip["id"])["severity"] == "critical", 30, "a graver finding")
    result = desk.provost.run("accept", tip["id"], "--facts", facts)
    assert result.returncode == 1 and "is no more what you saw: its severity is critical now" in result.stderr
    assert desk.provost.tip(tip["id"])["state"] == "open"
    assert "nothing is carried out: its remedy is to tell somebody" in desk.provost("accept", tip["id"])
    assert desk.provost.run("accept", tip["id"], "--facts", facts).returncode == 1


def test_a_test_is_played_dry_for_real_and_stopped(desk):
    desk.tip()
    assert "a tip comes through; nothing was done" in desk.provost("doctor", "--tip", "always", "--subject", "h1")
    test = desk.provost.tips("--all")[0]
    assert test["test"] and test["state"] == "dismissed"
    assert desk.tip()["test"] is False
    assert "it was accepted" in desk.provost("doctor", "--tip", "always", "--subject", "h1", "--apply")
    desk.provost("policy", "disable", "always", "--reason", "a test")
    result = desk.provost.run("doctor", "--tip", "always", "--subject", "h1")
    assert result.returncode == 1 and "a tip would stop at: policy" in result.stdout
    assert "provost policy enable always lets it run" in result.stdout
