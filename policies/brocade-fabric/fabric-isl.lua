-- A link between switches that is full slows down everything behind it, and one that is not active is missing. The load is
-- that of the fuller direction. A port counts words of 4 bytes in 32 bits, which faster links than those below turn over
-- between two samples: of these nothing is said.

-- What a link carries at most, in bytes per second, by swNbBaudRate: of 10 bits of 1 to 8 Gbaud 8 are data, of 66 of 10
-- Gbaud 64.
local capacity = {
  [16] = 1.0625e9 / 10, [32] = 2.125e9 / 10, [64] = 4.25e9 / 10, [128] = 8.5e9 / 10, [256] = 10.51875e9 / 8 * 64 / 66,
}

local function port_of(switch, index)
  for _, port in ipairs(switch:all("device.brocade.port_index")) do
    if port:latest("device.brocade.port_index") == index then return port end
  end
end

-- The load of the link in percent and the window that it is of; nil where it cannot be known.
local function load(port, bytes_per_sec, span)
  local tx, rx = port:window("device.brocade.tx_bytes_per_sec", span), port:window("device.brocade.rx_bytes_per_sec", span)
  if not tx or not rx then return end
  local fuller = tx:avg() >= rx:avg() and tx or rx
  return 100 * fuller:avg() / bytes_per_sec, fuller
end

return {
  name = "fabric-isl", title = "A link between Fibre Channel switches is full or down",
  subject = "device",
  every = "1m",
  symptom_of = { "fabric-switch" },
  needs = {
    ["device.brocade.link_port"] = "5m",
    ["device.brocade.link_baud"] = "5m",
    ["device.brocade.link_state"] = "5m",
    ["device.brocade.port_index"] = "5m",
    ["device.brocade.tx_bytes_per_sec"] = "30m",
    ["device.brocade.rx_bytes_per_sec"] = "30m",
  },
  settings = {
    warning   = { default = 80, min = 1, max = 100, unit = "%" },
    critical  = { default = 95, min = 1, max = 100, unit = "%" },
    clear     = { default = 70, min = 0, max = 100, unit = "%" },
    sustained = { default = "10m" },
  },
  evaluate = function(switch, set)
    local found, evidence, critical = {}, {}, false
    for _, link in ipairs(switch:all("device.brocade.link_port")) do
      local index, state = link:latest("device.brocade.link_port"), link:latest("device.brocade.link_state")
      local port = index and port_of(switch, index)
      local bytes = capacity[link:latest("device.brocade.link_baud")]
      local title = port and "port " .. port.name or ("link " .. link.name)
      if state == 0 then
        found[#found + 1] = ("the link of %s is down"):format(title)
        evidence[#evidence + 1] = link:window("device.brocade.link_state", "5m")
      elseif port and bytes then
        local pct, window = load(port, bytes, set.sustained)
        local severity = pct and provost.over(pct, set, link)
        if severity then
          found[#found + 1] = ("the link of %s is %.0f %% full for %s"):format(title, pct, set.sustained)
          evidence[#evidence + 1] = window
          critical = critical or severity == "critical"
        end
      end
    end
    if #found == 0 then return end
    return provost.tip {
      severity = critical and "critical" or "warning",
      text = ("%s: %s"):format(switch.name, table.concat(found, ", ")),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = provost.notify {},
    }
  end,
}
