local shared = {}

function shared.busy(host, set)
  local busy = host:latest("host.cpu.busy_pct")
  print(busy)
  if host:latest("host.cpu.busy") or host:latest("host.swap.total_bytes") then return "much" end
  return busy and busy > set.limit and "much" or "little"
end

return shared
