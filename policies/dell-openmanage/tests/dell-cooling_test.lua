local function fan(t, value)
  t:series("host:h1{dell_fan=Fan1}", "host.dell.fan_status", { { "1h", value } })
end

test("each status of a fan is what it is", function(t)
  t:host("h1")
  fan(t, 3)
  t:run("6m")
  t:expect_no_tip()
  for value, expected in ipairs { false, false, false, "warning", "critical", "critical", "warning", "critical", "critical", "critical" } do
    fan(t, value)
    t:run("2m")
    if expected then
      t:expect_tip { severity = expected, remedy = expected == "warning" and "restrict" or "evacuate", text = "h1: fan Fan1 " }
    else
      t:expect_no_tip()
    end
  end
  t:expect_tip { text = "fan Fan1 has failed" }
end)

test("a temperature may be too high or too low", function(t)
  t:host("h1")
  for value, expected in ipairs { false, false, false, "warning", "critical", "critical", "warning", "critical", "critical", "warning" } do
    t:series("host:h1{dell_temperature=Inlet}", "host.dell.temperature_status", { { "1h", value } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = expected, text = "temperature Inlet " }
    else
      t:expect_no_tip()
    end
  end
end)

test("what an iDRAC says counts for the host that it serves, and for no other", function(t)
  t:host("h1")
  t:host("h2")
  t:device("idrac1", { serves = { "h1" } })
  t:series("device:idrac1{dell_temperature=CPU1}", "device.dell.temperature_status", { { "1h", 5 } })
  t:run("6m")
  t:expect_tip { subject = "host:h1", severity = "critical", text = "temperature CPU1 is far too high" }
  t:expect_no_tip { subject = "host:h2" }
end)

test("an iDRAC that falls silent keeps a tip", function(t)
  t:host("h1")
  t:device("idrac1", { serves = { "h1" } })
  t:series("device:idrac1{dell_fan=Fan1}", "device.dell.fan_status", { { "5m", 10 }, { "1h", "gap" } })
  t:run("4m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{dell_fan=%d}"):format(i), "host.dell.fan_status", { { "6m", 3 }, { "1h", 4 } })
    if i < 9 then evidence[i] = ("host.dell.fan_status of host:h1{dell_fan=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: fan 1 ", evidence = evidence }
  t:expect_tip { text = ", fan 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{dell_fan=1}", "host.dell.fan_status", { { "6m", 4 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{dell_fan=2}", "host.dell.fan_status", { { "6m", 3 }, { "10m", "gap" }, { "1h", 3 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
