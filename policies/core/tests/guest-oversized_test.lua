local used, count = "guest.cpu.used_pct", "guest.cpu.count"
local current, usable = "guest.mem.current_bytes", "guest.mem.usable_bytes"
local GIB = 2 ^ 30

-- A guest of so many processors and GiB.
local function scene(t, vcpus, gib)
  t:host("h1")
  t:guest("g1", { host = "h1" })
  t:series("guest:g1", count, { { "1m", vcpus } })
  t:series("guest:g1", current, { { "1m", gib * GIB } })
end

local function loads(t, steps) t:series("guest:g1", used, steps) end
local function leaves(t, gib) t:series("guest:g1", usable, { { "1m", gib * GIB } }) end

test("processors that were never used are told with how many would do", function(t)
  scene(t, 8, 2)
  loads(t, { { "9h", 10 } })
  leaves(t, 0.5)
  t:run("6h")
  t:expect_tip { severity = "info", remedy = "resize_vcpus,notify", with = { vcpus = "2" }, evidence = used,
                 text = "in 6h g1 used at most 10 % of its 8 virtual processors: 2 would do" }
end)

test("memory that was never used is told with how much would do", function(t)
  scene(t, 1, 8)
  loads(t, { { "9h", 50 } })
  leaves(t, 7)
  t:run("6h")
  t:expect_tip { severity = "info", remedy = "resize_memory,notify", with = { bytes = "2147483648" }, evidence = usable,
                 text = "in 6h g1 always had at least 88 % of its 8.0 GiB left: 2.0 GiB would do" }
end)

test("of both the greater waste comes first", function(t)
  scene(t, 4, 16)
  loads(t, { { "9h", 15 } })
  leaves(t, 15)
  t:run("6h")
  t:expect_tip { remedy = "resize_memory,resize_vcpus,notify", text = "16.0 GiB left: 2.0 GiB would do, and used at most 15 %" }
  scene(t, 16, 8)
  loads(t, { { "9h", 3 } })
  leaves(t, 6)
  t:run("7h")
  t:expect_tip { remedy = "resize_vcpus,resize_memory,notify" }
end)

test("short peaks of a hundredth of the time do not count, longer ones do", function(t)
  scene(t, 8, 2)
  leaves(t, 0.5)
  loads(t, { { "3h", 10 }, { "3m", 100 }, { "6h", 10 } })
  t:run("7h")
  t:expect_tip()
  loads(t, { { "1h", 10 }, { "5m", 100 }, { "3h", 10 } })
  t:run("4h")
  t:expect_no_tip()
end)

test("the thresholds count up to their very value", function(t)
  scene(t, 8, 2)
  leaves(t, 0.5)
  loads(t, { { "9h", 20.1 } })
  t:run("7h")
  t:expect_no_tip()
  loads(t, { { "9h", 20 } })
  t:run("7h")
  t:expect_tip { with = { vcpus = "4" } }
end)

test("one processor, and memory below a gibibyte too much, are no matter", function(t)
  scene(t, 1, 1.2)
  loads(t, { { "9h", 1 } })
  leaves(t, 1.1)
  t:run("7h")
  t:expect_no_tip()
end)

test("a tip stays until half as much again is used, and opens once only", function(t)
  scene(t, 8, 2)
  leaves(t, 0.5)
  loads(t, { { "7h", 15 }, { "7h", 25 }, { "7h", 15 }, { "7h", 29 } })
  t:run("28h")
  t:expect_tip { raised = 1 }
  loads(t, { { "9h", 31 } })
  t:run("7h")
  t:expect_no_tip()
end)

test("where memory is not seen processors are judged all the same", function(t)
  scene(t, 8, 8)
  loads(t, { { "9h", 10 } })
  t:run("6h")
  t:expect_tip { remedy = "resize_vcpus,notify" }
  loads(t, { { "9h", 60 } })
  t:run("6h")
  t:expect_no_tip()
end)

test("no tip before it was watched for long, and a gap keeps one", function(t)
  scene(t, 8, 2)
  loads(t, { { "6h", 10 }, { "3h", "gap" } })
  t:run("5h")
  t:expect_no_data { reason = "has not been watched for 6h yet" }
  t:run("1h")
  t:expect_tip()
  t:run("3h")
  t:expect_tip { raised = 1 }
  t:expect_no_data()
end)

test("a guest that is off uses nothing and is not told", function(t)
  scene(t, 8, 2)
  loads(t, { { "9h", 10 } })
  t:run("6h")
  t:expect_tip()
  t:guest("g1", { host = "h1", state = "off" })
  t:run("1h")
  t:expect_no_tip()
end)

test("one processor and exactly a gibibyte too much", function(t)
  scene(t, 1, 1.25)
  loads(t, { { "9h", 1 } })
  leaves(t, 1.2)
  t:run("7h")
  t:expect_tip { remedy = "resize_memory,notify", with = { bytes = "268435456" }, text = "0.2 GiB would do" }
end)

test("two processors, hardly used, leave one, and what needs all it has is not told", function(t)
  scene(t, 2, 1)
  loads(t, { { "9h", 10 } })
  leaves(t, 0.5)
  t:run("6h")
  t:expect_tip { with = { vcpus = "1" } }
  scene(t, 2, 1)
  loads(t, { { "9h", 26 } })
  t:run("8h")
  t:expect_no_tip()
end)

test("memory has its own threshold and its own way back", function(t)
  scene(t, 1, 8)
  loads(t, { { "40h", 50 } })
  leaves(t, 5.59)
  t:run("7h")
  t:expect_no_tip()
  leaves(t, 5.6)
  t:run("7h")
  t:expect_tip { text = "at least 70 % of its 8.0 GiB left: 5.0 GiB would do" }
  leaves(t, 4.5)
  t:run("7h")
  t:expect_tip { raised = 1 }
  leaves(t, 3.7)
  t:run("7h")
  t:expect_no_tip()
end)

test("a balloon that falls silent keeps its tip", function(t)
  scene(t, 1, 8)
  loads(t, { { "40h", 50 } })
  leaves(t, 7)
  t:run("6h")
  t:expect_tip()
  t:series("guest:g1", usable, { { "40h", "gap" } })
  t:run("3h")
  t:expect_tip { raised = 1 }
  t:expect_no_data { reason = "guest.mem.usable_bytes of g1" }
end)

test("what the guest has must be known", function(t)
  scene(t, 8, 8)
  loads(t, { { "9h", 10 } })
  t:series("guest:g1", count, { { "9h", "gap" } })
  t:run("7h")
  t:expect_no_data { reason = "guest.cpu.count of g1" }
end)

test("a guest that used nothing keeps one processor", function(t)
  scene(t, 4, 1)
  loads(t, { { "9h", 0 } })
  leaves(t, 0.5)
  t:run("6h")
  t:expect_tip { with = { vcpus = "1" }, text = "1 would do" }
end)

test("how much memory it has must be known where it is seen what is left", function(t)
  scene(t, 1, 8)
  loads(t, { { "9h", 60 } })
  leaves(t, 7)
  t:series("guest:g1", current, { { "9h", "gap" } })
  t:run("7h")
  t:expect_no_data { reason = "guest.mem.current_bytes of g1" }
end)

test("a memory tip stays down to two thirds of its threshold", function(t)
  t:settings { memory = 90 }
  scene(t, 1, 8)
  loads(t, { { "40h", 50 } })
  leaves(t, 7.3)
  t:run("7h")
  t:expect_tip()
  leaves(t, 0.61 * 8)
  t:run("7h")
  t:expect_tip { raised = 1, text = "at least 61 %" }
  leaves(t, 0.59 * 8)
  t:run("7h")
  t:expect_no_tip()
end)
