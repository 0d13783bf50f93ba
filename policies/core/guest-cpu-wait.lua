-- A guest that wants to run and is not run is slow, whatever it says of itself. Why it is not run decides what helps:
--
--   its host is busy                     another guest, or this one, moves away
--   its host has processors to spare     a quota, shares or a pinning hold it back: no move, somebody is told
--   it is run whenever it wants, and     its own processors are too few: it gets more, and no move helps
--   all its processors are busy
--
-- Waiting for disks is not waiting for processors: guest-disk-latency tells of that.

local wait, used, count = "guest.cpu.wait_pct", "guest.cpu.used_pct", "guest.cpu.count"
local busy, processors = "host.cpu.busy_pct", "host.cpu.count"

local function by_host(guest, waits, severity, set)
  local host = guest.host
  local load, why = nil, "the host it is on is not known"
  if host then load, why = host:window(busy, set.sustained) end
  local text = ("%s waited for processors %.0f %% of the last %s"):format(guest.name, waits:avg(), set.sustained)
  if not load then
    return provost.tip { severity = severity, text = ("%s; why is not known: %s"):format(text, why),
                         evidence = { waits }, remedy = provost.notify {} }
  end
  if load:avg() < set.host_busy then
    return provost.tip {
      severity = severity,
      text = ("%s though those of %s were only %.0f %% busy: look for a quota, shares or a pinning that holds it back, "
        .. "which no move cures"):format(text, host.name, load:avg()),
      evidence = { waits, load }, remedy = provost.notify {},
    }
  end
  return provost.tip {
    severity = severity,
    text = ("%s, because those of %s are %.0f %% busy"):format(text, host.name, load:avg()),
    evidence = { waits, load },
    remedy = provost.first_of { provost.migrate { from = host, relieve = "cpu" }, provost.notify {} },
  }
end

-- All its processors were busy in every sample, and it did not wait for the host's.
local function by_itself(guest, set)
  local load, why = guest:window(used, set.saturated_for)
  if not load then
    local now = guest:latest(used)
    if now and now < set.saturated - 10 then return end -- which shows it as well as a whole window would
    return nil, why
  end
  local severity = provost.over(load:min(), { warning = set.saturated, clear = set.saturated - 10 }, "itself")
  if not severity then return end
  local vcpus, unknown = guest:latest(count)
  if not vcpus then return nil, unknown end
  local text = ("%s has used all of its %.0f virtual processors for %s and was run whenever it wanted"):format(
    guest.name, vcpus, set.saturated_for)
  local most = guest.host and guest.host:latest(processors)
  local wanted = vcpus + math.max(1, vcpus // 2)
  if most and vcpus >= most then
    return provost.tip { severity = severity, text = ("%s; %s has no more"):format(text, guest.host.name),
                         evidence = { load }, remedy = provost.notify {} }
  end
  wanted = most and math.min(wanted, most) or wanted
  return provost.tip {
    severity = severity,
    text = ("%s: it needs more of them, such as %.0f, and no move gives it any"):format(text, wanted),
    evidence = { load },
    remedy = provost.first_of { provost.resize_vcpus { guest = guest, vcpus = wanted }, provost.notify {} },
  }
end

return {
  name = "guest-cpu-wait", title = "A guest has too little processor time",
  subject = "guest",
  every = "1m",
  symptom_of = { "host-cpu" },
  superseded_by = { "guest-service-starved" },
  needs = { [wait] = "30m", [used] = "30m", [count] = "1m", [busy] = "30m", [processors] = "1m" },
  settings = {
    warning       = { default = 10, min = 1, max = 100, unit = "%" },
    critical      = { default = 25, min = 1, max = 100, unit = "%" },
    clear         = { default = 5, min = 0, max = 100, unit = "%" },
    sustained     = { default = "5m" },
    host_busy     = { default = 70, min = 1, max = 100, unit = "%" },
    saturated     = { default = 95, min = 20, max = 100, unit = "%" },
    saturated_for = { default = "30m" },
  },
  evaluate = function(guest, set)
    if guest.state == "off" or guest.state == "crashed" then return end
    local waits, why = guest:window(wait, set.sustained)
    if not waits then return nil, why end
    local severity = provost.over(waits:avg(), set, "host")
    if severity then return by_host(guest, waits, severity, set) end
    return by_itself(guest, set)
  end,
}
