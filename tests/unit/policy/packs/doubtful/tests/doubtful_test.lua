test("quiet", function(t) t:host("h1") t:run("10s") t:expect_no_data() end)
