test("never closed", function(t)
