local function ups(t, name, values)
  for metric, value in pairs(values) do
    t:series("device:" .. name, "device.ups." .. metric, { { "1h", value } })
  end
end

local mains = { source = 3, on_battery_sec = 0, battery_status = 2, left_min = 40, charge_pct = 100 }
local battery = { source = 5, on_battery_sec = 10, battery_status = 2, left_min = 38, charge_pct = 97 }

test("a host with mains has no tip, one on battery gets no new guests", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  ups(t, "ups1", mains)
  t:run("6m")
  t:expect_no_tip()
  ups(t, "ups1", battery)
  t:run("1m")
  t:expect_tip { severity = "warning", remedy = "restrict,notify",
    text = "h1: ups1 is on battery, which lasts for 38 min, charged to 97 %" }
  ups(t, "ups1", mains)
  t:run("1m")
  t:expect_no_tip()
end)

test("few minutes, little charge, or the UPS's own word send the guests off", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  for _, urgent in ipairs { { left_min = 15 }, { charge_pct = 30 }, { battery_status = 3 }, { battery_status = 4 } } do
    ups(t, "ups1", battery)
    t:run("6m")
    t:expect_tip { severity = "warning" }
    ups(t, "ups1", urgent)
    t:run("1m")
    t:expect_tip { severity = "critical", remedy = "evacuate,restrict,notify" }
  end
  ups(t, "ups1", { battery_status = 2, left_min = 16, charge_pct = 31 })
  t:run("1m")
  t:expect_tip { severity = "warning" }
end)

test("minutes of which an UPS says 0 are not known", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  ups(t, "ups1", { source = 5, left_min = 0, charge_pct = 100 })
  t:run("6m")
  t:expect_tip { severity = "warning", text = "ups1 is on battery, charged to 100 %" }
end)

test("one that does not say where its power comes from says for how long it is on battery", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  ups(t, "ups1", { source = 1, on_battery_sec = 20 })
  t:run("6m")
  t:expect_tip { severity = "warning", text = "ups1 is on battery" }
end)

test("a host with a second UPS on mains keeps its guests", function(t)
  t:host("h1")
  t:host("h2")
  t:device("ups1", { serves = { "h1", "h2" } })
  t:device("ups2", { serves = { "h2" } })
  ups(t, "ups1", battery)
  ups(t, "ups1", { left_min = 3 })
  ups(t, "ups2", mains)
  t:run("6m")
  t:expect_tip { subject = "host:h1", severity = "critical" }
  t:expect_tip { subject = "host:h2", severity = "warning" }
end)

test("an UPS that falls silent on battery keeps the tip, a device that is none says nothing", function(t)
  t:host("h1")
  t:device("switch1", { serves = { "h1" } })
  t:series("device:switch1", "device.ups.source", { { "6m", "not supported there" }, { "1h", "gap" } })
  t:run("10m")
  t:expect_no_tip()
  t:device("ups1", { serves = { "h1" } })
  ups(t, "ups1", battery)
  t:run("6m")
  t:expect_tip()
  for metric in pairs(battery) do t:series("device:ups1", "device.ups." .. metric, { { "1h", "gap" } }) end
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)

test("each UPS is told with the evidence of its charge, or of its source where it has none", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    local name = "ups" .. i
    t:device(name, { serves = { "h1" } })
    ups(t, name, i % 2 == 0 and battery or { source = 5 })
    if i < 9 then
      evidence[i] = ("device.ups.%s of device:%s over 5m"):format(i % 2 == 0 and "charge_pct" or "source", name)
    end
  end
  t:run("6m")
  t:expect_tip { text = "ups9 is on battery", evidence = evidence }
end)

test("a second on battery counts, a source that is other does not", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  ups(t, "ups1", { source = 1 })
  t:run("6m")
  t:expect_no_tip()
  ups(t, "ups1", { on_battery_sec = 1, left_min = 1 })
  t:run("1m")
  t:expect_tip { severity = "critical", text = "which lasts for 1 min" }
end)

test("an UPS that falls silent on mains keeps no other in the tip", function(t)
  t:host("h1")
  t:device("ups1", { serves = { "h1" } })
  t:device("ups2", { serves = { "h1" } })
  ups(t, "ups1", battery)
  ups(t, "ups2", mains)
  t:run("6m")
  t:expect_tip { severity = "warning", text = "h1: ups1 is on battery" }
  for metric in pairs(mains) do t:series("device:ups2", "device.ups." .. metric, { { "1h", "gap" } }) end
  t:run("6m")
  t:expect_tip()
  ups(t, "ups1", mains)
  t:run("1m")
  t:expect_no_tip()
end)
