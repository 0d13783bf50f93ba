local busy = "host.cpu.busy_pct"

test("a host busy for long gives a warning and a move", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 90 } })
  t:run("6m")
  t:expect_tip { severity = "warning", remedy = "migrate,notify",
                 text = "processors of h1 busy 90 % for 5m" }
end)

test("a saturated host is critical", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 95 } })
  t:run("6m")
  t:expect_tip { severity = "critical" }
end)

test("just below the threshold there is no tip", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "20m", 79.9 } })
  t:run("20m")
  t:expect_no_tip()
end)

test("no tip before the load has lasted", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 90 } })
  t:run("290s")
  t:expect_no_data { reason = "has not been watched for 5m yet" }
  t:run("10s")
  t:expect_tip { severity = "warning" }
end)

test("a short spike gives no tip", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "10m", 20 }, { "4m", 100 }, { "1m", 20 } })
  t:run("14m")
  t:expect_no_tip()
  t:run("10m")
  t:expect_no_tip()
end)

test("a short dip keeps the tip from opening", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "4m", 90 }, { "10s", 40 }, { "4m", 90 } })
  t:run("8m")
  t:expect_no_tip()
end)

test("a gap gives no tip but a reason", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "5m", 20 }, { "2m", 99 }, { "2m", "gap" }, { "1m", 99 } })
  t:run("10m")
  t:expect_no_data { reason = "too many values" }
  t:expect_no_tip()
end)

test("an agent that fell silent gives no tip but a reason", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "5m", 50 }, { "1m", "gap" } })
  t:run("6m")
  t:expect_no_data { reason = "no answer" }
end)

test("missing data do not clear an open tip", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 90 }, { "1m", "gap" } })
  t:run("10m")
  t:expect_tip { severity = "warning" }
  t:expect_no_data()
end)

test("an open tip stays until the load is below clear", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 90 } })
  t:run("6m")
  t:expect_tip { severity = "warning" }
  t:series("host:h1", busy, { { "10m", 75 } })
  t:run("10m")
  t:expect_tip { severity = "warning", text = "busy 75 %" }
  t:series("host:h1", busy, { { "10m", 69 } })
  t:run("1m")
  t:expect_no_tip()
end)

test("without an open tip the clear threshold opens none", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "20m", 75 } })
  t:run("20m")
  t:expect_no_tip()
end)

test("the configuration may set other thresholds", function(t)
  t:settings { warning = 60, sustained = "1m" }
  t:host("h1")
  t:series("host:h1", busy, { { "2m", 65 } })
  t:run("2m")
  t:expect_tip { severity = "warning", text = "for 1m" }
end)

test("each host is judged by its own load", function(t)
  t:host("h1")
  t:host("h2")
  t:series("host:h1", busy, { { "6m", 90 } })
  t:series("host:h2", busy, { { "6m", 10 } })
  t:run("6m")
  t:expect_tip { subject = "host:h1" }
  t:expect_no_tip { subject = "host:h2" }
end)

test("the thresholds count from their very value on", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 80 } })
  t:run("6m")
  t:expect_tip { severity = "warning", evidence = "host.cpu.busy_pct of host:h1 over 5m: 80 to 80" }
  t:series("host:h1", busy, { { "6m", 94.5 } })
  t:run("6m")
  t:expect_tip { severity = "warning", raised = 1 }
end)

test("a tip stays at the value of clear, too", function(t)
  t:host("h1")
  t:series("host:h1", busy, { { "6m", 90 } })
  t:run("6m")
  t:series("host:h1", busy, { { "10m", 70 } })
  t:run("10m")
  t:expect_tip { severity = "warning", text = "busy 70 %" }
end)
