-- A PowerEdge whose fans fail runs hot, and one that is too hot switches itself off with all its guests. What the
-- server itself calls non-critical is a warning: it gets no new guests. What is critical is so here, too: the
-- guests should leave in time. A temperature may also be too low.

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
  name = "dell-cooling", title = "The cooling of a PowerEdge fails",
  subject = "host",
  every = "1m",
  needs = {
    ["host.dell.fan_status"] = "5m",
    ["device.dell.fan_status"] = "5m",
    ["host.dell.temperature_status"] = "5m",
    ["device.dell.temperature_status"] = "5m",
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
