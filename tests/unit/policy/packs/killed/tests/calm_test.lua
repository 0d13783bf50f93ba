local function expect(t, value)
  t:host("h1")
  t:series("host:h1", "host.cpu.busy_pct", { { "1m", value } })
  t:run("1m")
end

test("calm", function(t) expect(t, 4.9) t:expect_tip { severity = "info" } end)
test("not calm", function(t) expect(t, 5) t:expect_no_tip() end)
test("unknown", function(t) expect(t, "gap") t:expect_no_data() end)
test("nothing", function(t) expect(t, 0) t:expect_tip() end)
