local text = "never closed
return { name = text }
