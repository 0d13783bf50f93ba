-- A switch that is not online, or whose fans, temperatures or power supplies are not what they should be. The hosts that
-- it serves are named: it is their way to their storage.

local states = { [2] = "is offline", [3] = "is being tested", [4] = "is faulty" }
local faults = { [2] = "is faulty", [3] = "is below its minimum", [5] = "is above its maximum" }

local function names(hosts)
  local list = {}
  for i, host in ipairs(hosts) do list[i] = host.name end
  return #list > 0 and ("; it serves " .. table.concat(list, ", ")) or ""
end

return {
  name = "fabric-switch", title = "A Fibre Channel switch is not well",
  subject = "device",
  every = "1m",
  needs = { ["device.brocade.status"] = "5m", ["device.brocade.sensor_status"] = "5m" },
  evaluate = function(switch)
    local found, evidence = {}, {}
    local status = switch:latest("device.brocade.status")
    if states[status] then
      found[1] = states[status]
      evidence[1] = switch:window("device.brocade.status", "5m")
    end
    local unknown
    for _, sensor in ipairs(switch:all("device.brocade.sensor_status")) do
      local value, why = sensor:latest("device.brocade.sensor_status")
      if faults[value] then
        found[#found + 1] = sensor.name .. " " .. faults[value]
        evidence[#evidence + 1] = sensor:window("device.brocade.sensor_status", "5m")
      end
      if not value then unknown = why end
    end
    if #found == 0 then return nil, unknown end
    return provost.tip {
      severity = (status == 2 or status == 4) and "critical" or "warning",
      text = ("%s: %s%s"):format(switch.name, table.concat(found, ", "), names(switch.hosts)),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = provost.notify {},
    }
  end,
}
