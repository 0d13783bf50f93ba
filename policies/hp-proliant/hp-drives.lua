-- A drive that says of itself that it will fail is replaced before it does; until then the host gets no new
-- guests. Where a drive or a volume has failed, the next failure may take the data of the guests, who should
-- leave.

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
  name = "hp-drives", title = "Drives of a ProLiant fail",
  subject = "host",
  every = "1m",
  needs = {
    ["host.hp.drive_status"] = "5m",
    ["device.hp.drive_status"] = "5m",
    ["host.hp.drive_smart"] = "5m",
    ["device.hp.drive_smart"] = "5m",
    ["host.hp.volume_condition"] = "5m",
    ["device.hp.volume_condition"] = "5m",
    ["host.hp.controller_condition"] = "5m",
    ["device.hp.controller_condition"] = "5m",
    ["host.hp.cache_condition"] = "5m",
    ["device.hp.cache_condition"] = "5m",
  },
  evaluate = function(host)
    local found = { evidence = {} }
    for _, source in ipairs { host, table.unpack(host.devices) } do
      for _, row in ipairs(rows) do look(source, row, found) end
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
