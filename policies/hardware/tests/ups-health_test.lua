test("each source and state of the battery is told", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  for source, expected in ipairs { false, "critical", false, "warning", false, false, false } do
    t:series("device:ups1", "device.ups.source", { { "1h", source } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = expected, remedy = "notify", text = "; it serves h1" }
    else
      t:expect_no_tip()
    end
  end
  for status, expected in ipairs { false, false, "is low", "is empty" } do
    t:series("device:ups1", "device.ups.battery_status", { { "1h", status } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = "warning", text = "ups1: its battery " .. expected }
    else
      t:expect_no_tip()
    end
  end
end)

test("an output that is loaded for long is told by its worst moment", function(t)
  t:device("ups1")
  t:series("device:ups1{ups_line=2}", "device.ups.load_pct", { { "8m", 79 }, { "8m", 80 }, { "8m", 96 }, { "1h", 74 } })
  t:run("8m")
  t:expect_no_tip()
  t:run("7m")
  t:expect_tip { severity = "warning", text = "ups1: output line 2 is loaded with 80 % for 5m" }
  t:run("8m")
  t:expect_tip { severity = "critical" }
  t:run("8m")
  t:expect_no_tip()
end)

test("the limits of the load count from their very value on", function(t)
  t:device("ups1")
  t:series("device:ups1{ups_line=1}", "device.ups.load_pct", { { "8m", 94 }, { "8m", 95 }, { "8m", 75 }, { "1h", 74 } })
  t:run("7m")
  t:expect_tip { severity = "warning", text = "loaded with 94 %" }
  t:run("8m")
  t:expect_tip { severity = "critical" }
  t:run("8m")
  t:expect_tip { severity = "warning" }
  t:run("8m")
  t:expect_no_tip()
end)

test("all that is wrong is told with the evidence of eight", function(t)
  t:device("ups1")
  t:series("device:ups1", "device.ups.source", { { "1h", 4 } })
  t:series("device:ups1", "device.ups.battery_status", { { "1h", 3 } })
  local evidence = { "device.ups.source of device:ups1 over 5m", "device.ups.battery_status of device:ups1 over 5m" }
  for i = 1, 7 do
    t:series(("device:ups1{ups_line=%d}"):format(i), "device.ups.load_pct", { { "1h", 90 } })
    if i < 7 then evidence[i + 2] = ("device:ups1{ups_line=%d} over 5m"):format(i) end
  end
  t:run("8m")
  t:expect_tip { text = "ups1: is bypassed: a failure of the mains stops what it serves, its battery is low, output line 1 ",
    evidence = evidence }
end)

test("an UPS that serves nobody known is told alone", function(t)
  t:device("ups1")
  t:series("device:ups1", "device.ups.source", { { "1h", 2 } })
  t:run("6m")
  local told, extra = pcall(t.expect_tip, t, { text = "it serves" })
  assert(not told and extra:find("it serves", 1, true))
end)
