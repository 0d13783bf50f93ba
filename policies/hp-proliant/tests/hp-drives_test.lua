local function drive(t, status, smart)
  t:series("host:h1{hp_drive=Bay 3}", "host.hp.drive_status", { { "1h", status } })
  t:series("host:h1{hp_drive=Bay 3}", "host.hp.drive_smart", { { "1h", smart } })
end

test("sound drives, and those that are being erased, are no problem", function(t)
  t:host("h1")
  for _, status in ipairs { 1, 2, 5, 6, 7 } do
    drive(t, status, 2)
    t:run("5m")
    t:expect_no_tip()
  end
end)

test("a drive that will fail keeps new guests away, one that failed sends them off", function(t)
  t:host("h1")
  drive(t, 4, 2)
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "restrict", text = "h1: drive Bay 3 will fail soon: replace it" }
  drive(t, 3, 2)
  t:run("1m")
  t:expect_tip { severity = "critical", remedy = "evacuate", text = "drive Bay 3 has failed" }
  drive(t, 8, 2)
  t:run("1m")
  t:expect_tip { severity = "warning", text = "is worn out" }
  drive(t, 9, 2)
  t:run("1m")
  t:expect_tip { severity = "warning", text = "is not accepted" }
end)

test("a drive's own word counts where its controller is content", function(t)
  t:host("h1")
  drive(t, 2, 3)
  t:run("6m")
  t:expect_tip { severity = "warning", text = "drive Bay 3 says that it will fail" }
  drive(t, 2, 4)
  t:run("1m")
  t:expect_tip { severity = "warning", text = "says that it is worn out" }
end)

test("logical drives, caches and controllers are told, too, of the host or its iLO", function(t)
  t:host("h1")
  t:device("ilo1", { serves = { "h1" } })
  t:series("host:h1{hp_volume=0.1}", "host.hp.volume_condition", { { "1h", 3 } })
  t:series("device:ilo1{hp_cache=0}", "device.hp.cache_condition", { { "1h", 3 } })
  t:run("6m")
  t:expect_tip { severity = "warning", text = "h1: logical drive 0.1 is degraded, cache of array controller 0 is degraded" }
  t:series("host:h1{hp_controller=0}", "host.hp.controller_condition", { { "1h", 4 } })
  t:run("1m")
  t:expect_tip { severity = "critical", text = "array controller 0 has failed" }
end)

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{hp_drive=%d}"):format(i), "host.hp.drive_status", { { "6m", 2 }, { "1h", 4 } })
    if i < 9 then evidence[i] = ("host.hp.drive_status of host:h1{hp_drive=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: drive 1 ", evidence = evidence }
  t:expect_tip { text = ", drive 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{hp_drive=1}", "host.hp.drive_smart", { { "1h", 2 } })
  t:series("host:h1{hp_drive=2}", "host.hp.drive_smart", { { "1h", 2 } })
  t:series("host:h1{hp_drive=1}", "host.hp.drive_status", { { "6m", 4 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{hp_drive=2}", "host.hp.drive_status", { { "6m", 2 }, { "10m", "gap" }, { "1h", 2 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
