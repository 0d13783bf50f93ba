-- A drive that says of itself that it will fail is replaced before it does; until then the host gets no new
-- guests. Where a drive or a virtual disk has failed, the next failure may take the data of the guests, who should
-- leave. An iDRAC says 1 of a drive that will fail, OpenManage 2.

local parts = require "parts"

local status = {
  [4] = { "warning", "is degraded" },
  [5] = { "critical", "has failed" },
  [6] = { "critical", "has failed for good" },
}
local alert = { "warning", "says that it will fail: replace it" }

local rows = {
  { noun = "drive", metric = ".dell.drive_status", meanings = status },
  { noun = "drive", metric = ".dell.drive_alert", of = "device", meanings = { [1] = alert } },
  { noun = "drive", metric = ".dell.drive_alert", of = "host", meanings = { [2] = alert } },
  { noun = "virtual disk", metric = ".dell.volume_status", meanings = status },
}

return {
  name = "dell-drives", title = "Drives of a PowerEdge fail",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
