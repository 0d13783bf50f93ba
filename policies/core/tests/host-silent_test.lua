test("a host that is silent for long is told", function(t)
  t:host("h1", { state = "down" })
  t:run("170s")
  t:expect_no_tip()
  t:run("20s")
  t:expect_tip { severity = "critical", remedy = "notify", text = "nothing has been heard of h1 for 3 min" }
end)

test("one that is heard in part is a warning", function(t)
  t:host("h1", { state = "partial" })
  t:run("4m")
  t:expect_tip { severity = "warning", text = "only a part of h1 has been heard" }
end)

test("a host that is up is no matter, and one that comes back ends the tip", function(t)
  t:host("h1")
  t:run("1h")
  t:expect_no_tip()
  t:host("h1", { state = "down" })
  t:run("4m")
  t:expect_tip()
  t:host("h1")
  t:run("30s")
  t:expect_no_tip()
end)

test("the time begins anew with each change", function(t)
  for _ = 1, 5 do
    t:host("h1", { state = "down" })
    t:run("2m")
    t:host("h1")
    t:run("10s")
  end
  t:expect_no_tip()
end)

test("the time is a setting", function(t)
  t:settings { after = 1 }
  t:host("h1", { state = "down" })
  t:run("70s")
  t:expect_tip { text = "for 1 min" }
end)
