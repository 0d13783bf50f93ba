return {
  name = "calm", title = "Calm", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "5m" },
  evaluate = function(host)
    local busy, why = host:latest("host.cpu.busy_pct")
    if not busy then return nil, why end
    if busy > 90 then return provost.tip { severity = "info", text = "busy", remedy = provost.restrict { host = host } } end
  end,
}
