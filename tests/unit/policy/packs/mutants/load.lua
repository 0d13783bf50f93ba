-- Its tests notice some mistakes and not others; 5 < 6 in a comment is none.
local texts = { long = [[ 5 < 6 and "5m" ]], short = "is 80 % and more" }

local function never_called(value)
  if value then
    return value * 60
  else
    return 0
  end
end

return {
  name = "load", title = "Load", subject = "host",
  every = "30s",
  needs = { ["host.cpu.busy_pct"] = "10m" },
  settings = {
    warning = { default = 80, min = 1, max = 100, unit = "%" },
    sustained = { default = "5m" },
  },
  evaluate = function(host, set)
    if host.state == "down" then return end
    local busy, why = host:window("host.cpu.busy_pct", set.sustained)
    if not busy then return nil, why end
    if busy:min() < set.warning then return end
    if busy:min() > 1000 then
      return never_called(busy:min())
    end
    return provost.tip {
      severity = busy:min() >= 95 and "critical" or "warning",
      text = ("%s %s"):format(host.name, texts.short),
    }
  end,
}
