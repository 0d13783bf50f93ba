-- A PowerEdge whose fans fail runs hot, and one that is too hot switches itself off with all its guests. What the
-- server itself calls non-critical is a warning: it gets no new guests. What is critical is so here, too: the
-- guests should leave in time. A temperature may also be too low.

local parts = require "parts"

local fan = {
  [4] = { "warning", "is too fast" }, [5] = { "critical", "is too fast" }, [6] = { "critical", "is too fast" },
  [7] = { "warning", "is too slow" }, [8] = { "critical", "is too slow" }, [9] = { "critical", "is too slow" },
  [10] = { "critical", "has failed" },
}
local heat = {
  [4] = { "warning", "is too high" }, [5] = { "critical", "is far too high" }, [6] = { "critical", "is far too high" },
  [7] = { "warning", "is too low" }, [8] = { "critical", "is far too low" }, [9] = { "critical", "is far too low" },
  [10] = { "warning", "cannot be measured" },
}

local rows = {
  { noun = "fan", metric = ".dell.fan_status", meanings = fan },
  { noun = "temperature", metric = ".dell.temperature_status", meanings = heat },
}

return {
  name = "dell-cooling", title = "The cooling of a PowerEdge fails",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
