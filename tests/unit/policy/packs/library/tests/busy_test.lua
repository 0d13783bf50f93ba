test("it is busy", function(t)
  t:host("h1")
  t:series("host:h1", "host.cpu.busy_pct", { { "10m", 60 } })
  t:run("1m")
  t:expect_tip { severity = "warning" }
end)

test("it is not busy", function(t)
  t:host("h1")
  t:series("host:h1", "host.cpu.busy_pct", { { "10m", 50 } })
  t:run("1m")
  t:expect_no_tip()
end)

test("nothing is known", function(t)
  t:host("h1")
  t:run("1m")
  t:expect_no_data { reason = "no value" }
end)
