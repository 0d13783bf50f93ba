local function sensor(t, object, steps)
  t:series(object, object:match("^%a+") .. ".sensor.temperature_celsius", steps)
end

test("a processor that stays hot keeps new guests away, and peaks do not count", function(t)
  t:host("h1")
  sensor(t, "host:h1{sensor=Core 0}", { { "6m", 70 }, { "10s", 99 }, { "6m", 70 }, { "10m", 85 }, { "10m", 96 }, { "1h", 79 } })
  t:run("12m")
  t:expect_no_tip()
  t:run("10m")
  t:expect_tip { severity = "warning", remedy = "restrict,notify", text = "h1: Core 0 was at 85 degrees for 5m" }
  t:run("10m")
  t:expect_tip { severity = "critical", remedy = "restrict,notify" }
  t:run("10m")
  t:expect_no_tip()
end)

test("a tip stays until it is clearly cooler", function(t)
  t:host("h1")
  sensor(t, "host:h1{sensor=Core 0}", { { "10m", 86 }, { "10m", 81 }, { "1h", 79 } })
  t:run("9m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip { text = "81 degrees" }
  t:run("10m")
  t:expect_no_tip()
end)

test("an input on which nothing hangs is left out", function(t)
  t:host("h1")
  sensor(t, "host:h1{sensor=AUXTIN}", { { "1h", 127 } })
  t:run("10m")
  t:expect_no_tip()
end)

test("what serves the host counts, and is named", function(t)
  t:host("h1")
  t:device("bmc1", { serves = { "h1" } })
  sensor(t, "device:bmc1{sensor=CPU 1}", { { "1h", 90 } })
  t:run("10m")
  t:expect_tip { severity = "warning", text = "CPU 1 of bmc1 was at 90 degrees" }
end)
