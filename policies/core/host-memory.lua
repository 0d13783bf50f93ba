-- A host whose memory is used up swaps, or kills a guest. The greatest amount that was left in the last minutes counts,
-- so that a short peak does not. Where its guests hold the memory, moving one away helps; where something else on the
-- host holds it, no move does, and somebody is told.

local total, available, rss = "host.mem.total_bytes", "host.mem.available_bytes", "guest.mem.rss_bytes"

local function gib(bytes) return ("%.1f GiB"):format(bytes / 2 ^ 30) end

-- What the guests of a host hold together; nil where that of one that runs is not known.
local function held_by_guests(host)
  local sum = 0
  for _, guest in ipairs(host.guests) do
    local bytes = guest:latest(rss)
    if not bytes and guest.state ~= "off" then return nil end
    sum = sum + (bytes or 0)
  end
  return sum
end

return {
  name = "host-memory", title = "Memory of a host is used up",
  subject = "host",
  every = "30s",
  needs = { [total] = "1m", [available] = "30m", [rss] = "1m" },
  settings = {
    warning      = { default = 90, min = 1, max = 100, unit = "%" },
    critical     = { default = 95, min = 1, max = 100, unit = "%" },
    clear        = { default = 85, min = 0, max = 100, unit = "%" },
    sustained    = { default = "5m" },
    guests_share = { default = 30, min = 0, max = 100, unit = "%" },
  },
  evaluate = function(host, set)
    local size, unknown = host:latest(total)
    if not size then return nil, unknown end
    local left, why = host:window(available, set.sustained)
    if not left then return nil, why end
    if size == 0 then return nil, ("%s says that it has no memory"):format(host.name) end
    local severity = provost.over(100 * (1 - left:max() / size), set)
    if not severity then return end
    local used = size - left:last()
    local text = ("memory of %s is %.0f %% used for %s, %s are left"):format(
      host.name, 100 * used / size, set.sustained, gib(left:last()))
    local held = held_by_guests(host)
    if held and held < used * set.guests_share / 100 then
      return provost.tip {
        severity = severity,
        text = ("%s; its guests hold only %s of it, so no move helps: look at what else runs there"):format(text, gib(held)),
        evidence = { left },
        remedy = provost.notify {},
      }
    end
    return provost.tip {
      severity = severity, text = text, evidence = { left },
      remedy = provost.first_of { provost.migrate { from = host, relieve = "memory" }, provost.notify {} },
    }
  end,
}
