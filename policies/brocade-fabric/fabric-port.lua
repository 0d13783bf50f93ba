-- Errors of ports that are no host's (fabric-path tells of those): of storage, of other switches, of hosts that the port's
-- name does not name.

local ports = require "ports"

local function is_of_a_host(switch, port)
  for _, host in ipairs(switch.hosts) do
    if ports.is_of(port, host, switch) then return true end
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
    local found = { evidence = {} }
    for _, port in ipairs(switch:all("device.brocade.crc_errors_per_sec")) do
      if not is_of_a_host(switch, port) then ports.look_at_errors(port, "port " .. port.name, set, found) end
    end
    if #found == 0 then return end
    return provost.tip {
      severity = "warning",
      text = ("%s: %s"):format(switch.name, table.concat(found, ", ")),
      evidence = { table.unpack(found.evidence, 1, 8) },
      remedy = provost.notify {},
    }
  end,
}
