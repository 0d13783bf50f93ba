-- A guest that the configuration flags `ha` is to be kept running, and does not run. It is not started: whoever stopped
-- it may have had a reason, and a copy may run where provost does not look. What is unknown is not down: of a guest
-- whose host is silent host-silent tells. While provost moves a guest it may be paused or off for a moment.

local words = { off = "is off", crashed = "has crashed", paused = "is paused" }

return {
  name = "guest-down-ha", title = "A guest that is to be kept running does not run",
  subject = "guest",
  every = "10s",
  settings = {
    after = { default = 2, min = 0, max = 1440, unit = "min" },
  },
  evaluate = function(guest, set)
    if not guest.ha or guest.state == "running" then return end
    local word = words[guest.state]
    if not word then
      return nil, ("whether %s runs is not known%s"):format(
        guest.name, guest.host and (": %s is %s"):format(guest.host.name, guest.host.state) or "")
    end
    if guest.state_age < set.after * 60 then return end
    return provost.tip {
      severity = guest.state == "paused" and "warning" or "critical",
      text = ("%s, which is to be kept running (ha), %s for %g min%s; look why, then start it"):format(
        guest.name, word, set.after, guest.host and (" on %s"):format(guest.host.name) or ""),
      remedy = provost.notify {},
    }
  end,
}
