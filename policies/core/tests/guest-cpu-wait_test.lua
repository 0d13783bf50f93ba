local wait, used, count = "guest.cpu.wait_pct", "guest.cpu.used_pct", "guest.cpu.count"
local busy, processors = "host.cpu.busy_pct", "host.cpu.count"

local function scene(t, host_busy, guest_used)
  t:host("h1")
  t:guest("g1", { host = "h1" })
  if host_busy then t:series("host:h1", busy, { { "10h", host_busy } }) end
  t:series("host:h1", processors, { { "10h", 8 } })
  t:series("guest:g1", used, { { "10h", guest_used or 50 } })
  t:series("guest:g1", count, { { "10h", 4 } })
end

test("starved by a busy host: a guest moves away", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "6m", 15 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "migrate,notify", with = { relieve = "cpu", from = "host:h1" },
                 evidence = { wait, busy },
                 text = "g1 waited for processors 15 % of the last 5m, because those of h1 are 92 % busy" }
end)

test("starved on a host with processors to spare: no move is proposed", function(t)
  scene(t, 30)
  t:series("guest:g1", wait, { { "6m", 40 } })
  t:run("6m")
  t:expect_tip { severity = "critical", remedy = "notify", text = "look for a quota, shares or a pinning that holds it back, which no move cures" }
end)

test("starved while the host's load is not known: no move is proposed", function(t)
  scene(t, nil)
  t:series("guest:g1", wait, { { "6m", 15 } })
  t:run("6m")
  t:expect_tip { remedy = "notify", text = "why is not known: no value of host.cpu.busy_pct of h1 is known" }
  t:guest("g1")
  t:run("1m")
  t:expect_tip { remedy = "notify", text = "the host it is on is not known" }
end)

test("starved by itself: it gets more processors, and no move is proposed", function(t)
  scene(t, 60, 100)
  t:series("guest:g1", wait, { { "1h", 1 } })
  t:run("29m")
  t:expect_no_tip()
  t:run("1m")
  t:expect_tip { severity = "warning", remedy = "resize_vcpus,notify", with = { vcpus = "6" }, evidence = used,
                 text = "g1 has used all of its 4 virtual processors for 30m and was run whenever it wanted: it needs "
                   .. "more of them, such as 6, and no move gives it any" }
end)

test("a guest with one processor is advised a second, one with all that its host has none", function(t)
  scene(t, 60, 100)
  t:series("guest:g1", wait, { { "2h", 1 } })
  t:series("guest:g1", count, { { "2h", 1 } })
  t:run("30m")
  t:expect_tip { with = { vcpus = "2" } }
  t:series("guest:g1", count, { { "2h", 6 } })
  t:run("1m")
  t:expect_tip { with = { vcpus = "8" } }
  t:series("guest:g1", count, { { "2h", 8 } })
  t:run("1m")
  t:expect_tip { remedy = "notify", text = "h1 has no more" }
end)

test("starved by itself and by its host: the host comes first", function(t)
  scene(t, 95, 100)
  t:series("guest:g1", wait, { { "1h", 20 } })
  t:run("30m")
  t:expect_tip { remedy = "migrate", raised = 1 }
  t:series("guest:g1", wait, { { "1h", 1 } })
  t:run("6m")
  t:expect_tip { remedy = "resize_vcpus", raised = 1 }
end)

test("the thresholds count from their very value on", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "1h", 9.9 } })
  t:run("6m")
  t:expect_no_tip()
  t:series("guest:g1", wait, { { "1h", 10 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  t:series("guest:g1", wait, { { "1h", 24.9 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  t:series("guest:g1", wait, { { "1h", 25 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("exactly saturated counts, and how many processors it has must be known", function(t)
  scene(t, 60, 95)
  t:series("guest:g1", wait, { { "5h", 1 } })
  t:run("30m")
  t:expect_tip { remedy = "resize_vcpus" }
  t:series("guest:g1", used, { { "5h", 85 } })
  t:run("40m")
  t:expect_tip { raised = 1 }
  t:series("guest:g1", count, { { "1h", "gap" } })
  t:run("5m")
  t:expect_no_data { reason = "guest.cpu.count" }
end)

test("from host_busy on it is the host, below it is not", function(t)
  scene(t, 70)
  t:series("guest:g1", wait, { { "1h", 15 } })
  t:run("6m")
  t:expect_tip { remedy = "migrate" }
  t:series("host:h1", busy, { { "1h", 69 } })
  t:run("6m")
  t:expect_tip { remedy = "notify" }
end)

test("a tip stays until clear, and opens once only", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "6m", 12 }, { "6m", 6 }, { "6m", 12 }, { "6m", 5.1 } })
  t:run("24m")
  t:expect_tip { severity = "warning", raised = 1 }
  t:series("guest:g1", wait, { { "1h", 4.9 } })
  t:run("5m")
  t:expect_no_tip()
end)

test("a guest that used all its processors is told until it used clearly less", function(t)
  scene(t, 60, 96)
  t:series("guest:g1", wait, { { "5h", 1 } })
  t:run("30m")
  t:expect_tip { remedy = "resize_vcpus" }
  t:series("guest:g1", used, { { "5h", 86 } })
  t:run("1h")
  t:expect_tip { remedy = "resize_vcpus", raised = 1 }
  t:series("guest:g1", used, { { "5h", 84 } })
  t:run("1m")
  t:expect_no_tip()
end)

test("just below saturated is no matter", function(t)
  scene(t, 60, 94.9)
  t:series("guest:g1", wait, { { "5h", 1 } })
  t:run("1h")
  t:expect_no_tip()
end)

test("a short wait opens nothing", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "10m", 1 }, { "1m", 40 }, { "10m", 1 } })
  t:run("21m")
  t:expect_no_tip()
end)

test("a gap keeps a tip and opens none", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "5m", 15 }, { "1h", "gap" } })
  t:run("4m")
  t:expect_no_data { reason = "has not been watched for 5m yet" }
  t:run("1m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "no answer" }
end)

test("after a reboot a guest that waits no more is told no more", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "30m", 15 }, { "2m", "gap" }, { "2h", 0 } })
  t:series("guest:g1", used, { { "30m", 50 }, { "2m", "gap" }, { "2h", 20 } })
  t:run("30m")
  t:expect_tip()
  t:run("8m")
  t:expect_no_tip()
end)

test("a guest that is off waits for nothing", function(t)
  scene(t, 92)
  t:series("guest:g1", wait, { { "6m", 15 }, { "1h", "guest is off" } })
  t:run("6m")
  t:expect_tip()
  t:guest("g1", { host = "h1", state = "off" })
  t:run("1m")
  t:expect_no_tip()
end)

test("one low sample shows that not all of a window was high, one that is missing shows nothing", function(t)
  scene(t, 60, 100)
  t:series("guest:g1", wait, { { "5h", 1 } })
  t:run("20m")
  t:expect_no_data { reason = "guest.cpu.used_pct of g1 has not been watched for 30m yet" }
  t:series("guest:g1", used, { { "10m", 85 } })
  t:run("1m")
  t:expect_no_data { reason = "guest.cpu.used_pct of g1" }
  t:series("guest:g1", used, { { "10m", 84.9 } })
  t:run("1m")
  t:expect_no_tip()
end)
