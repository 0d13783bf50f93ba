local usable, available, current = "guest.mem.usable_bytes", "guest.mem.available_bytes", "guest.mem.current_bytes"
local inside_left, inside_total = "guest.inside.mem.available_bytes", "guest.inside.mem.total_bytes"
local swap_in, swap_out = "guest.mem.swap_in_bytes_per_sec", "guest.mem.swap_out_bytes_per_sec"
local host_left, host_total = "host.mem.available_bytes", "host.mem.total_bytes"
local GIB, MIB = 2 ^ 30, 2 ^ 20

-- A guest with 4 GiB on a host with 64, of which so many are left.
local function scene(t, host_gib)
  t:host("h1")
  t:series("host:h1", host_total, { { "1h", 64 * GIB } })
  if host_gib then t:series("host:h1", host_left, { { "1h", host_gib * GIB } }) end
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", current, { { "1h", 4 * GIB } })
end

local function percent(steps)
  for _, step in ipairs(steps) do
    if type(step[2]) == "number" then step[2] = step[2] / 100 * 4 * GIB end
  end
  return steps
end

local function balloon(t, steps)
  t:series("guest:g1", available, { { "1h", 4 * GIB } })
  t:series("guest:g1", usable, percent(steps))
end

local function agent(t, steps)
  t:series("guest:g1", inside_total, { { "1h", 4 * GIB } })
  t:series("guest:g1", inside_left, percent(steps))
end

local function swapping(t, in_mib, out_mib)
  t:series("guest:g1", swap_in, { { "1h", in_mib * MIB } })
  t:series("guest:g1", swap_out, { { "1h", out_mib * MIB } })
end

test("short of memory on a host that has some: it gets more", function(t)
  scene(t, 30)
  balloon(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "resize_memory,notify", with = { bytes = tostring(5 * GIB // 1 | 0) },
                 evidence = usable,
                 text = "g1 has used 92 % of its memory for 5m, 328 MiB are left as its balloon says: it wants 5.0 GiB; "
                   .. "h1 has 30.0 GiB left" }
end)

test("short of memory on a host that has none: a guest leaves the host first", function(t)
  scene(t, 7)
  balloon(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "migrate,resize_memory,notify", with = { relieve = "memory", from = "host:h1" },
                 evidence = { host_left, usable }, text = "it wants 5.0 GiB; h1 has only 7.0 GiB left, so a guest must leave it first" }
end)

test("what the host has to give is what stays above its reserve", function(t)
  scene(t, 7.4) -- 10 % of 64 GiB, and the gibibyte that is wanted
  balloon(t, { { "1h", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "resize_memory" }
  t:series("host:h1", host_left, { { "1h", 7.39 * GIB } })
  t:run("1m")
  t:expect_tip { remedy = "migrate" }
end)

test("where the host's memory is not known no move is proposed", function(t)
  scene(t, nil)
  balloon(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "resize_memory,notify", text = "whether its host has so much is not known" }
end)

test("the agent inside is a view of its own, and the gravest view counts", function(t)
  scene(t, 30)
  balloon(t, { { "6m", 40 } })
  agent(t, { { "6m", 4 } })
  t:run("6m")
  t:expect_tip { severity = "critical", evidence = inside_left, text = "as its agent inside says" }
end)

test("swapping is pressure whatever is left", function(t)
  scene(t, 30)
  balloon(t, { { "6m", 40 } })
  swapping(t, 0.5, 0.4)
  t:run("6m")
  t:expect_no_tip()
  swapping(t, 0.6, 0.4)
  t:run("6m")
  t:expect_tip { severity = "warning", text = "g1 swaps 1.0 MiB/s in the mean of 5m: it wants 5.5 GiB", evidence = swap_in }
  swapping(t, 4, 4)
  t:run("6m")
  t:expect_tip { severity = "critical" }
  swapping(t, 0.3, 0.3)
  t:run("6m")
  t:expect_tip { severity = "warning", raised = 1 }
  swapping(t, 0.2, 0.2)
  t:run("6m")
  t:expect_no_tip()
end)

test("the thresholds count from their very value on", function(t)
  scene(t, 30)
  balloon(t, { { "1h", 10.1 } })
  t:run("6m")
  t:expect_no_tip()
  balloon(t, { { "1h", 10 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  balloon(t, { { "1h", 5.1 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  balloon(t, { { "1h", 5 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("the gravest view is told, not the last", function(t)
  scene(t, 30)
  balloon(t, { { "1h", 4 } })
  agent(t, { { "1h", 8 } })
  t:run("6m")
  t:expect_tip { severity = "critical", text = "balloon" }
end)

test("what is advised fills three quarters with what is used, and is a quarter more at least", function(t)
  scene(t, 60)
  t:series("guest:g1", current, { { "1h", 8 * GIB } })
  t:series("guest:g1", available, { { "1h", 7.9 * GIB } })
  t:series("guest:g1", usable, { { "1h", 0.1 * GIB } }) -- 7.8 of 0.75 are 10.4
  t:run("6m")
  t:expect_tip { with = { bytes = ("%d"):format(10.5 * GIB) } }
  t:series("guest:g1", usable, { { "1h", 7 * GIB } })
  swapping(t, 1, 1)
  t:run("6m")
  t:expect_tip { with = { bytes = ("%d"):format(10.75 * GIB) }, text = "swaps 2.0 MiB/s" } -- all 8 count as used
end)

test("what is written to swap is evidence where it is more", function(t)
  scene(t, 30)
  swapping(t, 1, 2)
  t:run("6m")
  t:expect_tip { evidence = swap_out }
end)

test("a balloon that says nothing of the whole, or that there is none, is no view", function(t)
  scene(t, 30)
  t:series("guest:g1", usable, { { "1h", 1 * GIB } })
  t:run("6m")
  t:expect_no_data { reason = "guest.mem.available_bytes of g1" }
  t:series("guest:g1", available, { { "1h", 0 } })
  t:run("6m")
  t:expect_no_data { reason = "guest.mem.available_bytes of g1 is 0" }
end)

test("swapping needs both directions", function(t)
  scene(t, 30)
  t:series("guest:g1", swap_in, { { "1h", 100 * MIB } })
  t:run("6m")
  t:expect_no_tip()
  t:expect_no_data { reason = "guest.mem.swap_out_bytes_per_sec of g1" }
end)

test("a tip stays until clear, and opens once only", function(t)
  scene(t, 30)
  balloon(t, { { "6m", 9 }, { "6m", 15 }, { "6m", 9 }, { "6m", 19.9 } })
  t:run("24m")
  t:expect_tip { severity = "warning", raised = 1 }
  balloon(t, { { "1h", 20.1 } })
  t:run("1m")
  t:expect_no_tip()
end)

test("a short peak is no matter", function(t)
  scene(t, 30)
  balloon(t, { { "10m", 50 }, { "4m", 2 }, { "10m", 50 } })
  t:run("14m")
  t:expect_no_tip()
end)

test("where nothing looks inside nothing is judged", function(t)
  scene(t, 30)
  t:series("guest:g1", "guest.mem.rss_bytes", { { "1h", 4 * GIB } })
  t:run("6m")
  t:expect_no_data { reason = "nothing looks inside" }
end)

test("a balloon that falls silent keeps its tip, though another view finds nothing", function(t)
  scene(t, 30)
  balloon(t, { { "5m", 8 }, { "1h", "gap" } })
  agent(t, { { "1h", 50 } })
  t:run("5m")
  t:expect_tip { text = "balloon" }
  t:run("10m")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "guest.mem.usable_bytes of g1" }
end)

test("one view is enough where the other never spoke", function(t)
  scene(t, 30)
  agent(t, { { "6m", 8 } })
  t:run("6m")
  t:expect_tip { evidence = inside_left }
  agent(t, { { "1h", 50 } })
  t:run("1m")
  t:expect_no_tip()
end)

test("a guest that boots or is off is not short of memory", function(t)
  scene(t, 30)
  balloon(t, { { "6m", 8 }, { "2m", "gap" }, { "1h", 60 } })
  t:run("6m")
  t:expect_tip()
  t:guest("g1", { host = "h1", state = "off" })
  t:run("1m")
  t:expect_no_tip()
  t:guest("g1", { host = "h1" })
  t:run("15m")
  t:expect_no_tip()
end)

test("what the guest has that is not known is not advised upon", function(t)
  scene(t, 30)
  balloon(t, { { "6m", 8 } })
  t:series("guest:g1", current, { { "1h", "gap" } })
  t:run("6m")
  t:expect_tip { remedy = "notify", text = "how much it has is not known" }
end)

test("what its balloon keeps from it comes first, and more needs a restart", function(t)
  scene(t, 30)
  balloon(t, { { "1h", 8 } })
  t:series("guest:g1", "guest.mem.max_bytes", { { "1h", 8 * GIB } })
  t:run("6m")
  t:expect_tip { with = { bytes = ("%d"):format(5 * GIB) }, text = "its balloon keeps 4.0 GiB from it, it wants 5.0 GiB; h1" }
  t:series("guest:g1", "guest.mem.max_bytes", { { "1h", 4.5 * GIB } })
  t:run("1m")
  t:expect_tip { with = { bytes = ("%d"):format(4.5 * GIB) }, text = "its balloon keeps 512 MiB from it, it wants 4.5 GiB; h1" }
  t:series("guest:g1", "guest.mem.max_bytes", { { "1h", 4 * GIB } })
  t:run("1m")
  t:expect_tip { with = { bytes = ("%d"):format(5 * GIB) }, text = "it wants 5.0 GiB, which needs a restart; h1" }
end)

test("from a gibibyte on what is left is told in gibibytes", function(t)
  scene(t, 60)
  t:series("guest:g1", current, { { "1h", 20 * GIB } })
  t:series("guest:g1", available, { { "1h", 20 * GIB } })
  t:series("guest:g1", usable, { { "1h", 1 * GIB } })
  t:run("6m")
  t:expect_tip { severity = "critical", text = "1.0 GiB are left" }
end)

test("eight times as much swapping as is a warning is critical", function(t)
  t:settings { swapping = 2 }
  scene(t, 30)
  swapping(t, 4, 11)
  t:run("6m")
  t:expect_tip { severity = "warning" }
  swapping(t, 5, 11)
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

-- A guest of so many GiB of which so many are left, on a host that has enough.
local function sized(t, gib, left_gib)
  scene(t, 60)
  t:series("guest:g1", current, { { "1h", gib * GIB } })
  t:series("guest:g1", available, { { "1h", gib * GIB } })
  t:series("guest:g1", usable, { { "1h", left_gib * GIB } })
  t:run("6m")
end

test("what is advised is a step more where three quarters are filled by a little more", function(t)
  sized(t, 9.1, 0.0625) -- 9.0375 fill three quarters of 12.05
  t:expect_tip { with = { bytes = ("%d"):format(12.25 * GIB) } }
end)

test("where a quarter more is more than what is used would need, it is a quarter more", function(t)
  sized(t, 4.03, 0.09 * 4.03) -- 5.04 instead of 4.89
  t:expect_tip { with = { bytes = ("%d"):format(5.25 * GIB) } }
end)

test("a move rests on the last minute of the host's memory", function(t)
  scene(t, 7)
  balloon(t, { { "1h", 8 } })
  t:run("6m")
  t:expect_tip { remedy = "migrate", evidence = { host_left .. " of host:h1 over 1m", usable } }
end)

test("a critical view is told where one before it only warns, and of two alike the first", function(t)
  scene(t, 30)
  balloon(t, { { "1h", 8 } })
  agent(t, { { "1h", 8 } })
  t:run("6m")
  t:expect_tip { severity = "warning", text = "as its balloon says" }
  agent(t, { { "1h", 4 } })
  t:run("6m")
  t:expect_tip { severity = "critical", text = "as its agent inside says", evidence = inside_left }
end)

test("where nothing looks inside the first reason is said", function(t)
  scene(t, 30)
  t:run("6m")
  t:expect_no_data { reason = "nothing looks inside: no value of guest.mem.available_bytes of g1" }
end)
