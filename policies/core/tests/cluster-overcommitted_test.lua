local current, guest_cpus = "guest.mem.current_bytes", "guest.cpu.count"
local total, host_cpus = "host.mem.total_bytes", "host.cpu.count"
local GIB = 2 ^ 30

-- Hosts of so many GiB and 16 processors.
local function hosts(t, sizes)
  for i, size in ipairs(sizes) do
    t:host("h" .. i)
    t:series("host:h" .. i, total, { { "1h", size * GIB } })
    t:series("host:h" .. i, host_cpus, { { "1h", 16 } })
  end
end

local function guest(t, name, size, cpus, state)
  t:guest(name, { host = "h1", state = state })
  t:series("guest:" .. name, current, { { "1h", size * GIB } })
  t:series("guest:" .. name, guest_cpus, { { "1h", cpus or 4 } })
end

test("guests that find no place once a host has failed are told", function(t)
  hosts(t, { 100, 100, 200 })
  guest(t, "g1", 100)
  guest(t, "g2", 95)
  t:run("1m")
  t:expect_tip { severity = "warning", remedy = "notify",
                 text = "guests of lab have 195.0 GiB of memory, and 190.0 GiB would be left if 1 of its hosts failed" }
end)

test("guests that have more than there is are critical", function(t)
  hosts(t, { 100, 100 })
  guest(t, "g1", 191)
  t:run("1m")
  t:expect_tip { severity = "critical", text = "have 191.0 GiB of memory, its hosts that are up only 190.0 GiB to give" }
end)

test("the thresholds count from their very value on", function(t)
  hosts(t, { 100, 100 })
  guest(t, "g1", 94.9)
  t:run("1m")
  t:expect_no_tip()
  guest(t, "g1", 95)
  t:run("1m")
  t:expect_tip { severity = "warning" }
  guest(t, "g1", 190)
  t:run("1m")
  t:expect_tip { severity = "critical" }
end)

test("a tip stays until clear, and opens once only", function(t)
  hosts(t, { 100, 100 })
  for _, size in ipairs { 96, 91, 96, 90.3 } do
    guest(t, "g1", size)
    t:run("2m")
    t:expect_tip { severity = "warning", raised = 1 }
  end
  guest(t, "g1", 90)
  t:run("1m")
  t:expect_no_tip()
end)

test("a host that is down is the one that failed", function(t)
  hosts(t, { 100, 100, 100 })
  guest(t, "g1", 180)
  t:run("1m")
  t:expect_no_tip()
  t:host("h3", { state = "down" })
  t:run("1m")
  t:expect_no_tip()
  t:host("h2", { state = "down" })
  t:run("1m")
  t:expect_tip { severity = "critical" }
end)

test("how many may fail is a setting, and one host alone has no other", function(t)
  t:settings { host_failures = 2 }
  hosts(t, { 100, 100, 100 })
  guest(t, "g1", 100)
  t:run("1m")
  t:expect_tip { text = "95.0 GiB would be left if 2 of its hosts failed" }
end)

test("of three hosts of which two may fail and one is down another one may fail", function(t)
  t:settings { host_failures = 2 }
  hosts(t, { 100, 100, 100 })
  t:host("h3", { state = "down" })
  guest(t, "g1", 100)
  t:run("1m")
  t:expect_tip { severity = "warning", text = "95.0 GiB would be left if 1 of its hosts failed" }
end)

test("a cluster of one host is not asked for another", function(t)
  hosts(t, { 100 })
  guest(t, "g1", 90)
  t:run("1m")
  t:expect_no_tip()
end)

test("guests that are off want nothing", function(t)
  hosts(t, { 100, 100 })
  guest(t, "g1", 60)
  guest(t, "g2", 60, 4, "off")
  t:run("1m")
  t:expect_no_tip()
end)

test("too many virtual processors are told for information", function(t)
  hosts(t, { 100, 100 })
  guest(t, "g1", 1, 255)
  t:run("1m")
  t:expect_no_tip()
  guest(t, "g1", 1, 256)
  t:run("1m")
  t:expect_tip { severity = "info", remedy = "notify",
                 text = "guests of lab have 256 virtual processors, 8.0 for each of the 32 of its hosts" }
  guest(t, "g1", 1, 231)
  t:run("1m")
  t:expect_tip { raised = 1 }
  guest(t, "g1", 1, 230)
  t:run("1m")
  t:expect_no_tip()
end)

test("what is not known of a host or a guest makes all unknown", function(t)
  hosts(t, { 100, 100 })
  guest(t, "g1", 96)
  t:run("1m")
  t:expect_tip()
  t:series("guest:g1", current, { { "1h", "gap" } })
  t:run("5m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "guest.mem.current_bytes" }
  guest(t, "g1", 10)
  t:series("host:h2", total, { { "1h", "gap" } })
  t:run("5m")
  t:expect_no_data { reason = "host.mem.total_bytes of h2" }
end)

test("two hosts of which one is down have nobody else to fail", function(t)
  t:settings { host_failures = 2 }
  hosts(t, { 100, 100, 100, 100 })
  guest(t, "g1", 100)
  t:host("h4", { state = "down" })
  t:run("1m")
  t:expect_no_tip()
  guest(t, "g1", 191)
  t:run("1m")
  t:expect_tip { text = "if 1 of its hosts failed" }
end)

test("without a host that is up everything is too much, and nothing is not", function(t)
  t:host("h1", { state = "down" })
  t:run("1m")
  t:expect_no_tip()
  guest(t, "g1", 1)
  t:run("1m")
  t:expect_tip { severity = "critical" }
end)

test("processors that are not known are not counted", function(t)
  hosts(t, { 100, 100 })
  guest(t, "g1", 1, 400)
  guest(t, "g2", 1, 4)
  t:series("guest:g2", guest_cpus, { { "1h", "gap" } })
  t:run("1m")
  t:expect_no_tip()
  guest(t, "g2", 1, 4)
  t:series("host:h2", host_cpus, { { "1h", "gap" } })
  t:run("2m")
  t:expect_no_tip()
end)
