-- A host whose processors were busy in every sample of the last minutes slows all its guests down. Short
-- spikes do not count: the least value of the window must reach the threshold. Moving a guest away helps;
-- where that cannot be done, somebody should know.

return {
  name = "host-cpu", title = "Host processors are saturated",
  subject = "host",
  every = "30s",
  needs = { ["host.cpu.busy_pct"] = "10m" },
  settings = {
    warning   = { default = 80, min = 1, max = 100, unit = "%" },
    critical  = { default = 95, min = 1, max = 100, unit = "%" },
    clear     = { default = 70, min = 0, max = 100, unit = "%" },
    sustained = { default = "5m" },
  },
  evaluate = function(host, set)
    local busy, why = host:window("host.cpu.busy_pct", set.sustained)
    if not busy then return nil, why end
    local severity = provost.over(busy:min(), set)
    if not severity then return end
    return provost.tip {
      severity = severity,
      text = ("processors of %s busy %.0f %% for %s"):format(host.name, busy:avg(), set.sustained),
      evidence = { busy },
      remedy = provost.first_of {
        provost.migrate { from = host, relieve = "cpu" },
        provost.notify {},
      },
    }
  end,
}
