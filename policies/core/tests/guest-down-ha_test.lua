test("a guest that is to be kept running and is off is told", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1", ha = true, state = "off" })
  t:run("110s")
  t:expect_no_tip()
  t:run("10s")
  t:expect_tip { severity = "critical", remedy = "notify",
                 text = "g1, which is to be kept running (ha), is off for 2 min on h1; look why, then start it" }
end)

test("paused is a warning, crashed is not", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1", ha = true, state = "paused" })
  t:run("3m")
  t:expect_tip { severity = "warning", text = "is paused" }
  t:guest("g1", { host = "h1", ha = true, state = "crashed" })
  t:run("3m")
  t:expect_tip { severity = "critical", text = "has crashed" }
end)

test("a guest without the flag may be off", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1", state = "off" })
  t:run("1h")
  t:expect_no_tip()
end)

test("one that runs again ends the tip, and a move's moment opens none", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1", ha = true, state = "off" })
  t:run("3m")
  t:expect_tip()
  for _ = 1, 5 do
    t:guest("g1", { host = "h1", ha = true })
    t:run("1m")
    t:expect_no_tip()
    t:guest("g1", { host = "h1", ha = true, state = "paused" })
    t:run("90s")
    t:expect_no_tip()
  end
end)

test("unknown is not down", function(t)
  t:host("h1", { state = "down" })
  t:guest("g1", { host = "h1", ha = true, state = "unknown" })
  t:run("1h")
  t:expect_no_tip()
  t:expect_no_data { reason = "whether g1 runs is not known: h1 is down" }
end)

test("a silent host keeps the tip of a guest that was off", function(t)
  t:host("h1")
  t:guest("g1", { host = "h1", ha = true, state = "off" })
  t:run("3m")
  t:guest("g1", { host = "h1", ha = true, state = "unknown" })
  t:run("10m")
  t:expect_tip { raised = 1 }
end)

test("the time is a setting", function(t)
  t:settings { after = 10 }
  t:host("h1")
  t:guest("g1", { host = "h1", ha = true, state = "off" })
  t:run("9m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "for 10 min" }
end)
