#include "serve/exposition.h"

#include <math.h>
#include <string.h>

/* Line ends and backslashes would end a line or begin an escape, quotes a label. */
static void append_escaped(GString *text, const char *value, gboolean is_quoted)
{
  for (; *value; value++) {
    if (*value == '\n')
      g_string_append(text, "\\n");
    else if (*value == '\\' || (is_quoted && *value == '"'))
      g_string_append_printf(text, "\\%c", *value);
    else
      g_string_append_c(text, *value);
  }
}

void exposition_begin(GString *text, const struct exposition_family *family)
{
  g_string_append_printf(text, "# HELP %s ", family->name);
  append_escaped(text, family->help, FALSE);
  g_string_append_printf(text, "\n# TYPE %s %s\n", family->name, family->type);
}

void exposition_label(GString *labels, const char *name, const char *value)
{
  g_string_append_printf(labels, "%s%s=\"", labels->len ? "," : "", name);
  append_escaped(labels, value, TRUE);
  g_string_append_c(labels, '"');
}

static void append_number(GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  if (isnan(value))
    g_string_append(text, "NaN");
  else if (isinf(value))
    g_string_append(text, value > 0 ? "+Inf" : "-Inf");
  else
    g_string_append(text, g_ascii_formatd(digits, sizeof digits, "%.15g", value));
}

void exposition_sample(GString *text, const char *name, const char *labels, double value)
{
  g_string_append(text, name);
  if (*labels)
    g_string_append_printf(text, "{%s}", labels);
  g_string_append_c(text, ' ');
  append_number(text, value);
  g_string_append_c(text, '\n');
}

char *exposition_name(const struct metric *metric, double *factor)
{
  static const struct {
    const char *ours, *theirs;
    double factor;
  } units[] = {{"_pct", "_ratio", 0.01},     {"_per_sec", "_per_second", 1}, {"_sec", "_seconds", 1},
               {"_ms", "_seconds", 0.001}, {"_count", "s", 1} /* the name of a histogram's part */};
  g_autofree char *name = g_strdelimit(g_strdup(metric->name), ".", '_');
  *factor = 1;
  for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_str_has_suffix(name, units[i].ours)) {
      *factor = units[i].factor;
      name[strlen(name) - strlen(units[i].ours)] = '\0';
      return g_strconcat("provost_", name, units[i].theirs, NULL);
    }
  return g_strconcat("provost_", name, NULL);
}
