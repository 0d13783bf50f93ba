#include "config/setting.h"

#include "base/error.h"
#include "base/quantity.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

struct setting *setting_new(const char *name)
{
  struct setting *setting = g_new0(struct setting, 1);
  setting->name = g_strdup(name);
  setting->unit = g_strdup("");
  setting->min = -INFINITY;
  setting->max = INFINITY;
  return setting;
}

struct setting *setting_copy(const struct setting *setting)
{
  struct setting *copy = g_memdup2(setting, sizeof *setting);
  copy->name = g_strdup(setting->name);
  copy->unit = g_strdup(setting->unit);
  return copy;
}

void setting_free(struct setting *setting)
{
  g_free(setting->name);
  g_free(setting->unit);
  g_free(setting);
}

static char *value_text(const struct setting *setting, double value)
{
  if (setting->is_duration)
    return duration_format((guint64)value);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(g_ascii_formatd(text, sizeof text, "%.10g", value));
}

char *setting_text(const struct setting *setting)
{
  return value_text(setting, setting->value);
}

/* "a number from 1 to 100 %", "a duration from 1s to 10m". Caller frees. */
static char *setting_form(const struct setting *setting)
{
  GString *form = g_string_new(setting->is_duration ? "a duration such as \"5m\"" : "a number");
  if (isfinite(setting->min)) {
    g_autofree char *min = value_text(setting, setting->min);
    g_string_append_printf(form, "%s %s", isfinite(setting->max) ? " from" : " of at least", min);
  }
  if (isfinite(setting->max)) {
    g_autofree char *max = value_text(setting, setting->max);
    g_string_append_printf(form, "%s %s", isfinite(setting->min) ? " to" : " up to", max);
  }
  if (setting->unit[0])
    g_string_append_printf(form, " %s", setting->unit);
  return g_string_free(form, FALSE);
}

static gboolean parse(const struct setting *setting, const char *text, double *value)
{
  if (setting->is_duration) {
    guint64 seconds;
    if (!duration_parse(text, &seconds))
      return FALSE;
    *value = (double)seconds;
    return TRUE;
  }
  char *end = NULL;
  *value = g_ascii_strtod(text, &end);
  return end != text && *end == '\0' && isfinite(*value);
}

gboolean setting_parse(struct setting *setting, const char *text, GError **error)
{
  double value;
  if (parse(setting, text, &value) && value >= setting->min && value <= setting->max) {
    setting->value = value;
    return TRUE;
  }
  g_autofree char *form = setting_form(setting), *clean = text_clean(text, 60);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "setting %s is \"%s\", but must be %s",
              setting->name, clean, form);
  return FALSE;
}

struct setting *setting_find(const GPtrArray *settings, const char *name)
{
  for (guint i = 0; i < settings->len; i++) {
    struct setting *setting = g_ptr_array_index(settings, i);
    if (strcmp(setting->name, name) == 0)
      return setting;
  }
  return NULL;
}
