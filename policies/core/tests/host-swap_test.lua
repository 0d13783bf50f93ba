local read, written = "host.swap.in_blocks_per_sec", "host.swap.out_blocks_per_sec"

local function scene(t)
  t:host("h1")
  t:guest("g1", { host = "h1" })
end

local function swaps(t, back, out)
  t:series("host:h1", read, back)
  t:series("host:h1", written, out or { { "1m", 0 } })
end

test("a host that reads from swap all the time moves a guest away", function(t)
  scene(t)
  swaps(t, { { "6m", 150 } }, { { "6m", 40 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "migrate,notify", with = { relieve = "memory", from = "host:h1" },
                 evidence = { read, written },
                 text = "h1 reads 150 blocks/s back from swap and writes 40, in the mean of 5m" }
end)

test("a host without guests has nobody to move", function(t)
  t:host("h1")
  swaps(t, { { "6m", 150 } })
  t:run("6m")
  t:expect_tip { remedy = "notify", text = "no guest that could move away" }
end)

test("what is only written counts for a tenth", function(t)
  scene(t)
  swaps(t, { { "1h", 0 } }, { { "1h", 990 } })
  t:run("6m")
  t:expect_no_tip()
  swaps(t, { { "1h", 0 } }, { { "1h", 1000 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
end)

test("the thresholds count from their very value on", function(t)
  scene(t)
  swaps(t, { { "1h", 99 } })
  t:run("6m")
  t:expect_no_tip()
  swaps(t, { { "1h", 100 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  swaps(t, { { "1h", 1999.5 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  swaps(t, { { "1h", 2000 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("a short burst is no matter", function(t)
  scene(t)
  swaps(t, { { "10m", 0 }, { "20s", 1000 }, { "10m", 0 } })
  t:run("20m")
  t:expect_no_tip()
end)

test("a tip stays until clear, and opens once only", function(t)
  scene(t)
  swaps(t, { { "6m", 150 }, { "6m", 50 }, { "6m", 150 }, { "6m", 30.1 } })
  t:run("24m")
  t:expect_tip { severity = "warning", raised = 1 }
  swaps(t, { { "1h", 29 } })
  t:run("5m")
  t:expect_no_tip()
end)

test("an agent that falls silent keeps the tip, and one that tells nothing of swap says so", function(t)
  scene(t)
  swaps(t, { { "5m", 150 }, { "1h", "gap" } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "no answer" }
  swaps(t, { { "1h", 0 } }, { { "1h", "not supported there" } })
  t:run("10m")
  t:expect_no_data { reason = "not supported there" }
end)

test("a reboot begins to count anew", function(t)
  scene(t)
  swaps(t, { { "6m", 150 }, { "2m", "gap" }, { "10s", "counter was reset" }, { "20m", 0 } })
  t:run("6m")
  t:expect_tip()
  t:run("15m")
  t:expect_no_tip()
end)
