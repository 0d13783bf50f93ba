"""What provost-notify tells others, and what becomes of it when they refuse, hang, or are not whom they should be (H13, H15)."""

import os
import signal

import pytest
from api import running_provostd, write_pack
from lab import wait_until
from listener import listening, make_certificate, public_key

POLICY = """\
return {
  name = "always", title = "Always", subject = "host", every = "2s", needs = { ["host.mem.total_bytes"] = "10s" },
  settings = { level = { default = 0, min = 0, max = 2 } },
  evaluate = function(host, set)
    if set.level == 0 then return end
    return provost.tip { severity = set.level == 2 and "critical" or "warning", text = ("level %d of \\"%s\\""):format(set.level, host.name),
                         evidence = { host:window("host.mem.total_bytes", "10s") }, remedy = provost.notify {} }
  end,
}
"""

PASSWORD, TOKEN = "hush-password", "hush-token"
RESULTS = "/v1/actions/process-check-result"


@pytest.fixture
def start(tmp_path):
    """Starts a provostd that tells others what `outlets` says; its tip is of the level that `judge` gives."""
    packs = tmp_path / "packs"
    packs.mkdir()
    write_pack(packs, POLICY)
    folder = tmp_path / "provost"
    folder.mkdir()
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "password").chmod(0o600)
    running = []

    def text(outlets, level):
        return outlets + f"packs: [{packs}]\npolicies: {{always: {{settings: {{level: {level}}}}}}}\n"

    def begin(outlets, level=0):
        context = running_provostd(folder, text(outlets, level))
        provost = context.__enter__()
        running.append((context, provost))
        base = provost.config.read_text()

        def judge(now):
            provost.configure(base.replace(f"level: {level}}}", f"level: {now}}}"))
            provost("reload")

        provost.judge = judge
        return provost

    yield begin
    for context, provost in running:
        log = provost.log.read_text()
        context.__exit__(None, None, None)
        assert PASSWORD not in log and TOKEN not in log


def icinga_at(listener, tmp_path, trust):
    return (f"icinga: {{url: '{listener.url}', user: prov, password_file: {tmp_path}/password, {trust}, events: no, ttl: 30s}}\n")


def webhook(listener, name="chat", more=""):
    return f"  - {{name: {name}, url: '{listener.url}/{TOKEN}', header: 'X-Token: {TOKEN}', timeout: 1s{more}}}\n"


def outlet(provost, name):
    return next((each for each in provost.json("status")["outlets"] if each["name"] == name), None)


def is_down(provost, name, why):
    return (now := outlet(provost, name)) and now["state"] == "down" and why in now["why"]


def results_of(listener, service="h1!provost"):
    return [body for body in listener.bodies(RESULTS) if body["service"] == service]


def test_icinga_is_told_of_a_tip_and_its_end(start, tmp_path):
    certificate = make_certificate(tmp_path)
    with listening(certificate) as icinga:
        provost = start(icinga_at(icinga, tmp_path, f"ca_file: {certificate[0]}"), level=2)
        result = wait_until(lambda: next((each for each in results_of(icinga) if each["exit_status"] == 2), None), 30, "CRITICAL")
        assert result["plugin_output"] == 'CRITICAL - tip 1 (always, open): level 2 of "h1"'
        assert result["performance_data"][0].startswith("'host.mem.total_bytes'=") and result["performance_data"][0].endswith("B")
        assert (result["ttl"], result["check_source"]) == (30, "provost")
        provost.judge(1)
        wait_until(lambda: results_of(icinga)[-1]["exit_status"] == 1, 20, "WARNING")
        provost.judge(0)
        wait_until(lambda: results_of(icinga)[-1]["exit_status"] == 0, 20, "OK")
        assert results_of(icinga)[-1]["plugin_output"] == "OK - no tips"
        number = len(results_of(icinga))
        wait_until(lambda: len(results_of(icinga)) > number, 15, "the same again")
        assert ("icinga", "outlet") in provost.doctor("ok")


def test_icinga_with_another_certificate_is_told_nothing(start, tmp_path):
    certificate, (other, _) = make_certificate(tmp_path), make_certificate(tmp_path, "other")
    with listening(certificate) as icinga:
        provost = start(icinga_at(icinga, tmp_path, f"ca_file: {other}"), level=2)
        wait_until(lambda: is_down(provost, "icinga", "its certificate is not vouched for"), 20, "the refusal")
        assert icinga.seen == 0
        assert ("icinga", "outlet") in provost.doctor("trouble")
        base = provost.config.read_text()
        provost.configure(base.replace(f"ca_file: {other}", f"public_key: '{public_key(other)}'"))
        provost("reload")
        wait_until(lambda: is_down(provost, "icinga", "its key is not the public_key"), 20, "the refusal")
        assert icinga.seen == 0
        provost.configure(base.replace(f"ca_file: {other}", f"public_key: '{public_key(certificate[0])}'"))
        provost("reload")
        wait_until(lambda: results_of(icinga), 20, "a result")


@pytest.mark.parametrize("status, why", [(401, "does not know the user or the password"), (503, "it answered 503"), (0, "did not answer")])
def test_icinga_that_refuses_is_told_later(start, tmp_path, status, why):
    certificate = make_certificate(tmp_path)
    with listening(certificate) as icinga:
        icinga.answer(status)
        provost = start(icinga_at(icinga, tmp_path, f"ca_file: {certificate[0]}"), level=2)
        wait_until(lambda: is_down(provost, "icinga", why), 30, "the refusal")
        tries = icinga.seen
        provost.judge(1)
        assert icinga.seen <= tries + 20  # it is not asked again and again
        icinga.answer(200)
        wait_until(lambda: (got := results_of(icinga)) and got[-1]["exit_status"] == 1, 40, "the newest result")
        assert outlet(provost, "icinga")["dropped"] == 0


def test_a_webhook_that_hangs_delays_no_other_and_loses_nothing(start):
    with listening() as slow, listening() as quick:
        slow.answer(0)
        provost = start("webhooks:\n" + webhook(slow, "slow") + webhook(quick, "quick", ", on: [tip], template: '{\"say\": \"%{tip.text}\"}'"))
        for level in (2, 1, 0):
            provost.judge(level)
            number = len(quick.got)
            wait_until(lambda: len(quick.got) > number, 20, "the quick webhook's event")
        assert quick.bodies()[0] == {"say": 'level 2 of "h1"'}
        assert all(headers["X-Token"] == TOKEN for _, _, headers, _ in quick.got)
        wait_until(lambda: is_down(provost, "webhook slow", "did not answer"), 20, "its trouble")
        slow.answer(503)
        wait_until(lambda: is_down(provost, "webhook slow", "it answered 503"), 40, "its other trouble")
        slow.answer(204)
        wait_until(lambda: outlet(provost, "webhook slow")["waiting"] == 0, 60, "the end of the wait")
        keys = [headers["Idempotency-Key"] for _, _, headers, _ in slow.got]
        states = [body["tip"]["state"] for body in slow.bodies() if "tip" in body]
        assert states[0] == "open" and states[-1] == "cleared"
        assert len(dict.fromkeys(keys)) >= len(quick.got)


def test_what_was_on_its_way_when_the_role_died_is_told_again_with_its_key(start):
    with listening() as hook:
        hook.answer(503)
        provost = start("webhooks:\n" + webhook(hook, more=", on: [tip]"), level=1)
        wait_until(lambda: is_down(provost, "webhook chat", "it answered 503"), 30, "a try")
        pid = provost.role("provost-notify")["pid"]
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: provost.role("provost-notify")["pid"] not in (0, None, pid), 30, "another provost-notify")
        hook.answer(200)
        wait_until(lambda: hook.got, 30, "the event")
        assert hook.bodies()[0]["tip"]["text"] == 'level 1 of "h1"'


def test_a_command_file_that_nobody_reads_takes_what_waited_when_somebody_comes(start, tmp_path):
    pipe = tmp_path / "nagios.cmd"
    os.mkfifo(pipe)
    provost = start(f"nagios: {{command_file: {pipe}, ttl: 30s}}\n", level=2)
    wait_until(lambda: is_down(provost, "nagios", "nobody reads its command file"), 20, "its trouble")
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0) as reader:
        text = []
        wait_until(lambda: text.append((reader.read(65536) or b"").decode()) or ";h1;provost;2;CRITICAL - tip 1 " in "".join(text), 20,
                   "the result")
    assert all(line[0] == "[" for line in "".join(text).splitlines())
