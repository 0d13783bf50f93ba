return {
  name = "syntax"
  title = "A comma is missing", subject = "host",
}
