-- A guest that has done nothing for hours holds memory that others could use. Its processors, disks and interfaces must
-- all be quiet: a router or a file server may need no processor, and one that computes no disk. What its system does by
-- itself (logs, clocks, updates) stays below the thresholds. Whether it is wanted is for people to say.

local used, current = "guest.cpu.used_pct", "guest.mem.current_bytes"
local rx, tx = "guest.net.rx_bytes_per_sec", "guest.net.tx_bytes_per_sec"
local rd, wr = "guest.disk.rd_bytes_per_sec", "guest.disk.wr_bytes_per_sec"

-- What all parts carry in the mean of the last half hour, in KiB/s; or nil and the reason.
local function carried(guest, metrics)
  local sum = 0
  for _, metric in ipairs(metrics) do
    for _, part in ipairs(guest:all(metric)) do
      local window, why = part:window(metric, "30m")
      if not window then return nil, why end
      sum = sum + window:avg() / 1024
    end
  end
  return sum
end

return {
  name = "guest-idle", title = "A guest does nothing",
  subject = "guest",
  every = "10m",
  needs = { [used] = "6h", [current] = "1m", [rx] = "30m", [tx] = "30m", [rd] = "30m", [wr] = "30m" },
  settings = {
    idle    = { default = 2, min = 0.1, max = 50, unit = "%" },
    traffic = { default = 8, min = 0.1, max = 1e6, unit = "KiB/s" },
    over    = { default = "6h" },
  },
  evaluate = function(guest, set)
    if guest.state == "off" or guest.state == "crashed" then return end
    local load, why = guest:window(used, set.over)
    if not load then return nil, why end
    local network, no_network = carried(guest, { rx, tx })
    local disks, no_disks = carried(guest, { rd, wr })
    if not network or not disks then return nil, no_network or no_disks end
    -- Each may be twice as much before an open tip goes.
    local function is_quiet(value, limit, what)
      return provost.under(value, { warning = limit, clear = 2 * limit }, what)
    end
    local processors, net, disk = is_quiet(load:avg(), set.idle, "processors"), is_quiet(network, set.traffic, "network"),
                                  is_quiet(disks, set.traffic, "disks")
    if not processors or not net or not disk then return end
    local has = guest:latest(current)
    return provost.tip {
      severity = "info",
      text = ("%s used %.1f %% of its processors in the mean of %s and hardly its disks and network%s: is it wanted?"):format(
        guest.name, load:avg(), set.over, has and (", and holds %.1f GiB of memory"):format(has / 2 ^ 30) or ""),
      evidence = { load },
      remedy = provost.notify {},
    }
  end,
}
