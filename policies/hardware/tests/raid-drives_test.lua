local function drive(t, state, predictions)
  t:series("host:h1{raid_drive=7}", "host.megaraid.drive_state", { { "1h", state } })
  t:series("host:h1{raid_drive=7}", "host.megaraid.drive_predictions", { { "1h", predictions or 0 } })
end

test("drives that are online, spare, unused or rebuilding are no problem", function(t)
  t:host("h1")
  for _, state in ipairs { 0, 2, 20, 24, 32, 64 } do
    drive(t, state)
    t:run("6m")
    t:expect_no_tip()
  end
end)

test("a drive that failed or says that it will keeps new guests away", function(t)
  t:host("h1")
  for state, text in pairs { [1] = "drive 7 is bad", [16] = "drive 7 is offline", [17] = "drive 7 has failed" } do
    drive(t, state)
    t:run("6m")
    t:expect_tip { severity = "warning", remedy = "restrict,notify", text = "h1: " .. text }
  end
  drive(t, 24, 1)
  t:run("1m")
  t:expect_tip { severity = "warning", text = "drive 7 says that it will fail: replace it" }
end)

test("a virtual drive that is degraded or gone sends the guests off", function(t)
  t:host("h1")
  for state, expected in pairs { [0] = "critical", [1] = "warning", [2] = "critical", [3] = false } do
    t:series("host:h1{raid_volume=root}", "host.megaraid.volume_state", { { "1h", state } })
    t:run("6m")
    if expected then
      t:expect_tip { severity = expected, remedy = expected == "critical" and "evacuate" or "restrict", text = "virtual drive root is" }
    else
      t:expect_no_tip()
    end
  end
end)

test("a host without such a controller says nothing, an agent that falls silent keeps the tip", function(t)
  t:host("h1")
  t:run("6m")
  t:expect_no_tip()
  t:series("host:h1{raid_volume=root}", "host.megaraid.volume_state", { { "6m", 2 }, { "1h", "gap" } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)

test("nine are told with the evidence of eight", function(t)
  t:host("h1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("host:h1{raid_drive=%d}"):format(i), "host.megaraid.drive_state", { { "6m", 24 }, { "9h", 17 } })
    if i < 9 then evidence[i] = ("host.megaraid.drive_state of host:h1{raid_drive=%d} over "):format(i) end
  end
  for i = 1, 9 do t:series(("host:h1{raid_drive=%d}"):format(i), "host.megaraid.drive_predictions", { { "9h", 0 } }) end
  t:run("6m")
  t:expect_no_tip()
  t:run("2m")
  t:expect_tip { text = "h1: drive 1 has failed", evidence = evidence }
  t:expect_tip { text = "drive 9 has" }
end)

test("each word has its evidence", function(t)
  t:host("h1")
  t:series("host:h1{raid_volume=root}", "host.megaraid.volume_state", { { "1h", 1 } })
  drive(t, 24, 1)
  t:run("6m")
  t:expect_tip { evidence = { "volume_state of host:h1{raid_volume=root} over 5m", "drive_predictions of host:h1{raid_drive=7} over 5m" } }
end)
