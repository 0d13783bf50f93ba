return {
  name = "no spaces",
  subject = "hots",
  evry = "30s",
  every = "2d",
  needs = {
    ["host.cpu.bsy_pct"] = "10m",
    ["host.mem.total_bytes"] = "7h",
  },
  settings = {
    warning = { default = 80, max = 90, mim = 1, min = 0 },
    limit = { default = 5, min = 10 },
  },
  evaluate = "later",
}
