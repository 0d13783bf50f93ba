-- A ProLiant whose fans fail runs hot, and one that is too hot switches itself off with all its guests. What the
-- server itself calls degraded is a warning: it gets no new guests. What has failed is critical: the guests should
-- leave in time. Sensors name no places that a person would know, so their numbers stand, as iLO shows them.

local condition = { [3] = { "warning", "is degraded" }, [4] = { "critical", "has failed" } }
local heat = { [3] = { "warning", "is too warm" }, [4] = { "critical", "is so hot that the server may switch itself off" } }

local rows = {
  { noun = "fan", metric = ".hp.fan_condition", meanings = condition },
  { noun = "temperature sensor", metric = ".hp.temperature_condition", meanings = heat },
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
  name = "hp-cooling", title = "The cooling of a ProLiant fails",
  subject = "host",
  every = "1m",
  needs = {
    ["host.hp.fan_condition"] = "5m",
    ["device.hp.fan_condition"] = "5m",
    ["host.hp.temperature_condition"] = "5m",
    ["device.hp.temperature_condition"] = "5m",
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
