-- A server that has lost one of its power supplies stops with all its guests when it loses the next one.

local parts = require "parts"

local condition = { [3] = { "warning", "is degraded" }, [4] = { "critical", "has failed" } }

local rows = {
  { noun = "power supply", metric = ".hp.psu_condition", meanings = condition },
}

return {
  name = "hp-power", title = "A power supply of a ProLiant fails",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
