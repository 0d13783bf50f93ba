-- A service that fails inside a guest is somebody else's to mend, unless the guest's host starves it: then no look inside
-- helps, and what is short outside is the cause of all that fails there. So this speaks only where a service is critical
-- for certain and something is short for certain, in one tip with both.
--
--   the guest waits for processors of a busy host      a guest moves away
--   memory of the host is used up, or it swaps         a guest moves away
--   its disks answer late                              no move cures that, somebody is told
--
-- A service counts once its source is sure of it: not while it is checked again, in a downtime or flapping, and never where
-- nobody knows how it does.

local wait, busy = "guest.cpu.wait_pct", "host.cpu.busy_pct"
local total, available, swapped = "host.mem.total_bytes", "host.mem.available_bytes", "host.swap.in_blocks_per_sec"
local rd, wr = "guest.disk.rd_latency_ms", "guest.disk.wr_latency_ms"
local rd_ops, wr_ops = "guest.disk.rd_ops_per_sec", "guest.disk.wr_ops_per_sec"

local function fails(service)
  return service.state == "critical" and service.hard and not service.in_downtime and not service.flapping
end

local function failing(guest)
  local services, names = {}, {}
  for _, service in ipairs(guest.services) do
    if fails(service) then
      services[#services + 1] = #services < 8 and service or nil
      names[#names + 1] = service.name
    end
  end
  return services, names
end

-- "http of web1 is", "http, dns and 3 more of web1 are"
local function said(guest, names)
  local n = #names
  if n == 1 then return ("%s of %s is critical"):format(names[1], guest.name) end
  if n == 2 then return ("%s and %s of %s are critical"):format(names[1], names[2], guest.name) end
  return ("%s, %s and %d more of %s are critical"):format(names[1], names[2], n - 2, guest.name)
end

-- Each says what is short, with its evidence and what a move would relieve; nothing where it is not short, and nil and the
-- reason where that is not known.

local function processors(guest, set)
  local waits, why = guest:window(wait, set.sustained)
  local load, too = guest.host:window(busy, set.sustained)
  if not waits or not load then return nil, why or too end
  if load:avg() < set.host_busy or not provost.over(waits:avg(), { warning = set.wait, clear = set.wait / 2 }, "wait") then
    return
  end
  return { relieve = "cpu", evidence = { waits, load },
           text = ("it waited for processors %.0f %% of the last %s, because those of %s are %.0f %% busy"):format(
             waits:avg(), set.sustained, guest.host.name, load:avg()) }
end

local function memory(guest, set)
  local size, unknown = guest.host:latest(total)
  if not size then return nil, unknown end
  local left, why = guest.host:window(available, set.sustained)
  if not left then return nil, why end
  if size == 0 then return nil, ("%s says that it has no memory"):format(guest.host.name) end
  local used = 100 * (1 - left:max() / size)
  if not provost.over(used, { warning = set.memory, clear = set.memory - 5 }, "memory") then return end
  return { relieve = "memory", evidence = { left },
           text = ("memory of %s is %.0f %% used for %s"):format(guest.host.name, used, set.sustained) }
end

local function swapping(guest, set)
  local back, why = guest.host:window(swapped, set.sustained)
  if not back then return nil, why end
  if not provost.over(back:avg(), { warning = set.swapping, clear = set.swapping / 3 }, "swap") then return end
  return { relieve = "memory", evidence = { back },
           text = ("%s reads %.0f blocks/s back from swap in the mean of %s"):format(guest.host.name, back:avg(), set.sustained) }
end

-- The slowest disk that is asked anything.
local function disks(guest, set)
  local worst, reason
  local function look(disk, latency, operations)
    local ops, why = disk:window(operations, set.sustained)
    if not ops or ops:avg() < 1 then reason = reason or why return end
    local window, unknown = disk:window(latency, set.sustained)
    if not window then reason = reason or unknown return end
    if provost.over(window:avg(), { warning = set.latency, clear = set.latency / 2 }, disk.name .. " " .. latency) and
       (not worst or window:avg() > worst.window:avg()) then
      worst = { window = window, name = disk.name }
    end
  end
  for _, disk in ipairs(guest:all(rd_ops)) do
    look(disk, rd, rd_ops)
    look(disk, wr, wr_ops)
  end
  if not worst then return nil, reason end
  return { evidence = { worst.window }, text = ("its disk %s answers after %.0f ms in the mean of %s"):format(worst.name,
             worst.window:avg(), set.sustained) }
end

local function append(list, others)
  for _, other in ipairs(others) do list[#list + 1] = other end
end

local function tip(guest, services, names, causes)
  local evidence, texts, remedies, relieved = {}, {}, {}, {}
  for _, cause in ipairs(causes) do
    append(evidence, cause.evidence)
    texts[#texts + 1] = cause.text
    if cause.relieve and not relieved[cause.relieve] then
      relieved[cause.relieve] = true
      remedies[#remedies + 1] = provost.migrate { from = guest.host, relieve = cause.relieve }
    end
  end
  texts[#texts + 1] = #remedies == 0 and "no move cures it" or nil
  remedies[#remedies + 1] = provost.notify {}
  append(evidence, services)
  return provost.tip {
    severity = "critical",
    text = ("%s, and %s starves it: %s"):format(said(guest, names), guest.host.name, table.concat(texts, "; ")),
    evidence = evidence,
    remedy = provost.first_of(remedies),
  }
end

return {
  name = "guest-service-starved", title = "A service fails in a guest that its host starves",
  subject = "guest",
  every = "30s",
  symptom_of = { "host-cpu", "host-memory", "host-swap" },
  needs = { [wait] = "30m", [busy] = "30m", [total] = "1m", [available] = "30m", [swapped] = "30m", [rd] = "30m", [wr] = "30m",
            [rd_ops] = "30m", [wr_ops] = "30m" },
  settings = {
    sustained = { default = "1m" },
    wait      = { default = 10, min = 1, max = 100, unit = "%" },
    host_busy = { default = 70, min = 1, max = 100, unit = "%" },
    memory    = { default = 95, min = 10, max = 100, unit = "%" },
    swapping  = { default = 100, min = 1, max = 1e7, unit = "blocks/s" },
    latency   = { default = 100, min = 1, max = 1e5, unit = "ms" },
  },
  evaluate = function(guest, set)
    if guest.state == "off" or guest.state == "crashed" then return end
    local services, names = failing(guest)
    if #services == 0 then return end
    if not guest.host then return nil, "the host it is on is not known" end
    local causes, reason = {}, nil
    for _, look in ipairs { processors, memory, swapping, disks } do
      local cause, why = look(guest, set)
      causes[#causes + 1] = cause
      if why and not why:find("^no value of ") then reason = reason or why end -- what nobody ever tells is not waited for
    end
    if #causes == 0 then return nil, reason end
    return tip(guest, services, names, causes)
  end,
}
