"""A wrong configuration is told in full, and nothing is started."""

import subprocess

from provost import BUILD

WRONG = """\
state_dir: relative
intervall: 10s
interval: fast
automation: {level: maybe}
clusters:
  - name: lab
    hosts:
      - name: h1
        libvirt: qemu+tcp://127.0.0.1/system
        snmp: {address: 'udp:127.0.0.1:161', version: 2c, community: topsecret, port: 161}
      - name: h1
        libvirt: qemu+tcp://127.0.0.1/system
"""


def run_provostd(path, *options):
    return subprocess.run([BUILD / "provostd", "--config", path, *options], capture_output=True, text=True,
                          timeout=30, check=False)


def test_all_errors_are_told_in_one_run_with_their_places(tmp_path):
    path = tmp_path / "provost.yaml"
    path.write_text(WRONG)
    path.chmod(0o600)
    result = run_provostd(path)
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    for place, word in {"1:": "state_dir", "2:1": "interval", "3:": "interval", "4:": "level", "10:": "unknown key",
                        "11:": "h1"}.items():
        assert any(line.startswith(f"{path}:{place}") and word in line for line in lines), (place, result.stderr)
    assert "topsecret" not in result.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_is_one_clear_line(tmp_path):
    result = run_provostd(tmp_path / "nowhere.yaml")
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1 and "nowhere.yaml" in result.stderr


def test_a_right_one_is_said_to_be_right(tmp_path):
    path = tmp_path / "provost.yaml"
    path.write_text("clusters:\n  - name: lab\n    hosts:\n      - {name: h1, libvirt: 'test:///default'}\n")
    path.chmod(0o600)
    result = run_provostd(path, "--check")
    assert result.returncode == 0 and "no errors" in result.stdout and not result.stderr
