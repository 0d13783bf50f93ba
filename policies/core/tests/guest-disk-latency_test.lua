local rd, wr = "guest.disk.rd_latency_ms", "guest.disk.wr_latency_ms"
local rd_ops, wr_ops = "guest.disk.rd_ops_per_sec", "guest.disk.wr_ops_per_sec"
local inside, busy = "guest.inside.cpu.iowait_pct", "host.cpu.busy_pct"

local function scene(t, host_busy)
  t:host("h1")
  if host_busy then t:series("host:h1", busy, { { "1m", host_busy } }) end
  t:guest("g1", { host = "h1" })
end

-- A disk that reads and writes so often; writes take 1 ms.
local function disk(t, guest, name, latency, ops)
  local key = ("guest:%s{dev=%s}"):format(guest, name)
  t:series(key, rd_ops, { { "1m", ops or 200 } })
  t:series(key, wr_ops, { { "1m", ops or 200 } })
  t:series(key, rd, latency)
  t:series(key, wr, { { "1m", 1 } })
end

test("a guest that waits alone is told to look at itself, and no move is proposed", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "6m", 80 } })
  disk(t, "g1", "vdb", { { "6m", 2 } })
  t:guest("g2", { host = "h1" })
  disk(t, "g2", "vda", { { "6m", 2 } })
  t:run("6m")
  t:expect_tip { subject = "guest:g1", severity = "warning", remedy = "notify", evidence = rd,
                 text = "reads from vda of g1 take 80 ms in the mean of 5m; it makes 200 a second and waits alone" }
  t:expect_no_tip { subject = "guest:g2" }
end)

test("where others wait, too, it is the storage", function(t)
  scene(t, 20)
  for _, name in ipairs { "g1", "g2", "g3", "g4" } do
    t:guest(name, { host = "h1" })
    disk(t, name, "vda", { { "6m", name == "g4" and 2 or 300 } })
  end
  t:run("6m")
  t:expect_tip { subject = "guest:g1", severity = "critical", remedy = "notify",
                 text = "so do disks of 2 of 3 other guests on h1: look at the storage; no move cures it" }
end)

test("on a host whose processors are saturated that is said", function(t)
  scene(t, 97)
  disk(t, "g1", "vda", { { "6m", 80 } })
  t:run("6m")
  t:expect_tip { remedy = "notify", text = "h1 is 97 % busy, which alone makes disks late" }
end)

test("writes are judged as well, and what waits inside is told with them", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "6m", 2 } })
  t:series("guest:g1{dev=vda}", wr, { { "6m", 60 } })
  t:series("guest:g1", inside, { { "6m", 30 } })
  t:run("6m")
  t:expect_tip { text = "writes to vda of g1 take 60 ms in the mean of 5m and its processors wait for disks 30 %", evidence = wr }
end)

test("a storage that has stopped to answer is seen from inside", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "1h", "gap" } }, 0)
  t:series("guest:g1", inside, { { "6m", 49 } })
  t:run("6m")
  t:expect_no_tip()
  t:series("guest:g1", inside, { { "6m", 50 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "notify", text = "look whether its storage still answers" }
  t:series("guest:g1", inside, { { "6m", 26 } })
  t:run("6m")
  t:expect_tip { raised = 1 }
  t:series("guest:g1", inside, { { "6m", 24 } })
  t:run("6m")
  t:expect_no_tip()
end)

test("the thresholds count from their very value on", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "1h", 49.9 } })
  t:run("6m")
  t:expect_no_tip()
  disk(t, "g1", "vda", { { "1h", 50 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  disk(t, "g1", "vda", { { "1h", 199.5 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  disk(t, "g1", "vda", { { "1h", 200 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("the worst of several is named, and the others are counted from the threshold on", function(t)
  scene(t, 94.9)
  disk(t, "g1", "vda", { { "1h", 70 } })
  disk(t, "g1", "vdb", { { "1h", 90 } })
  disk(t, "g1", "vdc", { { "1h", 80 } })
  t:guest("g2", { host = "h1" })
  disk(t, "g2", "vda", { { "1h", 1 } })
  t:series("guest:g2{dev=vda}", wr, { { "1h", 50 } })
  t:guest("g3", { host = "h1" })
  disk(t, "g3", "vda", { { "1h", 50 } })
  t:guest("g4", { host = "h1", state = "off" })
  t:run("6m")
  t:expect_tip { subject = "guest:g1", text = "reads from vdb of g1 take 90 ms in the mean of 5m; so do disks of 2 of 2 other" }
  t:series("host:h1", busy, { { "1h", 95 } })
  t:run("1m")
  t:expect_tip { subject = "guest:g1", text = "h1 is 95 % busy, which alone makes disks late" }
end)

test("a tip stays until clear, and opens once only", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "6m", 60 }, { "6m", 40 }, { "6m", 60 }, { "6m", 30.1 } })
  t:run("24m")
  t:expect_tip { severity = "warning", raised = 1 }
  disk(t, "g1", "vda", { { "1h", 29 } })
  t:run("6m")
  t:expect_no_tip()
end)

test("a disk that is hardly asked is no matter", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "1h", 500 } }, 0.9)
  t:run("6m")
  t:expect_no_tip()
  disk(t, "g1", "vda", { { "1h", 500 } }, 1)
  t:run("6m")
  t:expect_tip()
end)

test("one that is asked no more has no latency, and its tip goes", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "6m", 80 } })
  t:run("6m")
  t:expect_tip()
  disk(t, "g1", "vda", { { "1h", "gap" } }, 0)
  t:run("6m")
  t:expect_no_tip()
end)

test("of one that is asked now and then the newest answers end a tip and open none", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "6m", 80 } })
  t:run("6m")
  t:expect_tip()
  local steps = {}
  for i = 1, 60 do steps[i] = { "10s", i % 2 == 0 and 5 or "gap" } end
  disk(t, "g1", "vda", steps, 2)
  t:run("8m")
  t:expect_no_tip()
  for i = 1, 60 do steps[i] = { "10s", i % 2 == 0 and 80 or "gap" } end
  disk(t, "g1", "vda", steps, 2)
  t:run("8m")
  t:expect_no_tip()
  t:expect_no_data()
end)

test("a gap keeps a tip, and a guest whose disks are not seen says so", function(t)
  scene(t, 20)
  t:run("6m")
  t:expect_no_data { reason = "no disk of g1 is known" }
  disk(t, "g1", "vda", { { "5m", 80 }, { "1h", "gap" } })
  t:run("5m")
  t:expect_tip()
  t:series("guest:g1{dev=vda}", rd_ops, { { "1h", "gap" } })
  t:run("10m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "no answer" }
end)

test("a guest that is off waits for nothing", function(t)
  scene(t, 20)
  disk(t, "g1", "vda", { { "6m", 80 } })
  t:run("6m")
  t:expect_tip()
  t:guest("g1", { host = "h1", state = "off" })
  t:run("1m")
  t:expect_no_tip()
end)
