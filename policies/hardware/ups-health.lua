-- An UPS that could not carry what hangs on it: its battery is low though there is mains, its output is at its limit, or
-- it is bypassed. The hosts that it serves are named.

local sources = { [2] = "gives no power", [4] = "is bypassed: a failure of the mains stops what it serves" }
local batteries = { [3] = "its battery is low", [4] = "its battery is empty" }

local function names(hosts)
  local list = {}
  for i, host in ipairs(hosts) do list[i] = host.name end
  return #list > 0 and ("; it serves " .. table.concat(list, ", ")) or ""
end

return {
  name = "ups-health", title = "An UPS could not carry what it serves",
  subject = "device",
  every = "1m",
  needs = {
    ["device.ups.source"] = "5m",
    ["device.ups.battery_status"] = "5m",
    ["device.ups.load_pct"] = "10m",
  },
  settings = {
    warning   = { default = 80, min = 1, max = 200, unit = "%" },
    critical  = { default = 95, min = 1, max = 200, unit = "%" },
    clear     = { default = 75, min = 0, max = 200, unit = "%" },
    sustained = { default = "5m" },
  },
  evaluate = function(ups, set)
    local found, evidence, critical = {}, {}, false
    local source, battery = ups:latest("device.ups.source"), ups:latest("device.ups.battery_status")
    if sources[source] then
      found[#found + 1], critical = sources[source], source == 2
      evidence[#evidence + 1] = ups:window("device.ups.source", "5m")
    end
    if batteries[battery] then
      found[#found + 1] = batteries[battery]
      evidence[#evidence + 1] = ups:window("device.ups.battery_status", "5m")
    end
    for _, line in ipairs(ups:all("device.ups.load_pct")) do
      local window = line:window("device.ups.load_pct", set.sustained)
      local severity = window and provost.over(window:min(), set, line)
      if severity then
        found[#found + 1] = ("output line %s is loaded with %.0f %% for %s"):format(line.name, window:avg(), set.sustained)
        evidence[#evidence + 1] = window
        critical = critical or severity == "critical"
      end
    end
    if #found == 0 then return end
    return provost.tip {
      severity = critical and "critical" or "warning",
      text = ("%s: %s%s"):format(ups.name, table.concat(found, ", "), names(ups.hosts)),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = provost.notify {},
    }
  end,
}
