-- A host of which nothing is heard is judged by nothing else, and may be lost with all its guests; one that is heard in
-- part (its SNMP agent or its libvirtd) is judged by half of what it is. provost doctor says what to do about either.

return {
  name = "host-silent", title = "A host is not heard of",
  subject = "host",
  every = "30s",
  settings = {
    after = { default = 3, min = 0, max = 1440, unit = "min" },
  },
  evaluate = function(host, set)
    if host.state == "up" or host.state_age < set.after * 60 then return end
    local partial = host.state == "partial"
    return provost.tip {
      severity = partial and "warning" or "critical",
      text = (partial and "only a part of %s has been heard for %g min; provost doctor says why"
        or "nothing has been heard of %s for %g min; provost doctor says why"):format(host.name, set.after),
      remedy = provost.notify {},
    }
  end,
}
