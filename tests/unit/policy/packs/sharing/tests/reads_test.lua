test("words", function(t)
  t:host("h1")
  t:expect_tip { severity = "warnin", remedy = "migrate,notfy", text = "busy" }
end)
