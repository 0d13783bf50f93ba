-- A guest that has much more than it ever used for hours keeps it from others. Processors count as too many where even
-- in its busiest moments (all but the hundredth part of the time) it used few of them, and memory where it always had
-- most of it left. What is advised leaves it twice what it used. A guest that does nothing at all is told by
-- guest-idle, too.

local used, count = "guest.cpu.used_pct", "guest.cpu.count"
local current, usable = "guest.mem.current_bytes", "guest.mem.usable_bytes"
local MIB = 2 ^ 20

-- How many processors would do and the window that shows it; nothing where it has no more than it needs.
local function fewer_vcpus(guest, set)
  local load, why = guest:window(used, set.over)
  if not load then return nil, why end
  local vcpus, unknown = guest:latest(count)
  if not vcpus then return nil, unknown end
  local peak = load:avg() < set.processors and load:percentile(99) or load:max()
  if not provost.under(peak, { warning = set.processors, clear = 1.5 * set.processors }, "processors") then return end
  local enough = math.max(1, math.ceil(vcpus * 2 * peak / 100))
  if enough >= vcpus then return end
  return { window = load, enough = enough, ratio = enough / vcpus,
           text = ("used at most %.0f %% of its %.0f virtual processors: %.0f would do"):format(peak, vcpus, enough) }
end

-- How much memory would do, likewise.
local function less_memory(guest, set)
  local left, why = guest:window(usable, set.over)
  if not left then return nil, why end
  local has, unknown = guest:latest(current)
  if not has then return nil, unknown end
  local spare = has > 0 and 100 * left:min() / has or 0
  if not provost.over(spare, { warning = set.memory, clear = set.memory / 1.5 }, "memory") then return end
  local enough = math.ceil(math.max(2 * (has - left:min()), 256 * MIB) / (256 * MIB)) * 256 * MIB
  if has - enough < set.at_least * MIB then return end
  return { window = left, enough = enough, ratio = enough / has,
           text = ("always had at least %.0f %% of its %.1f GiB left: %.1f GiB would do"):format(
             spare, has / 2 ^ 30, enough / 2 ^ 30) }
end

return {
  name = "guest-oversized", title = "A guest has more than it uses", superseded_by = { "guest-idle" },
  subject = "guest",
  every = "1h",
  needs = { [used] = "6h", [usable] = "6h", [count] = "1m", [current] = "1m" },
  settings = {
    processors = { default = 20, min = 1, max = 45, unit = "%" },
    memory     = { default = 70, min = 55, max = 99, unit = "%" },
    at_least   = { default = 1024, min = 256, max = 1e7, unit = "MiB" },
    over       = { default = "6h" },
  },
  evaluate = function(guest, set)
    if guest.state == "off" or guest.state == "crashed" then return end
    local cpu, why = fewer_vcpus(guest, set)
    local memory, too = less_memory(guest, set)
    if not cpu and not memory then
      if why then return nil, why end
      if too and not too:find("^no value of ") then return nil, too end
      return -- its memory is not seen, which says nothing of its processors
    end
    local remedies, texts, evidence = {}, {}, {}
    local function add(found, remedy)
      remedies[#remedies + 1], texts[#texts + 1], evidence[#evidence + 1] = remedy, found.text, found.window
    end
    local function add_cpu() if cpu then add(cpu, provost.resize_vcpus { guest = guest, vcpus = cpu.enough }) end end
    local function add_memory() if memory then add(memory, provost.resize_memory { guest = guest, bytes = memory.enough }) end end
    -- The greater waste first.
    if cpu and memory and memory.ratio < cpu.ratio then add_memory() add_cpu() else add_cpu() add_memory() end
    remedies[#remedies + 1] = provost.notify {}
    return provost.tip {
      severity = "info",
      text = ("in %s %s %s"):format(set.over, guest.name, table.concat(texts, ", and ")),
      evidence = evidence,
      remedy = provost.first_of(remedies),
    }
  end,
}
