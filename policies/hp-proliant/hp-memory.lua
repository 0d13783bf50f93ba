-- A memory module that corrects too many errors will one day have one that it cannot correct, and that stops the host. Until
-- it is replaced the host gets no new guests.

local conditions = { [3] = "is degraded", [4] = "is degraded, and it is not known which" }

local function look(source, found)
  local metric = source.kind .. ".hp.memory_condition"
  for _, part in ipairs(source:all(metric)) do
    local value, why = part:latest(metric)
    if not value and not why:find("not supported") then found.unknown = found.unknown or why end
    if conditions[value] then
      found[#found + 1] = ("memory module %s %s"):format(part.name, conditions[value])
      found.evidence[#found.evidence + 1] = part:window(metric, "5m")
    end
  end
end

return {
  name = "hp-memory", title = "Memory of a ProLiant is degraded",
  subject = "host",
  every = "1m",
  needs = { ["host.hp.memory_condition"] = "5m", ["device.hp.memory_condition"] = "5m" },
  evaluate = function(host)
    local found = { evidence = {} }
    for _, source in ipairs { host, table.unpack(host.devices) } do look(source, found) end
    if #found == 0 then return nil, found.unknown end
    return provost.tip {
      severity = "warning",
      text = ("%s: %s"):format(host.name, table.concat(found, ", ")),
      evidence = { table.unpack(found.evidence, 1, 8) },
      remedy = provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
