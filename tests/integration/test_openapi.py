"""What a running provostd answers is what GET /v1/openapi.json says, no more and no less.

Each answer is checked against the schema that the description has for its route and status. The schemas allow no field that
they do not name, so that one which nobody described is found here. tests/unit/serve/test_openapi.c compares paths, methods
and parameters to the routes.
"""

import contextlib
import json
import re
from urllib.parse import quote

import jsonschema
import pytest

from api import Api, Connection, running_provostd, write_pack
from lab import wait_until

POLICY = """\
return {
  name = "always", title = "It is always so", subject = "host", every = "2s",
  needs = { ["host.mem.total_bytes"] = "1m" },
  settings = { limit = { default = 1, min = 0, max = 100, unit = "%" } },
  evaluate = function(host)
    local size, unknown = host:window("host.mem.total_bytes", 4)
    if not size then return nil, unknown end
    return provost.tip { severity = "warning", text = "it is so", evidence = { size }, remedy = provost.notify {} }
  end,
}
"""

MORE = """\
      - {{name: h2, libvirt: 'test://{folder}/node.xml', labels: {{rack: r1}}}}
    reserve: {{host_failures: 1}}
    guests: [{{name: test, licences: [db]}}]
packs: [{folder}/here]
policies: {{always: {{settings: {{limit: 2}}}}}}
licences: {{db: {{per: host, hosts: [h1], entitlements: 2}}}}
devices: [{{name: sw1, kind: switch, serves: [h1], snmp: {{address: 'udp:127.0.0.1:9', version: 2c, community: public}}}}]
"""

# A host of libvirt's test driver without guests.
NODE = "<node><cpu><mhz>2000</mhz><model>x86_64</model><active>4</active><memory>8388608</memory></cpu></node>"


class Described:
    """The API of a provostd, each of whose answers is checked against what it says of itself."""

    def __init__(self, api):
        self.api = api
        self.description = api.get("/v1/openapi.json").json
        self.asked = set()

    def resolve(self, value):
        while "$ref" in value:
            found = self.description
            for word in value["$ref"].split("/")[1:]:
                found = found[word]
            value = found
        return value

    def operation(self, method, path):
        """(path as described, operation); one without keys comes first."""
        for described in sorted(self.description["paths"], key=lambda each: "{" in each):
            if re.fullmatch(re.sub(r"\{[a-z]+\}", "[^/]+", described), path.partition("?")[0]):
                if method.lower() in self.description["paths"][described]:
                    return described, self.description["paths"][described][method.lower()]
        raise AssertionError(f"{method} {path} is not described")

    def check(self, schema, value):
        whole = {**schema, "components": self.description["components"]}
        jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)

    def check_body(self, operation, body):
        self.check(operation["requestBody"]["content"]["application/json"]["schema"], body)

    def __call__(self, method, path, status, body=None, **headers):
        """Asks, and holds status, type and body of the answer to the description. A body that is accepted must be as
        described, too."""
        described, operation = self.operation(method, path)
        answer = self.api(method, path, body, **headers)
        assert answer.status == status, (method, path, answer.status, answer.text)
        assert str(status) in operation["responses"], f"{method} {described} does not say that it may answer {status}"
        self.asked.add((method.lower(), described))
        response = self.resolve(operation["responses"][str(status)])
        if "content" not in response:
            assert answer.text == ""
            return None
        kind = answer.type.partition(";")[0]
        if kind == "application/json":
            self.check(response["content"][kind]["schema"], answer.json)
        else:
            assert kind in response["content"]
        if body is not None and status < 300:
            self.check_body(operation, body)
        return answer.json if kind == "application/json" else answer.text

    def get(self, path, status=200):
        return self("GET", path, status)

    def post(self, path, status, body=None):
        return self("POST", path, status, body)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openapi")
    write_pack(folder, POLICY)
    (folder / "node.xml").write_text(NODE)
    with running_provostd(folder, MORE.format(folder=folder)) as provost:
        api = Api(provost.socket)
        wait_until(lambda: api.get("/v1/tips").json["tips"], 60, "the tip of a policy that always finds one")
        yield Described(api)


def test_the_description_is_one(described):
    """OpenAPI 3.1 takes its schemas from JSON Schema 2020-12; what else it asks for is looked at here."""
    description = described.description
    assert description["openapi"].startswith("3.1.") and {"title", "version"} <= set(description["info"])
    for schema in description["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    names = []
    for methods in description["paths"].values():
        for operation in methods.values():
            names.append(operation["operationId"])
            assert operation["responses"] and all(re.fullmatch("[1-5][0-9]{2}", status) for status in operation["responses"])
            for response in map(described.resolve, operation["responses"].values()):
                assert response["description"]
                for content in response.get("content", {}).values():
                    jsonschema.Draft202012Validator.check_schema(content["schema"])
            for parameter in map(described.resolve, operation.get("parameters", [])):
                assert parameter["in"] in ("query", "path", "header") and parameter["name"]
                assert parameter["in"] != "path" or parameter["required"]
                jsonschema.Draft202012Validator.check_schema(parameter["schema"])
    assert len(names) == len(set(names))


def test_no_object_allows_what_it_does_not_name(described):
    def look_at(value, place):
        if isinstance(value, dict):
            if value.get("type") == "object" and "properties" in value:
                assert value.get("additionalProperties") is False, place
            for key, member in value.items():
                look_at(member, f"{place}.{key}")
        elif isinstance(value, list):
            for member in value:
                look_at(member, place)

    look_at(described.description["components"]["schemas"], "schemas")
    look_at(described.description["paths"], "paths")


LISTS = ("doctor", "clusters", "hosts", "devices", "guests", "tips", "audit", "alerts", "traps", "actions", "policies", "reports/licences")


def test_what_is_asked_is_answered_as_described(described):
    tip = described.get("/v1/tips?state=open")["tips"][0]
    assert tip["evidence"] and tip["waits"]
    assert described.get("/v1/tips?brief=true")["tips"][0].keys() < tip.keys()
    assert "proposal" in described.get(f"/v1/tips/{tip['id']}?proposal=true")
    alert = described.post("/v1/alerts", 200, {"subject": "host:h1", "name": "disk", "state": "critical", "text": "full"})
    described.get(f"/v1/alerts/{alert['id']}")
    described.post("/v1/traps", 200, {"host": "h1", "variables": [{"oid": "1.3.6.1.6.3.1.1.4.1.0", "text": "1.3.6.1.6.3.1.1.5.1"}]})
    for noun in LISTS:
        page = described.get(f"/v1/{noun}?limit=1")
        while page["next"]:
            page = described.get(f"/v1/{noun}?limit=1&after={quote(page['next'])}")
    assert described.get("/v1/clusters")["clusters"][0]["reserve"]["outcome"]
    assert described.get("/v1/reports/licences?from=-1h")["licences"][0]["hosts"]
    for path in ("status", "canaries", "openapi.json", "hosts/h1", "guests/test", "devices/sw1", f"tips/{tip['id']}", "policies/always",
                 "why?subject=h1", "why?subject=test", "metrics?subject=h1&metric=host.mem.total_bytes&step=60",
                 "graph?subject=h1&metric=host.mem.total_bytes&theme=dark"):
        described.get(f"/v1/{path}")
    described.get("/metrics")


def test_what_is_ordered_is_answered_as_described(described):
    described.post("/v1/pause", 200, {"reason": "a test"})
    assert described.get("/v1/status")["paused"]
    described.post("/v1/resume", 200)
    described.post("/v1/reload", 200, {"dry_run": True})
    described.post("/v1/policies/reload", 200)
    described.post("/v1/policies/always/disable", 200, {"reason": None})
    described.post("/v1/policies/always/enable", 200, {})
    described.post("/v1/history/flush", 200)
    described.post("/v1/placements", 200, {"new": {"memory_bytes": 1 << 30, "vcpus": 1, "labels": {"tier": "db"}},
                                           "weights": {"cpu": 5}, "exclude": ["h2"]})
    described.post("/v1/placements", 200, {"guest": "test", "goal": "resource-maximization"})
    described.post("/v1/plans", 200, {"kind": "balance", "cluster": "lab"})
    described.post("/v1/doctor/tip", 200, {"policy": "always", "subject": "h1"})
    described.post("/v1/doctor/tip", 200, {"policy": "none", "subject": "h9", "apply": False})
    described.post("/v1/doctor/tip", 202, {"policy": "always", "subject": "h2", "apply": True})
    described.post("/v1/resizes", 200, {"guest": "test", "vcpus": 1, "dry_run": True})
    action = described.post("/v1/resizes", 202, {"guest": "test", "vcpus": 1})["action"]
    described.get(f"/v1/actions/{action['id']}")
    for order in ("restrict", "release"):
        described.post(f"/v1/hosts/h2/{order}", 202, {"reason": "a test"})
    evacuation = described.post("/v1/hosts/h1/evacuate", 202)
    described.post(f"/v1/actions/{evacuation['id']}/cancel", 202)
    described.post("/v1/hosts/h1/release", 202)
    tip = described.get("/v1/tips?state=open")["tips"][0]
    described.post(f"/v1/tips/{tip['id']}/dismiss", 200, {"reason": "it is a test", "for_sec": 60})


def test_what_is_refused_is_refused_as_described(described):
    """Each POST with a body that is none; then what is asked of whom there is not, and what cannot be done."""
    for path, methods in described.description["paths"].items():
        if "requestBody" in methods.get("post", {}):
            described.post(re.sub(r"\{name\}", "test" if "guests" in path else "h1", path).replace("{id}", "1"), 400, {"nonsense": 1})
    for method, path, status, body in (
            ("GET", "/v1/hosts?limit=0", 400, None), ("GET", "/v1/tips?state=sad", 400, None), ("GET", "/v1/hosts/h9", 404, None),
            ("GET", "/v1/guests/g9", 404, None), ("GET", "/v1/devices/d9", 404, None), ("GET", "/v1/tips/9999", 404, None),
            ("GET", "/v1/actions/x", 404, None), ("GET", "/v1/policies/none", 404, None), ("GET", "/v1/why", 400, None),
            ("GET", "/v1/why?subject=h9", 404, None), ("GET", "/v1/events?after=x", 400, None), ("GET", "/v1/metrics", 400, None),
            ("GET", "/v1/metrics?subject=h1&metric=none", 404, None), ("GET", "/v1/graph?subject=h1", 400, None),
            ("GET", "/v1/reports/licences?from=soon", 400, None),
            ("POST", "/v1/tips/9999/accept", 404, None), ("POST", "/v1/actions/9999/cancel", 404, None),
            ("POST", "/v1/hosts/h9/restrict", 404, None), ("POST", "/v1/policies/none/enable", 404, None),
            ("POST", "/v1/alerts", 400, {"subject": "service:s", "name": "x", "state": "ok"}), ("GET", "/v1/alerts/9999", 404, None),
            ("POST", "/v1/moves", 404, {"guest": "g9"}), ("POST", "/v1/moves", 409, {"guest": "test", "to": "h1"}),
            ("POST", "/v1/placements", 404, {"guest": "g9"}), ("POST", "/v1/plans", 404, {"kind": "evacuate", "host": "h9"}),
            ("POST", "/v1/resizes", 404, {"guest": "g9", "vcpus": 1}), ("POST", "/v1/guests/g9/dirty-rate", 404, {"seconds": 1})):
        described(method, path, status, body)
    # A body that is really sent may meet a closed door.
    described("POST", "/v1/pause", 413, None, **{"Content-Type": "application/json", "Content-Length": "70000"})
    described("POST", "/v1/pause", 415, "{}", **{"Content-Type": "text/plain"})


def test_what_is_known_already_is_not_sent_again(described):
    answer = described.api.get("/v1/policies")
    described("GET", "/v1/policies", 304, **{"If-None-Match": answer.etag})


def test_events_are_told_as_described(described):
    """All that are kept, of which there are some of tips, of actions and of provostd itself after the tests before this one."""
    schema = described.description["components"]["schemas"]["Event"]
    kinds = set()
    with contextlib.closing(Connection(described.api.path)) as connection:
        connection.request("GET", "/v1/events?after=0")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream"
        for line in answer:
            if line.startswith(b":"):
                break
            if line.startswith(b"data: "):
                event = json.loads(line[len("data: "):])
                described.check(schema, event)
                kinds |= event.keys()
    described.asked.add(("get", "/v1/events"))
    assert kinds == {"time", "tip", "action", "alert", "provost", "what"}


def test_each_route_was_asked(described):
    asked_of = {(method, path) for path, methods in described.description["paths"].items() for method in methods}
    assert not asked_of - described.asked
