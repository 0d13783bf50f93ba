-- A cluster that promises its guests more memory than its hosts have lives by luck, and one that does so once a host has
-- failed has no place for that host's guests. The largest hosts are taken as those that fail; a host that is down has
-- failed already. What a guest has now is what it may use, so that is counted, not what it uses. Processors can be
-- promised several times over, up to a point, which is told for information.

local current, guest_cpus = "guest.mem.current_bytes", "guest.cpu.count"
local total, host_cpus = "host.mem.total_bytes", "host.cpu.count"

local function gib(bytes) return ("%.1f GiB"):format(bytes / 2 ^ 30) end

-- What the hosts that are up give, the largest first, and how many are down.
local function supply(cluster, set)
  local sizes, cpus, down = {}, 0, 0
  for _, host in ipairs(cluster.hosts) do
    if host.state == "down" then
      down = down + 1
    else
      local bytes, why = host:latest(total)
      if not bytes then return nil, why end
      sizes[#sizes + 1] = bytes * (1 - set.reserve / 100)
      cpus = cpus and host:latest(host_cpus) and cpus + host:latest(host_cpus)
    end
  end
  table.sort(sizes, function(one, other) return one > other end)
  return { sizes = sizes, cpus = cpus, down = down }
end

-- What guests have that are not off.
local function demand(cluster)
  local bytes, cpus = 0, 0
  for _, guest in ipairs(cluster.guests) do
    if guest.state ~= "off" and guest.state ~= "crashed" then
      local has, why = guest:latest(current)
      if not has then return nil, why end
      bytes = bytes + has
      cpus = cpus and guest:latest(guest_cpus) and cpus + guest:latest(guest_cpus)
    end
  end
  return { bytes = bytes, cpus = cpus }
end

local function by_memory(cluster, give, want, set)
  local all, left = 0, 0
  local failing = #give.sizes + give.down > 1 and math.max(0, set.host_failures - give.down) or 0
  for i, bytes in ipairs(give.sizes) do
    all = all + bytes
    if i > failing then left = left + bytes end
  end
  local function share(bytes) return bytes > 0 and 100 * want.bytes / bytes or want.bytes > 0 and 1e6 or 0 end
  local beyond = provost.over(share(all), { critical = 100, clear = set.clear }, "all")
  local lacks = provost.over(share(left), { warning = 100, clear = set.clear }, "left")
  if beyond then
    return "critical", ("guests of %s have %s of memory, its hosts that are up only %s to give"):format(
      cluster.name, gib(want.bytes), gib(all))
  elseif lacks then
    return "warning", ("guests of %s have %s of memory, and %s would be left if %d of its hosts failed: some would find no place"):format(
      cluster.name, gib(want.bytes), gib(left), failing)
  end
end

local function by_processors(cluster, give, want, set)
  if not give.cpus or not want.cpus or give.cpus == 0 then return end
  local ratio = want.cpus / give.cpus
  return provost.over(ratio, { warning = set.processors, clear = 0.9 * set.processors }, "processors")
    and ("guests of %s have %.0f virtual processors, %.1f for each of the %.0f of its hosts"):format(
      cluster.name, want.cpus, ratio, give.cpus)
end

return {
  name = "cluster-overcommitted", title = "A cluster promises more than it has",
  subject = "cluster",
  every = "1m",
  needs = { [current] = "1m", [guest_cpus] = "1m", [total] = "1m", [host_cpus] = "1m" },
  settings = {
    host_failures = { default = 1, min = 0, max = 64 },
    reserve       = { default = 5, min = 0, max = 90, unit = "%" },
    clear         = { default = 95, min = 1, max = 100, unit = "%" },
    processors    = { default = 8, min = 1, max = 1000 },
  },
  evaluate = function(cluster, set)
    local give, why = supply(cluster, set)
    if not give then return nil, why end
    local want, unknown = demand(cluster)
    if not want then return nil, unknown end
    local severity, text = by_memory(cluster, give, want, set)
    local crowded = by_processors(cluster, give, want, set)
    if not severity and not crowded then return end
    return provost.tip {
      severity = severity or "info",
      text = text and crowded and text .. "; " .. crowded or text or crowded,
      remedy = provost.notify {},
    }
  end,
}
