#include "notify/template.h"

#include "json/path.h"

#include <glib.h>
#include <string.h>

/* ---- escapes ------------------------------------------------------------------------------------- */

/* Within quotes. */
static char *escape_json(const char *text)
{
  json_t *string = json_string(text);
  g_autofree char *quoted = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;
  json_decref(string);
  return quoted ? g_strndup(quoted + 1, strlen(quoted) - 2) : g_strdup("");
}

static char *escape_url(const char *text)
{
  return g_uri_escape_string(text, NULL, FALSE);
}

static char *escape_html(const char *text)
{
  return g_markup_escape_text(text, -1);
}

static char *escape_raw(const char *text)
{
  char *copy = g_strdup(text);
  for (char *p = copy; *p; p++)
    if (g_ascii_iscntrl(*p))
      *p = ' ';
  return copy;
}

static const struct {
  const char *word;
  char *(*escape)(const char *text);
} escapes[] = {{"json", escape_json}, {"url", escape_url}, {"html", escape_html}, {"raw", escape_raw}};

/* ---- places -------------------------------------------------------------------------------------- */

static char *text_of(const json_t *value)
{
  if (!value || json_is_null(value))
    return g_strdup("");
  return json_is_string(value) ? g_strdup(json_string_value(value))
                               : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
}

/* JSON where a list or object stands is no text to be escaped for JSON. */
static gboolean fill(GString *filled, const char *place, const json_t *event)
{
  g_auto(GStrv) parts = g_strsplit(place, ":", 2);
  const char *word = parts[0] && parts[1] ? parts[1] : escapes[0].word;
  for (guint i = 0; i < G_N_ELEMENTS(escapes); i++) {
    if (strcmp(escapes[i].word, word) != 0)
      continue;
    const json_t *value = parts[0] ? json_at(event, parts[0]) : NULL;
    gboolean is_json = i == 0 && (json_is_object(value) || json_is_array(value));
    g_autofree char *text = text_of(value);
    g_autofree char *escaped = is_json ? g_strdup(text) : escapes[i].escape(text);
    g_string_append(filled, escaped);
    return TRUE;
  }
  return FALSE;
}

char *template_fill(const char *template, const json_t *event)
{
  GString *filled = g_string_new(NULL);
  const char *begin;
  while ((begin = strstr(template, "%{")) && filled->len < TEMPLATE_FILLED_MAX) {
    const char *end = strchr(begin, '}');
    g_autofree char *place = end ? g_strndup(begin + 2, (gsize)(end - begin - 2)) : NULL;
    g_string_append_len(filled, template, begin - template);
    gboolean is_filled = place && fill(filled, place, event);
    template = is_filled ? end + 1 : begin + 2;
    if (!is_filled)
      g_string_append(filled, "%{");
  }
  g_string_append(filled, template);
  g_string_truncate(filled, MIN(filled->len, TEMPLATE_FILLED_MAX));
  return g_string_free(filled, FALSE);
}
