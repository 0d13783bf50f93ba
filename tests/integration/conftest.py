"""Fixtures of the integration tests. `lab` is three real libvirt hosts that live as long as the test
run; `fresh_lab` is the same lab with its hosts mended and without guests."""

import pytest

from lab import running_lab, what_is_missing
from provost import Provost
from virt_core import VirtCore


@pytest.fixture(scope="session")
def lab_can_run():
    """Skips where the machine lacks root or namespaces; anything else that is missing is a failure."""
    missing = what_is_missing()
    if any(line.startswith("machine:") for line in missing):
        pytest.skip("the lab cannot run here: " + "; ".join(missing))
    if missing:
        pytest.fail("the lab could run here, but: " + "; ".join(missing), pytrace=False)


@pytest.fixture(scope="session")
def lab(lab_can_run):
    with running_lab() as lab:
        yield lab


@pytest.fixture
def fresh_lab(lab):
    lab.reset()
    yield lab
    lab.reset()


@pytest.fixture
def another_lab(lab_can_run):
    """A second lab beside the first, for tests of its life."""
    with running_lab() as lab:
        yield lab


@pytest.fixture(scope="session")
def provost_in(tmp_path_factory):
    """Starts provostd in a folder of its own with the configuration that `config` gives for it."""
    started = []

    def start(config, packs=None, **options):
        provost = Provost(tmp_path_factory.mktemp("provost"))
        text = config(state_dir=provost.state, **options)
        provost.configure(text + (f"packs: [{packs}]\n" if packs else ""))
        started.append(provost)
        provost.start()
        return provost

    yield start
    for provost in started:
        provost.stop()


@pytest.fixture
def start_provost(lab, provost_in):
    """Starts a provostd that watches the lab, with its configuration or what `config` gives; ends it, so that the next one
    is not only let watch, and looks for complaints in its log."""
    started = []

    def start(config=None, **options):
        started.append(provost_in(config or lab.config, **options))
        return started[-1]

    yield start
    for provost in started:
        provost.stop()
    complaints = [line for provost in started for line in provost.complaints()]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def virt_core(lab):
    """Starts a provost-virt that this test gives its orders itself."""
    started = []

    def start():
        started.append(VirtCore(lab))
        return started[-1]

    yield start
    for core in started:
        core.stop()
