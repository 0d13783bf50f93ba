return { limit = 5 }
