local limits = {}

function limits.judge(value)
  if value > 90 then
    return "critical"
  end
  if value > 50 then
    return "warning"
  end
end

return limits
