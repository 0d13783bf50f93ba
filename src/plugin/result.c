#include "plugin/result.h"

#include "base/quantity.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define PART_MAX 1023 /* bytes of one sentence */

struct part {
  enum check_state state;
  char *text;
};

struct result {
  char *what;
  enum check_state state;
  GArray *parts; /* struct part */
  GPtrArray *more;
  GString *perfdata;
};

static const struct {
  const char *name;
  guint gravity;
} states[] = {
    [CHECK_OK] = {"OK", 0},
    [CHECK_WARNING] = {"WARNING", 2},
    [CHECK_CRITICAL] = {"CRITICAL", 3},
    [CHECK_UNKNOWN] = {"UNKNOWN", 1},
};

static void part_clear(gpointer data)
{
  g_free(((struct part *)data)->text);
}

struct result *result_new(const char *what)
{
  struct result *result = g_new0(struct result, 1);
  result->what = g_strdup(what);
  result->parts = g_array_new(FALSE, FALSE, sizeof(struct part));
  g_array_set_clear_func(result->parts, part_clear);
  result->more = g_ptr_array_new_with_free_func(g_free);
  result->perfdata = g_string_new(NULL);
  return result;
}

void result_free(struct result *result)
{
  if (!result)
    return;
  g_free(result->what);
  g_array_free(result->parts, TRUE);
  g_ptr_array_free(result->more, TRUE);
  g_string_free(result->perfdata, TRUE);
  g_free(result);
}

/* '|' begins performance data, ';' parts an external command, and the others are HTML or macros. */
static char *tamed(const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  return g_strdelimit(g_strdelimit(text_clean(text, PART_MAX), ";", ','), "|<>$`", '_');
}

static gboolean is_said(const struct result *result, const struct part *part)
{
  for (guint i = 0; i < result->parts->len; i++) {
    const struct part *other = &g_array_index(result->parts, struct part, i);
    if (states[other->state].gravity >= states[part->state].gravity && strcmp(other->text, part->text) == 0)
      return TRUE;
  }
  return FALSE;
}

void result_say(struct result *result, enum check_state state, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  struct part part = {state, tamed(format, arguments)};
  va_end(arguments);
  if (is_said(result, &part))
    part_clear(&part);
  else
    g_array_append_val(result->parts, part);
  if (states[state].gravity > states[result->state].gravity)
    result->state = state;
}

void result_explain(struct result *result, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_ptr_array_add(result->more, tamed(format, arguments));
  va_end(arguments);
}

void result_measure(struct result *result, const struct measure *measure)
{
  g_autofree char *text = perfdata_format(measure);
  if (result->perfdata->len + strlen(text) < RESULT_PERFDATA)
    g_string_append_printf(result->perfdata, "%s%s", result->perfdata->len ? " " : "", text);
}

/* "12.3 %", "1.50 GiB" */
static char *value_text(double value, const char *unit)
{
  if (strcmp(unit, "bytes") == 0 && value >= 0)
    return size_format((guint64)value);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(number, sizeof number, value == floor(value) ? "%.0f" : "%.1f", value);
  return g_strdup_printf("%s%s%s", number, *unit ? " " : "", unit);
}

void result_judge(struct result *result, const char *name, const struct measure *measure)
{
  result_measure(result, measure);
  gboolean is_wanted = (measure->warning && *measure->warning->text) || (measure->critical && *measure->critical->text);
  if (isnan(measure->value)) {
    result_say(result, is_wanted ? CHECK_UNKNOWN : CHECK_OK, "%s unknown", name);
    return;
  }
  g_autofree char *value = value_text(measure->value, measure->unit);
  if (measure->critical && range_alerts(measure->critical, measure->value))
    result_say(result, CHECK_CRITICAL, "%s %s (critical at %s)", name, value, measure->critical->text);
  else if (measure->warning && range_alerts(measure->warning, measure->value))
    result_say(result, CHECK_WARNING, "%s %s (warning at %s)", name, value, measure->warning->text);
  else
    result_say(result, CHECK_OK, "%s %s", name, value);
}

enum check_state result_state(const struct result *result)
{
  return result->state;
}

/* Whole characters of `text` as long as there is room. */
static void append_cut(GString *line, const char *text, gsize max)
{
  const char *end = NULL;
  g_autofree char *cut = g_strndup(text, line->len < max ? max - line->len : 0);
  g_utf8_validate(cut, -1, &end);
  g_string_append_len(line, cut, end - cut);
}

/* Gravest first. */
static void append_parts(GString *line, const struct result *result, gsize max)
{
  const char *before = ": ";
  for (guint gravity = G_N_ELEMENTS(states); gravity-- > 0;)
    for (guint i = 0; i < result->parts->len; i++) {
      const struct part *part = &g_array_index(result->parts, struct part, i);
      if (states[part->state].gravity != gravity)
        continue;
      append_cut(line, before, max);
      append_cut(line, part->text, max);
      before = ", ";
    }
}

char *result_text(const struct result *result, guint verbosity)
{
  gsize room = RESULT_LINE_MAX - 1 - result->perfdata->len - strlen(" | ");
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "PROVOST %s %s", result->what, states[result->state].name);
  append_parts(text, result, room);
  for (guint i = 0; verbosity == 1 && i < result->more->len; i++) {
    append_cut(text, ", ", room);
    append_cut(text, result->more->pdata[i], room);
  }
  if (result->perfdata->len)
    g_string_append_printf(text, " | %s", result->perfdata->str);
  for (guint i = 0; verbosity > 1 && i < result->more->len; i++)
    if (text->len + 1 + strlen(result->more->pdata[i]) < RESULT_MAX)
      g_string_append_printf(text, "\n%s", (const char *)result->more->pdata[i]);
  g_string_append_c(text, '\n');
  return g_string_free(text, FALSE);
}
