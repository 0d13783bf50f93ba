#include "json/fields.h"

#include "base/error.h"
#include "json/json.h"

#include <math.h>
#include <string.h>

void field_add(json_t *object, const char *name, json_t *value)
{
  if (json_object_set_new(object, name, value) < 0)
    g_error("no JSON could be made of the field %s", name);
}

json_t *text_to_json(const char *text)
{
  if (!text)
    return json_null();
  json_t *json = json_string(text);
  if (json)
    return json;
  /* A string from outside that is not UTF-8: better mended than missing. */
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return json_string(valid);
}

json_t *strings_to_json(char *const *strings)
{
  json_t *array = json_array();
  for (; strings && *strings; strings++)
    json_array_append_new(array, json_string(*strings));
  return array;
}

json_t *texts_to_json(const GPtrArray *texts)
{
  json_t *array = json_array();
  for (guint i = 0; texts && i < texts->len; i++)
    json_array_append_new(array, json_string(texts->pdata[i]));
  return array;
}

json_t *id_to_json(guint64 id)
{
  return id ? json_integer((json_int_t)id) : json_null();
}

json_t *amount_to_json(guint64 amount)
{
  return id_to_json(amount);
}

json_t *map_to_json(GHashTable *map)
{
  json_t *json = json_object();
  GList *keys = g_list_sort(g_hash_table_get_keys(map), (GCompareFunc)strcmp);
  for (GList *key = keys; key; key = key->next)
    field_add(json, key->data, text_to_json(g_hash_table_lookup(map, key->data)));
  g_list_free(keys);
  return json;
}

json_t *number_to_json(double value)
{
  return isfinite(value) ? json_real(value) : json_null();
}

json_t *time_to_json(gint64 wall_us)
{
  if (wall_us == 0)
    return json_null();
  gint64 sec = wall_us / G_USEC_PER_SEC;
  gint64 us = wall_us % G_USEC_PER_SEC;
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(us < 0 ? sec - 1 : sec);
  if (!time)
    return json_null();
  g_autofree char *seconds = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
  us = us < 0 ? us + G_USEC_PER_SEC : us;
  /* Milliseconds suffice a reader; a stamp of the journal keeps its last three digits. */
  g_autofree char *text = us % 1000 == 0
                              ? g_strdup_printf("%s.%03" G_GINT64_FORMAT "Z", seconds, us / 1000)
                              : g_strdup_printf("%s.%06" G_GINT64_FORMAT "Z", seconds, us);
  return json_string(text);
}

static gboolean time_parse(const char *text, gint64 *wall_us)
{
  gsize length = strlen(text);
  if (length < 21 || text[length - 1] != 'Z' || text[19] != '.' || length > 27)
    return FALSE;
  g_autofree char *seconds = g_strdup_printf("%.19sZ", text);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(seconds, NULL);
  if (!time)
    return FALSE;
  gint64 us = 0, unit = G_USEC_PER_SEC / 10;
  for (const char *digit = text + 20; digit < text + length - 1; digit++, unit /= 10) {
    if (!g_ascii_isdigit(*digit))
      return FALSE;
    us += unit * g_ascii_digit_value(*digit);
  }
  *wall_us = g_date_time_to_unix(time) * G_USEC_PER_SEC + us;
  return TRUE;
}

static void fail(const char *name, const char *wanted, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the field \"%s\" is missing or not %s", name,
              wanted);
}

/* The field, or NULL where an earlier one has failed already. A missing field is JSON's null object. */
static const json_t *field(const json_t *object, const char *name, GError **error)
{
  return *error ? NULL : json_object_get(object, name);
}

char *field_text(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_string(json))
    return g_strdup(json_string_value(json));
  if (!json_is_null(json) && !*error)
    fail(name, "a string or null", error);
  return NULL;
}

char *field_name(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_string(json))
    return g_strdup(json_string_value(json));
  if (!*error)
    fail(name, "a string", error);
  return NULL;
}

void field_replace(char **text, const json_t *object, const char *name, GError **error)
{
  char *value = field_name(object, name, error);
  if (!value)
    return;
  g_free(*text);
  *text = value;
}

guint64 field_id(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_integer(json) && json_integer_value(json) > 0)
    return (guint64)json_integer_value(json);
  if (!json_is_null(json) && !*error)
    fail(name, "an id or null", error);
  return 0;
}

gint64 field_integer(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_integer(json))
    return json_integer_value(json);
  if (!*error)
    fail(name, "a whole number", error);
  return 0;
}

guint field_count(const json_t *object, const char *name, GError **error)
{
  gint64 value = field_integer(object, name, error);
  if ((value < 0 || value > G_MAXUINT) && !*error)
    fail(name, "a count", error);
  return *error ? 0 : (guint)value;
}

double field_number(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_number(json))
    return json_number_value(json);
  if (!json_is_null(json) && !*error)
    fail(name, "a number or null", error);
  return (double)NAN;
}

gint64 field_time(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  gint64 wall_us = 0;
  if (*error || json_is_null(json))
    return 0;
  if (!json_is_string(json) || !time_parse(json_string_value(json), &wall_us))
    fail(name, "a time as 2026-11-23T03:09:51.250Z or null", error);
  return wall_us;
}

enum metric_id field_metric(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  enum metric_id metric = json_is_string(json) ? metric_find(json_string_value(json)) : METRIC_NONE;
  if (metric == METRIC_NONE && !*error)
    fail(name, "the name of a metric", error);
  return metric;
}

const char *field_word(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  return json_is_string(json) ? json_string_value(json) : "";
}

void field_check(gboolean is_good, const char *name, GError **error)
{
  if (!is_good && !*error)
    fail(name, "one of its words", error);
}

const json_t *field_object(const json_t *object, const char *name, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_object(json))
    return json;
  if (!json_is_null(json) && !*error)
    fail(name, "an object or null", error);
  return NULL;
}

const json_t *field_array(const json_t *object, const char *name, gsize limit, GError **error)
{
  const json_t *json = field(object, name, error);
  if (json_is_array(json) && json_array_size(json) <= limit)
    return json;
  if (!*error)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "the field \"%s\" is missing or not an array of at most %" G_GSIZE_FORMAT " elements", name,
                limit);
  return NULL;
}

double element_number(const json_t *array, gsize index)
{
  const json_t *json = json_array_get(array, index);
  return json_is_number(json) ? json_number_value(json) : (double)NAN;
}

void field_map(const json_t *object, const char *name, GHashTable *map, GError **error)
{
  const json_t *json = field_object(object, name, error);
  const char *key;
  const json_t *value;
  /* json_object_foreach wants a non-const object but changes nothing. */
  json_object_foreach((json_t *)json, key, value)
  {
    if (!json_is_string(value)) {
      fail(key, "a string", error);
      return;
    }
    g_hash_table_insert(map, g_strdup(key), g_strdup(json_string_value(value)));
  }
}
