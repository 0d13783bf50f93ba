-- An interface that carries as much as it can delays and drops what comes after. Its mean of the last minutes counts, in
-- the direction that is fuller, against its own speed. Where its speed is not known, or is that of a virtual interface
-- (which say 10 Mbit/s or nothing), there is nothing to judge. The fullest interface of a host makes the tip. Which
-- guest a move would help is not the placement's to say yet, so the tip names the guest that carries most.

local rx, tx, speed = "host.net.rx_bytes_per_sec", "host.net.tx_bytes_per_sec", "host.net.speed_bits_per_sec"
local guest_rx, guest_tx = "guest.net.rx_bytes_per_sec", "guest.net.tx_bytes_per_sec"

-- Interfaces of guests, containers and the host itself: their traffic is seen at a real one, or at none.
local virtual = { "^lo$", "^vnet%d", "^tap", "^tun%d", "^veth", "^virbr%d", "^docker%d" }

local function is_virtual(name)
  for _, pattern in ipairs(virtual) do
    if name:find(pattern) then return true end
  end
  return false
end

local function rate(bits) return bits >= 1e9 and ("%.1f Gbit/s"):format(bits / 1e9) or ("%.0f Mbit/s"):format(bits / 1e6) end

-- The guest that carries most, as ", most of it web1 (600 Mbit/s)"; "" where none is known to carry anything.
local function busiest_guest(host)
  local most, name = 0, nil
  for _, guest in ipairs(host.guests) do
    local sum = 0
    for _, card in ipairs(guest:all(guest_rx)) do
      sum = sum + math.max(card:latest(guest_rx) or 0, card:latest(guest_tx) or 0)
    end
    if sum > most then most, name = sum, guest.name end
  end
  return name and ("; of its guests %s carries most (%s)"):format(name, rate(most * 8)) or ""
end

-- How full an interface is in percent, in which direction, and of what; or nil and the reason. Nothing: not to be judged.
local function judge(interface, set)
  local bits, unknown = interface:latest(speed)
  if not bits then return nil, unknown end
  if bits < set.at_least * 1e6 then return end
  local received, why = interface:window(rx, set.sustained)
  local sent, too = interface:window(tx, set.sustained)
  if not received or not sent then return nil, why or too end
  local fuller = received:avg() > sent:avg() and received or sent
  return { pct = 800 * fuller:avg() / bits, verb = fuller == received and "receives" or "sends",
           window = fuller, bits = bits, interface = interface }
end

return {
  name = "host-network", title = "A network interface of a host is full",
  subject = "host",
  every = "30s",
  needs = { [rx] = "30m", [tx] = "30m", [speed] = "1m", [guest_rx] = "1m", [guest_tx] = "1m" },
  settings = {
    warning   = { default = 80, min = 1, max = 100, unit = "%" },
    critical  = { default = 95, min = 1, max = 100, unit = "%" },
    clear     = { default = 70, min = 0, max = 100, unit = "%" },
    sustained = { default = "5m" },
    at_least  = { default = 100, min = 1, max = 1e6, unit = "Mbit/s" },
  },
  evaluate = function(host, set)
    local worst, reason, known
    for _, interface in ipairs(host:all(rx)) do
      local found, why = nil, nil
      if not is_virtual(interface.name) then found, why = judge(interface, set) end
      if found then
        known = true
        found.severity = provost.over(found.pct, set, interface)
        local rank = found.pct + (found.severity and 1000 or 0)
        if not worst or rank > worst.rank then worst, found.rank = found, rank end
      end
      reason = reason or why
    end
    if not known or (not worst.severity and reason) then return nil, reason or "no interface with a speed is known" end
    if not worst.severity then return end
    return provost.tip {
      severity = worst.severity,
      text = ("%s of %s %s %s, %.0f %% of its speed, in the mean of %s%s"):format(worst.interface.name, host.name,
        worst.verb, rate(worst.window:avg() * 8), worst.pct, set.sustained, busiest_guest(host)),
      evidence = { worst.window },
      remedy = provost.notify {},
    }
  end,
}
