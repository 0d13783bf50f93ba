-- A cluster one host of which works while others rest could serve its guests better. The busiest host is held against
-- the mean of all that are up, processors before memory. A gap between hosts that all have little to do is no matter,
-- nor is one that a single guest makes: it would only take the gap along. Hosts that are down do not count; of one that
-- is up and silent nobody knows whether it is idle, so nothing is said.

local busy = "host.cpu.busy_pct"
local total, available = "host.mem.total_bytes", "host.mem.available_bytes"

local function by_processors(host, set)
  local window, why = host:window(busy, set.sustained)
  if not window then return nil, why end
  return { window = window, pct = window:avg() }
end

local function by_memory(host, set)
  local size, unknown = host:latest(total)
  if not size then return nil, unknown end
  local window, why = host:window(available, set.sustained)
  if not window then return nil, why end
  return { window = window, pct = size > 0 and 100 * (1 - window:avg() / size) or 0 }
end

local function guests_that_run(host)
  local n = 0
  for _, guest in ipairs(host.guests) do n = n + (guest.state == "running" and 1 or 0) end
  return n
end

-- The host that stands out with the mean of all; nothing where none does; nil and the reason where one is not known.
local function stands_out(cluster, read, set)
  local highest, lowest, sum, n = nil, nil, 0, 0
  for _, host in ipairs(cluster.hosts) do
    if host.state ~= "down" then
      local load, why = read(host, set)
      if not load then return nil, why end
      load.host, sum, n = host, sum + load.pct, n + 1
      if not highest or load.pct > highest.pct then highest = load end
      if not lowest or load.pct < lowest.pct then lowest = load end
    end
  end
  if n < 2 then return end
  return { highest = highest, lowest = lowest, mean = sum / n, hosts = n }
end

local function advise(cluster, found, what, relieve, set)
  local highest, lowest = found.highest, found.lowest
  return provost.tip {
    severity = "warning",
    text = ("%s of %s is %.0f %% used in the mean of %s, that of all %d hosts of %s %.0f %% and that of %s %.0f %%"):format(
      what, highest.host.name, highest.pct, set.sustained, found.hosts, cluster.name, found.mean, lowest.host.name, lowest.pct),
    evidence = { highest.window, lowest.window },
    remedy = provost.first_of { provost.migrate { from = highest.host, relieve = relieve }, provost.notify {} },
  }
end

local views = {
  { read = by_processors, what = "processor time", relieve = "cpu", at_least = "at_least_cpu" },
  { read = by_memory, what = "memory", relieve = "memory", at_least = "at_least_memory" },
}

return {
  name = "cluster-imbalance", title = "A cluster is out of balance",
  subject = "cluster",
  every = "1m",
  needs = { [busy] = "30m", [total] = "1m", [available] = "30m" },
  settings = {
    warning         = { default = 25, min = 1, max = 100, unit = "points" },
    clear           = { default = 15, min = 0, max = 100, unit = "points" },
    at_least_cpu    = { default = 50, min = 0, max = 100, unit = "%" },
    at_least_memory = { default = 70, min = 0, max = 100, unit = "%" },
    sustained       = { default = "15m" },
  },
  evaluate = function(cluster, set)
    local reason
    for _, view in ipairs(views) do
      local found, why = stands_out(cluster, view.read, set)
      reason = reason or why
      if found and guests_that_run(found.highest.host) > 1 then
        local gap = provost.over(found.highest.pct - found.mean, set, view.relieve)
        local least = set[view.at_least]
        local matters = provost.over(found.highest.pct, { warning = least, clear = least - 10 }, view.at_least)
        if gap and matters then return advise(cluster, found, view.what, view.relieve, set) end
      end
    end
    return nil, reason
  end,
}
