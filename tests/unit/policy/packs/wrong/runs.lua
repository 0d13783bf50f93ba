-- Fails while it is loaded.
local nothing
return { name = nothing.name, title = "Runs", subject = "host", evaluate = function() return blank end }
