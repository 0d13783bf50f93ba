local wait = "guest.cpu.wait_pct"

local function two_guests(t)
  t:host("h1")
  t:guest("g1", { host = "h1" })
  t:guest("g2", { host = "h1" })
end

test("relations, parts, remedies and evidence can be expected", function(t)
  two_guests(t)
  t:series("guest:g1", wait, { { "2m", 20 } })
  t:series("guest:g2", wait, { { "2m", 1 } })
  t:series("guest:g1{dev=vda}", "guest.disk.rd_latency_ms", { { "2m", 3 } })
  t:series("host:h1", "host.cpu.busy_pct", { { "110s", 40 }, { "10s", 50 } })
  t:run("2m")
  t:expect_tip { subject = "guest:g1", severity = "warning", remedy = "migrate,notify",
                 with = { relieve = "cpu", from = "host:h1" }, text = "g1 waits on h1 with 1 others", raised = 1,
                 evidence = { "guest.cpu.wait_pct of guest:g1 over 1m: 20 to 20, mean 20, last 20",
                              "rd_latency_ms of guest:g1{dev=vda} over 1m", "40 to 50, mean 41.66666667, last 50" } }
  t:expect_no_tip { subject = "guest:g2" }
end)

test("a guest moves, and is gone with what was said of it", function(t)
  two_guests(t)
  t:host("h2")
  t:series("guest:g1", wait, { { "2m", 20 } })
  t:run("2m")
  t:guest("g1", { host = "h2" })
  t:run("10s")
  t:expect_tip { subject = "guest:g1", text = "on h2 with 0 others", evidence = "guest:g1" }
  t:gone("guest:g1")
  t:run("10s")
  t:expect_no_data { subject = "guest:g2" }
  t:gone("guest:g2")
end)

test("states can be set", function(t)
  t:guest("g1")
  t:series("guest:g1", wait, { { "2m", 20 } })
  t:run("2m")
  t:expect_no_data { reason = "its host is not known" }
  t:guest("g1", { state = "off" })
  t:run("10s")
  t:expect_no_tip()
end)

test("values can be unknown for a reason, or no number", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", wait, { { "1m", 20 }, { "1m", "guest is off" } })
  t:run("2m")
  t:expect_no_data { reason = "guest is off" }
  t:series("guest:g1", wait, { { "2m", 0 / 0 } })
  t:run("2m")
  t:expect_no_data { reason = "value out of bounds" }
  t:series("guest:g1", wait, { { "2m", "gap" } })
  t:run("2m")
  t:expect_no_data { reason = "no answer" }
end)

test("tips that open again are counted", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", wait, { { "2m", 20 }, { "2m", 1 }, { "2m", 20 }, { "2m", 7 } })
  t:run("8m")
  t:expect_tip { raised = 2 }
end)

test("settings can be set", function(t)
  t:settings { warning = 30, clear = "2" }
  t:host("h1")
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", wait, { { "2m", 20 } })
  t:run("2m")
  t:expect_no_tip()
end)
