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

test("nine are told with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{sensor=%d}"):format(i), "host.sensor.temperature_celsius", { { "9m", 84 }, { "9h", 85 } })
    if i < 9 then evidence[i] = ("host.sensor.temperature_celsius of host:h1{sensor=%d} over "):format(i) end
  end
  t:run("9m")
  t:expect_no_tip()
  t:run("6m")
  t:expect_tip { text = "1 was at 85 degrees", evidence = evidence }
  t:expect_tip { text = "9 was at 85 degrees" }
end)

test("the limits count from their very value on", function(t)
  t:host("h1")
  sensor(t, "host:h1{sensor=a}", { { "10m", 94 }, { "10m", 95 }, { "10m", 80 }, { "1h", 79.5 } })
  t:run("9m")
  t:expect_tip { severity = "warning" }
  t:run("10m")
  t:expect_tip { severity = "critical" }
  t:run("10m")
  t:expect_tip { severity = "warning" }
  t:run("10m")
  t:expect_no_tip()
  sensor(t, "host:h1{sensor=b}", { { "1h", 120 } })
  t:run("10m")
  t:expect_no_tip()
end)
