local wait, busy = "guest.cpu.wait_pct", "host.cpu.busy_pct"
local total, available, swapped = "host.mem.total_bytes", "host.mem.available_bytes", "host.swap.in_blocks_per_sec"
local rd, wr = "guest.disk.rd_latency_ms", "guest.disk.wr_latency_ms"
local rd_ops, wr_ops = "guest.disk.rd_ops_per_sec", "guest.disk.wr_ops_per_sec"

local function always(t, object, metric, value) t:series(object, metric, { { "1m", value } }) end

-- A guest of a host, with plenty of everything but what is said.
local function scene(t, short)
  short = short or {}
  t:host("h1")
  t:guest("web1", { host = "h1" })
  always(t, "guest:web1", wait, short.wait or 1)
  always(t, "host:h1", busy, short.busy or 20)
  always(t, "host:h1", total, 1000)
  always(t, "host:h1", available, short.available or 500)
  always(t, "host:h1", swapped, short.swapped or 0)
end

local function disk(t, name, latency, ops)
  local key = ("guest:web1{dev=%s}"):format(name)
  always(t, key, rd_ops, ops or 200)
  always(t, key, wr_ops, ops or 200)
  always(t, key, rd, latency.rd or 2)
  always(t, key, wr, latency.wr or 2)
end

local function critical(t, name, more) return t:alert("guest:web1", name, "critical", more) end

test("a service that fails on a host that starves its guest is one tip with its cause, and a guest moves away", function(t)
  scene(t, { wait = 40, busy = 97 })
  local http = critical(t, "http", { text = "no answer" })
  t:run("2m")
  t:expect_tip { severity = "critical", remedy = "migrate,notify", with = { from = "host:h1", relieve = "cpu" }, raised = 1,
                 text = "http of web1 is critical, and h1 starves it: it waited for processors 40 % of the last 1m, "
                   .. "because those of h1 are 97 % busy",
                 evidence = { wait, busy, http } }
end)

test("a service that fails where there is plenty of everything is nobody's business here", function(t)
  scene(t)
  disk(t, "vda", {})
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
end)

test("a guest that is starved and whose services do well is left to other policies", function(t)
  scene(t, { wait = 40, busy = 97, available = 10, swapped = 5000 })
  t:service("http", { of = "guest:web1" })
  t:service("dns", { of = "guest:web1", state = "warning" })
  t:run("2m")
  t:expect_no_tip()
end)

test("what is not known, or not for certain, is no failure", function(t)
  scene(t, { wait = 40, busy = 97 })
  for name, more in pairs { soft = { hard = false, attempt = 2 }, down = { in_downtime = true }, flaps = { flapping = true } } do
    critical(t, name, more)
  end
  t:alert("guest:web1", "slow", "unknown", { text = "the check timed out" })
  t:run("2m")
  t:expect_no_tip()
  t:alert("host:h1", "http", "critical") -- of somebody else
  t:run("2m")
  t:expect_no_tip()
  critical(t, "soft")
  t:run("10s")
  t:expect_tip { text = "soft of web1 is critical" }
end)

test("one that somebody looks after, and one that nobody has confirmed, are told all the same", function(t)
  scene(t, { wait = 40, busy = 97 })
  critical(t, "http", { acknowledged = true })
  critical(t, "trap", { unconfirmed = true })
  t:run("2m")
  t:expect_tip { text = "http and trap of web1 are critical" }
end)

test("several services of a guest are one tip", function(t)
  scene(t, { wait = 40, busy = 97 })
  for _, name in ipairs { "a", "b", "c" } do critical(t, name) end
  t:run("2m")
  t:expect_tip { raised = 1, text = "a, b and 1 more of web1 are critical", evidence = { "service:a-", "service:b-", "service:c-" } }
  for i = 1, 9 do critical(t, "d" .. i) end
  t:run("2m")
  t:expect_tip { raised = 1, text = "a, b and 10 more of web1 are critical", evidence = { "service:c-", "service:d5-" } }
end)

test("it is told at once when the service fails, and ends with it", function(t)
  scene(t, { wait = 40, busy = 97 })
  t:run("2m")
  t:expect_no_tip()
  critical(t, "http")
  t:run("10s")
  t:expect_tip { raised = 1 }
  t:alert("guest:web1", "http", "ok")
  t:run("10s")
  t:expect_no_tip()
end)

test("a guest that waits though its host has processors to spare is not starved by it", function(t)
  scene(t, { wait = 40, busy = 69 })
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
  always(t, "host:h1", busy, 70)
  t:run("2m")
  t:expect_tip { with = { relieve = "cpu" } }
end)

test("waiting counts from the threshold on, and until half of it", function(t)
  scene(t, { wait = 9.9, busy = 97 })
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
  always(t, "guest:web1", wait, 10)
  t:run("2m")
  t:expect_tip { raised = 1 }
  always(t, "guest:web1", wait, 5.1)
  t:run("2m")
  t:expect_tip { raised = 1 }
  always(t, "guest:web1", wait, 4.9)
  t:run("2m")
  t:expect_no_tip()
end)

test("memory that is used up counts from the threshold on, and until a little less", function(t)
  scene(t, { available = 51 })
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
  always(t, "host:h1", available, 50)
  t:run("2m")
  t:expect_tip { raised = 1, remedy = "migrate,notify", with = { from = "host:h1", relieve = "memory" },
                 text = "and h1 starves it: memory of h1 is 95 % used for 1m", evidence = available }
  always(t, "host:h1", available, 99)
  t:run("2m")
  t:expect_tip { raised = 1 }
  always(t, "host:h1", available, 101)
  t:run("2m")
  t:expect_no_tip()
end)

test("a moment in which memory is left is enough", function(t)
  scene(t, { available = 10 })
  critical(t, "http")
  t:series("host:h1", available, { { "1m", 10 }, { "10s", 900 }, { "1m", 10 } })
  t:run("90s")
  t:expect_no_tip()
end)

test("a host that swaps starves its guests, too", function(t)
  scene(t, { swapped = 99 })
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
  always(t, "host:h1", swapped, 100)
  t:run("2m")
  t:expect_tip { raised = 1, remedy = "migrate,notify", with = { relieve = "memory" }, evidence = swapped,
                 text = "h1 reads 100 blocks/s back from swap in the mean of 1m" }
  always(t, "host:h1", swapped, 34)
  t:run("2m")
  t:expect_tip { raised = 1 }
  always(t, "host:h1", swapped, 33)
  t:run("2m")
  t:expect_no_tip()
end)

test("the slowest disk is told, and that no move cures it", function(t)
  scene(t)
  disk(t, "vda", { rd = 120 })
  disk(t, "vdb", { wr = 300, rd = 250 })
  disk(t, "vdc", { rd = 300 })
  disk(t, "vdd", { rd = 900 }, 0.9) -- hardly asked
  critical(t, "http")
  t:run("2m")
  t:expect_tip { remedy = "notify", evidence = { wr, "dev=vdb" },
                 text = "its disk vdb answers after 300 ms in the mean of 1m; no move cures it" }
end)

test("a disk counts from the threshold on, where it is asked once a second, and until half of it", function(t)
  scene(t)
  disk(t, "vda", { rd = 99 }, 1)
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
  disk(t, "vda", { rd = 100 }, 1)
  t:run("2m")
  t:expect_tip { raised = 1, evidence = rd }
  disk(t, "vda", { rd = 51 }, 1)
  t:run("2m")
  t:expect_tip { raised = 1 }
  disk(t, "vda", { rd = 49 }, 1)
  t:run("2m")
  t:expect_no_tip()
end)

test("what is short together is told together, and each is relieved once", function(t)
  scene(t, { wait = 40, busy = 97, available = 10, swapped = 500 })
  disk(t, "vda", { rd = 150 })
  critical(t, "http")
  t:run("2m")
  t:expect_tip { remedy = "migrate,migrate,notify", with = { relieve = "cpu" }, evidence = { wait, busy, available, swapped, rd },
                 text = "97 % busy; memory of h1 is 99 % used for 1m; h1 reads 500 blocks/s back from swap in the mean of 1m; "
                   .. "its disk vda answers after 150 ms in the mean of 1m" }
end)

test("a guest that is off or has crashed is not starved", function(t)
  for _, state in ipairs { "off", "crashed" } do
    scene(t, { wait = 40, busy = 97 })
    t:guest("web1", { host = "h1", state = "running" })
    critical(t, "http")
    t:run("2m")
    t:expect_tip()
    t:guest("web1", { host = "h1", state = state })
    t:run("10s")
    t:expect_no_tip()
  end
end)

test("what is not known is not judged, and the tip stays", function(t)
  t:guest("web1")
  critical(t, "http")
  t:run("2m")
  t:expect_no_data { reason = "the host it is on is not known" }
  scene(t, { wait = 40, busy = 97 })
  t:run("2m")
  t:expect_tip { raised = 1 }
  t:series("guest:web1", wait, { { "2m", "gap" } })
  t:run("30s")
  t:expect_no_data { reason = wait }
  t:expect_tip { raised = 1 }
  always(t, "guest:web1", wait, 40)
  t:run("2m")
  t:series("host:h1", busy, { { "2m", "gap" } })
  t:run("30s")
  t:expect_no_data { reason = busy }
end)

test("memory, swap and disks that fell silent are not judged", function(t)
  scene(t)
  disk(t, "vda", {})
  critical(t, "http")
  t:run("2m")
  t:expect_no_tip()
  t:series("host:h1", swapped, { { "2m", "gap" } })
  t:run("30s")
  t:expect_no_data { reason = swapped }
  always(t, "host:h1", swapped, 0)
  t:run("2m")
  t:series("host:h1", available, { { "2m", "gap" } })
  t:run("30s")
  t:expect_no_data { reason = available }
  always(t, "host:h1", available, 500)
  t:run("2m")
  t:series("host:h1", total, { { "2m", "gap" } })
  t:run("1m")
  t:expect_no_data { reason = total }
  always(t, "host:h1", total, 1000)
  t:run("2m")
  t:series("guest:web1{dev=vda}", rd, { { "2m", "gap" } })
  t:run("30s")
  t:expect_no_data { reason = rd }
  always(t, "guest:web1{dev=vda}", rd, 2)
  t:run("2m")
  t:series("guest:web1{dev=vda}", wr_ops, { { "2m", "gap" } })
  t:run("30s")
  t:expect_no_data { reason = wr_ops }
end)

test("what nobody ever told is not waited for", function(t)
  t:host("h1")
  t:guest("web1", { host = "h1" })
  always(t, "guest:web1", wait, 40)
  always(t, "host:h1", busy, 97)
  critical(t, "http")
  t:run("2m")
  t:expect_tip { raised = 1 }
  always(t, "guest:web1", wait, 0)
  t:run("2m")
  t:expect_no_tip()
end)

test("a host that says it has no memory is not believed", function(t)
  scene(t)
  always(t, "host:h1", total, 0)
  critical(t, "http")
  t:run("2m")
  t:expect_no_data { reason = "h1 says that it has no memory" }
end)

test("the settings are what they are called", function(t)
  t:settings { wait = 50, host_busy = 90, memory = 50, swapping = 1000, latency = 10, sustained = "5m" }
  scene(t, { wait = 49, busy = 95, available = 501, swapped = 900 })
  disk(t, "vda", { rd = 9 })
  critical(t, "http")
  t:run("6m")
  t:expect_no_tip()
  disk(t, "vda", { rd = 11 })
  t:run("6m")
  t:expect_tip { text = "answers after 11 ms in the mean of 5m" }
end)
