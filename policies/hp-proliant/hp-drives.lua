-- A drive that says of itself that it will fail is replaced before it does; until then the host gets no new
-- guests. Where a drive or a volume has failed, the next failure may take the data of the guests, who should
-- leave.

local parts = require "parts"

local condition = { [3] = { "warning", "is degraded" }, [4] = { "critical", "has failed" } }
local status = {
  [3] = { "critical", "has failed" },
  [4] = { "warning", "will fail soon: replace it" },
  [8] = { "warning", "is worn out: replace it" },
  [9] = { "warning", "is not accepted by its controller" },
}
local smart = { [3] = { "warning", "says that it will fail: replace it" }, [4] = { "warning", "says that it is worn out: replace it" } }

local rows = {
  { noun = "drive", metric = ".hp.drive_status", meanings = status },
  { noun = "drive", metric = ".hp.drive_smart", meanings = smart },
  { noun = "logical drive", metric = ".hp.volume_condition", meanings = condition },
  { noun = "array controller", metric = ".hp.controller_condition", meanings = condition },
  { noun = "cache of array controller", metric = ".hp.cache_condition", meanings = condition },
}

return {
  name = "hp-drives", title = "Drives of a ProLiant fail",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
