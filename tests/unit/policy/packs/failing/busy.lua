return {
  name = "busy", title = "Busy", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "5m" },
  settings = { warning = { default = 80, min = 1, max = 100 } },
  evaluate = function(host, set)
    local busy, why = host:window("host.cpu.busy_pct", "1m")
    if not busy then return nil, why end
    if busy:max() > 99 then return busy + 1 end
    if busy:min() < set.warning then return end
    return provost.tip { severity = "warning", text = host.name .. " is busy", evidence = { busy },
                         remedy = provost.migrate { from = host, relieve = "cpu" } }
  end,
}
