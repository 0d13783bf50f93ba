-- Drives and virtual drives of MegaRAID controllers. A drive that has said that it will fail is replaced before it does;
-- until then the host gets no new guests. Where a virtual drive is degraded or gone, the next failure may take the data of
-- the guests, who should leave.

local drive_states = { [1] = "is bad", [16] = "is offline", [17] = "has failed" }
local volume_states = {
  [0] = { "critical", "is offline" },
  [1] = { "warning", "is partially degraded" },
  [2] = { "critical", "is degraded: one more drive that fails takes it away" },
}

local function add(found, severity, text, window)
  found[#found + 1] = text
  found.critical = found.critical or severity == "critical"
  found.evidence[#found.evidence + 1] = window
end

local function look_at_drive(drive, found)
  local state, why = drive:latest("host.megaraid.drive_state")
  local predictions = drive:latest("host.megaraid.drive_predictions")
  if not state then found.unknown = why end
  if drive_states[state] then
    add(found, "warning", ("drive %s %s"):format(drive.name, drive_states[state]),
      drive:window("host.megaraid.drive_state", "5m"))
  elseif predictions and predictions > 0 then
    add(found, "warning", ("drive %s says that it will fail: replace it"):format(drive.name),
      drive:window("host.megaraid.drive_predictions", "5m"))
  end
end

local function look_at_volume(volume, found)
  local state, why = volume:latest("host.megaraid.volume_state")
  local meaning = volume_states[state]
  if not state then found.unknown = why end
  if meaning then
    add(found, meaning[1], ("virtual drive %s %s"):format(volume.name, meaning[2]),
      volume:window("host.megaraid.volume_state", "5m"))
  end
end

return {
  name = "raid-drives", title = "Drives of a MegaRAID controller fail",
  subject = "host",
  every = "1m",
  needs = {
    ["host.megaraid.drive_state"] = "5m",
    ["host.megaraid.drive_predictions"] = "5m",
    ["host.megaraid.volume_state"] = "5m",
  },
  evaluate = function(host)
    local found = { evidence = {} }
    for _, drive in ipairs(host:all("host.megaraid.drive_state")) do look_at_drive(drive, found) end
    for _, volume in ipairs(host:all("host.megaraid.volume_state")) do look_at_volume(volume, found) end
    if #found == 0 then return nil, found.unknown end
    return provost.tip {
      severity = found.critical and "critical" or "warning",
      text = ("%s: %s"):format(host.name, table.concat(found, ", ")),
      evidence = { table.unpack(found.evidence, 1, 8) },
      remedy = found.critical
        and provost.first_of { provost.evacuate { host = host }, provost.restrict { host = host }, provost.notify {} }
        or provost.first_of { provost.restrict { host = host }, provost.notify {} },
    }
  end,
}
