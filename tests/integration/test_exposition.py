"""GET /metrics is what Prometheus reads: its own promtool finds nothing to say."""

import re
import subprocess

from api import Api, running_provostd


def test_promtool_finds_nothing_wrong_with_the_measures(tmp_path):
    with running_provostd(tmp_path) as provost:
        answer = Api(provost.socket).get("/metrics")
    assert answer.status == 200 and answer.type == "text/plain; version=0.0.4; charset=utf-8"
    verdict = subprocess.run(["promtool", "check", "metrics"], input=answer.text, capture_output=True, text=True, timeout=30,
                             check=False)
    assert (verdict.returncode, verdict.stdout, verdict.stderr) == (0, "", "")
    samples = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert len(samples) == len([line for line in answer.text.splitlines() if not line.startswith("#")])
    assert samples['provost_hosts{state="up"}'] == samples['provost_guests{state="running"}'] == "1"
    assert samples["provost_journal_healthy"] == samples['provost_role_up{role="provost-policy"}'] == "1"
    guest = next(labels for labels in samples if labels.startswith("provost_guest_mem_max_bytes{"))
    assert re.fullmatch(r'provost_guest_mem_max_bytes\{guest="test",uuid="[0-9a-f-]{36}"\}', guest)
    assert float(samples[guest]) == 8 << 30
