test("a degraded memory module keeps new guests away", function(t)
  t:host("h1")
  t:series("host:h1{hp_memory=1}", "host.hp.memory_condition", { { "6m", 2 }, { "6m", 3 }, { "1h", 4 } })
  t:run("5m")
  t:expect_no_tip()
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "restrict", text = "memory module 1 is degraded" }
  t:run("6m")
  t:expect_tip { severity = "warning", text = "it is not known which" }
end)

test("also of an iLO", function(t)
  t:host("h1")
  t:device("ilo1", { serves = { "h1" } })
  t:series("device:ilo1{hp_memory=7}", "device.hp.memory_condition", { { "1h", 3 } })
  t:run("6m")
  t:expect_tip { text = "memory module 7" }
end)

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{hp_memory=%d}"):format(i), "host.hp.memory_condition", { { "6m", 2 }, { "1h", 3 } })
    if i < 9 then evidence[i] = ("host.hp.memory_condition of host:h1{hp_memory=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: memory module 1 ", evidence = evidence }
  t:expect_tip { text = ", memory module 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{hp_memory=1}", "host.hp.memory_condition", { { "6m", 3 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{hp_memory=2}", "host.hp.memory_condition", { { "6m", 2 }, { "10m", "gap" }, { "1h", 2 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
