local used, size = "host.storage.used_bytes", "host.storage.size_bytes"

local function fs(t, name, steps)
  t:series("host:h1{fs=" .. name .. "}", size, { { "10h", 1000 } })
  t:series("host:h1{fs=" .. name .. "}", used, steps)
end

-- From `from` on by `step` bytes each minute.
local function rising(from, step, minutes)
  local steps = {}
  for i = 1, minutes do steps[i] = { "1m", from + step * i } end
  return steps
end

test("a file system that is full makes a tip of somebody to tell", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 400 } })
  fs(t, "/srv", { { "1h", 860 } })
  t:run("2m")
  t:expect_tip { severity = "warning", remedy = "notify", text = "/srv of h1 is 86 % full" }
end)

test("the worst of several is named", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 990 } })
  fs(t, "/srv", { { "1h", 860 } })
  t:run("2m")
  t:expect_tip { severity = "critical", text = "/ of h1 is 99 % full" }
end)

test("the thresholds count from their very value on", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 849 } })
  t:run("2m")
  t:expect_no_tip()
  fs(t, "/", { { "1h", 850 } })
  t:run("1m")
  t:expect_tip { severity = "warning" }
  fs(t, "/", { { "1h", 950 } })
  t:run("1m")
  t:expect_tip { severity = "critical" }
end)

test("a tip stays until clear", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 860 } })
  t:run("2m")
  fs(t, "/", { { "1h", 810 } })
  t:run("2m")
  t:expect_tip { severity = "warning", text = "81 %" }
  fs(t, "/", { { "1h", 790 } })
  t:run("2m")
  t:expect_no_tip()
end)

test("one that fills fast is told before it is full", function(t)
  t:host("h1")
  fs(t, "/", rising(500, 2, 60))
  t:run("29m")
  t:expect_no_tip()
  t:run("6m")
  t:expect_tip { severity = "warning", text = "/ of h1 is 57 % full, and wholly in 3.6 h at the pace of the last 30 m" }
end)

test("one that would be full within an hour is critical", function(t)
  t:host("h1")
  fs(t, "/", rising(500, 8, 60))
  t:run("35m")
  t:expect_tip { severity = "critical" }
end)

test("a pace says nothing of one that is nearly empty or grows slowly", function(t)
  t:host("h1")
  fs(t, "/", rising(10, 2, 60))
  fs(t, "/srv", rising(500, 1, 60))
  t:run("1h")
  t:expect_no_tip()
end)

test("images are always full and nothing is known without a file system", function(t)
  t:host("h1")
  t:run("2m")
  t:expect_no_data { reason = "no file system is known" }
  fs(t, "/snap/core/1", { { "1h", 1000 } })
  t:run("2m")
  t:expect_no_data { reason = "no file system is known" }
end)

test("a gap keeps a tip and opens none", function(t)
  t:host("h1")
  fs(t, "/", { { "5m", 860 }, { "1h", "gap" } })
  t:run("4m")
  t:expect_tip()
  t:run("10m")
  t:expect_tip()
  t:expect_no_data { reason = "no answer" }
end)

test("a tip of one file system keeps no other open", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 820 } })
  fs(t, "/srv", { { "1h", 860 } })
  t:run("2m")
  t:expect_tip { text = "/srv of h1 is 86 % full" }
  fs(t, "/srv", { { "1h", 600 } })
  t:run("2m")
  t:expect_no_tip()
end)

test("a pace that would open no tip keeps none open", function(t)
  t:host("h1")
  fs(t, "/", rising(500, 1.2, 120)) -- in 6 h: more than soon, less than twice that
  fs(t, "/srv", { { "1h", 860 } })
  t:run("35m")
  t:expect_tip { text = "/srv of h1 is 86 % full" }
  fs(t, "/srv", { { "1h", 600 } })
  t:run("2m")
  t:expect_no_tip()
end)
