#include "serve/call.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

static void drop_nulls(json_t *object)
{
  const char *key;
  json_t *value;
  void *next;
  json_object_foreach_safe (object, next, key, value)
    if (json_is_null(value))
      json_object_del(object, key);
}

json_t *call_body(const struct call *call, GError **error)
{
  const GString *bytes = call_bytes(call);
  if (bytes->len == 0)
    return json_object();
  json_error_t where;
  json_t *body = json_loadb(bytes->str, bytes->len, JSON_REJECT_DUPLICATES, &where);
  if (!body) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "the request's body is not JSON: line %d, column %d: %s", where.line, where.column,
                where.text);
    return NULL;
  }
  if (!json_is_object(body)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the request's body must be a JSON object");
    json_decref(body);
    return NULL;
  }
  drop_nulls(body);
  return body;
}

char *call_reason(const struct call *call, const char *what, GError **error)
{
  json_error_t where;
  const char *reason = "";
  json_auto_t *body = call_body(call, error);
  if (!body)
    return NULL;
  if (json_unpack_ex(body, &where, 0, "{s?s !}", "reason", &reason) == 0)
    return g_strstrip(text_clean(reason, LIMIT_TEXT));
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s is {\"reason\": sentence}: %s", what, where.text);
  return NULL;
}
