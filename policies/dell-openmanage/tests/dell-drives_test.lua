test("drives and virtual disks are judged by their status", function(t)
  t:host("h1")
  for _, part in ipairs { "drive", "volume" } do
    for value, expected in ipairs { false, false, false, "warning", "critical", "critical" } do
      t:series("host:h1{dell_" .. part .. "=X 1}", "host.dell." .. part .. "_status", { { "1h", value } })
      t:series("host:h1{dell_drive=X 1}", "host.dell.drive_alert", { { "1h", "not supported there" } })
      t:run("6m")
      if expected then
        t:expect_tip { severity = expected, remedy = expected == "warning" and "restrict" or "evacuate", text = " X 1 " }
      else
        t:expect_no_tip()
      end
    end
    t:series("host:h1{dell_" .. part .. "=X 1}", "host.dell." .. part .. "_status", { { "1h", 3 } })
  end
end)

test("OpenManage says 2 of a drive that will fail, and 1 of one that will not", function(t)
  t:host("h1")
  t:series("host:h1{dell_drive=0:1}", "host.dell.drive_alert", { { "6m", 1 }, { "1h", 2 } })
  t:run("5m")
  t:expect_no_tip()
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "restrict", text = "h1: drive 0:1 says that it will fail: replace it" }
end)

test("an iDRAC says 1 of a drive that will fail, and 0 of one that will not", function(t)
  t:host("h1")
  t:device("idrac1", { serves = { "h1" } })
  t:series("device:idrac1{dell_drive=Disk 3}", "device.dell.drive_alert", { { "6m", 0 }, { "1h", 1 } })
  t:series("device:idrac1{dell_volume=boot}", "device.dell.volume_status", { { "1h", 3 } })
  t:series("device:idrac1{dell_drive=Disk 3}", "device.dell.drive_status", { { "1h", 3 } })
  t:run("5m")
  t:expect_no_tip()
  t:run("6m")
  t:expect_tip { severity = "warning", text = "drive Disk 3 says that it will fail" }
end)

test("all that is wrong is told at once, within a minute, with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{dell_drive=%d}"):format(i), "host.dell.drive_status", { { "6m", 3 }, { "1h", 4 } })
    if i < 9 then evidence[i] = ("host.dell.drive_status of host:h1{dell_drive=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: drive 1 ", evidence = evidence }
  t:expect_tip { text = ", drive 9 " }
end)

test("what falls silent keeps its tip, what an agent lacks is nothing", function(t)
  t:host("h1")
  t:series("host:h1{dell_drive=1}", "host.dell.drive_alert", { { "1h", 1 } })
  t:series("host:h1{dell_drive=2}", "host.dell.drive_alert", { { "1h", 1 } })
  t:series("host:h1{dell_drive=1}", "host.dell.drive_status", { { "6m", 4 }, { "10m", "gap" }, { "1h", "not supported there" } })
  t:series("host:h1{dell_drive=2}", "host.dell.drive_status", { { "6m", 3 }, { "10m", "gap" }, { "1h", 3 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "of 1 of h1 is too old: no answer" }
  t:run("10m")
  t:expect_no_tip()
end)
