local function fan(t, object, steps)
  t:series(object, object:match("^%a+") .. ".sensor.fan_rpm", steps)
end

test("a fan that stops is told for as long as it stands, one that never turned is not", function(t)
  t:host("h1")
  fan(t, "host:h1{sensor=fan1}", { { "40m", 900 }, { "2h", 0 }, { "1h", 600 } })
  fan(t, "host:h1{sensor=fan2}", { { "9h", 0 } })
  t:run("35m")
  t:expect_no_tip()
  t:run("10m")
  t:expect_tip { severity = "warning", remedy = "restrict,notify", text = "h1: fan fan1 has stopped" }
  t:run("90m")
  t:expect_tip { text = "fan1" }
  t:run("30m")
  t:expect_no_tip()
end)

test("`below` says how slow is still", function(t)
  t:host("h1")
  t:settings { below = 100 }
  fan(t, "host:h1{sensor=fan1}", { { "40m", 900 }, { "1h", 100 } })
  t:run("45m")
  t:expect_tip { text = "fan1" }
end)

test("a fan of what serves the host is named with it, and one that falls silent is not forgotten", function(t)
  t:host("h1")
  t:device("bmc1", { serves = { "h1" } })
  fan(t, "device:bmc1{sensor=FAN 3}", { { "40m", 3000 }, { "5m", 0 }, { "1h", "gap" } })
  t:run("44m")
  t:expect_tip { text = "fan FAN 3 of bmc1 has stopped" }
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "the speed of FAN 3 is not known" }
end)

test("nine are told with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{sensor=%d}"):format(i), "host.sensor.fan_rpm", { { "31m", 900 }, { "9h", 0 } })
    if i < 9 then evidence[i] = ("host.sensor.fan_rpm of host:h1{sensor=%d} over "):format(i) end
  end
  t:run("31m")
  t:expect_no_tip()
  t:run("4m")
  t:expect_tip { text = "fan 1 has stopped", evidence = evidence }
  t:expect_tip { text = "fan 9 has" }
end)

test("slower is not still, and neither is a dip", function(t)
  t:host("h1")
  fan(t, "host:h1{sensor=fan1}", { { "40m", 900 }, { "10m", 1 }, { "1m", 0 }, { "1m", 900 }, { "10m", 1 }, { "1h", 900 } })
  t:run("60m")
  t:expect_no_tip()
end)

test("a fan that stood for a minute is not told while it does", function(t)
  t:host("h1")
  fan(t, "host:h1{sensor=fan1}", { { "40m", 900 }, { "1m", 0 }, { "1h", 900 } })
  t:run("41m")
  t:expect_no_tip()
end)

test("a fan that falls silent while it turns keeps no other in the tip", function(t)
  t:host("h1")
  fan(t, "host:h1{sensor=fan1}", { { "40m", 900 }, { "6m", 0 }, { "1h", 900 } })
  fan(t, "host:h1{sensor=fan2}", { { "42m", 900 }, { "1h", "gap" } })
  t:run("45m")
  t:expect_tip { text = "h1: fan fan1 has stopped" }
  t:run("4m")
  t:expect_no_tip()
end)
