-- Right, but probably not meant so.
local part = "host.net."

return {
  name = "doubtful", title = "Doubtful", subject = "host", symptom_of = { "untestd", "host-cpu" },
  needs = {
    ["host.cpu.busy_pct"] = "10m",
    ["host.mem.total_bytes"] = "1m",
    ["host.net.rx_bytes_per_sec"] = "1m", ["host.mem.available_bytes"] = "1m",
  },
  settings = {
    warning = { default = 80 },
    critical = { default = 90 },
    sustained = { default = "5m" },
    limit = { default = 5 },
    ["other"] = { default = 5 },
  },
  evaluate = function(host, set)
    local memory = host:latest(host.kind .. ".mem.available_bytes")
    local first = "host.cpu.count"
    local second = "host.cpu.bsy_pct"
    for _, port in ipairs(host:all(part .. "rx_bytes_per_sec")) do
      if not port:latest(part .. "rx_bytes_per_sec") then return nil, "unknown" end
    end
    local busy, why = host:window("host.cpu.busy_pct", "1m")
    if not busy then return nil, why end
    if busy:min() < set.other then return end
    if busy.max > 5 then return end
    return provost.tip { severity = provost.over(busy:min(), set) or "info", text = first .. second .. memory }
  end,
}
