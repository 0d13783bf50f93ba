#include "plugin/perfdata.h"

#include "base/limits.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define LABEL_MAX (2 * LIMIT_NAME)

static const char *uom_of(const char *unit)
{
  static const struct {
    const char *unit, *uom;
  } units[] = {{"%", "%"}, {"bytes", "B"}, {"ms", "ms"}, {"s", "s"}, {"seconds", "s"}};
  for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
    if (strcmp(unit, units[i].unit) == 0)
      return units[i].uom;
  return "";
}

/* In a label nothing may stand that ends it or performance data; a quote is written twice. */
static char *label_of(const char *name)
{
  g_autofree char *clean = g_strdelimit(text_clean(name, LABEL_MAX), "=|;<>$`", '_');
  g_auto(GStrv) parts = g_strsplit(clean, "'", -1);
  return g_strjoinv("''", parts);
}

static void append_number(GString *text, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  if (isfinite(number))
    g_string_append(text, g_ascii_formatd(digits, sizeof digits, "%.12g", number));
}

char *perfdata_format(const struct measure *measure)
{
  g_autofree char *label = label_of(measure->label);
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "'%s'=", label);
  if (isfinite(measure->value))
    append_number(text, measure->value);
  else
    g_string_append_c(text, 'U');
  g_string_append_printf(text, "%s;%s;%s;", isfinite(measure->value) ? uom_of(measure->unit) : "",
                         measure->warning ? measure->warning->text : "", measure->critical ? measure->critical->text : "");
  append_number(text, measure->min);
  g_string_append_c(text, ';');
  append_number(text, measure->max);
  return g_string_free(text, FALSE);
}
