-- A ProLiant whose fans fail runs hot, and one that is too hot switches itself off with all its guests. What the
-- server itself calls degraded is a warning: it gets no new guests. What has failed is critical: the guests should
-- leave in time. Sensors name no places that a person would know, so their numbers stand, as iLO shows them.

local parts = require "parts"

local condition = { [3] = { "warning", "is degraded" }, [4] = { "critical", "has failed" } }
local heat = { [3] = { "warning", "is too warm" }, [4] = { "critical", "is so hot that the server may switch itself off" } }

local rows = {
  { noun = "fan", metric = ".hp.fan_condition", meanings = condition },
  { noun = "temperature sensor", metric = ".hp.temperature_condition", meanings = heat },
}

return {
  name = "hp-cooling", title = "The cooling of a ProLiant fails",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
