-- A memory module that corrects too many errors will one day have one that it cannot correct, and that stops the
-- host.

local status = {
  [4] = { "warning", "is degraded" },
  [5] = { "critical", "has errors that it cannot correct" },
  [6] = { "critical", "has failed" },
}

local rows = {
  { noun = "memory module", metric = ".dell.memory_status", meanings = status },
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
  name = "dell-memory", title = "Memory of a PowerEdge fails",
  subject = "host",
  every = "1m",
  needs = {
    ["host.dell.memory_status"] = "5m",
    ["device.dell.memory_status"] = "5m",
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
