-- A memory module that corrects too many errors will one day have one that it cannot correct, and that stops the host. Until
-- it is replaced the host gets no new guests.

local parts = require "parts"

local condition = { [3] = { "warning", "is degraded" }, [4] = { "warning", "is degraded, and it is not known which" } }

local rows = { { noun = "memory module", metric = ".hp.memory_condition", meanings = condition } }

return {
  name = "hp-memory", title = "Memory of a ProLiant is degraded",
  subject = "host",
  every = "1m",
  needs = parts.needs(rows),
  evaluate = parts.evaluate(rows),
}
