local full = 8.5e9 / 10 -- bytes per second of a link of 8 Gbaud

local function link(t, baud, state)
  t:series("device:san1{brocade_link=1}", "device.brocade.link_port", { { "9h", 15 } })
  t:series("device:san1{brocade_link=1}", "device.brocade.link_baud", { { "9h", baud } })
  t:series("device:san1{brocade_link=1}", "device.brocade.link_state", { { "9h", state } })
  t:series("device:san1{brocade_port=port14}", "device.brocade.port_index", { { "9h", 15 } })
  t:series("device:san1{brocade_port=port13}", "device.brocade.port_index", { { "9h", 14 } })
end

local function traffic(t, port, tx, rx)
  t:series("device:san1{brocade_port=" .. port .. "}", "device.brocade.tx_bytes_per_sec", { { "9h", tx } })
  t:series("device:san1{brocade_port=" .. port .. "}", "device.brocade.rx_bytes_per_sec", { { "9h", rx } })
end

test("a link is judged by the fuller direction of its own port", function(t)
  t:device("san1")
  link(t, 128, 5)
  traffic(t, "port13", full, full)
  traffic(t, "port14", 0.5 * full, 0.79 * full)
  t:run("15m")
  t:expect_no_tip()
  traffic(t, "port14", 0.5 * full, 0.85 * full)
  t:run("15m")
  t:expect_tip { severity = "warning", remedy = "notify", text = "san1: the link of port port14 is 85 % full for 10m" }
  traffic(t, "port14", 0.96 * full, 0.1 * full)
  t:run("15m")
  t:expect_tip { severity = "critical", text = "96 %" }
  traffic(t, "port14", 0.75 * full, 0)
  t:run("15m")
  t:expect_tip { severity = "warning" }
  traffic(t, "port14", 0.65 * full, 0)
  t:run("15m")
  t:expect_no_tip()
end)

test("each speed has its capacity", function(t)
  t:device("san1")
  for baud, bytes in pairs { [16] = 106.25e6, [32] = 212.5e6, [64] = 425e6, [128] = 850e6, [256] = 1275e6 } do
    traffic(t, "port14", 0, 0)
    t:run("15m")
    link(t, baud, 5)
    traffic(t, "port14", 0.9 * bytes, 0)
    t:run("15m")
    t:expect_tip { severity = "warning", text = "90 %" }
    traffic(t, "port14", 0.6 * bytes, 0)
    t:run("15m")
    t:expect_no_tip()
  end
end)

test("of a speed that is not known, or too fast for the counters, nothing is said", function(t)
  t:device("san1")
  for _, baud in ipairs { 1, 512 } do
    link(t, baud, 5)
    traffic(t, "port14", 1.27e9, 0)
    t:run("15m")
    t:expect_no_tip()
  end
end)

test("a link that is down is a warning", function(t)
  t:device("san1")
  link(t, 128, 0)
  t:run("6m")
  t:expect_tip { severity = "warning", text = "san1: the link of port port14 is down" }
end)

test("the limits count from their very value on", function(t)
  t:device("san1")
  link(t, 128, 5)
  for _, step in ipairs { { 0.795, false }, { 0.805, "warning" }, { 0.945, "warning" }, { 0.955, "critical" }, { 0.705, "warning" }, { 0.695, false } } do
    traffic(t, "port14", step[1] * full, 0)
    t:run("15m")
    if step[2] then
      t:expect_tip { severity = step[2], evidence = "tx_bytes_per_sec of device:san1{brocade_port=port14} over 10m" }
    else
      t:expect_no_tip()
    end
  end
end)

test("nine links are told with the evidence of eight, and one direction alone says nothing", function(t)
  t:device("san1")
  local evidence = {}
  for i = 1, 9 do
    t:series(("device:san1{brocade_link=%d}"):format(i), "device.brocade.link_port", { { "9h", 40 + i } })
    t:series(("device:san1{brocade_link=%d}"):format(i), "device.brocade.link_state", { { "9h", 0 } })
    if i < 9 then evidence[i] = ("link_state of device:san1{brocade_link=%d} over 5m"):format(i) end
  end
  t:run("6m")
  t:expect_tip { text = "the link of link 9 is down", evidence = evidence }
  t:gone("device:san1")
  t:device("san2")
  t:series("device:san2{brocade_link=1}", "device.brocade.link_port", { { "9h", 15 } })
  t:series("device:san2{brocade_link=1}", "device.brocade.link_baud", { { "9h", 128 } })
  t:series("device:san2{brocade_port=p}", "device.brocade.port_index", { { "9h", 15 } })
  t:series("device:san2{brocade_port=p}", "device.brocade.tx_bytes_per_sec", { { "9h", full } })
  t:run("15m")
  t:expect_no_tip()
end)
