local rx, tx, speed = "host.net.rx_bytes_per_sec", "host.net.tx_bytes_per_sec", "host.net.speed_bits_per_sec"
local guest_rx, guest_tx = "guest.net.rx_bytes_per_sec", "guest.net.tx_bytes_per_sec"

-- An interface of so many Mbit/s that sends so many percent of it and receives 1.
local function interface(t, name, mbit, steps)
  local key = "host:h1{if=" .. name .. "}"
  for _, step in ipairs(steps) do
    if type(step[2]) == "number" then step[2] = step[2] / 100 * mbit * 1e6 / 8 end
  end
  t:series(key, speed, { { "1m", mbit * 1e6 } })
  t:series(key, rx, { { "1m", 0.01 * mbit * 1e6 / 8 } })
  t:series(key, tx, steps)
end

test("an interface that is full is told with the guest that carries most", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "6m", 85 } })
  t:guest("web1", { host = "h1" })
  t:guest("web2", { host = "h1" })
  t:series("guest:web1{if=vnet0}", guest_rx, { { "1m", 1e6 } })
  t:series("guest:web1{if=vnet0}", guest_tx, { { "1m", 75e6 } })
  t:series("guest:web2{if=vnet1}", guest_rx, { { "1m", 2e6 } })
  t:series("guest:web2{if=vnet1}", guest_tx, { { "1m", 2e6 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "notify", evidence = tx,
                 text = "eth0 of h1 sends 850 Mbit/s, 85 % of its speed, in the mean of 5m; of its guests web1 carries "
                   .. "most (600 Mbit/s)" }
end)

test("the fuller direction counts, and the fullest interface is named", function(t)
  t:host("h1")
  interface(t, "eth0", 10000, { { "6m", 85 } })
  interface(t, "eth1", 10000, { { "6m", 1 } })
  t:series("host:h1{if=eth1}", rx, { { "1m", 0.96 * 10e9 / 8 } })
  t:run("6m")
  t:expect_tip { severity = "critical", text = "eth1 of h1 receives 9.6 Gbit/s, 96 %", evidence = rx }
end)

test("the thresholds count from their very value on", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "20m", 79.9 } })
  t:run("6m")
  t:expect_no_tip()
  interface(t, "eth0", 1000, { { "20m", 80 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  interface(t, "eth0", 1000, { { "20m", 94.9 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  interface(t, "eth0", 1000, { { "20m", 95 } })
  t:run("6m")
  t:expect_tip { severity = "critical", text = "sends 950 Mbit/s" }
  interface(t, "eth0", 1100, { { "20m", 95 } })
  t:run("6m")
  t:expect_tip { text = "sends 1.0 Gbit/s" }
end)

test("an interface of exactly the least speed counts, and one that is open outranks one that is fuller", function(t)
  t:host("h1")
  interface(t, "eth0", 99, { { "1h", 90 } })
  interface(t, "eth1", 100, { { "1h", 82 } })
  t:run("6m")
  t:expect_tip { text = "eth1 of h1 sends 82 Mbit/s" }
  interface(t, "eth1", 100, { { "1h", 72 } })
  interface(t, "eth2", 100, { { "1h", 75 } })
  t:run("6m")
  t:expect_tip { text = "eth1 of h1", raised = 1 }
end)

test("a guest carries what its fuller direction does, and one of which nothing is known carries nothing", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "1h", 85 } })
  t:guest("web1", { host = "h1" })
  t:run("6m")
  t:expect_tip { text = "in the mean of 5m" }
  t:series("guest:web1{if=vnet0}", guest_rx, { { "1h", 5e6 } })
  t:series("guest:web1{if=vnet0}", guest_tx, { { "1h", "gap" } })
  t:run("1m")
  t:expect_tip { text = "web1 carries most (40 Mbit/s)" }
end)

test("a burst is no matter", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "10m", 5 }, { "2m", 100 }, { "10m", 5 } })
  t:run("22m")
  t:expect_no_tip()
end)

test("a tip stays until clear, and opens once only", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "6m", 82 }, { "6m", 74 }, { "6m", 82 }, { "6m", 70.1 } })
  t:run("24m")
  t:expect_tip { severity = "warning", raised = 1 }
  interface(t, "eth0", 1000, { { "6m", 69 } })
  t:run("6m")
  t:expect_no_tip()
end)

test("a full interface keeps no other in its tip", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "6m", 85 } })
  interface(t, "eth1", 1000, { { "1h", 75 } })
  t:run("6m")
  t:expect_tip { text = "eth0" }
  interface(t, "eth0", 1000, { { "1h", 10 } })
  t:run("6m")
  t:expect_no_tip()
end)

test("virtual interfaces are no matter, by their name or their speed", function(t)
  t:host("h1")
  for _, name in ipairs { "lo", "vnet3", "veth12ab", "virbr0" } do interface(t, name, 10000, { { "6m", 99 } }) end
  interface(t, "ovs-int", 10, { { "6m", 99 } })
  t:run("6m")
  t:expect_no_data { reason = "no interface with a speed is known" }
end)

test("an interface without a speed says why", function(t)
  t:host("h1")
  t:series("host:h1{if=eth0}", rx, { { "6m", 1e9 } })
  t:series("host:h1{if=eth0}", tx, { { "6m", 1e9 } })
  t:run("6m")
  t:expect_no_data { reason = "no value of host.net.speed_bits_per_sec of eth0 of h1 is known" }
end)

test("a gap keeps a tip and opens none, whatever another interface says", function(t)
  t:host("h1")
  interface(t, "eth0", 1000, { { "5m", 85 }, { "1h", "gap" } })
  interface(t, "eth1", 1000, { { "1h", 10 } })
  t:run("5m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip { text = "eth0", raised = 1 }
  t:expect_no_data { reason = "no answer" }
end)

test("from a gigabit on rates are told in gigabits", function(t)
  t:host("h1")
  interface(t, "eth0", 1250, { { "1h", 80 } })
  t:run("6m")
  t:expect_tip { text = "eth0 of h1 sends 1.0 Gbit/s" }
end)
