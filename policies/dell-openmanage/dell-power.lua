-- A server that has lost one of its power supplies stops with all its guests when it loses the next one.

local parts = require "parts"

local status = {
  [4] = { "warning", "is degraded" },
  [5] = { "critical", "has failed" },
  [6] = { "critical", "has failed for good" },
}

local rows = {
  { noun = "power supply", metric = ".dell.psu_status", meanings = status },
}

return {
  name = "dell-power", title = "A power supply of a PowerEdge fails",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
