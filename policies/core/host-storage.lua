-- A file system that is full stops whoever writes to it. It is told by how full it is, and before that by its pace: at
-- the rate of the last half hour it would be full within some hours. The worst one of a host makes the tip. No move
-- cures it, so somebody is told. Images mounted below /snap are always full.

local used, size = "host.storage.used_bytes", "host.storage.size_bytes"

local function hours_to_full(fs, bytes)
  local window = fs:window(used, "30m")
  local pace = window and window:slope()
  if pace and pace > 0 then return (bytes - window:last()) / pace / 3600 end
end

-- What is wrong with one file system: severity, how full it is in percent, and a sentence.
local function judge(fs, window, bytes, set)
  local pct = 100 * window:last() / bytes
  local hours = hours_to_full(fs, bytes)
  local full = provost.over(pct, set, fs)
  local soon = hours and pct >= set.at_least
    and provost.under(hours, { warning = set.soon, critical = set.soon / 4, clear = 2 * set.soon }, fs.name .. " soon")
  local text = ("is %.0f %% full"):format(pct)
  if soon then text = ("%s, and wholly in %.1f h at the pace of the last 30 m"):format(text, hours) end
  return (full == "critical" or soon == "critical") and "critical" or full or soon or nil, pct, text
end

return {
  name = "host-storage", title = "A file system of a host fills up",
  subject = "host",
  every = "1m",
  needs = { [used] = "30m", [size] = "1m" },
  settings = {
    warning  = { default = 85, min = 1, max = 100, unit = "%" },
    critical = { default = 95, min = 1, max = 100, unit = "%" },
    clear    = { default = 80, min = 0, max = 100, unit = "%" },
    soon     = { default = 4, min = 0.1, max = 24, unit = "h" },
    at_least = { default = 50, min = 0, max = 100, unit = "%" },
  },
  evaluate = function(host, set)
    local worst, reason
    for _, fs in ipairs(host:all(used)) do
      local window, why = fs:window(used, "1m")
      local bytes, unknown = fs:latest(size)
      if not window or not bytes then
        reason = reason or why or unknown
      elseif bytes > 0 and fs.name:sub(1, 6) ~= "/snap/" then
        local severity, pct, text = judge(fs, window, bytes, set)
        local rank = (severity == "critical" and 1000 or severity and 500 or 0) + pct
        if not worst or rank > worst.rank then
          worst = { rank = rank, severity = severity, fs = fs, window = window, text = text }
        end
      end
    end
    if not worst or (not worst.severity and reason) then return nil, reason or "no file system is known" end
    if not worst.severity then return end
    return provost.tip {
      severity = worst.severity,
      text = ("%s of %s %s"):format(worst.fs.name, host.name, worst.text),
      evidence = { worst.fs:window(used, "30m") or worst.window },
      remedy = provost.notify {},
    }
  end,
}
