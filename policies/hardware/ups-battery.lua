-- A host whose power comes from a battery has minutes to live. A host that an UPS serves and that is on battery gets no new
-- guests; when the charge is low, or the minutes left are few, its guests should leave for a host that has power. A host
-- with a second UPS that has mains keeps running: there a warning is all. An UPS that falls silent on battery is still on
-- battery for all that is known: the tip stays.

local on = { warning = 1, clear = 0.5 } -- 1 on battery, 0 not; 0.5, not known, stays what it was

-- Whether it is on battery: nil where that is not known, or it is no UPS.
local function is_on_battery(ups)
  local source, why = ups:latest("device.ups.source")
  local seconds = ups:latest("device.ups.on_battery_sec")
  if not source and not seconds then return nil, why end
  return source == 5 or (seconds or 0) > 0
end

-- How serious that is, and a sentence.
local function judge(ups, set)
  local status, left, charge =
    ups:latest("device.ups.battery_status"), ups:latest("device.ups.left_min"), ups:latest("device.ups.charge_pct")
  local text = ("%s is on battery"):format(ups.name)
  if left and left > 0 then text = ("%s, which lasts for %g min"):format(text, left) end
  if charge then text = ("%s, charged to %g %%"):format(text, charge) end
  return status == 3 or status == 4 or (left and left > 0 and left <= set.left) or (charge and charge <= set.charge), text
end

return {
  name = "ups-battery", title = "A host runs on battery",
  subject = "host",
  every = "10s",
  needs = {
    ["device.ups.source"] = "5m",
    ["device.ups.on_battery_sec"] = "5m",
    ["device.ups.battery_status"] = "5m",
    ["device.ups.left_min"] = "5m",
    ["device.ups.charge_pct"] = "5m",
  },
  settings = {
    left   = { default = 15, min = 0, max = 10000, unit = "min" },
    charge = { default = 30, min = 0, max = 100, unit = "%" },
  },
  evaluate = function(host, set)
    local texts, evidence, urgent, mains, silent = {}, {}, false, false, nil
    for _, ups in ipairs(host.devices) do
      local on_battery, why = is_on_battery(ups)
      local held = provost.over(on_battery == nil and 0.5 or on_battery and 1 or 0, on, ups)
      if on_battery then
        local its_urgent, text = judge(ups, set)
        texts[#texts + 1] = text
        urgent = urgent or its_urgent
        evidence[#evidence + 1] = ups:window("device.ups.charge_pct", "5m") or ups:window("device.ups.source", "5m")
      elseif held then
        silent = why
      end
      mains = mains or on_battery == false
    end
    if #texts == 0 then return nil, silent end
    local critical = urgent and not mains
    return provost.tip {
      severity = critical and "critical" or "warning",
      text = ("%s: %s"):format(host.name, table.concat(texts, "; ")),
      evidence = { table.unpack(evidence, 1, 8) },
      remedy = critical
        and provost.first_of { provost.evacuate { host = host }, provost.restrict { host = host }, provost.notify {} }
        or provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
