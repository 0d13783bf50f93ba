#include "cli/format.h"

#include "cli/text.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define NOTHING "-"

/* Some text, or a name. */
struct piece {
  char *text; /* as it is printed, or between the braces */
  char **names; /* of a name: "subject", "name"; else NULL */
};

struct format {
  GArray *pieces;
};

/* ---- reading the template -------------------------------------------------------------------------- */

static void piece_clear(gpointer data)
{
  struct piece *piece = data;
  g_free(piece->text);
  g_strfreev(piece->names);
}

static void end_text(struct format *format, GString *text)
{
  struct piece piece = {g_strdup(text->str), NULL};
  g_array_append_val(format->pieces, piece);
  g_string_truncate(text, 0);
}

/* Behind the backslash. */
static gboolean take_escape(char c, GString *text, GError **error)
{
  static const char from[] = "nt\\{}", to[] = "\n\t\\{}";
  const char *place = c ? strchr(from, c) : NULL;
  if (place)
    g_string_append_c(text, to[place - from]);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "--format: behind a backslash stands n, t, \\, { or }");
  return place != NULL;
}

/* Behind the opening brace; what is behind the closing one, or NULL with error. */
static const char *take_name(struct format *format, const char *p, GError **error)
{
  gsize length = strcspn(p, "{}");
  if (p[length] != '}' || length == 0 || p[0] == '.' || p[length - 1] == '.') {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "--format: a name stands between braces, as in {subject.name}; a brace itself is written \\{ or \\}");
    return NULL;
  }
  struct piece piece = {.text = g_strndup(p, length)};
  piece.names = g_strsplit(piece.text, ".", -1);
  g_array_append_val(format->pieces, piece);
  return p + length + 1;
}

/* FALSE with error: what is wrong with it. */
static gboolean parse(struct format *format, const char *p, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  while (p && *p) {
    if (*p == '\\') {
      p = take_escape(p[1], text, error) ? p + 2 : NULL;
    } else if (*p == '{' || *p == '}') {
      end_text(format, text);
      p = take_name(format, *p == '{' ? p + 1 : p, error);
    } else {
      g_string_append_c(text, *p++);
    }
  }
  end_text(format, text);
  return p != NULL;
}

struct format *format_new(const char *template, GError **error)
{
  struct format *format = g_new0(struct format, 1);
  format->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
  g_array_set_clear_func(format->pieces, piece_clear);
  if (!g_utf8_validate(template, -1, NULL))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "--format: the template is not UTF-8");
  else if (parse(format, template, error))
    return format;
  format_free(format);
  return NULL;
}

void format_free(struct format *format)
{
  if (!format)
    return;
  g_array_unref(format->pieces);
  g_free(format);
}

/* ---- finding values -------------------------------------------------------------------------------- */

/* Where a name leads nowhere. */
struct dead_end {
  const json_t *object; /* that has other names; NULL: none */
  char *const *names;   /* from the one on that it has not */
};

/* Adds what is found. FALSE: no object is so. */
static gboolean find(const json_t *value, char *const *names, GPtrArray *found, struct dead_end *end)
{
  guint64 number;
  const json_t *each;
  gsize i;
  if (json_is_array(value) && *names && g_ascii_string_to_unsigned(*names, 10, 0, G_MAXUINT32, &number, NULL)) {
    each = json_array_get(value, (gsize)number);
    return !each || find(each, names + 1, found, end);
  }
  if (json_is_array(value)) {
    gboolean has = json_array_size(value) == 0;
    json_array_foreach (value, i, each)
      has |= find(each, names, found, end);
    return has;
  }
  if (!*names || json_is_null(value)) {
    g_ptr_array_add(found, (gpointer)value);
    return TRUE;
  }
  each = json_object_get(value, *names);
  *end = each ? *end : (struct dead_end){value, names};
  return each && find(each, names + 1, found, end);
}

static char *value_text(const json_t *value)
{
  if (json_is_null(value))
    return g_strdup(NOTHING);
  g_autofree char *text = json_is_string(value) ? g_strdup(json_string_value(value))
                                                : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
  return g_strdelimit(text_tame(text), "\n", ' ');
}

static void append_values(GString *line, const GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++) {
    g_autofree char *text = value_text(found->pdata[i]);
    g_string_append_printf(line, "%s%s", i ? ", " : "", text);
  }
  if (found->len == 0)
    g_string_append(line, NOTHING);
}

/* ---- names that are none --------------------------------------------------------------------------- */

/* "subject." of "subject.nam". */
static char *way_to(const struct piece *piece, const struct dead_end *end)
{
  GString *way = g_string_new(NULL);
  for (char *const *name = piece->names; name != end->names; name++)
    g_string_append_printf(way, "%s.", *name);
  return g_string_free(way, FALSE);
}

static void set_unknown(const struct piece *piece, const struct dead_end *end, GError **error)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  g_autofree char *way = way_to(piece, end);
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)end->object, key, value)
    g_ptr_array_add(keys, (gpointer)key);
  g_ptr_array_sort(keys, text_order);
  g_ptr_array_add(keys, NULL);
  const char *nearest = nearest_name(*end->names, (const char *const *)keys->pdata);
  g_autofree char *between = g_strconcat(", ", way, NULL);
  g_autofree char *all = g_strjoinv(between, (char **)keys->pdata);
  if (nearest)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "--format: nothing has a {%s}: did you mean {%s%s}?", piece->text, way,
                nearest);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "--format: nothing has a {%s}: %s%s%s", piece->text,
                *all ? "there are " : "nothing is below ", way, all);
}

/* Of a name that only some have, the others have nothing. */
static gboolean somebody_has(const struct piece *piece, const json_t *objects, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new();
  struct dead_end end = {NULL, piece->names};
  gboolean has = json_is_array(objects) ? json_array_size(objects) == 0 : find(objects, piece->names, found, &end);
  const json_t *each;
  gsize i;
  json_array_foreach (objects, i, each)
    has = has || find(each, piece->names, found, &end);
  if (!has)
    set_unknown(piece, &end, error);
  return has;
}

/* ---- all of it ------------------------------------------------------------------------------------- */

static void append_object(GString *text, const struct format *format, const json_t *object)
{
  for (guint i = 0; i < format->pieces->len; i++) {
    const struct piece *piece = &g_array_index(format->pieces, struct piece, i);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    struct dead_end end;
    if (piece->names && find(object, piece->names, found, &end))
      append_values(text, found);
    else
      g_string_append(text, piece->names ? NOTHING : piece->text);
  }
}

char *format_apply(const struct format *format, const json_t *objects, GError **error)
{
  GString *text = g_string_new(NULL);
  const json_t *each;
  gsize i;
  for (guint k = 0; k < format->pieces->len; k++) {
    const struct piece *piece = &g_array_index(format->pieces, struct piece, k);
    if (piece->names && !somebody_has(piece, objects, error))
      return g_string_free(text, TRUE);
  }
  if (!json_is_array(objects))
    append_object(text, format, objects);
  json_array_foreach (objects, i, each)
    append_object(text, format, each);
  return g_string_free(text, FALSE);
}
