-- A fan that turned within the last half hour and stands still now. What never turned is an empty place; fans that stop by
-- themselves in a cool room are no failure, which `below` tells apart: it is how slow is still.

local metric = ".sensor.fan_rpm"
local still = { warning = 1, clear = 0.5 } -- 1 it has stopped, 0.5 it stands for longer than is kept, 0 it turns

local function standing(fan, name, below)
  local now = fan:window(name, "2m")
  if not now or now:max() > below then return now and 0, now end
  local before = fan:window(name, "30m")
  return before and before:max() > below and 1 or 0.5, now
end

return {
  name = "sensor-fan", title = "A fan of a host has stopped",
  subject = "host",
  every = "1m",
  symptom_of = { "hp-cooling", "dell-cooling" },
  needs = { ["host" .. metric] = "30m", ["device" .. metric] = "30m" },
  settings = {
    below = { default = 0, min = 0, max = 10000, unit = "rpm" },
  },
  evaluate = function(host, set)
    local found, evidence, silent = {}, {}, nil
    for _, source in ipairs { host, table.unpack(host.devices) } do
      for _, fan in ipairs(source:all(source.kind .. metric)) do
        local value, window = standing(fan, source.kind .. metric, set.below)
        local held = provost.over(value or 0.5, still, fan)
        if held and value then
          found[#found + 1] = ("fan %s%s has stopped"):format(fan.name, source == host and "" or " of " .. source.name)
          evidence[#evidence + 1] = window
        elseif held then
          silent = ("the speed of %s is not known"):format(fan.name)
        end
      end
    end
    if #found == 0 then return nil, silent end
    return provost.tip {
      severity = "warning",
      text = ("%s: %s"):format(host.name, table.concat(found, ", ")),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
