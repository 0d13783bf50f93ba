-- Temperatures of LM-SENSORS-MIB and ENTITY-SENSOR-MIB, of a host and of what serves it. Their MIBs know no limits, so these
-- are settings: what processors and drives bear differs, and the defaults are those of processors. The mean of the last
-- minutes counts, since a processor's temperature jumps. Inputs of a sensor chip to which nothing is connected say
-- anything, so no guests are sent off for what stands here alone, and what could not be is left out.

local metric = ".sensor.temperature_celsius"
local nonsense = 120 -- from here on, what no processor survives

return {
  name = "sensor-heat", title = "A host is too hot",
  subject = "host",
  every = "1m",
  symptom_of = { "sensor-fan", "hp-cooling", "dell-cooling" },
  needs = { ["host" .. metric] = "10m", ["device" .. metric] = "10m" },
  settings = {
    warning   = { default = 85, min = 1, max = 200, unit = "celsius" },
    critical  = { default = 95, min = 1, max = 200, unit = "celsius" },
    clear     = { default = 80, min = 0, max = 200, unit = "celsius" },
    sustained = { default = "5m" },
  },
  evaluate = function(host, set)
    local found, evidence, critical = {}, {}, false
    for _, source in ipairs { host, table.unpack(host.devices) } do
      for _, sensor in ipairs(source:all(source.kind .. metric)) do
        local window = sensor:window(source.kind .. metric, set.sustained)
        local severity = window and window:avg() < nonsense and provost.over(window:avg(), set, sensor)
        if severity then
          local where = source == host and "" or " of " .. source.name
          found[#found + 1] = ("%s%s was at %.0f degrees for %s"):format(sensor.name, where, window:avg(), set.sustained)
          evidence[#evidence + 1] = window
          critical = critical or severity == "critical"
        end
      end
    end
    if #found == 0 then return end
    return provost.tip {
      severity = critical and "critical" or "warning",
      text = ("%s: %s"):format(host.name, table.concat(found, ", ")),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
