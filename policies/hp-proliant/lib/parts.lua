-- What the policies of servers share, in this pack and in dell-openmanage (a link to this file): they differ in the tables
-- they look at, of the host and of devices that serve it.
-- A row: { noun = "fan", metric = ".hp.fan_condition", meanings = { [VALUE] = { SEVERITY, "has failed" } } }, and with
-- `of` it is one of hosts or of devices only.

local parts = {}

local function is_row_of(row, kind) return not row.of or row.of == kind end

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

function parts.needs(rows)
  local needs = {}
  for _, row in ipairs(rows) do
    for _, kind in ipairs { "host", "device" } do
      if is_row_of(row, kind) then needs[kind .. row.metric] = "5m" end
    end
  end
  return needs
end

-- A host with failed parts should lose its guests in time; one whose parts are not well gets no new ones.
function parts.evaluate(rows)
  return function(host)
    local found = { evidence = {} }
    for _, source in ipairs { host, table.unpack(host.devices) } do
      for _, row in ipairs(rows) do
        if is_row_of(row, source.kind) then look(source, row, found) end
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
  end
end

return parts
