"""The ledger of licensed guests on real hosts: it follows a guest that virsh moves, and outlives provostd."""

from lab import wait_until

PRODUCTS = """
licences:
  oracle-db: {per: host, hosts: [h1, h2], entitlements: 2, stay: 90d}
"""
GUESTS = "    guests: [{name: g1, licences: [oracle-db]}]\n"


def report(provost):
    return provost.json("report", "licences")["licences"][0]


def where(provost):
    """{host: guests} of what takes entitlements now."""
    return {use["host"]: use["guests"] for use in report(provost)["hosts"]}


def breaches(provost):
    return [(breach["kind"], breach["guest"], breach["host"]) for breach in report(provost)["breaches"]]


def test_a_guest_that_virsh_moves_is_followed_and_the_report_tells_it(fresh_lab, start_provost):
    fresh_lab.guest("g1", on="h1")
    fresh_lab.guest("g2", on="h1")
    provost = start_provost(lambda **options: fresh_lab.config(**options) + GUESTS + PRODUCTS)
    wait_until(lambda: where(provost) == {"h1": ["g1"]}, 60, "g1 in the ledger")
    assert report(provost)["head_room"] == 1 and report(provost)["free_hosts"] == ["h2"]
    fresh_lab.migrate("g1", "h2")
    wait_until(lambda: where(provost) == {"h2": ["g1"]}, 60, "g1 in the ledger on h2")
    assert report(provost)["hosts"][0]["bound_until"] and breaches(provost) == []
    fresh_lab.migrate("g1", "h3")
    wait_until(lambda: where(provost) == {"h2": [], "h3": ["g1"]}, 60, "h2 bound, though empty")
    assert breaches(provost) == [("host", "g1", "h3"), ("stay", "g1", "h2")]
    shown = provost("report", "licences")
    assert "g1 runs on h3, which is not licensed for oracle-db" in shown

    provost.kill()
    fresh_lab.migrate("g1", "h1")
    provost.start()
    wait_until(lambda: where(provost).get("h1") == ["g1"], 60, "g1 in the ledger on h1, where it came while nobody looked")
    assert where(provost) == {"h1": ["g1"], "h2": []}  # nothing was bound to h3, which had no licence
    ended = next(breach for breach in report(provost)["breaches"] if breach["kind"] == "host")
    assert ended["until"] is not None
