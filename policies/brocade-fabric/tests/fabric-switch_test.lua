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

test("nine are told with the evidence of eight", function(t)
  t:device("san1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("device:san1{brocade_sensor=%d}"):format(i), "device.brocade.sensor_status", { { "6m", 4 }, { "9h", 2 } })
    if i < 9 then evidence[i] = ("device.brocade.sensor_status of device:san1{brocade_sensor=%d} over "):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "san1: 1 is faulty", evidence = evidence }
  t:expect_tip { text = "9 is faulty" }
end)

test("the state of the switch is evidence, too", function(t)
  t:device("san1")
  t:series("device:san1", "device.brocade.status", { { "1h", 3 } })
  t:run("6m")
  t:host("h1")
  t:device("san1", { serves = { "h1" } })
  t:run("1m")
  t:expect_tip { severity = "warning", text = "san1: is being tested; it serves h1", evidence = "device.brocade.status of device:san1 over 5m" }
end)
