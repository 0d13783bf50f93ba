-- A guest that waits for processors while its host has others, and one that is off. For the tests of the tests.
return {
  name = "guest", title = "A guest waits", subject = "guest",
  needs = { ["guest.cpu.wait_pct"] = "10m", ["guest.disk.rd_latency_ms"] = "1m", ["host.cpu.busy_pct"] = "1m" },
  settings = {
    warning = { default = 10, min = 0, max = 100, unit = "%" },
    clear = { default = 5, min = 0, max = 100, unit = "%" },
  },
  evaluate = function(guest, set)
    if guest.state ~= "running" then return end
    local wait, why = guest:window("guest.cpu.wait_pct", "1m")
    if not wait then return nil, why end
    local severity = provost.over(wait:min(), set)
    if not severity then return end
    local evidence = { wait }
    for _, disk in ipairs(guest:all("guest.disk.rd_latency_ms")) do
      evidence[#evidence + 1] = disk:window("guest.disk.rd_latency_ms", "1m")
    end
    local host = guest.host
    if not host then return nil, "its host is not known" end
    evidence[#evidence + 1] = host:window("host.cpu.busy_pct", "1m")
    return provost.tip {
      severity = severity,
      text = ("%s waits on %s with %d others"):format(guest.name, host.name, #host.guests - 1),
      evidence = evidence,
      remedy = provost.first_of { provost.migrate { from = host, relieve = "cpu" }, provost.notify {} },
    }
  end,
}
