return { name = "kind", title = "Kind", subject = "hosts", evaluate = function() end }
