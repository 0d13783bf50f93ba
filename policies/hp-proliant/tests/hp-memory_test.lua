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
