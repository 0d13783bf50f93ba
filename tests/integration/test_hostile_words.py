"""What plugins and people say may be anything: through a real Nagios or Icinga 2, their macros and our handlers, it comes to a text of
an alert, goes out again in a tip, and never to a shell, another command, or another service."""

import pytest
from api import running_provostd
from daemons import folder_of_nobody, needs
from lab import wait_until
from shops import shop

LIMIT_TEXT = 1023

CANARY = "canary"  # a file that is not to appear

WORDS = [
    b"quotes ' \" ` and \\ \\' \\\"",
    b"'; touch CANARY; '",
    b'"; touch CANARY; "',
    b"$(touch CANARY) `touch CANARY` ${IFS}",
    b"a | touch CANARY",
    b"first\n; touch CANARY\n[0] DISABLE_NOTIFICATIONS\n",
    b"[0] DISABLE_NOTIFICATIONS;1",
    b"<script>alert('x')</script> &amp; <b>",
    b"x" * 65536,
    "żółć 漢字".encode() * 4096,
    b"caf\xe9 \xff\xfe \xc3",
    b"\x1b[31mred\x1b[0m \x07 bell \r carriage \x00 nothing",
    "\u202edrawkcab \u2028 line \x85".encode(),
    b"%s %n $HOSTNAME$ $host.name$ %{tip.id}",
    b"--help",
    b"-x --state ok",
]

NAGIOS_RECITES = """
define command {{
  command_name recite
  command_line /bin/sh {folder}/recite $ARG1$
}}
"""
NAGIOS_SERVICE = """
define service {{
  use told-service
  host_name test
  service_description words{number}
  contacts pager, provost
  event_handler provost-service-event
  active_checks_enabled 1
  check_command recite!{number}
}}
"""
ICINGA_RECITES = """
object CheckCommand "recite" {{ command = [ "/bin/sh", "{folder}/recite", "$number$" ] }}
"""
ICINGA_SERVICE = """
object Service "words{number}" {{
  import "told-service"
  host_name = "test"
  check_command = "recite"
  check_interval = 1s
  vars.number = {number}
}}
"""
# All is well until the words begin.
RECITE = "[ -e {folder}/begin ] || exit 0; cat {folder}/words$1; exit 2\n"

# A tip that repeats what is said.
MANIFEST = """\
name: echo
version: 1.0
vendor: example
description: What others say
capabilities:
  remedies: [notify]
"""
POLICY = """\
return {
  name = "echo", title = "Somebody says something", subject = "guest", every = "1s", needs = {},
  evaluate = function(guest)
    local said = {}
    for _, alert in ipairs(guest.alerts) do said[#said + 1] = alert.text:sub(1, 50) end
    if #said < 10 then return end
    return provost.tip { severity = "critical", text = table.concat(said, " "), remedy = provost.notify {} }
  end,
}
"""

RECITALS = {"nagios": (NAGIOS_RECITES, NAGIOS_SERVICE), "icinga": (ICINGA_RECITES, ICINGA_SERVICE)}


@pytest.fixture(params=[pytest.param("nagios", marks=needs("nagios4")), pytest.param("icinga", marks=needs("icinga2"))])
def recital(request):
    """A provostd, who says all these words of its guest, and the folder where they begin and the canary is."""
    with folder_of_nobody("words") as stage:
        (stage / "recite").write_text(RECITE.format(folder=stage))
        for number, words in enumerate(WORDS):
            (stage / f"words{number}").write_bytes(words.replace(b"CANARY", str(stage / CANARY).encode()))
        command, service = RECITALS[request.param]
        more = command.format(folder=stage) + "".join(service.format(number=number) for number in range(len(WORDS)))
        with shop(request.param, {"test": []}, more) as (folder, monitor, told):
            pack = folder / "echo"
            pack.mkdir()
            (pack / "pack.yaml").write_text(MANIFEST)
            (pack / "echo.lua").write_text(POLICY)
            with running_provostd(folder, f"{told}packs: [{pack}]\n") as provost:
                yield provost, monitor, stage


def said(provost):
    return [alert for alert in provost.json("alerts")["alerts"] if alert["name"].startswith("words") and alert["state"] == "critical"]


def is_harmless(text):
    return text.isprintable() and len(text.encode()) <= LIMIT_TEXT


def test_words_of_all_kinds_come_to_texts_and_go_out_as_texts(recital):
    provost, monitor, stage = recital
    (stage / "begin").touch()
    wait_until(lambda: len(said(provost)) == len(WORDS), 30, "all that is said")
    for alert in said(provost):
        assert is_harmless(alert["text"]), alert
    wait_until(lambda: monitor.state("test", "provost") == "critical", 20, "the tip there")
    assert is_harmless(monitor.text("test", "provost"))
    assert monitor.notifies() and not (stage / CANARY).exists()
