#include "agentx/value.h"

#include "json/path.h"

#include <math.h>
#include <string.h>

#define DATE_BYTES 11 /* of DateAndTime with its zone */

static const json_t *find(const json_t *json, const char *path)
{
  g_auto(GStrv) ways = g_strsplit(path, "|", -1);
  const json_t *found = NULL;
  for (guint i = 0; ways[i]; i++) {
    const json_t *here = json_at(json, ways[i]);
    const char *text = json_string_value(here);
    if (here && (!found || (text && text[0])))
      found = here;
    if (text && text[0])
      break;
  }
  return found;
}

static struct mib_value octets_new(gconstpointer bytes, gsize n)
{
  return (struct mib_value){.kind = MIB_OCTETS, .octets = g_bytes_new(bytes, n)};
}

/* Cut where a character ends. */
static struct mib_value read_text(const char *text)
{
  gsize n = strlen(text);
  if (n > MIB_TEXT_MAX) {
    n = MIB_TEXT_MAX;
    while (n > 0 && ((guchar)text[n] & 0xc0) == 0x80)
      n--;
  }
  return octets_new(text, n);
}

static struct mib_value read_word(const struct mib_column *column, const char *word)
{
  for (guint i = 0; column->words[i]; i++)
    if (strcmp(column->words[i], word) == 0)
      return (struct mib_value){.kind = MIB_INTEGER, .number = i + 1};
  return (struct mib_value){0};
}

static struct mib_value read_time(const char *text)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
  g_autoptr(GDateTime) utc = time ? g_date_time_to_utc(time) : NULL;
  if (!utc)
    return (struct mib_value){0};
  int year = g_date_time_get_year(utc);
  const guint8 bytes[DATE_BYTES] = {(guint8)(year >> 8),
                                    (guint8)year,
                                    (guint8)g_date_time_get_month(utc),
                                    (guint8)g_date_time_get_day_of_month(utc),
                                    (guint8)g_date_time_get_hour(utc),
                                    (guint8)g_date_time_get_minute(utc),
                                    (guint8)g_date_time_get_second(utc),
                                    (guint8)(g_date_time_get_microsecond(utc) / 100000),
                                    '+'};
  return octets_new(bytes, sizeof bytes);
}

/* As many as there is room for. */
static struct mib_value read_ids(const json_t *list)
{
  g_autoptr(GString) text = g_string_new(NULL);
  size_t i;
  const json_t *each;
  json_array_foreach (list, i, each) {
    g_autofree char *id = g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(each, "id")));
    if (text->len + 1 + strlen(id) > MIB_TEXT_MAX)
      break;
    g_string_append_printf(text, "%s%s", i > 0 ? " " : "", id);
  }
  return octets_new(text->str, text->len);
}

static struct mib_value gauge(double value)
{
  if (!(value >= 0))
    return (struct mib_value){0};
  return (struct mib_value){.kind = MIB_GAUGE, .number = (guint64)MIN(round(value), (double)G_MAXUINT32)};
}

static struct mib_value truth(gboolean is_true)
{
  return (struct mib_value){.kind = MIB_INTEGER, .number = is_true ? 1 : 2};
}

static struct mib_value read_number(enum mib_syntax syntax, const json_t *json)
{
  double value = json_number_value(json);
  if (syntax == SYNTAX_BYTES || syntax == SYNTAX_COUNTER)
    return value < 0 ? (struct mib_value){0}
                     : (struct mib_value){.kind = MIB_COUNTER64,
                                          .number = json_is_integer(json) ? (guint64)json_integer_value(json) : (guint64)value};
  return gauge(syntax == SYNTAX_PERCENT ? value * 100 : value);
}

struct mib_value mib_value_read(const struct mib_column *column, const json_t *json)
{
  const json_t *found = find(json, column->path);
  const char *text = json_string_value(found);
  switch (column->syntax) {
  case SYNTAX_GIVEN:
    return truth(found && !json_is_null(found));
  case SYNTAX_TRUTH:
    return json_is_boolean(found) ? truth(json_is_true(found)) : (struct mib_value){0};
  case SYNTAX_COUNT:
    return json_is_array(found) ? gauge((double)json_array_size(found)) : (struct mib_value){0};
  case SYNTAX_IDS:
    return json_is_array(found) ? read_ids(found) : (struct mib_value){0};
  case SYNTAX_TEXT:
    return text ? read_text(text) : (struct mib_value){0};
  case SYNTAX_WORD:
    return text ? read_word(column, text) : (struct mib_value){0};
  case SYNTAX_TIME:
    return text ? read_time(text) : (struct mib_value){0};
  case SYNTAX_NUMBER:
  case SYNTAX_PERCENT:
  case SYNTAX_BYTES:
  case SYNTAX_COUNTER:
    return json_is_number(found) ? read_number(column->syntax, found) : (struct mib_value){0};
  case SYNTAX_AGE:
    break;
  }
  return (struct mib_value){0};
}

void mib_value_clear(struct mib_value *value)
{
  g_clear_pointer(&value->octets, g_bytes_unref);
  value->kind = MIB_NOTHING;
}
