return { name = "untested", title = "Untested", subject = "host", evaluate = function() end }
