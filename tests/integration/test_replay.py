"""What a pack would have said of recorded history is what it said then."""

import datetime

from lab import wait_until
from provost import BUILD

GRID_SEC = 2  # the lab's interval
BUSY = ("g1", "g2")


def on_grid(stamp):
    """The point of the grid whose samples were judged then: a finding follows it within an interval."""
    if stamp is None:
        return None
    return int(datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() // GRID_SEC * GRID_SEC)


def raised_live(provost):
    """(policy, subject, raised, cleared, severity at the end) of each tip."""
    return sorted((tip["policy"], tip["subject"]["name"], on_grid(tip["raised"]),
                   on_grid(tip["updated"]) if tip["state"] == "cleared" else None, tip["severity"])
                  for tip in provost.tips("--all") if tip["policy"] == "host-cpu")


def raised_again(provost, *options):
    replay = provost.json("policy", "replay", BUILD / "packs" / "core", "--from", "-15m", *options)
    assert replay["failures"] == 0 and replay["evaluations"] > 0
    assert [stretch["step_sec"] for stretch in replay["stretches"]] == [GRID_SEC]
    return sorted((tip["policy"], tip["subject"]["name"], on_grid(tip["raised"]), on_grid(tip["cleared"]),
                   tip["changes"][-1]["severity"]) for tip in replay["tips"] if tip["policy"] == "host-cpu")


def test_a_replay_raises_and_clears_the_tips_that_were_raised_and_cleared(fresh_lab, start_provost):
    fresh_lab.guests_on({"g1": "h1", "g2": "h1", "g3": "h2"})
    for name in BUSY:
        fresh_lab.load(name)
    # A replay knows no flap window: what comes back is a tip of its own there.
    provost = start_provost(lambda **options: fresh_lab.config(**options) + "tips: {flap_window: 0s}\n")
    wait_until(lambda: provost.open_tip("h1"), 90, "a tip about h1")
    for name in BUSY:
        fresh_lab.idle(name)
    wait_until(lambda: not provost.open_tip("h1"), 90, "the tip's end")
    fresh_lab.load("g1")
    fresh_lab.load("g2")
    wait_until(lambda: provost.open_tip("h1"), 90, "another tip about h1")
    live = raised_live(provost)
    assert len(live) >= 2
    # The lab's configuration wants ten seconds, the pack five minutes, which nothing lasted.
    assert raised_again(provost, "--settings", "host-cpu.sustained=10s") == live
    assert raised_again(provost) == []
