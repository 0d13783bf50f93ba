local function expect(t, value)
  t:host("h1")
  t:series("host:h1", "host.cpu.busy_pct", { { "10m", value } })
  t:run("10m")
end

test("busy", function(t) expect(t, 80) t:expect_tip { severity = "warning" } end)
test("nearly busy", function(t) expect(t, 79.5) t:expect_no_tip() end)
test("idle", function(t) expect(t, 10) t:expect_no_tip() end)
test("unknown", function(t) expect(t, "gap") t:expect_no_data { reason = "no answer" } end)
