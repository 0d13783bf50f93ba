-- Errors of ports that are no host's (fabric-path tells of those): of storage, of other switches, of hosts that the port's
-- name does not name.

local errors = {
  { metric = "device.brocade.crc_errors_per_sec", what = "frames with wrong check sums", limit = "crc" },
  { metric = "device.brocade.code_errors_per_sec", what = "coding errors", limit = "code" },
  { metric = "device.brocade.discards_per_sec", what = "discarded frames", limit = "discards" },
}

-- Whether the text holds the name, and no letter or digit beside it.
local function holds(text, name)
  local word = name:lower():gsub("%p", "%%%0")
  return text:lower():find("%f[%w]" .. word .. "%f[%W]")
end

-- Whether the port is a host's: its name holds the host's, or the host's label of the switch's name holds its name.
local function is_of_a_host(switch, port)
  for _, host in ipairs(switch.hosts) do
    local label = host.labels[switch.name]
    if holds(port.name, host.name) or (label and holds(label, port.name)) then return true end
  end
  return false
end

return {
  name = "fabric-port", title = "A port of a Fibre Channel switch has errors",
  subject = "device",
  every = "1m",
  needs = {
    ["device.brocade.crc_errors_per_sec"] = "5m",
    ["device.brocade.code_errors_per_sec"] = "5m",
    ["device.brocade.discards_per_sec"] = "5m",
  },
  settings = {
    crc      = { default = 1, min = 0.1, max = 1e6, unit = "1/min" },
    code     = { default = 60, min = 0.1, max = 1e9, unit = "1/min" },
    discards = { default = 10, min = 0.1, max = 1e9, unit = "1/min" },
  },
  evaluate = function(switch, set)
    local found, evidence = {}, {}
    for _, port in ipairs(switch:all(errors[1].metric)) do
      for _, error in ipairs(errors) do
        local window = port:window(error.metric, "5m")
        local per_min = window and 60 * window:avg()
        local limit = set[error.limit]
        if per_min and not is_of_a_host(switch, port)
          and provost.over(per_min, { warning = limit, clear = limit / 2 }, port.name .. error.limit) then
          found[#found + 1] = ("port %s has %.3g %s a minute"):format(port.name, per_min, error.what)
          evidence[#evidence + 1] = window
        end
      end
    end
    if #found == 0 then return end
    return provost.tip {
      severity = "warning",
      text = ("%s: %s"):format(switch.name, table.concat(found, ", ")),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = provost.notify {},
    }
  end,
}
