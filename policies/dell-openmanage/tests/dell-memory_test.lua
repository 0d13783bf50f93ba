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
