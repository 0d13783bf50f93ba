test("a typo in a function that is not run", function(t)
  t:host("h1")
  if t == nil then prnt("never") end
end)
