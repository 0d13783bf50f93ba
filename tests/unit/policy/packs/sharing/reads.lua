-- What only the library reads is read.
local shared = require "shared"

return {
  name = "reads", title = "Reads", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "5m", ["host.mem.total_bytes"] = "5m" },
  settings = {
    limit = { default = 80, min = 1, max = 100 },
    other = { default = 80, min = 1, max = 100 },
  },
  evaluate = function(host, set)
    local busy = shared.busy(host, set)
    if busy == "much" then
      return provost.tip { severity = busy == "much" and "crit" or "warn", text = "severity = 'no'",
        remedy = provost.migrate { from = host, relieve = "cpus" } }
    end
    return provost.tip { severity = "grave", text = busy, remedy = provost.migrate { from = host, relieve = "memory" } }
  end,
}
