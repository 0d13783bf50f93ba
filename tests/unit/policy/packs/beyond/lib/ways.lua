local ways = {}
function ways.out(host)
  local all = provost.first_of { provost.evacuate { host = host }, provost.restrict { host = host }, provost.notify {} }
  return provost.tip { severity = "critical", text = "silent", remedy = all }
end
return ways
