test("a switch that is online with sound parts has no tip", function(t)
  t:device("san1")
  t:series("device:san1", "device.brocade.status", { { "1h", 1 } })
  for status, expected in ipairs { false, "is faulty", "is below its minimum", false, "is above its maximum", false } do
    t:series("device:san1{brocade_sensor=FAN 1}", "device.brocade.sensor_status", { { "1h", status } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = "warning", remedy = "notify", text = "san1: FAN 1 " .. expected }
    else
      t:expect_no_tip()
    end
  end
end)

test("one that is not online is told with the hosts that it serves", function(t)
  t:host("h1")
  t:host("h2")
  t:device("san1", { serves = { "h1", "h2" } })
  for status, expected in ipairs { false, "critical", "warning", "critical" } do
    t:series("device:san1", "device.brocade.status", { { "1h", status } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = expected, text = "; it serves h1, h2" }
    else
      t:expect_no_tip()
    end
  end
  t:expect_tip { text = "san1: is faulty" }
end)

test("a sensor that is not known keeps a tip", function(t)
  t:device("san1")
  t:series("device:san1{brocade_sensor=FAN 1}", "device.brocade.sensor_status", { { "6m", 2 }, { "1h", "gap" } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)
