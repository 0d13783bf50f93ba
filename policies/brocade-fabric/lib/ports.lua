-- What fabric-path and fabric-port judge alike, so that each port is the matter of one of them: whose a port is, and when
-- its errors are too many.

local ports = {}

-- Whether the text holds the name, and no letter or digit beside it.
local function holds(text, name)
  local word = name:lower():gsub("%p", "%%%0")
  return text:lower():find("%f[%w]" .. word .. "%f[%W]")
end

-- Whether the port is the host's: its name holds the host's, or the host's label of the switch's name holds its name.
function ports.is_of(port, host, switch)
  local label = host.labels[switch.name]
  return holds(port.name, host.name) or (label and holds(label, port.name))
end

local errors = {
  { metric = "device.brocade.crc_errors_per_sec", what = "frames with wrong check sums", limit = "crc" },
  { metric = "device.brocade.code_errors_per_sec", what = "coding errors", limit = "code" },
  { metric = "device.brocade.discards_per_sec", what = "discarded frames", limit = "discards" },
}

-- Adds to `found` which errors of the port are over their limits, and to found.evidence their windows.
function ports.look_at_errors(port, title, set, found)
  for _, error in ipairs(errors) do
    local window = port:window(error.metric, "5m")
    local per_min = window and 60 * window:avg()
    local limit = set[error.limit]
    if per_min and provost.over(per_min, { warning = limit, clear = limit / 2 }, port.name .. error.limit) then
      found[#found + 1] = ("%s has %.3g %s a minute"):format(title, per_min, error.what)
      found.evidence[#found.evidence + 1] = window
    end
  end
end

return ports
