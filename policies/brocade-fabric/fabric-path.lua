-- What a switch says of the ports that a host hangs on. A port is a host's where the switch serves the host and the name
-- that the switch has for the port holds the host's name as a word: "h1", "h1_hba0", "esx-h1 p2" are ports of h1. Or the
-- host has a label with the name of the switch, which lists the names of ports: san1: "port4 port5".
-- Errors come from cables and transceivers; frames that are discarded, from who takes them too slowly. Where no port of
-- the host is online any more, its storage is lost to it.

local ports = require "ports"

local function look(switch, port, set, found)
  local status, why = port:latest("device.brocade.port_status")
  local wanted = port:latest("device.brocade.port_wanted")
  local title = ("port %s of %s"):format(port.name, switch.name)
  if not status then
    found.unknown = why
  elseif status == 1 then
    found.online = true
    ports.look_at_errors(port, title, set, found)
  elseif wanted == 1 then
    found[#found + 1] = ("%s is %s"):format(title, status == 4 and "faulty" or "not online")
    found.evidence[#found.evidence + 1] = port:window("device.brocade.port_status", "5m")
  end
end

return {
  name = "fabric-path", title = "A host's way to its storage is bad",
  subject = "host",
  every = "1m",
  needs = {
    ["device.brocade.port_status"] = "5m",
    ["device.brocade.port_wanted"] = "5m",
    ["device.brocade.crc_errors_per_sec"] = "5m",
    ["device.brocade.code_errors_per_sec"] = "5m",
    ["device.brocade.discards_per_sec"] = "5m",
  },
  settings = {
    crc      = { default = 1, min = 0.1, max = 1e6, unit = "1/min" },
    code     = { default = 60, min = 0.1, max = 1e9, unit = "1/min" },
    discards = { default = 10, min = 0.1, max = 1e9, unit = "1/min" },
  },
  evaluate = function(host, set)
    local found = { evidence = {} }
    for _, switch in ipairs(host.devices) do
      for _, port in ipairs(switch:all("device.brocade.port_status")) do
        if ports.is_of(port, host, switch) then look(switch, port, set, found) end
      end
    end
    if #found == 0 then return nil, found.unknown end
    local cut_off = not found.online and not found.unknown
    return provost.tip {
      severity = cut_off and "critical" or "warning",
      text = ("%s: %s"):format(host.name, table.concat(found, ", ")),
      evidence = { table.unpack(found.evidence, 1, 8) },
      remedy = cut_off
        and provost.first_of { provost.evacuate { host = host }, provost.restrict { host = host }, provost.notify {} }
        or provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
