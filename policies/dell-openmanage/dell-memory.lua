-- A memory module that corrects too many errors will one day have one that it cannot correct, and that stops the
-- host.

local parts = require "parts"

local status = {
  [4] = { "warning", "is degraded" },
  [5] = { "critical", "has errors that it cannot correct" },
  [6] = { "critical", "has failed" },
}

local rows = {
  { noun = "memory module", metric = ".dell.memory_status", meanings = status },
}

return {
  name = "dell-memory", title = "Memory of a PowerEdge fails",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
