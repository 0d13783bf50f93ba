test("a power supply that failed sends the guests off, a degraded one keeps new ones away", function(t)
  t:host("h1")
  t:device("idrac1", { serves = { "h1" } })
  for value, expected in ipairs { false, false, false, "warning", "critical", "critical", false } do
    t:series("device:idrac1{dell_psu=PS1}", "device.dell.psu_status", { { "1h", value } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = expected, remedy = expected == "warning" and "restrict" or "evacuate", text = "h1: power supply PS1 " }
    else
      t:expect_no_tip()
    end
  end
end)

test("also as OpenManage says it", function(t)
  t:host("h1")
  t:series("host:h1{dell_psu=PS2}", "host.dell.psu_status", { { "1h", 5 } })
  t:run("6m")
  t:expect_tip { text = "power supply PS2 has failed" }
end)
