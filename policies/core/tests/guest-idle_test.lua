local used, current = "guest.cpu.used_pct", "guest.mem.current_bytes"
local rx, tx = "guest.net.rx_bytes_per_sec", "guest.net.tx_bytes_per_sec"
local rd, wr = "guest.disk.rd_bytes_per_sec", "guest.disk.wr_bytes_per_sec"
local KIB = 1024

local function scene(t, load)
  t:host("h1")
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", current, { { "1m", 2 ^ 31 } })
  t:series("guest:g1", used, load)
end

local function carries(t, key, metrics, kib)
  for _, metric in ipairs(metrics) do t:series(key, metric, { { "1m", kib * KIB } }) end
end

local function quiet(t)
  carries(t, "guest:g1{if=vnet0}", { rx, tx }, 1)
  carries(t, "guest:g1{dev=vda}", { rd, wr }, 1)
end

test("a guest that does nothing for hours is told", function(t)
  scene(t, { { "9h", 0.5 } })
  quiet(t)
  t:run("5h")
  t:expect_no_data { reason = "has not been watched for 6h yet" }
  t:run("1h")
  t:expect_tip { severity = "info", remedy = "notify", evidence = used,
                 text = "g1 used 0.5 % of its processors in the mean of 6h and hardly its disks and network, and holds "
                   .. "2.0 GiB of memory: is it wanted?" }
end)

test("the thresholds count up to their very value", function(t)
  scene(t, { { "9h", 2.1 } })
  quiet(t)
  t:run("7h")
  t:expect_no_tip()
  scene(t, { { "9h", 2 } })
  t:run("7h")
  t:expect_tip()
end)

test("one that computes nothing but carries much is no idle guest", function(t)
  scene(t, { { "9h", 0.5 } })
  quiet(t)
  carries(t, "guest:g1{if=vnet0}", { rx }, 8)
  t:run("7h")
  t:expect_no_tip()
  carries(t, "guest:g1{dev=vda}", { wr }, 8)
  t:run("1h")
  carries(t, "guest:g1{if=vnet0}", { rx }, 1)
  t:run("1h")
  t:expect_no_tip()
  carries(t, "guest:g1{dev=vda}", { wr }, 7)
  t:run("1h")
  t:expect_tip()
end)

test("a tip stays until it does twice as much, and opens once only", function(t)
  scene(t, { { "7h", 1 }, { "7h", 3 }, { "7h", 1.5 }, { "7h", 3.9 } })
  quiet(t)
  t:run("28h")
  t:expect_tip { raised = 1 }
  carries(t, "guest:g1{if=vnet0}", { rx, tx }, 7.5)
  t:run("1h")
  t:expect_tip { raised = 1 }
  carries(t, "guest:g1{if=vnet0}", { rx, tx }, 9)
  t:run("1h")
  t:expect_no_tip()
end)

test("a guest without disks or interfaces is judged by its processors", function(t)
  scene(t, { { "9h", 0.5 } })
  t:run("6h")
  t:expect_tip()
end)

test("a moment of traffic within the half hour counts", function(t)
  scene(t, { { "9h", 0.5 } })
  quiet(t)
  t:series("guest:g1{if=vnet0}", rx, { { "15m", 0 }, { "5m", 60 * KIB }, { "30m", 0 } })
  t:series("guest:g1", used, { { "9h", 0.5 } })
  t:settings { over = "30m" }
  t:run("40m")
  t:expect_no_tip()
  t:run("20m")
  t:expect_tip()
end)

test("one part that is not known is reason to wait", function(t)
  scene(t, { { "9h", 0.5 } })
  quiet(t)
  t:series("guest:g1{if=vnet0}", tx, { { "9h", "gap" } })
  t:run("7h")
  t:expect_no_tip()
  t:expect_no_data { reason = "guest.net.tx_bytes_per_sec" }
end)

test("a gap keeps a tip and opens none", function(t)
  scene(t, { { "6h", 0.5 }, { "3h", "gap" } })
  quiet(t)
  t:run("6h")
  t:expect_tip()
  t:run("3h")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "guest.cpu.used_pct of g1" }
end)

test("a guest that is off holds no memory and is not told", function(t)
  scene(t, { { "9h", 0.5 } })
  quiet(t)
  t:run("6h")
  t:expect_tip()
  t:guest("g1", { host = "h1", state = "off" })
  t:run("10m")
  t:expect_no_tip()
end)
