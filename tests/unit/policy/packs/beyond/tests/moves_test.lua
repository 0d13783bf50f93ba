test("a host is moved from", function(t)
  t:host("h1")
  t:series("host:h1", "host.cpu.busy_pct", { { "1m", 90 } })
  t:run("1m")
  t:expect_tip { remedy = "migrate" }
end)
