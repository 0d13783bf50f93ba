#include "client/reply.h"

#include <math.h>

const char *reply_text(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

double reply_number(const json_t *object, const char *key)
{
  const json_t *value = json_object_get(object, key);
  return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

guint64 reply_id(const json_t *object, const char *key)
{
  json_int_t id = json_integer_value(json_object_get(object, key));
  return id > 0 ? (guint64)id : 0;
}
