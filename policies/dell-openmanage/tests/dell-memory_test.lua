test("memory with errors that cannot be corrected sends the guests off", function(t)
  t:host("h1")
  t:device("idrac1", { serves = { "h1" } })
  for value, expected in ipairs { false, false, false, "warning", "critical", "critical", false } do
    t:series("device:idrac1{dell_memory=A1}", "device.dell.memory_status", { { "1h", value } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = expected, remedy = expected == "warning" and "restrict" or "evacuate", text = "h1: memory module A1 " }
    else
      t:expect_no_tip()
    end
  end
end)

test("also as OpenManage says it", function(t)
  t:host("h1")
  t:series("host:h1{dell_memory=B2}", "host.dell.memory_status", { { "1h", 4 } })
  t:run("6m")
  t:expect_tip { text = "memory module B2 is degraded" }
end)

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{dell_memory=%d}"):format(i), "host.dell.memory_status", { { "6m", 3 }, { "1h", 4 } })
    if i < 9 then evidence[i] = ("host.dell.memory_status of host:h1{dell_memory=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: memory module 1 ", evidence = evidence }
  t:expect_tip { text = ", memory module 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{dell_memory=1}", "host.dell.memory_status", { { "6m", 4 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{dell_memory=2}", "host.dell.memory_status", { { "6m", 3 }, { "10m", "gap" }, { "1h", 3 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
