local fan, celsius, heat = "hp.fan_condition", "hp.temperature_celsius", "hp.temperature_condition"

local function condition(t, object, metric, value)
  t:series(object, object:match("^%a+") .. "." .. metric, { { "1h", value } })
end

test("a host whose fans are well has no tip", function(t)
  t:host("h1")
  condition(t, "host:h1{hp_fan=0.1}", fan, 2)
  condition(t, "host:h1{hp_fan=0.2}", fan, 1) -- an empty place
  t:run("6m")
  t:expect_no_tip()
end)

test("a degraded fan keeps new guests away, one that failed sends them off", function(t)
  t:host("h1")
  condition(t, "host:h1{hp_fan=0.1}", fan, 3)
  condition(t, "host:h1{hp_fan=0.2}", fan, 2)
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "restrict", text = "h1: fan 0.1 is degraded" }
  condition(t, "host:h1{hp_fan=0.2}", fan, 4)
  t:run("1m")
  t:expect_tip { severity = "critical", remedy = "evacuate", text = "fan 0.1 is degraded, fan 0.2 has failed" }
  condition(t, "host:h1{hp_fan=0.1}", fan, 2)
  condition(t, "host:h1{hp_fan=0.2}", fan, 2)
  t:run("1m")
  t:expect_no_tip()
end)

test("heat that the server calls failed is critical whatever the thermometer says", function(t)
  t:host("h1")
  condition(t, "host:h1{hp_temperature=0.1}", celsius, 40)
  condition(t, "host:h1{hp_temperature=0.1}", heat, 4)
  t:run("6m")
  t:expect_tip { severity = "critical", text = "temperature sensor 0.1 is so hot" }
end)

test("what an iLO says counts for the host that it serves, and for no other", function(t)
  t:host("h1")
  t:host("h2")
  t:device("ilo1", { serves = { "h1" } })
  condition(t, "device:ilo1{hp_fan=0.3}", fan, 3)
  t:run("6m")
  t:expect_tip { subject = "host:h1", severity = "warning", text = "fan 0.3 is degraded" }
  t:expect_no_tip { subject = "host:h2" }
end)

test("a host without such a server says nothing, and an iLO that falls silent keeps a tip", function(t)
  t:host("h1")
  t:run("6m")
  t:expect_no_tip()
  t:device("ilo1", { serves = { "h1" } })
  t:series("device:ilo1{hp_fan=0.3}", "device." .. fan, { { "5m", 4 }, { "1h", "gap" } })
  t:run("4m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)
