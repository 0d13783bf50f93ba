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

-- In half an hour it is used up to `last`, at a pace that fills it in so many hours from then.
local function filling(t, name, last, hours)
  local step = (1000 - last) / (60 * hours)
  fs(t, name, rising(last - 30 * step, step, 30))
end

test("just below critical it is a warning, and at clear it still is", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 945 } })
  t:run("2m")
  t:expect_tip { severity = "warning" }
  fs(t, "/", { { "1h", 800 } })
  t:run("2m")
  t:expect_tip { severity = "warning", text = "80 %" }
end)

test("a pace counts from half full on", function(t)
  t:host("h1")
  filling(t, "/", 495, 3)
  t:run("30m")
  t:expect_no_tip()
  filling(t, "/", 500, 3)
  t:run("30m")
  t:expect_tip { severity = "warning", text = "/ of h1 is 50 % full" }
end)

test("what is full and stays so has no pace", function(t)
  t:host("h1")
  fs(t, "/", { { "2h", 1000 } })
  t:run("35m")
  t:expect_tip { severity = "critical", text = "/ of h1 is 100 % full", evidence = "over 30m: 1000 to 1000" }
end)

test("four hours are soon, a quarter of them is critical", function(t)
  for _, case in ipairs { { 0.9, "critical" }, { 1.2, "warning" }, { 3.6, "warning" }, { 4.5, "none" } } do
    t:host("h1")
    filling(t, "/", 600, 20)
    t:run("30m")
    t:expect_no_tip()
    filling(t, "/", 600, case[1])
    t:run("30m")
    if case[2] == "none" then t:expect_no_tip() else t:expect_tip { severity = case[2] } end
    t:gone("host:h1")
    t:run("10s")
  end
end)

test("a pace is told until it is twice as slow as soon", function(t)
  t:host("h1")
  filling(t, "/", 600, 3)
  t:run("30m")
  t:expect_tip { severity = "warning" }
  filling(t, "/", 650, 7)
  t:run("30m")
  t:expect_tip { severity = "warning", text = "wholly in 7.0 h" }
  filling(t, "/", 700, 9)
  t:run("30m")
  t:expect_no_tip()
end)

test("a pace makes critical what is only rather full", function(t)
  t:host("h1")
  filling(t, "/", 900, 0.5)
  t:run("30m")
  t:expect_tip { severity = "critical", text = "/ of h1 is 90 % full" }
end)

test("the most serious is named, then the fullest, then the first", function(t)
  t:host("h1")
  filling(t, "/a", 600, 0.9)
  fs(t, "/b", { { "1h", 940 } })
  t:run("30m")
  t:expect_tip { severity = "critical", text = "/a of h1" }
  fs(t, "/a", { { "1h", 860 } })
  t:run("35m")
  t:expect_tip { severity = "warning", text = "/b of h1" }
  fs(t, "/a", { { "1h", 940 } })
  t:run("35m")
  t:expect_tip { severity = "warning", text = "/a of h1" }
end)

test("what is serious is named before what is fuller", function(t)
  t:host("h1")
  fs(t, "/a", { { "1h", 840 } })
  filling(t, "/b", 550, 3)
  t:run("30m")
  t:expect_tip { severity = "warning", text = "/b of h1" }
end)

test("one sample that is missing does not matter", function(t)
  t:host("h1")
  fs(t, "/", { { "160s", 860 }, { "10s", 880 }, { "10s", "gap" } })
  t:run("3m")
  t:expect_tip { text = "/ of h1 is 88 % full", evidence = "over 1m: 860 to 880" }
end)

test("what has no size is none", function(t)
  t:host("h1")
  fs(t, "/", { { "1h", 0 } })
  t:series("host:h1{fs=/}", size, { { "1h", 0 } })
  t:run("2m")
  t:expect_no_data { reason = "no file system is known" }
  fs(t, "/", { { "1h", 1 } })
  t:series("host:h1{fs=/}", size, { { "1h", 1 } })
  t:run("2m")
  t:expect_tip { severity = "critical" }
end)
