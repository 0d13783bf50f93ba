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
