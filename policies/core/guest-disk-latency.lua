-- A guest whose disk answers late is slow, and its processors seem to have nothing to do. No move cures that: the disk
-- is as slow from every host that sees it. So somebody is told, and where to look: at the storage, where other guests
-- of the host wait, too; at the guest's own reads and writes, where it waits alone; at the host's processors, where they
-- are so busy that QEMU itself comes late. A disk that is asked nothing has no latency, which is no matter.

local rd, wr = "guest.disk.rd_latency_ms", "guest.disk.wr_latency_ms"
local rd_ops, wr_ops = "guest.disk.rd_ops_per_sec", "guest.disk.wr_ops_per_sec"
local inside, busy = "guest.inside.cpu.iowait_pct", "host.cpu.busy_pct"

local verbs = { [rd] = "reads from", [wr] = "writes to" }

-- One direction of one disk. Nothing where it is hardly asked; nil and the reason where that is not known.
local function judge(disk, latency, operations, set)
  local ops, why = disk:window(operations, set.sustained)
  if not ops then return nil, why end
  if ops:avg() < set.at_least then return end
  local window, unknown = disk:window(latency, set.sustained)
  if not window then -- of one that is asked now and then only the newest answers count
    local newest = disk:latest(latency)
    if newest and newest < set.clear then return end
    return nil, unknown
  end
  return { window = window, ms = window:avg(), ops = ops:avg(), disk = disk, verb = verbs[latency],
           severity = provost.over(window:avg(), set, disk.name .. " " .. latency) }
end

-- How many other guests of the host have a disk that is late now, and how many there are that run.
local function others_that_wait(guest, set)
  local late, running = 0, 0
  for _, other in ipairs(guest.host and guest.host.guests or {}) do
    local is_late = false
    for _, disk in ipairs(other ~= guest and other:all(rd) or {}) do
      is_late = is_late or (disk:latest(rd) or 0) >= set.warning or (disk:latest(wr) or 0) >= set.warning
    end
    late = late + (is_late and 1 or 0)
    running = running + (other ~= guest and other.state == "running" and 1 or 0)
  end
  return late, running
end

local function cause(guest, worst, set)
  local late, running = others_that_wait(guest, set)
  local load = guest.host and guest.host:latest(busy)
  if load and load >= set.host_busy then
    return ("%s is %.0f %% busy, which alone makes disks late"):format(guest.host.name, load)
  elseif late > 0 then
    return ("so do disks of %d of %d other guests on %s: look at the storage"):format(late, running, guest.host.name)
  end
  return ("it makes %.0f a second and waits alone: look at what it does, then at that disk's storage"):format(worst.ops)
end

-- Its processors wait and its disks say nothing of it: they have stopped to answer, or are not among those we see.
local function by_iowait(guest, set)
  local waits = guest:window(inside, set.sustained)
  local severity = waits and provost.over(waits:avg(), { warning = set.iowait, clear = set.iowait / 2 }, "iowait")
  return severity and provost.tip {
    severity = severity,
    text = ("processors of %s wait for disks %.0f %% of the last %s, though those that are seen answer in time or are "
      .. "asked nothing: look whether its storage still answers; no move cures it"):format(guest.name, waits:avg(), set.sustained),
    evidence = { waits },
    remedy = provost.notify {},
  }
end

return {
  name = "guest-disk-latency", title = "A disk of a guest answers late",
  subject = "guest",
  every = "1m",
  symptom_of = { "fabric-switch", "fabric-isl", "fabric-path", "host-swap", "host-cpu" },
  superseded_by = { "guest-service-starved" },
  needs = { [rd] = "30m", [wr] = "30m", [rd_ops] = "30m", [wr_ops] = "30m", [inside] = "30m", [busy] = "1m" },
  settings = {
    warning   = { default = 50, min = 0.1, max = 1e5, unit = "ms" },
    critical  = { default = 200, min = 0.1, max = 1e5, unit = "ms" },
    clear     = { default = 30, min = 0, max = 1e5, unit = "ms" },
    sustained = { default = "5m" },
    iowait    = { default = 50, min = 1, max = 100, unit = "%" },
    at_least  = { default = 1, min = 0.1, max = 1e6, unit = "1/s" },
    host_busy = { default = 95, min = 1, max = 100, unit = "%" },
  },
  evaluate = function(guest, set)
    if guest.state == "off" or guest.state == "crashed" then return end
    local worst, reason
    local function look(found, why)
      reason = reason or why
      if found and found.severity and (not worst or found.ms > worst.ms) then worst = found end
    end
    local disks = guest:all(rd_ops)
    for _, disk in ipairs(disks) do
      look(judge(disk, rd, rd_ops, set))
      look(judge(disk, wr, wr_ops, set))
    end
    if not worst then
      local tip = by_iowait(guest, set)
      if tip then return tip end
      if #disks == 0 then return nil, ("no disk of %s is known"):format(guest.name) end
      return nil, reason
    end
    local waits = guest:latest(inside)
    return provost.tip {
      severity = worst.severity,
      text = ("%s %s of %s take %.0f ms in the mean of %s%s; %s; no move cures it"):format(worst.verb, worst.disk.name,
        guest.name, worst.ms, set.sustained,
        waits and (" and its processors wait for disks %.0f %% of the time"):format(waits) or "",
        cause(guest, worst, set)),
      evidence = { worst.window },
      remedy = provost.notify {},
    }
  end,
}
