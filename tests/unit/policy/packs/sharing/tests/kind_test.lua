test("kind", function(t) t:host("h1") end)
