local busy = "host.cpu.busy_pct"
local total, available = "host.mem.total_bytes", "host.mem.available_bytes"
local GIB = 2 ^ 30

-- Hosts h1, h2, ... of 100 GiB, each with two guests, busy and full so many percent.
local function scene(t, loads, memory)
  for i, load in ipairs(loads) do
    local name = "h" .. i
    t:host(name)
    t:guest("a" .. i, { host = name })
    t:guest("b" .. i, { host = name })
    t:series("host:" .. name, busy, { { "10h", load } })
    t:series("host:" .. name, total, { { "10h", 100 * GIB } })
    t:series("host:" .. name, available, { { "10h", (100 - (memory and memory[i] or 40)) * GIB } })
  end
end

test("a host that works while others rest gives a guest away", function(t)
  scene(t, { 88, 20, 18 })
  t:run("14m")
  t:expect_no_data { reason = "has not been watched for 15m yet" }
  t:run("1m")
  t:expect_tip { severity = "warning", remedy = "migrate,notify", with = { from = "host:h1", relieve = "cpu" },
                 text = "processor time of h1 is 88 % used in the mean of 15m, that of all 3 hosts of lab 42 % and that of "
                   .. "h3 18 %" }
end)

test("memory counts where processors are even", function(t)
  scene(t, { 20, 20, 20 }, { 30, 90, 30 })
  t:run("15m")
  t:expect_tip { remedy = "migrate", with = { from = "host:h2", relieve = "memory" }, text = "memory of h2 is 90 % used" }
end)

test("the thresholds count from their very value on", function(t)
  scene(t, { 74, 26 })
  t:run("15m")
  t:expect_no_tip()
  scene(t, { 75, 25 })
  t:run("15m")
  t:expect_tip()
end)

test("a gap between hosts that have little to do is no matter", function(t)
  scene(t, { 49, 0, 0 })
  t:run("20m")
  t:expect_no_tip()
  scene(t, { 50, 0, 0 })
  t:run("15m")
  t:expect_tip()
end)

test("a gap that one guest makes would go with it", function(t)
  t:host("h1")
  scene(t, { 90, 10 })
  t:guest("b1", { host = "h1", state = "off" })
  t:run("15m")
  t:expect_no_tip()
end)

test("a tip stays until clear, and opens once only", function(t)
  scene(t, { 80, 20 })
  t:run("15m")
  t:expect_tip()
  scene(t, { 65.5, 34.5 })
  t:run("20m")
  t:expect_tip { raised = 1 }
  scene(t, { 80, 20 })
  t:run("20m")
  t:expect_tip { raised = 1 }
  scene(t, { 64, 36 })
  t:run("20m")
  t:expect_no_tip()
end)

test("a host that is down does not count, one that is up and silent makes all unknown", function(t)
  scene(t, { 90, 10, 80 })
  t:host("h3", { state = "down" })
  t:series("host:h3", busy, { { "1h", "gap" } })
  t:run("15m")
  t:expect_tip { text = "of all 2 hosts" }
  t:host("h3")
  t:run("5m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "host.cpu.busy_pct of h3" }
end)

test("one host is never out of balance", function(t)
  scene(t, { 99 })
  t:run("20m")
  t:expect_no_tip()
end)

test("each cluster is judged by its own hosts", function(t)
  t:host("h1", { cluster = "one" })
  t:host("h2", { cluster = "two" })
  t:series("host:h1", busy, { { "1h", 90 } })
  t:series("host:h2", busy, { { "1h", 5 } })
  t:run("20m")
  t:expect_no_tip { subject = "cluster:one" }
  t:expect_no_tip { subject = "cluster:two" }
end)

test("the busiest is held against at_least with ten points of grace", function(t)
  scene(t, { 60, 0, 0 })
  t:run("15m")
  t:expect_tip()
  scene(t, { 40, 0, 0 })
  t:run("20m")
  t:expect_tip { raised = 1 }
  scene(t, { 39.9, 0, 0 })
  t:run("20m")
  t:expect_no_tip()
end)

test("memory that is not much used is no matter, and one whose memory is not known says so", function(t)
  scene(t, { 20, 20, 20 }, { 69.9, 10, 10 })
  t:run("15m")
  t:expect_no_tip()
  scene(t, { 20, 20, 20 }, { 70, 10, 10 })
  t:run("15m")
  t:expect_tip()
  t:series("host:h2", total, { { "1h", "gap" } })
  t:run("5m")
  t:expect_no_data { reason = "host.mem.total_bytes of h2" }
  t:series("host:h2", total, { { "1h", 100 * GIB } })
  t:series("host:h2", available, { { "1h", "gap" } })
  t:run("5m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "host.mem.available_bytes of h2" }
end)
