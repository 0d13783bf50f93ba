local limits = require("limits")

return {
  name = "busy", title = "Busy", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "1m" },
  evaluate = function(host)
    local busy, why = host:latest("host.cpu.busy_pct")
    if not busy then return nil, why end
    local severity = limits.judge(busy)
    return severity and provost.tip { severity = severity, text = "busy" }
  end,
}
