-- A host that swaps makes its guests wait for disks at any touch of their memory. What lies in swap does no harm, so that
-- is not judged: what goes in and out is, in the mean of the last minutes. What is read back counts as it is; what is
-- only written is memory that nobody misses yet, and counts for a tenth. A guest that moves away takes its memory along.

local read, written = "host.swap.in_blocks_per_sec", "host.swap.out_blocks_per_sec"

return {
  name = "host-swap", title = "A host swaps",
  subject = "host",
  every = "30s",
  symptom_of = { "host-memory" },
  needs = { [read] = "30m", [written] = "30m" },
  settings = {
    warning   = { default = 100, min = 1, max = 1e7, unit = "blocks/s" },
    critical  = { default = 2000, min = 1, max = 1e7, unit = "blocks/s" },
    clear     = { default = 30, min = 0, max = 1e7, unit = "blocks/s" },
    sustained = { default = "5m" },
  },
  evaluate = function(host, set)
    local back, why = host:window(read, set.sustained)
    if not back then return nil, why end
    local out, too = host:window(written, set.sustained)
    if not out then return nil, too end
    local severity = provost.over(back:avg() + out:avg() / 10, set)
    if not severity then return end
    local text = ("%s reads %.0f blocks/s back from swap and writes %.0f, in the mean of %s"):format(
      host.name, back:avg(), out:avg(), set.sustained)
    if #host.guests == 0 then
      return provost.tip { severity = severity, text = text .. "; it has no guest that could move away",
                           evidence = { back, out }, remedy = provost.notify {} }
    end
    return provost.tip {
      severity = severity, text = text, evidence = { back, out },
      remedy = provost.first_of { provost.migrate { from = host, relieve = "memory" }, provost.notify {} },
    }
  end,
}
