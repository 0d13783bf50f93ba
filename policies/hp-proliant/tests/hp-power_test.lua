local function supplies(t, first, second)
  t:series("host:h1{hp_psu=0.1}", "host.hp.psu_condition", { { "1h", first } })
  t:series("host:h1{hp_psu=0.2}", "host.hp.psu_condition", { { "1h", second } })
end

test("two sound power supplies, or an empty bay, are no problem", function(t)
  t:host("h1")
  supplies(t, 2, 2)
  t:run("6m")
  t:expect_no_tip()
  supplies(t, 2, 1)
  t:run("1m")
  t:expect_no_tip()
end)

test("one that failed sends the guests off, since the next one stops the host", function(t)
  t:host("h1")
  supplies(t, 2, 4)
  t:run("6m")
  t:expect_tip { severity = "critical", remedy = "evacuate,restrict,notify", text = "power supply 0.2 has failed" }
end)

test("a degraded one keeps new guests away", function(t)
  t:host("h1")
  supplies(t, 3, 2)
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "restrict,notify", text = "power supply 0.1 is degraded" }
end)

test("also of an iLO", function(t)
  t:host("h1")
  t:device("ilo1", { serves = { "h1" } })
  t:series("device:ilo1{hp_psu=0.1}", "device.hp.psu_condition", { { "1h", 4 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{hp_psu=%d}"):format(i), "host.hp.psu_condition", { { "6m", 2 }, { "1h", 3 } })
    if i < 9 then evidence[i] = ("host.hp.psu_condition of host:h1{hp_psu=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: power supply 1 ", evidence = evidence }
  t:expect_tip { text = ", power supply 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{hp_psu=1}", "host.hp.psu_condition", { { "6m", 3 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{hp_psu=2}", "host.hp.psu_condition", { { "6m", 2 }, { "10m", "gap" }, { "1h", 2 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
