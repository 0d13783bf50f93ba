test("nothing is known", function(t) t:host("h1") t:run("1m") t:expect_no_data() end)
