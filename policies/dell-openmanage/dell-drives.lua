-- A drive that says of itself that it will fail is replaced before it does; until then the host gets no new
-- guests. Where a drive or a virtual disk has failed, the next failure may take the data of the guests, who should
-- leave. An iDRAC says 1 of a drive that will fail, OpenManage 2.

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

-- What is wrong with the rows of one table of the host, or of a device that serves it.
local function look(source, row, found)
  local metric = source.kind .. row.metric
  for _, part in ipairs(source:all(metric)) do
    local value, why = part:latest(metric)
    local meaning = value and row.meanings[value]
    if not value and not why:find("not supported") then found.unknown = found.unknown or why end
    if meaning then
      found[#found + 1] = ("%s %s %s"):format(row.noun, part.name, meaning[2])
      found.critical = found.critical or meaning[1] == "critical"
      found.evidence[#found.evidence + 1] = part:window(metric, "5m")
    end
  end
end

return {
  name = "dell-drives", title = "Drives of a PowerEdge fail",
  subject = "host",
  every = "1m",
  needs = {
    ["host.dell.drive_status"] = "5m",
    ["device.dell.drive_status"] = "5m",
    ["host.dell.drive_alert"] = "5m",
    ["device.dell.drive_alert"] = "5m",
    ["host.dell.volume_status"] = "5m",
    ["device.dell.volume_status"] = "5m",
  },
  evaluate = function(host)
    local found = { evidence = {} }
    for _, source in ipairs { host, table.unpack(host.devices) } do
      for _, row in ipairs(rows) do
        if not row.of or row.of == source.kind then look(source, row, found) end
      end
    end
    if #found == 0 then return nil, found.unknown end
    return provost.tip {
      severity = found.critical and "critical" or "warning",
      text = ("%s: %s"):format(host.name, table.concat(found, ", ")),
      evidence = { table.unpack(found.evidence, 1, 8) },
      remedy = found.critical
        and provost.first_of { provost.evacuate { host = host }, provost.restrict { host = host }, provost.notify {} }
        or provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
