local function errors(t, port, metric, per_min)
  t:series("device:san1{brocade_port=" .. port .. "}", "device.brocade." .. metric, { { "1h", per_min / 60 } })
end

test("ports with errors are told, but for those of hosts that the switch serves", function(t)
  t:host("h1")
  t:device("san1", { serves = { "h1" } })
  errors(t, "h1_hba0", "crc_errors_per_sec", 500)
  t:run("6m")
  t:expect_no_tip()
  errors(t, "array3", "crc_errors_per_sec", 5)
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "notify", text = "san1: port array3 has 5 frames with wrong check sums a minute" }
  errors(t, "array3", "crc_errors_per_sec", 0)
  t:run("6m")
  t:expect_no_tip()
end)

test("each kind of error has its limit, which holds until half of it", function(t)
  t:device("san1")
  for metric, limit in pairs { crc_errors_per_sec = 1, code_errors_per_sec = 60, discards_per_sec = 10 } do
    errors(t, "7", "crc_errors_per_sec", 0)
    errors(t, "7", metric, 0.99 * limit)
    t:run("6m")
    t:expect_no_tip()
    errors(t, "7", metric, 1.01 * limit)
    t:run("6m")
    t:expect_tip { text = "port 7 has" }
    errors(t, "7", metric, 0.55 * limit)
    t:run("6m")
    t:expect_tip()
    errors(t, "7", metric, 0.45 * limit)
    t:run("6m")
    t:expect_no_tip()
  end
end)

test("nine are told with the evidence of eight", function(t)
  t:device("san1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("device:san1{brocade_port=%d}"):format(i), "device.brocade.crc_errors_per_sec", { { "6m", 0 }, { "9h", 1 } })
    if i < 9 then evidence[i] = ("device.brocade.crc_errors_per_sec of device:san1{brocade_port=%d} over "):format(i) end
  end
  t:run("6m")
  t:expect_no_tip()
  t:run("6m")
  t:expect_tip { text = "san1: port 1 has 60 frames", evidence = evidence }
  t:expect_tip { text = "port 9 has" }
end)

test("ports that a host's label lists are the host's", function(t)
  t:host("h1", { labels = { san1 = "port4 port5" } })
  t:device("san1", { serves = { "h1" } })
  errors(t, "port5", "crc_errors_per_sec", 500)
  t:run("6m")
  t:expect_no_tip()
  errors(t, "port55", "crc_errors_per_sec", 500)
  t:run("6m")
  t:expect_tip { text = "san1: port port55 has" }
end)
