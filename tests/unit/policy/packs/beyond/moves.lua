-- Proposes what its pack does not declare.
local ways = require "ways"
return {
  name = "moves", title = "Moves", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "5m" },
  evaluate = function(host)
    if host.state == "silent" then return ways.out(host) end
    return provost.tip { severity = "warning", text = "busy", evidence = { host:window("host.cpu.busy_pct", "1m") },
                         remedy = provost.migrate { from = host, relieve = "cpu" } }
  end,
}
