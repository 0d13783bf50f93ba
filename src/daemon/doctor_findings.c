#include "daemon/doctor.h"

static const char *const health_names[HEALTHS] = {
    [HEALTH_OK] = "ok",
    [HEALTH_WARNING] = "warning",
    [HEALTH_TROUBLE] = "trouble",
};

void doctor_add(json_t *findings, const struct examined *examined, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  json_array_append_new(findings, json_pack("{s:s, s:s, s:s, s:s, s:s}", "subject", examined->subject, "what",
                                            examined->what, "state", health_names[examined->health], "text", valid,
                                            "remedy", examined->remedy ? examined->remedy : ""));
}

gboolean doctor_is_well(const json_t *findings)
{
  gsize i;
  const json_t *each;
  json_array_foreach (findings, i, each)
    if (g_strcmp0(json_string_value(json_object_get(each, "state")), health_names[HEALTH_TROUBLE]) == 0)
      return FALSE;
  return TRUE;
}
