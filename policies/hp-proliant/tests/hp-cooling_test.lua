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
  condition(t, "host:h1{hp_temperature=0.1}", heat, 3)
  t:run("6m")
  t:expect_tip { severity = "warning", text = "temperature sensor 0.1 is too warm" }
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

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{hp_fan=%d}"):format(i), "host.hp.fan_condition", { { "6m", 2 }, { "1h", 3 } })
    if i < 9 then evidence[i] = ("host.hp.fan_condition of host:h1{hp_fan=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: fan 1 ", evidence = evidence }
  t:expect_tip { text = ", fan 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{hp_fan=1}", "host.hp.fan_condition", { { "6m", 3 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{hp_fan=2}", "host.hp.fan_condition", { { "6m", 2 }, { "10m", "gap" }, { "1h", 2 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
