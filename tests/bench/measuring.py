"""What the measures share: processor time and memory of process trees, and figures with their spread."""

import contextlib
import os
import pathlib
import shutil
import signal
import statistics
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))

from lab import what_is_missing  # noqa: E402
from provost import BUILD  # noqa: E402

TICKS_PER_SEC = 100  # USER_HZ


def begin(*more):
    """Refuses where it cannot be measured; makes SIGTERM end orderly, so that the lab is taken down."""
    missing = [*what_is_missing(), *more]
    if not (BUILD / "provostd").exists():
        missing.append(f"there is no {BUILD}/provostd: run ./quickstart build, or set PROVOST_BUILD")
    if missing:
        sys.exit("\n".join(["this cannot be measured here:", *missing]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    say_load()


@contextlib.contextmanager
def temporary_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="provost-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


# Processes


def stat_of(pid):
    """The fields of /proc/PID/stat from the third on (state, parent ...), or None when it has ended."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def name_of(pid):
    """The name it was started under; the two provost-rrd differ in their first word."""
    words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
    return " ".join([pathlib.Path(words[0]).name, *(word for word in words[1:] if word in ("--writer", "--reader"))])


def tree_of(root):
    """The process ids of a process and all its descendants."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        stat = stat_of(entry.name) if entry.name.isdigit() else None
        if stat:
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    tree = [root]
    for pid in tree:
        tree += parents.get(pid, [])
    return tree


def cpu_sec(pid):
    """User and system time of all threads, by the process's own clock (clock_getcpuclockid), and of the
    children it has waited for."""
    waited_for = stat_of(pid)[13:15]
    return time.clock_gettime(~pid << 3 | 2) + sum(map(int, waited_for)) / TICKS_PER_SEC


def memory_bytes(pid, kind="Pss"):
    """Pss: what it shares is divided by the number of those it shares it with. Rss: counted whole."""
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"/proc/{pid}/smaps_rollup has no {kind}")


# Figures


def spread(values, unit, digits=2):
    """"0.31 s (0.25 to 0.44)": the median, and the least and the largest."""
    if not values:
        return "never measured"
    median, least, largest = (f"{value:.{digits}f}" for value in
                              (statistics.median(values), min(values), max(values)))
    return f"{median} {unit} ({least} to {largest})"


def ratio(of, to):
    """The ratio of two medians."""
    return statistics.median(of) / statistics.median(to)


def say_load():
    """How much else the machine had to do: on a machine that is not one's own the spread is its work too."""
    say("load average {:.1f} {:.1f} {:.1f} on {} processors".format(*os.getloadavg(), os.cpu_count()))


def say(text):
    print(text, flush=True)
