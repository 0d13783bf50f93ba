local total, available, rss = "host.mem.total_bytes", "host.mem.available_bytes", "guest.mem.rss_bytes"
local GIB = 2 ^ 30

-- h1 with 64 GiB and one guest that holds so many of them.
local function host(t, guest_gib)
  t:host("h1")
  t:series("host:h1", total, { { "1m", 64 * GIB } })
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", rss, { { "1m", guest_gib * GIB } })
end

local function left(t, steps)
  for _, step in ipairs(steps) do
    if type(step[2]) == "number" then step[2] = step[2] / 100 * 64 * GIB end
  end
  t:series("host:h1", available, steps)
end

test("memory used up by guests moves one away", function(t)
  host(t, 50)
  left(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "migrate,notify", with = { relieve = "memory", from = "host:h1" },
                 text = "memory of h1 is 92 % used for 5m, 5.1 GiB are left" }
end)

test("memory used up by something else moves nobody", function(t)
  host(t, 4)
  left(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "notify", text = "its guests hold only 4.0 GiB of it, so no move helps" }
end)

test("a host without guests has nobody to move", function(t)
  t:host("h1")
  t:series("host:h1", total, { { "1m", 64 * GIB } })
  left(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "notify" }
end)

test("what a guest holds that is not known is not held to be nothing", function(t)
  host(t, 4)
  t:guest("g2", { host = "h1" })
  left(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "migrate" }
  t:guest("g2", { host = "h1", state = "off" })
  t:run("1m")
  t:expect_tip { remedy = "notify" }
end)

test("the thresholds count from their very value on", function(t)
  host(t, 50)
  left(t, { { "20m", 10.1 } })
  t:run("10m")
  t:expect_no_tip()
  left(t, { { "20m", 10 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  left(t, { { "20m", 5.1 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  left(t, { { "20m", 5 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("the greatest amount that was left counts", function(t)
  host(t, 50)
  left(t, { { "4m", 8 }, { "10s", 30 }, { "4m", 8 } })
  t:run("8m")
  t:expect_no_tip()
end)

test("a tip stays until clear, and opens once only", function(t)
  host(t, 50)
  left(t, { { "6m", 9 }, { "6m", 12 }, { "6m", 9 }, { "6m", 14.9 } })
  t:run("24m")
  t:expect_tip { severity = "warning", raised = 1 }
  left(t, { { "6m", 15.1 } })
  t:run("1m")
  t:expect_no_tip()
end)

test("an agent that is silent keeps a tip and opens none", function(t)
  host(t, 50)
  left(t, { { "5m", 8 }, { "1h", "gap" } })
  t:run("4m")
  t:expect_no_data { reason = "has not been watched for 5m yet" }
  t:run("1m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "no answer" }
end)

test("a reboot leaves a gap, and then memory that is free", function(t)
  host(t, 50)
  left(t, { { "6m", 8 }, { "3m", "gap" }, { "20m", 90 } })
  t:run("6m")
  t:run("20m")
  t:expect_no_tip()
end)

test("without the host's total nothing is judged", function(t)
  t:host("h1")
  left(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_no_data { reason = "host.mem.total_bytes" }
end)

test("guests hold the memory from their share on", function(t)
  host(t, 17.66) -- of 58.88 GiB that are used
  left(t, { { "1h", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "notify" }
  host(t, 17.67)
  t:run("1m")
  t:expect_tip { remedy = "migrate" }
end)

test("a host that says it has no memory says nothing", function(t)
  t:host("h1")
  t:series("host:h1", total, { { "1h", 0 } })
  t:series("host:h1", available, { { "1h", 0 } })
  t:run("6m")
  t:expect_no_data { reason = "h1 says that it has no memory" }
end)
