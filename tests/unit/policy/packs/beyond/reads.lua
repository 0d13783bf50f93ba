-- Needs what its pack does not declare.
return {
  name = "reads", title = "Reads", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "5m", ["host.mem.total_bytes"] = "1m" },
  evaluate = function(host)
    local busy, total = host:latest("host.cpu.busy_pct"), host:latest("host.mem.total_bytes")
    if busy and total then return end
    return nil, "unknown"
  end,
}
