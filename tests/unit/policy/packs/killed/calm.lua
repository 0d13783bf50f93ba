return {
  name = "calm", title = "Calm", subject = "host", needs = { ["host.cpu.busy_pct"] = "1m" },
  evaluate = function(host)
    local busy, why = host:latest("host.cpu.busy_pct")
    if not busy then return nil, why end
    if busy < 5 then return provost.tip { severity = "info", text = host.name .. " is calm" } end
  end,
}
