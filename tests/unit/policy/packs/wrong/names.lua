-- Names that do not exist, in functions that a check never runs. provost.notifi in a comment is none.
local used = "host.storage.used_bytes"

local function never_run(fs, pct)
  if pct > 90 then prnt(fs.name) end
  local text = [[provost.notifi in a text is none]]
  return math.flor(pct), text, undefined
end

return {
  name = "names", title = "Names", subject = "host",
  needs = { ["host.cpu.busy_pct"] = "10m", [used] = "1m" },
  settings = { warning = { default = 80 }, sustained = { default = "5m" } },
  evaluate = function(host, set)
    local busy, why = host:window("host.cpu.bussy_pct", set.sustaned)
    local other = host:windo("host.cpu.busy_pct", "5m")
    local load = host:latest("host.cpu.load_1min")
    local long = host:window("host.cpu.busy_pct", "1h")
    local size, usual = host:window(used, "1m"), nil
    local ports = (busy and busy:maen() or 0) + (other and other:last() or 0)
    if not busy then return nil, why end
    count = (count or 0) + 1
    host.name = "other"
    for _, fs in host:all(used) do size = fs end
    for _, guest in host.guests do size = guest end
    for _, fs in ipairs(host:all(used)) do
      usual = usual or fs:baseline("host.storage.inodes_free")
      never_run(fs, fs:latest("host.storage.used_byte"))
      for print = 1, 2 do never_run(print) end
    end
    if provost.ovr(busy:min(), set) then
      return provost.tip { severity = "warning", text = host.name:uppr() .. host.clustr,
                           evidence = { busy, other, load, long, size },
                           remedy = provost.notifi {} }
    end
  end,
}
