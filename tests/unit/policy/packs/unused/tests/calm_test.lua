test("a busy host", function(t)
  t:host("h1")
  t:series("host:h1", "host.cpu.busy_pct", { { "1m", 99 } })
  t:run("1m")
  t:expect_tip { remedy = "restrict" }
end)
