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
