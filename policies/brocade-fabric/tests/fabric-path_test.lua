local function port(t, object, status, wanted)
  t:series(object, "device.brocade.port_status", { { "1h", status } })
  t:series(object, "device.brocade.port_wanted", { { "1h", wanted } })
end

local function errors(t, object, metric, per_min)
  t:series(object, "device.brocade." .. metric, { { "1h", per_min / 60 } })
end

local function fabric(t)
  t:host("h1")
  t:host("h10")
  t:device("san1", { serves = { "h1", "h10" } })
  t:device("san2", { serves = { "h1", "h10" } })
  for _, name in ipairs { "san1", "san2" } do
    port(t, "device:" .. name .. "{brocade_port=H1_hba0}", 1, 1)
    port(t, "device:" .. name .. "{brocade_port=esx-h10 p2}", 1, 1)
    port(t, "device:" .. name .. "{brocade_port=port7}", 2, 1)
  end
end

test("a port is that of the host whose name it holds as a word", function(t)
  fabric(t)
  t:run("6m")
  t:expect_no_tip { subject = "host:h1" }
  errors(t, "device:san1{brocade_port=H1_hba0}", "crc_errors_per_sec", 30)
  t:run("6m")
  t:expect_tip { subject = "host:h1", severity = "warning", remedy = "restrict,notify",
    text = "h1: port H1_hba0 of san1 has 30 frames with wrong check sums a minute" }
  t:expect_no_tip { subject = "host:h10" }
  errors(t, "device:san2{brocade_port=esx-h10 p2}", "discards_per_sec", 12)
  t:run("6m")
  t:expect_tip { subject = "host:h10", text = "port esx-h10 p2 of san2 has 12 discarded frames a minute" }
end)

test("a switch that does not serve the host is not its way", function(t)
  t:host("h1")
  t:device("san1")
  port(t, "device:san1{brocade_port=h1}", 4, 1)
  t:run("6m")
  t:expect_no_tip()
end)

test("errors are told from their limit on, until half of it", function(t)
  fabric(t)
  for metric, limit in pairs { crc_errors_per_sec = 1, code_errors_per_sec = 60, discards_per_sec = 10 } do
    errors(t, "device:san1{brocade_port=H1_hba0}", metric, 0.99 * limit)
    t:run("6m")
    t:expect_no_tip { subject = "host:h1" }
    errors(t, "device:san1{brocade_port=H1_hba0}", metric, 1.01 * limit)
    t:run("6m")
    t:expect_tip { subject = "host:h1" }
    errors(t, "device:san1{brocade_port=H1_hba0}", metric, 0.55 * limit)
    t:run("6m")
    t:expect_tip { subject = "host:h1" }
    errors(t, "device:san1{brocade_port=H1_hba0}", metric, 0.45 * limit)
    t:run("6m")
    t:expect_no_tip { subject = "host:h1" }
  end
end)

test("one way lost is a warning, the last one sends the guests off", function(t)
  fabric(t)
  port(t, "device:san1{brocade_port=H1_hba0}", 4, 1)
  t:run("6m")
  t:expect_tip { subject = "host:h1", severity = "warning", remedy = "restrict", text = "port H1_hba0 of san1 is faulty" }
  port(t, "device:san2{brocade_port=H1_hba0}", 2, 1)
  t:run("1m")
  t:expect_tip { subject = "host:h1", severity = "critical", remedy = "evacuate",
    text = "port H1_hba0 of san1 is faulty, port H1_hba0 of san2 is not online" }
end)

test("a port that is meant to be offline is no loss, and a switch that is silent may still carry", function(t)
  fabric(t)
  port(t, "device:san1{brocade_port=H1_hba0}", 2, 2)
  t:run("6m")
  t:expect_no_tip { subject = "host:h1" }
  port(t, "device:san1{brocade_port=H1_hba0}", 2, 1)
  t:series("device:san2{brocade_port=H1_hba0}", "device.brocade.port_status", { { "1h", "gap" } })
  t:run("6m")
  t:expect_tip { subject = "host:h1", severity = "warning" }
end)

test("a silent switch keeps a tip", function(t)
  t:host("h1")
  t:device("san1", { serves = { "h1" } })
  port(t, "device:san1{brocade_port=h1}", 4, 1)
  t:run("6m")
  t:expect_tip()
  port(t, "device:san1{brocade_port=h1}", "gap", 1)
  t:run("6m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)

test("nine ports are told with the evidence of eight", function(t)
  t:host("h1")
  t:device("san1", { serves = { "h1" } })
  local evidence = {}
  for i = 1, 5 do
    local object = ("device:san1{brocade_port=h1 p%d}"):format(i)
    port(t, object, 4, 1)
    evidence[#evidence + 1] = "port_status of " .. object .. " over 5m"
  end
  for i = 6, 9 do
    local object = ("device:san1{brocade_port=h1 p%d}"):format(i)
    port(t, object, 1, 1)
    errors(t, object, "crc_errors_per_sec", 6)
    if i < 9 then evidence[#evidence + 1] = "crc_errors_per_sec of " .. object .. " over 5m" end
  end
  t:run("6m")
  t:expect_tip { severity = "warning", text = "h1: port h1 p1 of san1 is faulty", evidence = evidence }
  t:expect_tip { text = "port h1 p9 of san1 has 6 frames" }
end)

test("a name may hold dots and hyphens, and be part of no other word", function(t)
  t:host("kvm-1.lab")
  t:device("san1", { serves = { "kvm-1.lab" } })
  port(t, "device:san1{brocade_port=xkvm-1.lab}", 4, 1)
  port(t, "device:san1{brocade_port=kvm-1.lab2}", 4, 1)
  port(t, "device:san1{brocade_port=kvm-12lab}", 4, 1)
  t:run("6m")
  t:expect_no_tip()
  port(t, "device:san1{brocade_port=xkvm-1.lab KVM-1.LAB_p2}", 4, 1)
  t:run("1m")
  t:expect_tip { severity = "critical" }
end)

test("a label of the host lists its ports of a switch", function(t)
  t:host("h1", { labels = { san1 = "port4 port5" } })
  t:device("san1", { serves = { "h1" } })
  t:device("san2", { serves = { "h1" } })
  port(t, "device:san1{brocade_port=port44}", 4, 1)
  port(t, "device:san2{brocade_port=port4}", 4, 1)
  port(t, "device:san1{brocade_port=port4}", 1, 1)
  t:run("6m")
  t:expect_no_tip()
  port(t, "device:san1{brocade_port=port5}", 4, 1)
  t:run("6m")
  t:expect_tip { severity = "warning", text = "h1: port port5 of san1 is faulty" }
end)
