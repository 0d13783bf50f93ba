-- A guest that runs short of memory swaps or kills its programs. Three views say so, each for itself, and the gravest
-- counts: what its balloon says is usable, what an agent inside says is available, and how much it swaps. What its
-- process holds on the host says nothing of it: a guest touches all its memory once and never gives it back. Neither do
-- "unused" bytes, which a healthy system fills with files. Where nothing looks inside, nothing is judged.
--
-- Its host has memory to spare: the guest gets more; what its balloon keeps from it first, since that needs no restart.
-- Its host has none: another guest moves away first.

local usable, available = "guest.mem.usable_bytes", "guest.mem.available_bytes"
local inside_left, inside_total = "guest.inside.mem.available_bytes", "guest.inside.mem.total_bytes"
local swap_in, swap_out = "guest.mem.swap_in_bytes_per_sec", "guest.mem.swap_out_bytes_per_sec"
local current, most = "guest.mem.current_bytes", "guest.mem.max_bytes"
local host_left, host_total = "host.mem.available_bytes", "host.mem.total_bytes"

local MIB = 2 ^ 20
local function mib(bytes) return bytes >= 2 ^ 30 and ("%.1f GiB"):format(bytes / 2 ^ 30) or ("%.0f MiB"):format(bytes / MIB) end

-- One view of what is left: severity, sentence and evidence, or nil and the reason.
local function by_what_is_left(guest, view, left, total, set)
  local size, unknown = guest:latest(total)
  if not size then return nil, unknown end
  local window, why = guest:window(left, set.sustained)
  if not window then return nil, why end
  if size == 0 then return nil, ("%s of %s is 0"):format(total, guest.name) end
  local used = 100 * (1 - window:max() / size)
  local severity = provost.over(used, set, view)
  return { severity = severity, evidence = window, used = size - window:last(),
           text = severity and ("has used %.0f %% of its memory for %s, %s are left as its %s says"):format(
             used, set.sustained, mib(window:last()), view) }
end

local function by_swapping(guest, set)
  local read, why = guest:window(swap_in, set.sustained)
  local written, too = guest:window(swap_out, set.sustained)
  if not read or not written then return nil, why or too end
  local rate = (read:avg() + written:avg()) / MIB
  local limits = { warning = set.swapping, critical = 8 * set.swapping, clear = set.swapping / 2 }
  local severity = provost.over(rate, limits, "swapping")
  return { severity = severity, evidence = read:avg() > written:avg() and read or written,
           text = severity and ("swaps %.1f MiB/s in the mean of %s"):format(rate, set.sustained) }
end

-- So much that what it uses fills three quarters of it, and a quarter more at least; in steps of 256 MiB.
local function wanted_bytes(has, used)
  local bytes = math.max((used or has) / 0.75, has * 1.25)
  return math.ceil(bytes / (256 * MIB)) * 256 * MIB
end

-- How much it should have, and a sentence that says what stands in the way.
local function wish(guest, has, used)
  local wants, limit = wanted_bytes(has, used), guest:latest(most)
  if not limit or limit == 0 then return wants, ("it wants %s"):format(mib(wants)) end
  if has < limit then
    wants = math.min(wants, limit)
    return wants, ("its balloon keeps %s from it, it wants %s"):format(mib(limit - has), mib(wants))
  end
  return wants, ("it wants %s, which needs a restart"):format(mib(wants))
end

local function advise(guest, worst, set)
  local has = guest:latest(current)
  local tip = { severity = worst.severity, text = ("%s %s"):format(guest.name, worst.text), evidence = { worst.evidence } }
  if not has then
    tip.text = ("%s; how much it has is not known"):format(tip.text)
    tip.remedy = provost.notify {}
    return provost.tip(tip)
  end
  local wants, sentence = wish(guest, has, worst.used)
  tip.text = ("%s: %s"):format(tip.text, sentence)
  local more = provost.resize_memory { guest = guest, bytes = wants }
  local host = guest.host
  local left, size = host and host:latest(host_left), host and host:latest(host_total)
  if not left or not size then
    tip.text = ("%s; whether its host has so much is not known"):format(tip.text)
    tip.remedy = provost.first_of { more, provost.notify {} }
  elseif left - (wants - has) >= size * set.host_reserve / 100 then
    tip.text = ("%s; %s has %s left"):format(tip.text, host.name, mib(left))
    tip.remedy = provost.first_of { more, provost.notify {} }
  else
    tip.text = ("%s; %s has only %s left, so a guest must leave it first"):format(tip.text, host.name, mib(left))
    tip.evidence = { host:window(host_left, "1m") or worst.evidence, worst.evidence } -- what the move is to raise
    tip.remedy = provost.first_of { provost.migrate { from = host, relieve = "memory" }, more, provost.notify {} }
  end
  return provost.tip(tip)
end

-- A view that fell silent within the last half hour may have found what the others do not see. One that never spoke, or
-- has not for longer, is not waited for.
local function has_fallen_silent(guest, metric)
  local window, why = guest:window(metric, "30m")
  return window or not why:find("^no value of ")
end

local ranks = { warning = 1, critical = 2 }

return {
  name = "guest-memory", title = "A guest runs short of memory",
  subject = "guest",
  every = "1m",
  symptom_of = { "host-memory" },
  needs = { [usable] = "30m", [available] = "2m", [inside_left] = "30m", [inside_total] = "2m", [swap_in] = "30m",
            [swap_out] = "30m", [current] = "1m", [most] = "1m", [host_left] = "1m", [host_total] = "1m" },
  settings = {
    warning      = { default = 90, min = 1, max = 100, unit = "%" },
    critical     = { default = 95, min = 1, max = 100, unit = "%" },
    clear        = { default = 80, min = 0, max = 100, unit = "%" },
    sustained    = { default = "5m" },
    swapping     = { default = 1, min = 0.01, max = 1e4, unit = "MiB/s" },
    host_reserve = { default = 10, min = 0, max = 100, unit = "%" },
  },
  evaluate = function(guest, set)
    if guest.state == "off" or guest.state == "crashed" then return end
    local views, reason, silent, worst = {}, nil, nil, nil
    local function look(metric, view, why)
      if view then views[#views + 1] = view return end
      reason = reason or why
      if has_fallen_silent(guest, metric) then silent = silent or why end
    end
    look(usable, by_what_is_left(guest, "balloon", usable, available, set))
    look(inside_left, by_what_is_left(guest, "agent inside", inside_left, inside_total, set))
    look(swap_in, by_swapping(guest, set))
    for _, view in ipairs(views) do
      if view.severity and (not worst or ranks[view.severity] > ranks[worst.severity]) then worst = view end
    end
    if worst then return advise(guest, worst, set) end
    if silent then return nil, silent end
    if #views == 0 then return nil, ("nothing looks inside: %s"):format(reason) end
  end,
}
