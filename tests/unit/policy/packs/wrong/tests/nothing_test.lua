test("it is not there", function(t) t:run("10s"
